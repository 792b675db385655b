/**
 * Reading a phone's database without being in its way: no lock that it could run into, no file made beside it.
 * https://www.sqlite.org/fileformat2.html, https://www.sqlite.org/wal.html
 */
import type { Buffer } from 'node:buffer';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemCode } from '../../../shared/errors.ts';
import type { Files } from '../ports.ts';
import type { DatabaseRow } from '../sources/database-row.ts';
import { openBytes, openConnection, openForeign, storeTrouble } from '../store/sqlite.ts';
import type { Connection } from '../store/sqlite.ts';
import { readWhole } from './whole-file.ts';

/** Only inside the turn in which it was handed out. */
export interface ForeignDatabase {
  all(sql: string, ...values: readonly (string | number)[]): readonly DatabaseRow[];
}

/**
 * - `busy`: the owner is writing; ask again soon
 * - `damaged`: it cannot be read although nobody writes
 */
export type ForeignAnswer<T> =
  { readonly kind: 'read'; readonly value: T } | { readonly kind: 'busy' } | { readonly kind: 'damaged' };

/** One state of the database, read in as many turns as it takes. */
export interface ForeignSession extends AsyncDisposable {
  read<T>(work: (database: ForeignDatabase) => T): ForeignAnswer<T>;
}

/** `empty`: the phone has not begun it. `foreign`: no SQLite database. */
export type OpenAnswer = ForeignSession | 'empty' | 'foreign' | 'busy' | 'damaged';

const MAGIC = 'SQLite format 3\0';
/** 2 at both places: pages go to the `-wal` file first. 1: a journal keeps the old ones. */
const VERSIONS = [18, 19];
/** A journal that nobody has touched for this long is left from a crash. Milliseconds. */
const ABANDONED = 10_000;
/** Read into memory up to this, so that the phone meets no lock of ours. */
const SMALL = 16 * 1024 * 1024;
const LARGEST_COPY = 512 * 1024 * 1024;

/**
 * A database in WAL mode that its owner has open is read with the locks of a reader, which stop no writer. Any other is
 * read into memory when it is small and nobody was writing meanwhile; a large one with a reader's lock for a page at a
 * time. What a crash left (a journal, a `-wal` without its `-shm`) is copied to a folder of our own and finished there.
 * `now`: epoch milliseconds. Throws the system's error, or `ReadFailure`.
 */
export async function openForeignDatabase(files: Files, file: string, now: number): Promise<OpenAnswer> {
  const before = await look(files, file, now);
  switch (before.way) {
    case 'empty':
    case 'foreign':
    case 'busy':
      return before.way;
    case 'copy':
      return openCopy(files, file, { before, now });
    case 'shared':
      return byPage(file);
    case 'alone': {
      // In WAL mode even a reader would make files beside it.
      if (before.size > SMALL) return before.isWal ? openCopy(files, file, { before, now }) : byPage(file);
      const read = await readWhole(files, file, SMALL);
      const after = await look(files, file, now);
      if (read === null || after.way !== 'alone') return 'busy';
      return held(() => openBytes(withoutWal(read.bytes)));
    }
  }
}

interface Sight {
  readonly way: 'shared' | 'alone' | 'copy' | 'empty' | 'busy' | 'foreign';
  readonly size: number;
  readonly isWal: boolean;
  /** Changes with every write. */
  readonly state: string;
}

async function look(files: Files, file: string, now: number): Promise<Sight> {
  const [main, wal, shm, journal] = await Promise.all(
    ['', '-wal', '-shm', '-journal'].map((end) => files.facts(`${file}${end}`)),
  );
  const state = [main, wal, journal].map((facts) => `${facts?.id}:${facts?.size}:${facts?.modifiedAt}`).join('|');
  const head = main === undefined || main.size === 0 ? undefined : await files.read(file, 0, 100);
  const sight = { state, size: main?.size ?? 0, isWal: VERSIONS.some((at) => head?.[at] === 2) };
  if ((wal?.size ?? 0) > 0) return { ...sight, way: shm === undefined ? 'copy' : 'shared' };
  if (head === undefined) return { ...sight, way: 'empty' };
  if (head.toString('latin1', 0, MAGIC.length) !== MAGIC) return { ...sight, way: 'foreign' };
  if ((journal?.size ?? 0) > 0 && (await isHot(files, `${file}-journal`))) {
    return { ...sight, way: now - (journal?.modifiedAt ?? now) > ABANDONED ? 'copy' : 'busy' };
  }
  return { ...sight, way: 'alone' };
}

/** A journal that is kept between transactions begins with zeros then. */
async function isHot(files: Files, journal: string): Promise<boolean> {
  try {
    return (await files.read(journal, 0, 8)).some((byte) => byte !== 0);
  } catch (thrown) {
    // Gone since: the transaction has ended.
    if (systemCode(thrown) === 'ENOENT') return false;
    throw thrown;
  }
}

/** In memory there is no place for a WAL; there is none that holds anything. */
function withoutWal(bytes: Buffer): Buffer {
  for (const at of VERSIONS) if (bytes[at] === 2) bytes[at] = 1;
  return bytes;
}

const read = <T>(connection: Connection, work: (database: ForeignDatabase) => T): T =>
  connection.transaction(() => work({ all: (sql, ...values) => connection.prepare(sql).all(...values) }));

function settled<T>(run: () => T): ForeignAnswer<T> {
  try {
    return { kind: 'read', value: run() };
  } catch (thrown) {
    const trouble = storeTrouble(thrown);
    if (trouble === 'damaged') return { kind: 'damaged' };
    if (trouble === 'busy' || trouble === 'unwritable') return { kind: 'busy' };
    throw thrown;
  }
}

/** Opened for each page and closed again in the same turn. */
function byPage(file: string): ForeignSession {
  return {
    read: (work) =>
      settled(() => {
        using connection = openForeign(file);
        return read(connection, work);
      }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** Nobody else has this one. */
function held(open: () => Connection, close: () => Promise<void> = () => Promise.resolve()): OpenAnswer {
  const opened = settled(open);
  if (opened.kind !== 'read') return opened.kind;
  const connection = opened.value;
  return {
    read: (work) => settled(() => read(connection, work)),
    async [Symbol.asyncDispose]() {
      connection.close();
      await close();
    },
  };
}

async function openCopy(
  files: Files,
  file: string,
  { before, now }: { before: Sight; now: number },
): Promise<OpenAnswer> {
  const ends = ['', '-wal', '-journal'];
  const facts = await Promise.all(ends.map((end) => files.facts(`${file}${end}`)));
  if (facts.reduce((sum, one) => sum + (one?.size ?? 0), 0) > LARGEST_COPY) return 'damaged';
  const folder = await mkdtemp(path.join(tmpdir(), 'aftercall-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const copy = path.join(folder, 'copy.db');
  for (const [index, end] of ends.entries()) {
    if (facts[index] !== undefined) await copyFile(`${file}${end}`, `${copy}${end}`);
  }
  const after = await look(files, file, now);
  const session = after.state === before.state ? held(() => openConnection(copy), remove) : 'busy';
  if (typeof session === 'string') await remove();
  return session;
}
