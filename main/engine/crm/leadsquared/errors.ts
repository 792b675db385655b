import { appError, type AppError, type Delivery, type ErrorCategory } from '../../../../shared/errors.ts';
import type { HttpAnswer, HttpFailure } from '../../ports.ts';
import { paceIn } from './limits.ts';
import { OPERATIONS, type OperationName } from './operations.ts';

/** LeadSquared's own envelope of an error. It comes with 4xx, 5xx and, at times, with 200. */
export interface Refusal {
  readonly type: string;
  readonly message: string;
}

interface Seen {
  readonly operation: OperationName;
  readonly status: number;
  readonly json: boolean;
  readonly type: string;
  readonly message: string;
}

/** One meaning of an answer that is no success. The first row that fits counts. */
interface Row {
  readonly when: (seen: Seen) => boolean;
  readonly category: ErrorCategory;
  readonly is: string;
  readonly message: string;
  /** The answer does not say whether the request had an effect. */
  readonly unclear?: true;
}

const ON_ACTIVITY: readonly OperationName[] = ['updateCall', 'getActivity'];
const ON_LEAD: readonly OperationName[] = ['logCall', 'createNote', 'createTask'];

const isOwn = ({ type }: Seen): boolean => type.startsWith('MX');
const saysGone = ({ message }: Seen): boolean =>
  /not found|not exist|n't exist|no such|invalid (lead|prospect|activity)/i.test(message);

/** Source: LeadSquared's page on errors, the notes on its pages of single methods, and answers seen by others. */
const ROWS: readonly Row[] = [
  {
    when: ({ status, type, message }) =>
      status === 429 || type === 'MXAPIRateLimitExceededException' || /exceeded the (daily )?limit/i.test(message),
    category: 'busy',
    is: 'rate_limited',
    message: 'LeadSquared asks for a pause.',
  },
  {
    when: ({ status, type }) => status === 401 || /unauthori[sz]ed|authentication|accesskey/i.test(type),
    category: 'sign_in',
    is: 'keys_refused',
    message: 'LeadSquared does not accept the access key and secret key.',
  },
  {
    when: ({ status, operation }) => status === 404 && operation === 'whoAmI',
    category: 'sign_in',
    is: 'wrong_address',
    message: 'There is no LeadSquared API at this address; set baseUrl to https://api.leadsquared.com.',
  },
  {
    when: ({ status, json, operation }) => status === 403 && json && operation === 'whoAmI',
    category: 'sign_in',
    is: 'no_permission',
    message: 'The keys have no access to LeadSquared.',
  },
  {
    when: ({ status, json }) => status === 403 && json,
    category: 'refused',
    is: 'no_permission',
    message: 'LeadSquared does not permit this to the user of the keys.',
  },
  {
    when: ({ status }) => status === 407,
    category: 'network',
    is: 'proxy_sign_in',
    message: 'The proxy wants a sign-in.',
  },
  {
    when: (seen) => isOwn(seen) && /timeout|unavailable|deadlock/i.test(seen.type),
    category: 'network',
    is: 'server_error',
    message: 'LeadSquared has a fault.',
    unclear: true,
  },
  {
    when: ({ type }) => type === 'MXDuplicateEntryException',
    category: 'refused',
    is: 'duplicate',
    message: 'LeadSquared has a lead with this number already.',
  },
  {
    when: (seen) => isOwn(seen) && ON_ACTIVITY.includes(seen.operation) && saysGone(seen),
    category: 'refused',
    is: 'record_gone',
    message: 'The call no longer exists in LeadSquared.',
  },
  {
    when: (seen) => isOwn(seen) && ON_LEAD.includes(seen.operation) && saysGone(seen),
    category: 'refused',
    is: 'linked_item_gone',
    message: 'The lead, opportunity or user of the call no longer exists in LeadSquared.',
  },
  {
    when: ({ status, json }) => status === 404 && json,
    category: 'refused',
    is: 'not_found',
    message: 'LeadSquared does not know this request; the feature may not be part of the plan.',
  },
  // What LeadSquared does not accept comes with 500 as well: its own exception says that trying again is pointless.
  {
    when: (seen) => isOwn(seen) || (seen.status === 400 && seen.json),
    category: 'refused',
    is: 'invalid_data',
    message: 'LeadSquared does not accept the data.',
  },
  {
    when: ({ status }) => status === 408 || status >= 500,
    category: 'network',
    is: 'server_error',
    message: 'LeadSquared has a fault.',
    unclear: true,
  },
  {
    when: ({ status, json }) => json && status >= 400 && status <= 499,
    category: 'refused',
    is: 'not_accepted',
    message: 'LeadSquared does not accept the request.',
  },
];

/** What the table cannot know. `fraction` scatters waits, in [0, 1). */
export interface Moment {
  readonly now: number;
  readonly fraction: number;
}

/** The shortest wait after a refusal: the window is five seconds long. */
const SHORTEST_PAUSE = 5_000;
/** When the day's requests are used up, nothing says when the day ends: ask again after this long. */
const DAILY_PROBE = 3_600_000;

/** An answer other than a success, as a category. */
export function answerError(operation: OperationName, answer: HttpAnswer, at: Moment): AppError {
  const body = parsed(answer.body);
  const refusal = refusalIn(body) ?? { type: '', message: '' };
  const seen: Seen = { operation, status: answer.status, json: body !== undefined, ...refusal };
  const row = ROWS.find(({ when }) => when(seen));
  if (row === undefined) return unreadable(operation, 'unexpected_answer');
  const message = `${row.message} (${operation}, status ${answer.status})`;
  if (row.category === 'busy') return { ...appError('busy', row.is, message), ...pause(refusal.message, at) };
  const field = row.category === 'refused' ? namedField(refusal.message) : undefined;
  return appError(row.category, row.is, message, {
    delivery: row.unclear === true ? afterLeaving(operation) : 'not_sent',
    ...(field === undefined ? {} : { field }),
  });
}

/** No answer at all. */
export function failureError(operation: OperationName, failure: HttpFailure): AppError {
  const where = `(${operation}, ${failure.code})`;
  if (failure.kind === 'unreached') return appError('network', 'unreachable', `No connection to LeadSquared ${where}.`);
  const lost = failure.kind === 'broken';
  return appError(
    'network',
    lost ? 'connection_lost' : 'aborted',
    lost ? `The answer of LeadSquared is missing ${where}.` : `Given up ${where}.`,
    { delivery: afterLeaving(operation) },
  );
}

/** A success that cannot be read: it happened, or something in between answered for LeadSquared. */
export function unreadable(operation: OperationName, code = 'unreadable_answer'): AppError {
  return appError('network', code, `LeadSquared's answer cannot be understood (${operation}).`, {
    delivery: afterLeaving(operation),
  });
}

/** Parsed JSON; undefined for an HTML page or a cut body. The caller decides what that means. */
export function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value ?? undefined;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}

/** `{"Status":"Error",…}`, whatever the HTTP status says. */
export function refusalIn(body: unknown): Refusal | undefined {
  if (typeof body !== 'object' || body === null || !('Status' in body) || body.Status !== 'Error') return undefined;
  const told: Readonly<Record<string, unknown>> = { ...body };
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return { type: text(told['ExceptionType']), message: text(told['ExceptionMessage']) };
}

function afterLeaving(operation: OperationName): Delivery {
  return OPERATIONS[operation].repeats === 'makes_another' ? 'maybe' : 'not_sent';
}

function pause(message: string, { now, fraction }: Moment): { code: string; retryAt: number } {
  const pace = paceIn(message);
  if (pace === undefined && /daily|\bday\b/i.test(message)) {
    return { code: 'daily_budget', retryAt: now + DAILY_PROBE + Math.round(fraction * 60_000) };
  }
  const wait = Math.max((pace?.seconds ?? 0) * 1000, SHORTEST_PAUSE);
  return { code: 'rate_limited', retryAt: now + wait + Math.round(fraction * 1_000) };
}

/** `'leadId' is mandatory` names `leadId`. Only a plain identifier is taken out of a foreign text. */
function namedField(message: string): string | undefined {
  return /['"]([A-Za-z][A-Za-z0-9_]{1,39})['"]/.exec(message)?.[1];
}
