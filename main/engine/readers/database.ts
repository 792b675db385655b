/** The call table of a phone's own SQLite database. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { appError } from '../../../shared/errors.ts';
import { fail, ok } from '../../../shared/result.ts';
import type { Result } from '../../../shared/result.ts';
import type { Clock, FileFacts, Files } from '../ports.ts';
import { numberOf } from '../sources/database-row.ts';
import type { DatabaseLayout, DatabaseRow } from '../sources/database-row.ts';
import { cutText } from '../sources/row.ts';
import type { ReadRow } from '../sources/row.ts';
import { reading, ReadFailure, readFailure } from '../tail/failures.ts';
import { readDatabaseCursor, START, writeDatabaseCursor } from './database-cursor.ts';
import type { DatabaseCursor, OpenRow } from './database-cursor.ts';
import { openForeignDatabase } from './foreign-database.ts';
import type { ForeignDatabase, ForeignSession } from './foreign-database.ts';
import { BATCH_ROWS } from './port.ts';
import type { ReaderLook, ReaderReport, SourceReader, TakeBatch } from './port.ts';
import { textHash } from './text-hash.ts';
import { missing } from './whole-file.ts';

export interface DatabaseOptions {
  readonly files: Files;
  readonly clock: Clock;
  readonly path: string;
  readonly layout: DatabaseLayout;
  readonly cursor: string | null;
}

/** So many of the newest rows that never became final are asked again. */
const MOST_OPEN = 100;
/** A database whose owner writes is asked again after this, and for so long before that counts as trouble. */
const PAUSE = 20;
const PATIENCE = 3_000;
/** Also without a sign of change it is read this often: times of files kept open are not always kept up. */
const READ_ANYWAY = 60_000;
const COARSEST_TIME = 2_500;

/** One row as it was found. */
interface Found {
  readonly id: number;
  readonly hash: number;
  readonly row: ReadRow;
}

interface Page {
  readonly found: readonly Found[];
  /** Numbers of rows that were open and are not there any more. */
  readonly gone: readonly number[];
  /** The row read last is not the one that it was: the table was emptied or cut. */
  readonly restarted: boolean;
  readonly isLast: boolean;
}

/**
 * Rows are read by their number, those that were not final again and again.
 * A row that is gone is not gone: phones forget.
 */
export class DatabaseReader implements SourceReader {
  readonly #options: DatabaseOptions;
  #cursor: DatabaseCursor;
  #seen: { readonly state: string; readonly at: number; readonly sure: boolean } | null = null;
  #busySince: number | null = null;

  constructor(options: DatabaseOptions) {
    this.#options = options;
    const before = readDatabaseCursor(options.cursor);
    this.#cursor = { ...before, generation: before.generation + 1 };
  }

  async look(look: ReaderLook, take: TakeBatch): Promise<Result<ReaderReport>> {
    try {
      return await this.#look(look, take);
    } catch (thrown) {
      if (thrown instanceof ReadFailure) return fail(thrown.failure);
      throw thrown;
    }
  }

  [Symbol.dispose](): void {
    this.#seen = null;
  }

  async #look(look: ReaderLook, take: TakeBatch): Promise<Result<ReaderReport>> {
    const { clock, path } = this.#options;
    const state = await this.#state();
    if (this.#isKnown(state)) return ok(report(0, false));
    const opened = await this.#open(look.final);
    if (opened === 'busy')
      return this.#waited() > PATIENCE ? fail(readFailure('file_locked', path)) : ok(report(0, true));
    let rows = 0;
    if (opened !== 'empty') {
      await using session = opened;
      for (;;) {
        const page = this.#page(session);
        if (page === 'busy') return ok(report(rows, true));
        rows += await this.#take(page, take);
        if (page.isLast) break;
        await nextTurn();
        if (look.signal?.aborted === true) return ok(report(rows, true));
      }
    }
    this.#busySince = null;
    const now = clock.now();
    this.#seen = { state: state.text, at: now, sure: Math.abs(now - state.newest) > COARSEST_TIME };
    return ok(report(rows, false));
  }

  #waited(): number {
    const now = this.#options.clock.now();
    this.#busySince ??= now;
    return now - this.#busySince;
  }

  #isKnown(state: { readonly text: string }): boolean {
    const seen = this.#seen;
    if (seen?.state !== state.text) return false;
    const age = this.#options.clock.now() - seen.at;
    return age >= 0 && age < (seen.sure ? READ_ANYWAY : COARSEST_TIME);
  }

  /** What tells that something was written, to the database or to the log of pages beside it. */
  async #state(): Promise<{ text: string; newest: number }> {
    const { files, path } = this.#options;
    const main = await reading(path, () => files.facts(path));
    if (main === undefined) throw await missing(files, path);
    if (main.kind !== 'file') throw new ReadFailure(readFailure('not_a_file', path));
    const wal = await reading(path, () => files.facts(`${path}-wal`));
    const text = [main, wal].map((facts) => (facts === undefined ? '' : stateOf(facts))).join('|');
    return { text, newest: Math.max(main.modifiedAt, wal?.modifiedAt ?? 0) };
  }

  /** A last look waits for an owner that is writing. */
  async #open(patient: boolean): Promise<ForeignSession | 'empty' | 'busy'> {
    const { files, path, clock } = this.#options;
    for (;;) {
      const answer = await reading(path, () => openForeignDatabase(files, path, clock.now()));
      if (answer === 'foreign')
        throw new ReadFailure(appError('local', 'not_a_database', `${path} is no SQLite database.`));
      if (answer === 'damaged') throw damaged(path);
      if (answer !== 'busy' || !patient || this.#waited() > PATIENCE) return answer;
      await new Promise<void>((resolve) => void clock.after(PAUSE, resolve));
    }
  }

  #page(session: ForeignSession): Page | 'busy' {
    const { path, layout } = this.#options;
    const answer = session.read((database) => pageOf(database, layout, this.#cursor));
    if (answer.kind === 'damaged') throw damaged(path);
    if (answer.kind !== 'read') return 'busy';
    if (typeof answer.value !== 'string') return answer.value;
    throw new ReadFailure(appError('local', 'no_call_table', noTable(path, answer.value)));
  }

  async #take(page: Page, take: TakeBatch): Promise<number> {
    const { path } = this.#options;
    const old = this.#cursor;
    const base = page.restarted ? { ...START, generation: old.generation + 1 } : old;
    const known = new Map(base.open.map((row) => [row.id, row.hash]));
    const changed = page.found.filter(({ id, hash }) => known.get(id) !== hash);
    if (changed.length === 0 && page.gone.length === 0 && !page.restarted) return 0;
    const next = advanced(base, page);
    const rows = changed.map(({ row }) => row);
    await take({ rows, cursor: writeDatabaseCursor(next), generation: next.generation, file: path, changing: true });
    this.#cursor = next;
    return rows.length;
  }
}

const damaged = (path: string): ReadFailure =>
  new ReadFailure(appError('local', 'database_damaged', `The database of the phone is damaged: ${path}.`));
const report = (rows: number, again: boolean): ReaderReport => ({ rows, again, skipped: [] });
const stateOf = ({ id, size, modifiedAt }: FileFacts): string => `${id}:${size}:${modifiedAt}`;

function noTable(path: string, table: string): string {
  const hint = table === 'conference_call' ? ' Linphone before SDK 5.3 keeps its calls in call-history.db.' : '';
  return `${path} has no table ${table}: it is not the call list of this phone.${hint}`;
}

/** Names of all tables and of all columns (`table.column`). */
export function schemaOf(database: ForeignDatabase): Set<string> {
  const rows = database.all(
    "SELECT m.name AS name, p.name AS part FROM sqlite_schema m JOIN pragma_table_info(m.name) p WHERE m.type = 'table'",
  );
  return new Set(rows.flatMap(({ name, part }) => [String(name), `${String(name)}.${String(part)}`]));
}

/** The next rows, after a look at those that may have changed; the name of a table that is not there. */
function pageOf(database: ForeignDatabase, layout: DatabaseLayout, cursor: DatabaseCursor): Page | string {
  const schema = schemaOf(database);
  const absent = layout.tables.find((table) => !schema.has(table));
  if (absent !== undefined) return absent;
  const sql = layout.query((name) => schema.has(name));
  const read = (after: number, limit: number): Found[] =>
    database.all(sql, after, limit).map((row) => found(row, layout));
  const restarted = cursor.upTo > 0 && !isSameRow(read(cursor.upTo - 1, 1)[0], cursor);
  const open = restarted ? [] : cursor.open;
  const again = open.flatMap(({ id }) => read(id - 1, 1).filter((row) => row.id === id));
  const there = new Set(again.map(({ id }) => id));
  const next = read(restarted ? 0 : cursor.upTo, BATCH_ROWS);
  const gone = open.flatMap(({ id }) => (there.has(id) ? [] : [id]));
  return { found: [...again, ...next], gone, restarted, isLast: next.length < BATCH_ROWS };
}

function found(values: DatabaseRow, layout: DatabaseLayout): Found {
  const text = JSON.stringify(values);
  const id = numberOf(values['row_id']);
  return { id, hash: textHash(text), row: { mapped: layout.map(values), offset: id, text: cutText(text) } };
}

/** What stays the same when a row is filled in. */
const markOf = ({ id, row }: Found): number => textHash(`${id}|${row.mapped.leg?.identity ?? row.text}`);

const isSameRow = (row: Found | undefined, cursor: DatabaseCursor): boolean =>
  row !== undefined && row.id === cursor.upTo && markOf(row) === cursor.mark;

function advanced(base: DatabaseCursor, page: Page): DatabaseCursor {
  const newest = page.found.at(-1);
  const isFurther = newest !== undefined && newest.id > base.upTo;
  const open = new Map<number, OpenRow>(base.open.map((row) => [row.id, row]));
  for (const id of page.gone) open.delete(id);
  for (const { id, hash, row } of page.found) {
    const { leg } = row.mapped;
    if (leg?.final === false) open.set(id, { id, hash });
    else open.delete(id);
  }
  return {
    upTo: isFurther ? newest.id : base.upTo,
    mark: isFurther ? markOf(newest) : base.mark,
    open: [...open.values()].sort((a, b) => a.id - b.id).slice(-MOST_OPEN),
    generation: base.generation,
  };
}
