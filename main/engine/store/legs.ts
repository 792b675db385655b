import type { Leg } from '../../../shared/leg.ts';
import { readLeg, writeLeg } from './leg-body.ts';
import type { LegKey, LegTable, NewRejection, StoredRejection } from './port.ts';
import type { Connection } from './sqlite.ts';

export function createLegTable(connection: Connection): LegTable {
  return {
    isFurther: (key, ordinal) =>
      connection
        .prepare('SELECT 1 FROM legs WHERE source = ? AND at = ? AND hash = ? AND ordinal = ?')
        .get(key.sourceNo, key.at, key.hash, ordinal) !== undefined,
    claim: (key, groupKey, generation) => claim(connection, key, groupKey, generation),
    insert(key, { ordinal, generation, callNo }, leg) {
      const { changes } = connection
        .prepare(
          `INSERT INTO legs (source, at, hash, ordinal, generation, call_no, body) VALUES (?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT DO NOTHING`,
        )
        .run(key.sourceNo, key.at, key.hash, ordinal, generation, callNo, writeLeg(leg));
      return changes > 0;
    },
    replace: (place, leg) => replace(connection, place, leg),
    ofCalls: (callNos) => callNos.flatMap((callNo) => legsOf(connection, callNo)),
    reassign: (leg, callNo) => reassign(connection, leg, callNo),
    newest: (sourceNo, limit) => newest(connection, sourceNo, limit),
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

/** See `LegTable.claim`. What began a call stands in the call's own row. */
function claim(connection: Connection, key: LegKey, groupKey: string, generation: number): number | null {
  const { sourceNo, at, hash } = key;
  const further = connection
    .prepare('SELECT no, ordinal, generation FROM legs WHERE source = ? AND at = ? AND hash = ?')
    .all(sourceNo, at, hash)
    .map((row) => ({ row, update: 'UPDATE legs SET generation = ? WHERE no = ?' }));
  const began = connection
    .prepare(
      `SELECT no, leg_ordinal AS ordinal, leg_generation AS generation FROM calls
         WHERE source = ? AND group_key >= ? AND group_key < ? AND leg_hash = ?`,
    )
    .all(sourceNo, groupKey, `${groupKey}\uffff`, hash)
    .map((row) => ({ row, update: 'UPDATE calls SET leg_generation = ? WHERE no = ?' }));
  const known = [...further, ...began].sort((a, b) => Number(a.row['ordinal']) - Number(b.row['ordinal']));
  const again = known.find(({ row }) => row['generation'] !== generation);
  if (again === undefined) return known.length;
  connection.prepare(again.update).run(generation, again.row['no'] ?? null);
  return null;
}

/** See `LegTable.replace`. */
function replace(
  connection: Connection,
  { key, ordinal, groupKey }: Parameters<LegTable['replace']>[0],
  leg: Leg,
): number | undefined {
  const { sourceNo, at, hash } = key;
  const further = connection
    .prepare(
      `SELECT l.no AS no, l.body AS body, coalesce(c.group_no, c.no) AS group_no FROM legs l JOIN calls c ON c.no = l.call_no
         WHERE l.source = ? AND l.at = ? AND l.hash = ? AND l.ordinal = ?`,
    )
    .get(sourceNo, at, hash, ordinal);
  const began =
    further === undefined
      ? connection
          .prepare(
            `SELECT no, leg AS body, coalesce(group_no, no) AS group_no FROM calls
               WHERE source = ? AND group_key = ? AND leg_hash = ? AND leg_ordinal = ?`,
          )
          .get(sourceNo, groupKey, hash, ordinal)
      : undefined;
  const row = further ?? began;
  const body = writeLeg(leg);
  if (row === undefined || row['body'] === body || readLeg(String(row['body']), '').final) return undefined;
  const update =
    further === undefined ? 'UPDATE calls SET leg = ? WHERE no = ?' : 'UPDATE legs SET body = ? WHERE no = ?';
  connection.prepare(update).run(body, row['no'] ?? null);
  return Number(row['group_no']);
}

type LegOfCall = ReturnType<LegTable['ofCalls']>[number];

function legsOf(connection: Connection, callNo: number): LegOfCall[] {
  const began = connection
    .prepare(
      `SELECT source, leg_hash AS hash, leg_ordinal AS ordinal, leg AS body FROM calls WHERE no = ? AND leg IS NOT NULL`,
    )
    .all(callNo);
  const further = connection.prepare('SELECT source, hash, ordinal, body FROM legs WHERE call_no = ?').all(callNo);
  return [...began, ...further]
    .map((row) => {
      const leg = readLeg(String(row['body']), String(row['hash']));
      const key = { sourceNo: Number(row['source']), at: secondOf(leg), hash: Number(row['hash']) };
      return { callNo, key: { ...key, ordinal: Number(row['ordinal']) }, leg };
    })
    .sort(({ key: a }, { key: b }) => a.at - b.at || a.hash - b.hash || a.ordinal - b.ordinal);
}

/** A leg that began a call leaves the call's row when it turns out to belong to another one. */
function reassign(connection: Connection, { callNo: from, key }: Pick<LegOfCall, 'callNo' | 'key'>, to: number): void {
  const { changes } = connection
    .prepare('UPDATE legs SET call_no = ? WHERE source = ? AND at = ? AND hash = ? AND ordinal = ?')
    .run(to, key.sourceNo, key.at, key.hash, key.ordinal);
  if (changes > 0) return;
  connection
    .prepare(
      `INSERT INTO legs (source, at, hash, ordinal, generation, call_no, body)
         SELECT source, ?, leg_hash, leg_ordinal, leg_generation, ?, leg FROM calls WHERE no = ?`,
    )
    .run(key.at, to, from);
  connection
    .prepare('UPDATE calls SET leg_hash = NULL, leg_ordinal = NULL, leg_generation = NULL, leg = NULL WHERE no = ?')
    .run(from);
}

/** Calls of other sources among the newest that are looked through for those of this one. */
const LOOKED_THROUGH = 4;

function newest(connection: Connection, sourceNo: number, limit: number): { groupNo: number; leg: Leg }[] {
  const last = Number(connection.prepare('SELECT coalesce(max(no), 0) AS no FROM calls').get()?.['no']);
  const began = connection
    .prepare(
      `SELECT coalesce(group_no, no) AS group_no, leg_hash AS hash, leg AS body FROM calls
         WHERE no > ? AND source = ? AND leg IS NOT NULL ORDER BY no DESC LIMIT ?`,
    )
    .all(last - limit * LOOKED_THROUGH, sourceNo, limit);
  const groupOf = connection.prepare('SELECT coalesce(group_no, no) AS group_no FROM calls WHERE no = ?');
  const further = connection
    .prepare('SELECT call_no, hash, body FROM legs WHERE source = ? ORDER BY at DESC LIMIT ?')
    .all(sourceNo, limit)
    .map((row) => ({ ...row, ...groupOf.get(row['call_no'] ?? null) }));
  return [...began, ...further]
    .map((row) => ({ groupNo: Number(row['group_no']), leg: readLeg(String(row['body']), String(row['hash'])) }))
    .sort((a, b) => a.leg.start - b.leg.start);
}

const secondOf = ({ start }: Leg): number => Math.floor(start / 1_000);

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
