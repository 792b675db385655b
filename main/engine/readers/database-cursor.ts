/** A row that was taken before it was final. */
export interface OpenRow {
  readonly id: number;
  /** Hash of its values as they were taken. */
  readonly hash: number;
}

/** How far a database was read. */
export interface DatabaseCursor {
  /** All rows up to this number were taken. */
  readonly upTo: number;
  /** Hash of what makes the row of that number itself: numbers are used again after rows were deleted. */
  readonly mark: number;
  readonly open: readonly OpenRow[];
  readonly generation: number;
}

const VERSION = 1;

export const START: DatabaseCursor = { upTo: 0, mark: 0, open: [], generation: 0 };

export function writeDatabaseCursor(cursor: DatabaseCursor): string {
  const open = cursor.open.map(({ id, hash }) => [id, hash]);
  return JSON.stringify({ database: VERSION, ...cursor, open });
}

/** The start for a text that is none of ours: calls read again are known by their keys. */
export function readDatabaseCursor(text: string | null): DatabaseCursor {
  if (text === null) return START;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return START;
    throw thrown;
  }
  if (typeof value !== 'object' || value === null || !('database' in value) || value.database !== VERSION) return START;
  const { upTo, mark, open, generation } = value as Partial<Record<keyof DatabaseCursor, unknown>>;
  if (!isWhole(upTo) || !isWhole(mark) || !isWhole(generation) || !Array.isArray(open)) return START;
  return { upTo, mark, generation, open: open.flatMap(openRow) };
}

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);

function openRow(value: unknown): OpenRow[] {
  if (!Array.isArray(value)) return [];
  const [id, hash] = value as unknown[];
  return isWhole(id) && isWhole(hash) ? [{ id, hash }] : [];
}
