import { stateName } from './codes.ts';
import { readFacts } from './facts-body.ts';
import type { ListTable } from './port.ts';
import type { Connection } from './sqlite.ts';

/** What a list of all calls needs of each, without its body, and the words of each, a stretch at a time. */
export function createListTable(connection: Connection): ListTable {
  return {
    heads: (afterNo) =>
      connection
        .prepare('SELECT no, ref, source, state, reason, started_at FROM calls WHERE no > ? ORDER BY no')
        .all(afterNo)
        .map((row) => ({
          no: Number(row['no']),
          ref: String(row['ref']),
          sourceNo: Number(row['source']),
          state: stateName(row['state']),
          reason: row['reason'] as string | null,
          startedAt: Number(row['started_at']),
        })),
    bodies(afterNo, limit) {
      const rows = connection
        .prepare('SELECT no, started_at, ended_at, facts FROM calls WHERE no > ? ORDER BY no LIMIT ?')
        .all(afterNo, limit);
      const lastNo = Number(rows.at(-1)?.['no'] ?? afterNo);
      const said = new Map(
        connection
          .prepare('SELECT call_no, account, contact_name, note FROM deliveries WHERE call_no > ? AND call_no <= ?')
          .all(afterNo, lastNo)
          .map((row) => [Number(row['call_no']), row]),
      );
      return rows.map((row) => {
        const no = Number(row['no']);
        const delivery = said.get(no);
        return {
          no,
          facts: readFacts(String(row['facts']), Number(row['started_at']), Number(row['ended_at'])),
          account: (delivery?.['account'] ?? null) as string | null,
          contactName: (delivery?.['contact_name'] ?? null) as string | null,
          note: (delivery?.['note'] ?? null) as string | null,
        };
      });
    },
    newest: (limit) =>
      connection
        .prepare('SELECT no FROM calls ORDER BY no DESC LIMIT ?')
        .all(limit)
        .map((row) => Number(row['no'])),
    // A call holds the leg that began it, but for those whose leg went to another one.
    sources: () =>
      new Map(
        connection
          .prepare('SELECT no, id FROM sources')
          .all()
          .map((row) => [Number(row['no']), String(row['id'])]),
      ),
    legs: () =>
      Number(
        connection
          .prepare(
            `SELECT (SELECT count(*) FROM calls) + (SELECT count(*) FROM legs)
               - (SELECT count(*) FROM calls WHERE leg IS NULL) AS legs`,
          )
          .get()?.['legs'],
      ),
  };
}
