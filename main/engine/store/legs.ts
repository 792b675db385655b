import { readLeg, writeLeg } from './leg-body.ts';
import type { LegKey, LegTable, NewRejection, StoredRejection } from './port.ts';
import type { Connection } from './sqlite.ts';

export function createLegTable(connection: Connection): LegTable {
  return {
    claim: (key, unique, generation) => claim(connection, key, unique, generation),
    insert(key, { ordinal, generation, callNo }, leg) {
      const { changes } = connection
        .prepare(
          `INSERT INTO legs (source, at, hash, ordinal, generation, call_no, body) VALUES (?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT DO NOTHING`,
        )
        .run(key.sourceNo, key.at, key.hash, ordinal, generation, callNo, writeLeg(leg));
      return changes > 0;
    },
    ofCalls(callNos) {
      const statement = connection.prepare(
        'SELECT source, at, hash, ordinal, call_no, body FROM legs WHERE call_no = ? ORDER BY at, hash, ordinal',
      );
      return callNos.flatMap((callNo) =>
        statement.all(callNo).map((row) => ({
          callNo,
          key: {
            sourceNo: Number(row['source']),
            at: Number(row['at']),
            hash: Number(row['hash']),
            ordinal: Number(row['ordinal']),
          },
          leg: readLeg(String(row['body']), String(row['hash'])),
        })),
      );
    },
    reassign(key, callNo) {
      connection
        .prepare('UPDATE legs SET call_no = ? WHERE source = ? AND at = ? AND hash = ? AND ordinal = ?')
        .run(callNo, key.sourceNo, key.at, key.hash, key.ordinal);
    },
    newest(sourceNo, limit) {
      return connection
        .prepare('SELECT call_no, hash, body FROM legs WHERE source = ? ORDER BY at DESC LIMIT ?')
        .all(sourceNo, limit)
        .reverse()
        .map((row) => ({ callNo: Number(row['call_no']), leg: readLeg(String(row['body']), String(row['hash'])) }));
    },
    reject: (rejection, generation) => reject(connection, rejection, generation),
    rejectionCount: () => Number(connection.prepare('SELECT count(*) AS n FROM rejections').get()?.['n'] ?? 0),
    rejections: (limit) =>
      connection
        .prepare(
          `SELECT s.id AS source, r.file, r.offset, r.reason, r.detail, r.text FROM rejections r
             JOIN sources s ON s.no = r.source ORDER BY r.found_at, r.offset LIMIT ?`,
        )
        .all(limit)
        .map((row) => row as unknown as StoredRejection),
  };
}

/** See `LegTable.claim`. */
function claim(connection: Connection, key: LegKey, unique: boolean, generation: number): number | null {
  const known = connection
    .prepare('SELECT ordinal, generation FROM legs WHERE source = ? AND at = ? AND hash = ? ORDER BY ordinal')
    .all(key.sourceNo, key.at, key.hash);
  if (known.length === 0) return 0;
  if (unique) return null;
  const again = known.find((row) => row['generation'] !== generation);
  if (again === undefined) return known.length;
  connection
    .prepare('UPDATE legs SET generation = ? WHERE source = ? AND at = ? AND hash = ? AND ordinal = ?')
    .run(generation, key.sourceNo, key.at, key.hash, again['ordinal'] ?? 0);
  return null;
}

function reject(connection: Connection, rejection: NewRejection, generation: number): boolean {
  const { sourceNo, hash } = rejection;
  const known = connection
    .prepare('SELECT ordinal, generation FROM rejections WHERE source = ? AND hash = ? ORDER BY ordinal')
    .all(sourceNo, hash);
  const again = known.find((row) => row['generation'] !== generation);
  if (again !== undefined) {
    connection
      .prepare('UPDATE rejections SET generation = ? WHERE source = ? AND hash = ? AND ordinal = ?')
      .run(generation, sourceNo, hash, again['ordinal'] ?? 0);
    return false;
  }
  connection
    .prepare(
      `INSERT INTO rejections (source, hash, ordinal, generation, file, offset, reason, detail, text, found_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      sourceNo,
      hash,
      known.length,
      generation,
      rejection.file,
      rejection.offset,
      rejection.reason,
      rejection.detail,
      rejection.text,
      rejection.foundAt,
    );
  return true;
}
