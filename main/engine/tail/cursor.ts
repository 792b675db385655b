import type { Place } from './place.ts';

/** What must be stored with the records of a batch to go on after them. Text for everybody else. */
export interface Cursor {
  /** The file being read. */
  readonly at: Place;
  /** The file that was rotated away last: a writer that keeps it open may still add to it. */
  readonly before: Place | null;
}

const VERSION = 1;

export function writeCursor(cursor: Cursor): string {
  return JSON.stringify({ version: VERSION, ...cursor });
}

/** Null for text that this version did not write. */
export function readCursor(text: string): Cursor | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return null;
    throw thrown;
  }
  if (!isObject(value) || value['version'] !== VERSION) return null;
  const { at, before } = value;
  return isPlace(at) && (before === null || isPlace(before)) ? { at, before } : null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

const isOneOf = (value: unknown, choices: readonly unknown[]): boolean => choices.includes(value);
const isProof = (value: unknown): boolean =>
  isObject(value) && Number.isSafeInteger(value['bytes']) && typeof value['sha'] === 'string';

function isPlace(value: unknown): value is Place {
  return (
    isObject(value) &&
    typeof value['file'] === 'string' &&
    typeof value['id'] === 'string' &&
    Number.isSafeInteger(value['offset']) &&
    isProof(value['head']) &&
    isProof(value['near']) &&
    Number.isSafeInteger(value['generation']) &&
    isOneOf(value['encoding'], ['utf8', 'utf16le']) &&
    isOneOf(value['lineEnd'], ['lf', 'cr', null]) &&
    typeof value['skipping'] === 'boolean' &&
    (value['columns'] === null || Number.isSafeInteger(value['columns'])) &&
    typeof value['modifiedAt'] === 'number'
  );
}
