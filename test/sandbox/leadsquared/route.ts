import type { Problem, QueryValues } from '../openapi.ts';
import { exception, type Answer } from './answers.ts';
import type { Store } from './store.ts';
import type { LeadSquaredSandboxOptions } from './types.ts';

export interface Call {
  readonly store: Store;
  readonly options: LeadSquaredSandboxOptions;
  /** Where this company's data is, as the answers name it. */
  readonly host: string;
  readonly query: QueryValues;
  /** Parsed and fitting the schema; an empty object for requests without one. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Where the body is a list. */
  readonly list: readonly unknown[];
  /** Writes down something the vendor's contract forbids. */
  readonly violation: (text: string) => void;
}

export type Route = (call: Call) => Answer;
export type Routes = Readonly<Record<string, Route>>;

/** A request that breaks the contract: written down and refused. */
export function refuse(call: Pick<Call, 'violation'>, { field, what }: Problem): Answer {
  const text = field === '' ? `The request ${what}.` : `'${field}' ${what}.`;
  call.violation(text);
  return exception(400, 'MXInvalidInputException', text);
}

/** `YYYY-MM-DD HH:MM:SS`, UTC. */
export const plainTime = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ');

/** `7/31/2026 5:33:49 AM`, UTC: the other form in which times come back. */
export function americanTime(text: string): string {
  const at = new Date(`${text.replace(' ', 'T')}Z`);
  const two = (value: number) => String(value).padStart(2, '0');
  const hour = at.getUTCHours();
  const day = `${at.getUTCMonth() + 1}/${at.getUTCDate()}/${at.getUTCFullYear()}`;
  return `${day} ${hour % 12 || 12}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} ${hour < 12 ? 'AM' : 'PM'}`;
}

/** A record of the body, or an empty one. */
export function part(body: Readonly<Record<string, unknown>>, key: string): Readonly<Record<string, unknown>> {
  const value = body[key];
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
