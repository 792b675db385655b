import type { Timeline } from './port.ts';
import type { Connection } from './sqlite.ts';

export function createTimeline(connection: Connection): Timeline {
  return {
    add(callNo, at, code, detail = null) {
      connection
        .prepare('INSERT INTO timeline (call_no, at, code, detail) VALUES (?, ?, ?, ?)')
        .run(callNo, at, code, detail);
    },
    of: (callNo) =>
      connection
        .prepare('SELECT at, code, detail FROM timeline WHERE call_no = ? ORDER BY no')
        .all(callNo)
        .map((row) => ({ at: Number(row['at']), code: String(row['code']), detail: row['detail'] as string | null })),
  };
}
