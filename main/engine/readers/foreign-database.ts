/**
 * Reading a phone's database without ever being in its way: no lock that it could run into, no file made beside it.
 * https://www.sqlite.org/fileformat2.html, https://www.sqlite.org/wal.html
 */
import { closeSync, copyFileSync, fstatSync, mkdtempSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemCode } from '../../../shared/errors.ts';
import type { DatabaseRow } from '../sources/database-row.ts';
import { openConnection, openForeign, storeTrouble } from '../store/sqlite.ts';
import type { Connection } from '../store/sqlite.ts';

/** An open database; only inside the turn in which it was handed out. */
export interface ForeignDatabase {
  all(sql: string, ...values: readonly (string | number)[]): readonly DatabaseRow[];
}

/**
 * - `empty`: a file without anything in it: the phone has not begun it
 * - `busy`: the owner is writing; what was read is not to be believed, ask again soon
 * - `foreign`: no SQLite database
 * - `damaged`: nobody writes, and it cannot be read all the same
 */
export type ForeignAnswer<T> =
  { readonly kind: 'read'; readonly value: T } | { readonly kind: 'empty' | 'busy' | 'foreign' | 'damaged' };

const MAGIC = 'SQLite format 3\0';
const HEADER_BYTES = 100;
/** 2 at these places: pages go to the `-wal` file first. */
const WRITE_VERSION = 18;
/** Counts the transactions of a database without a WAL. */
const CHANGE_COUNTER = 24;
/** A journal that nobody has touched for this long is left from a crash. Milliseconds. */
const ABANDONED = 10_000;
const LARGEST_COPY = 512 * 1024 * 1024;

/**
 * Runs `work` on the database at `file` and closes it again, all in this turn. A database in WAL mode that its owner has
 * open is read with the locks of a reader, which stop no writer. Any other is read without a lock and checked before and
 * after: when something was written meanwhile, the answer is `busy`. Only what a crash left (a journal, a `-wal` without
 * its `-shm`) is copied to a folder of our own first. Throws the system's error when the file cannot be opened.
 */
export function readForeign<T>(file: string, work: (database: ForeignDatabase) => T): ForeignAnswer<T> {
  const before = look(file);
  switch (before.way) {
    case 'empty':
    case 'busy':
    case 'foreign':
      return { kind: before.way };
    case 'copy':
      return readCopy(file, work);
    case 'shared':
      return settled(() => run(file, 'shared', work));
    case 'alone': {
      const answer = settled(() => run(file, 'alone', work));
      const after = look(file);
      const isSame = after.way === 'alone' && after.state === before.state;
      return isSame ? answer : { kind: 'busy' };
    }
  }
}

interface Sight {
  readonly way: 'shared' | 'alone' | 'copy' | 'empty' | 'busy' | 'foreign';
  /** Changes with every write. */
  readonly state: string;
}

function look(file: string): Sight {
  const main = header(file);
  const wal = facts(`${file}-wal`);
  const state = `${main.state}|${wal === null ? '' : `${wal.size}:${wal.mtimeMs}`}`;
  if (wal !== null && wal.size > 0) return { way: facts(`${file}-shm`) === null ? 'copy' : 'shared', state };
  if (main.bytes.length === 0) return { way: 'empty', state };
  if (main.bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) return { way: 'foreign', state };
  const journal = facts(`${file}-journal`);
  if (journal !== null && journal.size > 0 && isHot(`${file}-journal`)) {
    return { way: Date.now() - journal.mtimeMs > ABANDONED ? 'copy' : 'busy', state };
  }
  return { way: 'alone', state };
}

function header(file: string): { bytes: Buffer; state: string } {
  const handle = openSync(file, 'r');
  try {
    const { size, mtimeMs, ino } = fstatSync(handle);
    const bytes = Buffer.alloc(HEADER_BYTES);
    const there = bytes.subarray(0, readSync(handle, bytes, 0, HEADER_BYTES, 0));
    const counter = there.toString('hex', WRITE_VERSION, CHANGE_COUNTER + 4);
    return { bytes: there, state: `${ino}:${size}:${mtimeMs}:${counter}` };
  } finally {
    closeSync(handle);
  }
}

function facts(file: string): { size: number; mtimeMs: number } | null {
  return statSync(file, { throwIfNoEntry: false }) ?? null;
}

/** A journal that is kept between transactions begins with zeros then. */
function isHot(journal: string): boolean {
  try {
    return header(journal).bytes.some((byte) => byte !== 0);
  } catch (thrown) {
    // Gone since: the transaction has ended.
    if (systemCode(thrown) === 'ENOENT') return false;
    throw thrown;
  }
}

function run<T>(file: string, how: 'shared' | 'alone', work: (database: ForeignDatabase) => T): T {
  using connection = openForeign(file, how);
  return read(connection, work);
}

function read<T>(connection: Connection, work: (database: ForeignDatabase) => T): T {
  return connection.transaction(() => work({ all: (sql, ...values) => connection.prepare(sql).all(...values) }));
}

function settled<T>(read: () => T): ForeignAnswer<T> {
  try {
    return { kind: 'read', value: read() };
  } catch (thrown) {
    const trouble = storeTrouble(thrown);
    if (trouble === 'damaged') return { kind: 'damaged' };
    if (trouble === 'busy' || trouble === 'unwritable') return { kind: 'busy' };
    throw thrown;
  }
}

const COMPANIONS = ['', '-wal', '-journal'];

/** The last resort: reading needs what a crash interrupted to be finished first, and that may only be done to a copy. */
function readCopy<T>(file: string, work: (database: ForeignDatabase) => T): ForeignAnswer<T> {
  const before = look(file);
  const parts = COMPANIONS.filter((end) => facts(`${file}${end}`) !== null);
  const bytes = parts.reduce((sum, end) => sum + (facts(`${file}${end}`)?.size ?? 0), 0);
  if (bytes > LARGEST_COPY) return { kind: 'damaged' };
  const folder = mkdtempSync(path.join(tmpdir(), 'aftercall-'));
  try {
    const copy = path.join(folder, 'copy.db');
    for (const end of parts) copyFileSync(`${file}${end}`, `${copy}${end}`);
    if (look(file).state !== before.state) return { kind: 'busy' };
    return settled(() => {
      using connection = openConnection(copy);
      return read(connection, work);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
