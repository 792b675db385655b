/**
 * What a failure asks of us. Only adapters translate raw failures into categories; everything after them decides by
 * category alone.
 *
 * - `network`: retry with growing, scattered waits
 * - `busy`: the other side asks for a pause, see `retryAt`
 * - `sign_in`: every job of the account waits for a new credential
 * - `refused`: the data is not accepted; a person has to look, see `field`
 * - `local`: this machine: file locked, disk full
 * - `bug`: ours
 */
export type ErrorCategory = 'network' | 'busy' | 'sign_in' | 'refused' | 'local' | 'bug';

/**
 * Whether a request can have had an effect.
 *
 * - `not_sent`: it never left this machine, or the other side said that it did nothing: sending again is safe
 * - `maybe`: the answer is missing or says nothing about it: search before sending again
 */
export type Delivery = 'not_sent' | 'maybe';

export interface AppError {
  readonly category: ErrorCategory;
  /** Stable, snake_case; texts for people are keyed by it. */
  readonly code: string;
  /** English, for the log and the headless run. Never holds a foreign server's body, a secret or a full number. */
  readonly message: string;
  readonly delivery: Delivery;
  /** Epoch milliseconds before which trying again is pointless. */
  readonly retryAt?: number;
  /** The field the CRM named, in its own spelling. */
  readonly field?: string;
}

export function appError(
  category: ErrorCategory,
  code: string,
  message: string,
  more: { delivery?: Delivery; retryAt?: number; field?: string } = {},
): AppError {
  return { category, code, message, delivery: 'not_sent', ...more };
}

/** For the one place where a thrown value must become words: keeps the class and message, drops the rest. */
export function describeThrown(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message === '' ? thrown.name : thrown.message;
  return String(thrown);
}

/** The system's code of a Node error (`ENOENT`, `EBUSY`, …), or undefined. */
export function systemCode(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return undefined;
  return typeof thrown.code === 'string' ? thrown.code : undefined;
}

/** Makes a forgotten case of a union a compile error. */
export function unreachable(value: never): never {
  throw new Error(`unexpected case: ${JSON.stringify(value)}`);
}
