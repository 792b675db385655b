import type { Problem, QueryValues } from '../openapi.ts';
import { refusal, refusalV2, type Answer } from './answers.ts';
import type { Store } from './store.ts';
import type { PipedriveSandboxOptions } from './types.ts';

export interface Call {
  readonly store: Store;
  readonly options: PipedriveSandboxOptions;
  /** What `{id}` of the path stands for; empty where the path has none. */
  readonly id: string;
  readonly query: QueryValues;
  /** Parsed and fitting the vendor's schema; undefined for requests without one. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Writes down something the vendor's contract forbids. */
  readonly violation: (text: string) => void;
}

export type Route = (call: Call) => Answer;
export type Routes = Readonly<Record<string, Route>>;

/** A request that breaks the contract: written down and refused. */
export function refuse(call: Pick<Call, 'violation'>, api: 'v1' | 'v2', problem: Problem): Answer {
  const text = problem.field === '' ? `The request ${problem.what}.` : `"${problem.field}" ${problem.what}.`;
  call.violation(text);
  return api === 'v1'
    ? refusal(400, text)
    : refusalV2(400, 'ERR_SCHEMA_VALIDATION_FAILED', `Validation failed: ${text}`);
}

export const notFoundV2 = (what: string): Answer => refusalV2(404, 'ERR_NOT_FOUND', `${what} not found`);

/** ISO 8601 with whole seconds, as API v2 writes times. */
export const wholeSeconds = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

/** API v2 takes whole seconds only; undefined when the text is no such time. */
export function readWholeSeconds(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

const encode = (id: string | number) =>
  Buffer.from(JSON.stringify({ field: 'id', fieldValue: id })).toString('base64url');

/** One page of API v2. The cursor names the next first item, so that a page survives changes before it. */
export function pageV2<T extends { readonly id: string | number }>(
  items: readonly T[],
  query: QueryValues,
): { readonly items: readonly T[]; readonly additional: { next_cursor: string | null } } {
  const limit = Math.min(Math.max(Number(query['limit'] ?? 100), 1), 500);
  const cursor = query['cursor'];
  const from = cursor === undefined ? 0 : items.findIndex((item) => encode(item.id) === cursor);
  const start = from === -1 ? items.length : from;
  const next = items[start + limit];
  return {
    items: items.slice(start, start + limit),
    additional: { next_cursor: next === undefined ? null : encode(next.id) },
  };
}

export const numberOr = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);
