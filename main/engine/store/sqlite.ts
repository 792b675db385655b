/** The one file that touches SQLite. Everything else in `store/` speaks through the handle it gives. */
import Database from 'better-sqlite3';
import { systemCode } from '../../../shared/errors.ts';

export type Value = string | number | bigint | Buffer | null;
export type Row = Readonly<Record<string, Value>>;

export interface Statement {
  run(...values: Value[]): { changes: number; lastInsertRowid: number | bigint };
  get(...values: Value[]): Row | undefined;
  all(...values: Value[]): Row[];
}

export interface Connection extends Disposable {
  readonly readonly: boolean;
  /** Prepared once for each text and kept. */
  prepare(sql: string): Statement;
  exec(sql: string): void;
  /** Runs `work` in one transaction (writers take the lock at once); a throw rolls everything back. */
  transaction<T>(work: () => T): T;
  pragma(text: string): unknown;
  close(): void;
}

/** What a thrown SQLite error means to us. */
export type StoreTrouble = 'damaged' | 'full' | 'busy' | 'unwritable' | 'other';

export function storeTrouble(thrown: unknown): StoreTrouble {
  const code = systemCode(thrown) ?? '';
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return 'damaged';
  if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_WRITE' || code === 'ENOSPC') return 'full';
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return 'busy';
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_IOERR')) {
    return 'unwritable';
  }
  return 'other';
}

interface OpenOptions {
  readonly readonly?: boolean;
  /** Milliseconds to wait for another connection's lock. */
  readonly busyTimeout?: number;
}

/**
 * Opens or creates a database file. Writers get WAL and `synchronous=FULL`: a committed transaction survives a power
 * cut. Throws SQLite's error; see `storeTrouble`.
 */
export function openConnection(path: string, options: OpenOptions = {}): Connection {
  const readonly = options.readonly ?? false;
  const db = new Database(path, { readonly, fileMustExist: readonly, timeout: options.busyTimeout ?? 5_000 });
  try {
    if (!readonly) {
      db.pragma('journal_mode = WAL');
      db.pragma('synchronous = FULL');
      // A few milliseconds now and then; the 1,000 pages of SQLite's own are felt.
      db.pragma('wal_autocheckpoint = 250');
    }
    db.pragma('cache_size = -2000');
    db.pragma('foreign_keys = ON');
    db.pragma('temp_store = MEMORY');
  } catch (thrown) {
    db.close();
    throw thrown;
  }
  return wrap(db, readonly);
}

/** Opens somebody else's database with the locks of a reader, which are not waited for. To be closed in the same turn. */
export function openForeign(path: string): Connection {
  return wrap(new Database(path, { readonly: true, fileMustExist: true, timeout: 0 }), true);
}

/** A database whose file was read into memory. Throws SQLite's error; see `storeTrouble`. */
export function openBytes(bytes: Buffer): Connection {
  return wrap(new Database(bytes, { readonly: true }), true);
}

function wrap(db: Database.Database, readonly: boolean): Connection {
  const statements = new Map<string, Statement>();
  const close = (): void => {
    statements.clear();
    db.close();
  };
  return {
    readonly,
    prepare(sql) {
      let statement = statements.get(sql);
      if (statement === undefined) {
        statement = db.prepare(sql) as unknown as Statement;
        statements.set(sql, statement);
      }
      return statement;
    },
    exec: (sql) => {
      db.exec(sql);
    },
    transaction: (work) => (readonly ? db.transaction(work).deferred() : db.transaction(work).immediate()),
    pragma: (text) => db.pragma(text, { simple: true }),
    close,
    [Symbol.dispose]: close,
  };
}

/**
 * Holds an exclusive lock on `path` until released. The lock is the operating system's: it ends with the process,
 * however the process ends. Undefined when another process holds it.
 */
export function holdLock(path: string): Disposable | undefined {
  const db = new Database(path, { timeout: 0 });
  try {
    db.pragma('journal_mode = DELETE');
    db.pragma('locking_mode = EXCLUSIVE');
    db.exec('BEGIN EXCLUSIVE');
  } catch (thrown) {
    db.close();
    if (storeTrouble(thrown) === 'busy') return undefined;
    throw thrown;
  }
  return { [Symbol.dispose]: () => db.close() };
}
