import type { Problem, QueryValues } from '../openapi.ts';
import { fieldError, ok, type Answer } from './answers.ts';
import type { Store } from './store.ts';

export interface Call {
  readonly store: Store;
  /** What `{id}` of the path stands for; empty where the path has none. */
  readonly id: string;
  readonly query: QueryValues;
  /** Parsed and fitting the vendor's schema; empty for requests without one. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Writes down something the vendor's contract forbids. */
  readonly violation: (text: string) => void;
}

export type Route = (call: Call) => Answer;
export type Routes = Readonly<Record<string, Route>>;

/** A request that breaks the contract: written down and refused. */
export function refuse(call: Pick<Call, 'violation'>, { field, what }: Problem): Answer {
  call.violation(`"${field}" ${what}`);
  return fieldError(field === '' ? 'body' : field, what);
}

/** `2013-02-01T00:51:33+00:00`. */
export function isoTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 23)}000+00:00`;
}

/** ISO 8601 with an offset; undefined when the text is no such time. */
export function readTime(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

const CAPS = { _limit: 200, _skip: 35_000 } as const;

/** One page of a list, within the vendor's caps. */
export function page<T>(call: Call, items: readonly T[], shape: (item: T) => unknown): Answer {
  for (const name of ['_limit', '_skip'] as const) {
    const asked = Number(call.query[name] ?? 0);
    if (asked > CAPS[name]) {
      call.violation(`"${name}" is above ${CAPS[name]}`);
      return fieldError(name, `Input should be less than or equal to ${CAPS[name]}`);
    }
  }
  const skip = Number(call.query['_skip'] ?? 0);
  const limit = Number(call.query['_limit'] ?? 100);
  return ok({ data: items.slice(skip, skip + limit).map(shape), has_more: items.length > skip + limit });
}
