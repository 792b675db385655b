import { appError, type AppError, type Delivery, type ErrorCategory } from '../../../../shared/errors.ts';
import type { HttpAnswer, HttpFailure } from '../../ports.ts';
import { OPERATIONS, type OperationName } from './operations.ts';
import { asksToWait } from './rate-header.ts';

/** One meaning of an answer that is no success. The first row that fits counts. */
interface Row {
  readonly status: number | readonly [from: number, to: number];
  readonly body?: 'json' | 'other';
  readonly operations?: readonly OperationName[];
  /** The field that Close named. */
  readonly field?: RegExp;
  readonly category: ErrorCategory;
  readonly is: string;
  readonly message: string;
  /** The answer does not say whether the request had an effect. */
  readonly unclear?: true;
}

const RECORD_REQUESTS: readonly OperationName[] = ['getCall', 'changeCall', 'deleteCall'];
const LINKING_REQUESTS: readonly OperationName[] = ['addCall', 'changeCall', 'addTask'];

/** Source: Close's page on status codes, and answers seen by others: its specification has no errors. */
const ROWS: readonly Row[] = [
  {
    status: 401,
    category: 'sign_in',
    is: 'key_refused',
    message: 'Close does not accept the API key: make a new one in its settings.',
  },
  { status: 402, category: 'refused', is: 'plan_limit', message: 'The Close plan does not allow this.' },
  {
    status: 403,
    body: 'json',
    operations: ['whoAmI'],
    category: 'sign_in',
    is: 'no_permission',
    message: 'The API key has no access to Close.',
  },
  {
    status: 403,
    body: 'json',
    category: 'refused',
    is: 'no_permission',
    message: 'Close does not permit this to the user.',
  },
  {
    status: 404,
    body: 'json',
    operations: RECORD_REQUESTS,
    category: 'refused',
    is: 'record_gone',
    message: 'The call no longer exists in Close.',
  },
  {
    status: 404,
    body: 'json',
    operations: LINKING_REQUESTS,
    category: 'refused',
    is: 'linked_item_gone',
    message: 'The lead or contact of the call no longer exists in Close.',
  },
  {
    status: 404,
    body: 'json',
    category: 'refused',
    is: 'not_found',
    message: 'Close does not know what was asked for.',
  },
  { status: 410, category: 'refused', is: 'record_gone', message: 'The call no longer exists in Close.' },
  { status: 409, category: 'refused', is: 'conflict', message: 'Close reports a conflict with what it has.' },
  {
    status: 400,
    body: 'json',
    operations: LINKING_REQUESTS,
    field: /^(lead_id|contact_id)$/,
    category: 'refused',
    is: 'linked_item_gone',
    message: 'The lead or contact of the call does not exist in Close.',
  },
  {
    status: 400,
    body: 'json',
    field: /^outcome_id$/,
    category: 'refused',
    is: 'outcome_gone',
    message: 'The outcome no longer exists in Close.',
  },
  { status: 400, body: 'json', category: 'refused', is: 'invalid_data', message: 'Close does not accept the data.' },
  { status: 422, body: 'json', category: 'refused', is: 'invalid_data', message: 'Close does not accept the data.' },
  { status: 429, category: 'busy', is: 'rate_limited', message: 'Close asks for a pause.' },
  { status: 407, category: 'network', is: 'proxy_sign_in', message: 'The proxy wants a sign-in.' },
  {
    status: 408,
    category: 'network',
    is: 'server_error',
    message: 'Close did not get the whole request.',
    unclear: true,
  },
  { status: [500, 599], category: 'network', is: 'server_error', message: 'Close has a fault.', unclear: true },
  {
    status: [400, 499],
    body: 'json',
    category: 'refused',
    is: 'not_accepted',
    message: 'Close does not accept the request.',
  },
];

const SHORTEST_PAUSE = 1_000;
const USUAL_PAUSE = 5_000;

/** What the table cannot know. `fraction` scatters waits, in [0, 1). */
export interface Moment {
  readonly now: number;
  readonly fraction: number;
}

/** An answer other than a success, as a category. */
export function answerError(operation: OperationName, answer: HttpAnswer, at: Moment): AppError {
  const body = jsonObject(answer.body);
  const field = namedField(body);
  const row = ROWS.find((candidate) => fits(candidate, { operation, status: answer.status, body, field }));
  if (row === undefined) return unreadable(operation, 'unexpected_answer');
  const message = `${row.message} (${operation}, status ${answer.status})`;
  const wait = asksToWait(answer.headers, at.now);
  if (row.category === 'busy') {
    const pause = Math.max(wait ?? USUAL_PAUSE, SHORTEST_PAUSE);
    return appError('busy', row.is, message, { retryAt: at.now + pause + Math.round(at.fraction * 500) });
  }
  return appError(row.category, row.is, message, {
    delivery: row.unclear === true ? afterLeaving(operation) : 'not_sent',
    ...(row.category === 'refused' && field !== undefined ? { field } : {}),
    ...(row.category === 'network' && wait !== undefined ? { retryAt: at.now + wait } : {}),
  });
}

/** No answer at all. */
export function failureError(operation: OperationName, { kind, code }: HttpFailure): AppError {
  switch (kind) {
    case 'unreached':
      return appError('network', 'unreachable', `No connection to Close (${operation}, ${code}).`);
    case 'broken':
      return appError('network', 'connection_lost', `The answer of Close is missing (${operation}, ${code}).`, {
        delivery: afterLeaving(operation),
      });
    case 'aborted':
      return appError('network', 'aborted', `Given up (${operation}).`, { delivery: afterLeaving(operation) });
  }
}

/** A success that cannot be read: it happened, or something in between answered for Close. */
export function unreadable(operation: OperationName, code = 'unreadable_answer'): AppError {
  return appError('network', code, `Close's answer cannot be understood (${operation}).`, {
    delivery: afterLeaving(operation),
  });
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

interface Seen {
  readonly operation: OperationName;
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>> | undefined;
  readonly field: string | undefined;
}

function fits(row: Row, seen: Seen): boolean {
  const [from, to] = typeof row.status === 'number' ? [row.status, row.status] : row.status;
  if (seen.status < from || seen.status > to) return false;
  if (row.body !== undefined && (row.body === 'json') !== (seen.body !== undefined)) return false;
  if (row.operations !== undefined && !row.operations.includes(seen.operation)) return false;
  return row.field === undefined || (seen.field !== undefined && row.field.test(seen.field));
}

/** The first key of `field-errors`. Only a plain identifier is taken out of a foreign answer. */
function namedField(body: Seen['body']): string | undefined {
  const errors = body?.['field-errors'];
  if (typeof errors !== 'object' || errors === null) return undefined;
  return Object.keys(errors).find((key) => /^[a-z_][a-z0-9_]{0,39}$/i.test(key));
}
