import { z } from 'zod';
import { appError, type AppError, type Delivery, type ErrorCategory } from '../../../../shared/errors.ts';
import type { HttpAnswer, HttpFailure } from '../../ports.ts';
import { parseJson } from './answers.ts';
import { OPERATIONS, type OperationName } from './operations.ts';

/** One meaning of an answer that is no success. The first row that fits counts. */
interface Row {
  readonly status?: number | readonly [from: number, to: number];
  /** Salesforce's own `errorCode`. */
  readonly codes?: readonly string[];
  readonly operations?: readonly OperationName[];
  readonly category: ErrorCategory;
  readonly is: string;
  readonly message: string;
  /** The answer does not say whether the request had an effect. */
  readonly unclear?: true;
}

const ON_A_TASK: readonly OperationName[] = [
  'changeTask',
  'deleteTask',
  'deleteFile',
  'deleteVoiceRecord',
  'uploadFile',
];
const CREATING: readonly OperationName[] = ['addTask', 'upsertTask', 'addFollowUp', 'changeTask', 'changeVoiceRecord'];
const GONE = ['ENTITY_IS_DELETED', 'INVALID_CROSS_REFERENCE_KEY', 'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY'];

const refused = (is: string, message: string, fits: Pick<Row, 'codes' | 'status' | 'operations'>): Row => ({
  ...fits,
  category: 'refused',
  is,
  message,
});

/** Source: Salesforce's pages on status and error codes of the REST API. */
const ROWS: readonly Row[] = [
  {
    codes: ['INVALID_SESSION_ID', 'INVALID_AUTH_HEADER'],
    category: 'sign_in',
    is: 'session_refused',
    message: 'Salesforce does not accept the session; sign in again.',
  },
  { status: 401, category: 'sign_in', is: 'token_refused', message: 'Salesforce does not accept the token.' },
  {
    codes: ['REQUEST_LIMIT_EXCEEDED'],
    category: 'busy',
    is: 'daily_budget',
    message: "The org's API requests of the last 24 hours are used up.",
  },
  {
    codes: ['API_DISABLED_FOR_ORG', 'API_CURRENTLY_DISABLED'],
    category: 'sign_in',
    is: 'api_disabled',
    message: 'The org or the user has no API access; ask your administrator.',
  },
  { codes: ['UNABLE_TO_LOCK_ROW'], category: 'network', is: 'row_locked', message: 'Salesforce works on the record.' },
  refused('linked_item_gone', 'A contact, lead or opportunity of the call no longer exists or is hidden.', {
    codes: GONE.slice(1),
    operations: CREATING,
  }),
  refused('record_gone', 'The record no longer exists in Salesforce.', { codes: GONE.slice(0, 1) }),
  refused('record_gone', 'The record no longer exists in Salesforce.', { status: 404, operations: ON_A_TASK }),
  refused('external_id_missing', 'The org has no such external id field, or the user may not see it.', {
    status: 404,
    operations: ['upsertTask'],
  }),
  refused('several_records', 'Several records in Salesforce carry the same external id.', { status: 300 }),
  refused('duplicate', 'A duplicate rule of the org refuses the record.', { codes: ['DUPLICATES_DETECTED'] }),
  refused('validation_rule', 'A validation rule of the org refuses the record.', {
    codes: ['FIELD_CUSTOM_VALIDATION_EXCEPTION'],
  }),
  refused('picklist_value', 'A value is not in the picklist of the org.', {
    codes: ['INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'],
  }),
  refused('field_required', 'The org requires a field that is empty.', { codes: ['REQUIRED_FIELD_MISSING'] }),
  refused('invalid_field', 'A field does not exist, or the user may not use it.', {
    codes: ['INVALID_FIELD', 'INVALID_FIELD_FOR_INSERT_UPDATE'],
  }),
  refused('object_hidden', 'The user may not see this kind of record.', { codes: ['INVALID_TYPE'] }),
  refused('storage_full', "The org's storage is full.", { codes: ['STORAGE_LIMIT_EXCEEDED'] }),
  refused('no_permission', 'Salesforce does not permit this to the user.', { status: 403 }),
  refused('not_found', 'Salesforce does not know what was asked for.', { status: 404 }),
  refused('api_retired', 'Salesforce no longer offers this version of its API, or the record is gone.', {
    status: 410,
  }),
  refused('conflict', 'Salesforce reports a conflict with what it has.', { status: 409 }),
  refused('too_large', 'It is too large for Salesforce.', { status: 413 }),
  refused('invalid_data', 'Salesforce does not accept the data.', { status: 400 }),
  refused('invalid_data', 'Salesforce does not accept the data.', { status: 422 }),
  { status: 429, category: 'busy', is: 'rate_limited', message: 'Salesforce asks for a pause.' },
  { status: 407, category: 'network', is: 'proxy_sign_in', message: 'The proxy wants a sign-in.' },
  { status: 408, category: 'network', is: 'server_error', message: 'The request did not arrive whole.', unclear: true },
  { status: [500, 599], category: 'network', is: 'server_error', message: 'Salesforce has a fault.', unclear: true },
  refused('not_accepted', 'Salesforce does not accept the request.', { status: [400, 499] }),
];

/** The org's requests are counted over 24 hours: what an hour later is free is worth a try. */
const QUOTA_WAIT = 3_600_000;
/** Too many long requests at once: they end soon. */
const CONCURRENCY_WAIT = 20_000;
const SHORTEST_PAUSE = 2_000;
const LONGEST_PAUSE = 24 * 3_600_000;

/** What the table cannot know. `fraction` scatters waits, in [0, 1). */
export interface Moment {
  readonly now: number;
  readonly fraction: number;
}

/** Errors of the REST API are always a list; an object is taken for one of the telephony API. */
const errorItem = z.object({
  errorCode: z.string().nullish(),
  message: z.string().nullish(),
  fields: z.array(z.string()).nullish(),
});
const errorBody = z.union([z.array(errorItem).min(1), errorItem.transform((item) => [item])]);

/** An answer other than a success, as a category. */
export function answerError(operation: OperationName, answer: HttpAnswer, at: Moment): AppError {
  const body = parseJson(answer.body);
  const told = errorBody.safeParse(body).data?.[0];
  // A page instead of a list comes from something in between, unless the status alone says enough.
  const speaks = body !== undefined || [401, 407, 408, 413, 429].includes(answer.status) || answer.status >= 500;
  const seen = { operation, status: answer.status, code: told?.errorCode ?? undefined };
  const row = speaks ? ROWS.find((candidate) => fits(candidate, seen)) : undefined;
  if (row === undefined) return unreadable(operation, 'unexpected_answer');
  const message = `${row.message} (${operation}, status ${answer.status})`;
  if (row.category === 'busy') {
    return appError('busy', row.is, message, { retryAt: at.now + pauseOf(row, answer, told?.message ?? '', at) });
  }
  const field = told?.fields?.find((name) => /^[A-Za-z]\w{0,79}$/.test(name));
  const wait = row.category === 'network' ? asksToWait(answer, at.now) : undefined;
  return appError(row.category, row.is, message, {
    delivery: row.unclear === true ? afterLeaving(operation) : 'not_sent',
    ...(row.category !== 'refused' || field === undefined ? {} : { field }),
    ...(wait === undefined ? {} : { retryAt: at.now + wait }),
  });
}

/** No answer at all. */
export function failureError(operation: OperationName, { kind, code }: HttpFailure): AppError {
  const delivery = kind === 'unreached' ? 'not_sent' : afterLeaving(operation);
  switch (kind) {
    case 'unreached':
      return appError('network', 'unreachable', `No connection to Salesforce (${operation}, ${code}).`);
    case 'broken':
      return appError('network', 'connection_lost', `Salesforce's answer is missing (${operation}, ${code}).`, {
        delivery,
      });
    case 'aborted':
      return appError('network', 'aborted', `Given up (${operation}).`, { delivery });
  }
}

/** A success that cannot be read: it happened, or something in between answered for Salesforce. */
export function unreadable(operation: OperationName, code = 'unreadable_answer'): AppError {
  return appError('network', code, `Salesforce's answer cannot be understood (${operation}).`, {
    delivery: afterLeaving(operation),
  });
}

export function afterLeaving(operation: OperationName): Delivery {
  return OPERATIONS[operation].effect === 'creates' ? 'maybe' : 'not_sent';
}

function fits(row: Row, seen: { operation: OperationName; status: number; code: string | undefined }): boolean {
  const [from, to] = typeof row.status === 'object' ? row.status : [row.status ?? 0, row.status ?? 999];
  if (seen.status < from || seen.status > to) return false;
  if (row.operations !== undefined && !row.operations.includes(seen.operation)) return false;
  return row.codes === undefined || (seen.code !== undefined && row.codes.includes(seen.code));
}

function pauseOf(row: Row, answer: HttpAnswer, message: string, { now, fraction }: Moment): number {
  const asked = asksToWait(answer, now);
  const usual =
    row.is !== 'daily_budget' ? SHORTEST_PAUSE : /concurrent/i.test(message) ? CONCURRENCY_WAIT : QUOTA_WAIT;
  const wait = Math.max(asked ?? usual, SHORTEST_PAUSE);
  return wait + Math.round(fraction * Math.max(500, wait * 0.1));
}

/** `retry-after`, in seconds or as a date. Milliseconds. */
function asksToWait(answer: HttpAnswer, now: number): number | undefined {
  const text = answer.headers['retry-after']?.trim() ?? '';
  if (text === '') return undefined;
  const wait = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(wait) ? undefined : Math.min(LONGEST_PAUSE, Math.max(0, wait));
}
