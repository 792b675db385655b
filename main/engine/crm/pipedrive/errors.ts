import { appError, type AppError, type Delivery, type ErrorCategory } from '../../../../shared/errors.ts';
import type { HttpAnswer, HttpFailure } from '../../ports.ts';
import { asksToWait, dailyWait, isDayOver } from './headers.ts';
import { OPERATIONS, type OperationName } from './operations.ts';

/** One meaning of an answer that is no success. The first row that fits counts. */
interface Row {
  readonly status: number | readonly [from: number, to: number];
  readonly body?: 'json' | 'other';
  readonly operations?: readonly OperationName[];
  /** The beginning of Pipedrive's own `code`, where it sends one. */
  readonly code?: string;
  readonly category: ErrorCategory;
  readonly is: string;
  readonly message: string;
  /** The answer does not say whether the request had an effect. */
  readonly unclear?: true;
}

const RECORD_REQUESTS: readonly OperationName[] = [
  'getCall',
  'deleteCall',
  'addRecording',
  'getActivity',
  'deleteActivity',
];

/** Source: Pipedrive's page on status codes, the examples in its specification, and answers seen by others. */
const ROWS: readonly Row[] = [
  { status: 401, category: 'sign_in', is: 'token_refused', message: 'Pipedrive does not accept the API token.' },
  { status: 402, category: 'sign_in', is: 'account_closed', message: 'The Pipedrive account is not open.' },
  {
    status: 403,
    body: 'json',
    operations: ['whoAmI'],
    category: 'sign_in',
    is: 'no_permission',
    message: 'The API token has no access to Pipedrive.',
  },
  {
    status: 403,
    body: 'json',
    code: 'feature_capping',
    category: 'refused',
    is: 'plan_limit',
    message: 'The Pipedrive plan does not allow more of this.',
  },
  {
    status: 403,
    body: 'json',
    category: 'refused',
    is: 'no_permission',
    message: 'Pipedrive does not permit this to the user.',
  },
  {
    status: 403,
    body: 'other',
    category: 'busy',
    is: 'blocked',
    message: 'Pipedrive has blocked this address for a while.',
  },
  {
    status: 404,
    body: 'json',
    operations: ['addCall', 'addActivity', 'changeActivity'],
    category: 'refused',
    is: 'linked_item_gone',
    message: 'A contact, deal or lead of the call no longer exists in Pipedrive.',
  },
  {
    status: 404,
    body: 'json',
    operations: RECORD_REQUESTS,
    category: 'refused',
    is: 'record_gone',
    message: 'The record no longer exists in Pipedrive.',
  },
  {
    status: 404,
    body: 'json',
    category: 'refused',
    is: 'not_found',
    message: 'Pipedrive does not know what was asked for.',
  },
  { status: 410, category: 'refused', is: 'record_gone', message: 'The record no longer exists in Pipedrive.' },
  {
    status: 409,
    operations: ['addRecording'],
    category: 'refused',
    is: 'recording_exists',
    message: 'The call already has a recording in Pipedrive.',
  },
  { status: 409, category: 'refused', is: 'conflict', message: 'Pipedrive reports a conflict with what it has.' },
  { status: 413, category: 'refused', is: 'too_large', message: 'The recording is too large for Pipedrive.' },
  {
    status: 415,
    operations: ['addRecording'],
    category: 'refused',
    is: 'unsupported_type',
    message: 'Pipedrive does not take this kind of recording.',
  },
  { status: 415, category: 'refused', is: 'feature_off', message: 'This feature is switched off in Pipedrive.' },
  { status: 400, category: 'refused', is: 'invalid_data', message: 'Pipedrive does not accept the data.' },
  { status: 422, category: 'refused', is: 'invalid_data', message: 'Pipedrive does not accept the data.' },
  { status: 429, category: 'busy', is: 'rate_limited', message: 'Pipedrive asks for a pause.' },
  { status: 407, category: 'network', is: 'proxy_sign_in', message: 'The proxy wants a sign-in.' },
  {
    status: 408,
    category: 'network',
    is: 'server_error',
    message: 'Pipedrive did not get the whole request.',
    unclear: true,
  },
  { status: [500, 599], category: 'network', is: 'server_error', message: 'Pipedrive has a fault.', unclear: true },
  {
    status: [400, 499],
    body: 'json',
    category: 'refused',
    is: 'not_accepted',
    message: 'Pipedrive does not accept the request.',
  },
];

/** The wait after the firewall's page: it goes on blocking whoever goes on asking. */
const BLOCKED_FOR = 15 * 60_000;
const SHORTEST_PAUSE = 2_000;

/** What the table cannot know. `fraction` scatters waits, in [0, 1). */
export interface Moment {
  readonly now: number;
  readonly fraction: number;
}

/** An answer other than a success, as a category. `status` is given when the body names a truer one. */
export function answerError(
  operation: OperationName,
  answer: HttpAnswer,
  at: Moment,
  status = answer.status,
): AppError {
  const body = jsonObject(answer.body);
  const row = ROWS.find((candidate) => fits(candidate, { operation, status, body }));
  if (row === undefined) return unreadable(operation, 'unexpected_answer');
  const delivery: Delivery = row.unclear === true ? afterLeaving(operation) : 'not_sent';
  const message = `${row.message} (${operation}, status ${status})`;
  if (row.category === 'busy') return { ...appError('busy', row.is, message), ...pause(row.is, answer, at) };
  const field = row.category === 'refused' ? namedField(body) : undefined;
  const wait = row.category === 'network' ? asksToWait(answer.headers, at.now) : undefined;
  return appError(row.category, row.is, message, {
    delivery,
    ...(field === undefined ? {} : { field }),
    ...(wait === undefined ? {} : { retryAt: at.now + wait }),
  });
}

/** No answer at all. */
export function failureError(operation: OperationName, failure: HttpFailure): AppError {
  switch (failure.kind) {
    case 'unreached':
      return appError('network', 'unreachable', `No connection to Pipedrive (${operation}, ${failure.code}).`);
    case 'broken':
      return appError(
        'network',
        'connection_lost',
        `The answer of Pipedrive is missing (${operation}, ${failure.code}).`,
        {
          delivery: afterLeaving(operation),
        },
      );
    case 'aborted':
      return appError('network', 'aborted', `Given up (${operation}).`, { delivery: afterLeaving(operation) });
  }
}

/** A success that cannot be read: it happened, or something in between answered for Pipedrive. */
export function unreadable(operation: OperationName, code = 'unreadable_answer'): AppError {
  return appError('network', code, `Pipedrive's answer cannot be understood (${operation}).`, {
    delivery: afterLeaving(operation),
  });
}

/** A success by status whose body says that it is none. */
export function deniedSuccess(operation: OperationName, answer: HttpAnswer, at: Moment): AppError {
  const told = jsonObject(answer.body)?.['errorCode'];
  if (typeof told === 'number' && told >= 400 && told <= 599) return answerError(operation, answer, at, told);
  return answerError(operation, answer, at, 400);
}

export function jsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    // Not JSON: an HTML page, a cut body. The caller decides what that means.
    return undefined;
  }
}

function afterLeaving(operation: OperationName): Delivery {
  return OPERATIONS[operation].repeats === 'makes_another' ? 'maybe' : 'not_sent';
}

function fits(
  row: Row,
  seen: { operation: OperationName; status: number; body: Record<string, unknown> | undefined },
): boolean {
  const [from, to] = typeof row.status === 'number' ? [row.status, row.status] : row.status;
  if (seen.status < from || seen.status > to) return false;
  if (row.body !== undefined && (row.body === 'json') !== (seen.body !== undefined)) return false;
  if (row.operations !== undefined && !row.operations.includes(seen.operation)) return false;
  const code = seen.body?.['code'];
  return row.code === undefined || (typeof code === 'string' && code.startsWith(row.code));
}

function pause(is: string, answer: HttpAnswer, { now, fraction }: Moment): { code: string; retryAt: number } {
  if (is === 'blocked') return { code: is, retryAt: now + BLOCKED_FOR + Math.round(fraction * 60_000) };
  if (isDayOver(answer.headers)) {
    return { code: 'daily_budget', retryAt: now + dailyWait(answer.headers, now) + Math.round(fraction * 60_000) };
  }
  const wait = Math.max(asksToWait(answer.headers, now) ?? 0, SHORTEST_PAUSE);
  return { code: is, retryAt: now + wait + Math.round(fraction * Math.max(500, wait * 0.1)) };
}

/** `"outcome" is required.` names `outcome`. Only a plain identifier is taken out of a foreign text. */
function namedField(body: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const texts = [body?.['error'], body?.['error_info'], body?.['message']].filter((text) => typeof text === 'string');
  for (const text of texts) {
    const named = /["'`]([a-z][a-z0-9_]{1,39})["'`]|\b([a-z]+(?:_[a-z]+)*_(?:id|number|time))\b/.exec(text);
    const field = named?.[1] ?? named?.[2];
    if (field !== undefined) return field;
  }
  return undefined;
}
