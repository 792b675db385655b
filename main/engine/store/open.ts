import { copyFileSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { appError, describeThrown } from '../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { MIGRATIONS, SCHEMA_VERSION } from './migrations.ts';
import { openConnection, storeTrouble, type Connection } from './sqlite.ts';

export const DATABASE_NAME = 'aftercall.db';

export interface OpenedStore {
  readonly connection: Connection;
  /** Where a damaged file was put, when there was one: everything is then read again from the sources. */
  readonly setAside: string | null;
}

/**
 * Opens the database of a data folder, creates it when there is none, migrates it when it is older. A damaged file is
 * renamed and a new one begun (R5); a file of a newer release is refused untouched.
 */
export function openStore(dataDir: string, now: number): Result<OpenedStore> {
  const file = path.join(dataDir, DATABASE_NAME);
  try {
    mkdirSync(dataDir, { recursive: true });
    const first = openSound(file);
    if (first !== undefined) return migrated(first, file, null);
    const setAside = putAside(file, now);
    const second = openConnection(file);
    return migrated(second, file, setAside);
  } catch (thrown) {
    const trouble = storeTrouble(thrown);
    const code = trouble === 'full' ? 'disk_full' : 'store_unusable';
    return fail(appError('local', code, `The data folder cannot be used: ${describeThrown(thrown)}`));
  }
}

/** Opens for reading beside a running engine. Undefined when there is no database yet. */
export function openForReading(dataDir: string): Result<Connection | undefined> {
  const file = path.join(dataDir, DATABASE_NAME);
  if (!existsSync(file)) return ok(undefined);
  try {
    const connection = openConnection(file, { readonly: true });
    const version = Number(connection.pragma('user_version'));
    if (version === SCHEMA_VERSION) return ok(connection);
    connection.close();
    if (version === 0) return ok(undefined);
    return fail(
      appError('local', 'store_version', `The database has version ${version}, this release reads ${SCHEMA_VERSION}.`),
    );
  } catch (thrown) {
    return fail(appError('local', 'store_unusable', `The database cannot be read: ${describeThrown(thrown)}`));
  }
}

function openSound(file: string): Connection | undefined {
  let connection: Connection | undefined;
  try {
    connection = openConnection(file);
    if (isSound(connection)) return connection;
  } catch (thrown) {
    if (storeTrouble(thrown) !== 'damaged') {
      connection?.close();
      throw thrown;
    }
  }
  connection?.close();
  return undefined;
}

/** Every page is looked at once: a cache full of them would stay behind. */
function isSound(connection: Connection): boolean {
  const usual = Number(connection.pragma('cache_size'));
  connection.pragma('cache_size = 50');
  const verdict = connection.pragma('quick_check(1)');
  connection.pragma(`cache_size = ${usual}`);
  return verdict === 'ok';
}

function putAside(file: string, now: number): string {
  const stamp = new Date(now).toISOString().replaceAll(/[-:]/g, '').slice(0, 15);
  const target = `${file}.damaged-${stamp}`;
  for (const ending of ['', '-wal', '-shm']) {
    if (existsSync(file + ending)) renameSync(file + ending, target + ending);
  }
  return target;
}

function migrated(connection: Connection, file: string, setAside: string | null): Result<OpenedStore> {
  const version = Number(connection.pragma('user_version'));
  if (version > SCHEMA_VERSION) {
    connection.close();
    return fail(
      appError(
        'local',
        'store_newer',
        `The database was made by a newer release (version ${version}, this one knows ${SCHEMA_VERSION}).`,
      ),
    );
  }
  if (version > 0 && version < SCHEMA_VERSION) {
    connection.pragma('wal_checkpoint(TRUNCATE)');
    copyFileSync(file, `${file}.before-v${SCHEMA_VERSION}`);
  }
  for (const migration of MIGRATIONS) {
    if (migration.version <= version) continue;
    connection.transaction(() => {
      connection.exec(migration.sql);
      connection.pragma(`user_version = ${migration.version}`);
    });
  }
  return ok({ connection, setAside });
}
