import type { Mapped } from './format.ts';

/** Values as SQLite gives them. */
export type DatabaseValue = string | number | bigint | Buffer | null;
export type DatabaseRow = Readonly<Record<string, DatabaseValue>>;

/** How the calls lie in a phone's database. The query is ours, the database is only ever read. */
export interface DatabaseLayout {
  /** Tables without which it is not this phone's database, or an empty one. */
  readonly tables: readonly string[];
  /**
   * Rows with `row_id` above the first value, ascending, at most as many as the second says. `row_id` is the table's number of the row, which may be used
   * again after rows were deleted. `has` says which tables and columns (`table.column`) there are.
   */
  readonly query: (has: (name: string) => boolean) => string;
  readonly map: (row: DatabaseRow) => Mapped;
}

export function textOf(value: DatabaseValue | undefined): string {
  if (value === null || value === undefined) return '';
  return Buffer.isBuffer(value) ? value.toString('utf8') : String(value);
}

/** NaN when there is no number. */
export function numberOf(value: DatabaseValue | undefined): number {
  if (typeof value === 'number') return value;
  const text = textOf(value).trim();
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
}
