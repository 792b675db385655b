import type { AppError } from '../../../shared/errors.ts';
import { stateCode } from './codes.ts';
import type { Job, JobKind, JobTable } from './port.ts';
import type { Connection, Row } from './sqlite.ts';

export function createJobTable(connection: Connection): JobTable {
  return {
    add(callNo, kind, account, nextAt) {
      connection
        .prepare(
          `INSERT INTO jobs (call_no, kind, account, next_at) VALUES (?, ?, ?, ?)
             ON CONFLICT (call_no, kind) DO UPDATE SET next_at = excluded.next_at, account = excluded.account, error = NULL`,
        )
        .run(callNo, kind, account, nextAt);
    },
    claim: (account, kinds, now) => claim(connection, account, kinds, now),
    open: (no) => void connection.prepare('UPDATE jobs SET opened = 1 WHERE no = ?').run(no),
    searched: (no) => void connection.prepare('UPDATE jobs SET searches = searches + 1 WHERE no = ?').run(no),
    postpone(no, nextAt, error) {
      connection
        .prepare('UPDATE jobs SET claimed = 0, next_at = ?, error = ?, attempts = attempts + ? WHERE no = ?')
        .run(nextAt, error === null ? null : JSON.stringify(error), error === null ? 0 : 1, no);
    },
    remove: (no) => void connection.prepare('DELETE FROM jobs WHERE no = ?').run(no),
    removeOf: (callNo, kind) =>
      void connection.prepare('DELETE FROM jobs WHERE call_no = ? AND kind = ?').run(callNo, kind),
    releaseAll: () => connection.exec('UPDATE jobs SET claimed = 0 WHERE claimed = 1'),
    nextDue(account, kinds) {
      const times = kinds.flatMap((kind) => {
        const row = connection
          .prepare('SELECT min(next_at) AS at FROM jobs WHERE account = ? AND claimed = 0 AND kind = ?')
          .get(account, kind);
        return row?.['at'] == null ? [] : [Number(row['at'])];
      });
      return times.length === 0 ? undefined : Math.min(...times);
    },
    nextSearch(account) {
      const row = connection
        .prepare(
          `SELECT min(next_at) AS at FROM jobs JOIN calls ON calls.no = jobs.call_no
             WHERE account = ? AND claimed = 0 AND kind = 'log' AND calls.state = ?`,
        )
        .get(account, stateCode('unknown'));
      return row?.['at'] == null ? undefined : Number(row['at']);
    },
    waiting: (account) =>
      connection
        .prepare(
          `SELECT json_extract(error, '$.category') AS category, count(*) AS jobs, min(next_at) AS next_at FROM jobs
             WHERE account = ? AND claimed = 0 GROUP BY 1`,
        )
        .all(account)
        .map((row) => ({
          category: row['category'] as string | null,
          jobs: Number(row['jobs']),
          nextAt: Number(row['next_at']),
        })),
    ...questions(connection),
    count: () => Number(connection.prepare('SELECT count(*) AS n FROM jobs').get()?.['n'] ?? 0),
  };
}

type Questions = 'kindsOf' | 'isClaimed' | 'waitForContacts' | 'hurry' | 'hurryAfter';

function questions(connection: Connection): Pick<JobTable, Questions> {
  return {
    kindsOf: (callNo) =>
      connection
        .prepare('SELECT kind FROM jobs WHERE call_no = ?')
        .all(callNo)
        .map((row) => row['kind'] as JobKind),
    isClaimed: (callNo) =>
      connection.prepare('SELECT 1 FROM jobs WHERE call_no = ? AND claimed = 1').get(callNo) !== undefined,
    waitForContacts(until) {
      connection
        .prepare(
          `UPDATE jobs SET next_at = max(next_at, ?)
             WHERE kind = 'log' AND call_no IN (SELECT call_no FROM deliveries WHERE creating_contact = 1)`,
        )
        .run(until);
    },
    hurry(account, now) {
      connection
        .prepare('UPDATE jobs SET next_at = ? WHERE account = ? AND claimed = 0 AND error IS NOT NULL AND next_at > ?')
        .run(now, account, now);
    },
    hurryAfter(account, errorCode, now) {
      connection
        .prepare(
          `UPDATE jobs SET next_at = ? WHERE account = ? AND claimed = 0 AND json_extract(error, '$.code') = ?
             AND next_at > ?`,
        )
        .run(now, account, errorCode, now);
    },
  };
}

function claim(connection: Connection, account: string, kinds: readonly JobKind[], now: number): Job | undefined {
  for (const kind of kinds) {
    const row = connection
      .prepare(
        `UPDATE jobs SET claimed = 1 WHERE no = (
           SELECT no FROM jobs WHERE account = ? AND claimed = 0 AND kind = ? AND next_at <= ?
             AND call_no NOT IN (SELECT call_no FROM jobs WHERE account = ? AND claimed = 1) ORDER BY next_at LIMIT 1
         ) AND claimed = 0 RETURNING *`,
      )
      .get(account, kind, now, account);
    if (row !== undefined) return toJob(row);
  }
  return undefined;
}

function toJob(row: Row): Job {
  return {
    no: Number(row['no']),
    callNo: Number(row['call_no']),
    kind: row['kind'] as JobKind,
    account: String(row['account']),
    nextAt: Number(row['next_at']),
    attempts: Number(row['attempts']),
    searches: Number(row['searches']),
    opened: row['opened'] === 1,
    error: row['error'] === null ? null : (JSON.parse(String(row['error'])) as AppError),
  };
}
