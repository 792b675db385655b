import type { Hosted, HostedTable } from './port.ts';
import type { Connection, Row } from './sqlite.ts';

export function createHostedTable(connection: Connection): HostedTable {
  return {
    get(callNo) {
      const row = connection.prepare('SELECT * FROM hosted WHERE call_no = ?').get(callNo);
      return row === undefined ? undefined : toHosted(row);
    },
    put({ callNo, host, key, sha256, url, expiresAt, storedAt, deleteAt }) {
      connection
        .prepare(
          `INSERT INTO hosted (call_no, host, key, sha256, url, expires_at, stored_at, delete_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (call_no) DO UPDATE SET host = excluded.host, key = excluded.key, sha256 = excluded.sha256,
             url = excluded.url, expires_at = excluded.expires_at, stored_at = excluded.stored_at,
             delete_at = excluded.delete_at`,
        )
        .run(callNo, host, key, sha256, url, expiresAt, storedAt, deleteAt);
    },
    remove: (callNo, key) =>
      void connection.prepare('DELETE FROM hosted WHERE call_no = ? AND key = ?').run(callNo, key),
    deleteFrom: (callNo, at) =>
      void connection.prepare('UPDATE hosted SET delete_at = ? WHERE call_no = ?').run(at, callNo),
    outdated: (now, host, limit) =>
      connection
        .prepare(
          `SELECT * FROM hosted WHERE delete_at IS NOT NULL AND delete_at <= ? AND host = ? ORDER BY delete_at LIMIT ?`,
        )
        .all(now, host, limit)
        .map(toHosted),
    outdatedHosts: (now) =>
      connection
        .prepare('SELECT DISTINCT host FROM hosted WHERE delete_at IS NOT NULL AND delete_at <= ?')
        .all(now)
        .map((row) => String(row['host'])),
  };
}

function toHosted(row: Row): Hosted {
  const number = (name: string): number | null => (row[name] === null ? null : Number(row[name]));
  return {
    callNo: Number(row['call_no']),
    host: String(row['host']),
    key: String(row['key']),
    sha256: row['sha256'] as string | null,
    url: row['url'] as string | null,
    expiresAt: number('expires_at'),
    storedAt: number('stored_at'),
    deleteAt: number('delete_at'),
  };
}
