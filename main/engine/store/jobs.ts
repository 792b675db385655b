import type { AppError } from '../../../shared/errors.ts';
import type { Connection, Row } from './sqlite.ts';

export type JobKind = 'match' | 'log' | 'attach';

export interface Job {
  readonly no: number;
  readonly callNo: number;
  readonly kind: JobKind;
  readonly account: string;
  readonly nextAt: number;
  readonly attempts: number;
  /** How often the CRM was searched for an unknown outcome and said no. */
  readonly searches: number;
  /** A request with an effect was opened at some time: what it did may not be known. */
  readonly opened: boolean;
  readonly error: AppError | null;
}

export interface JobTable {
  add(callNo: number, kind: JobKind, account: string, nextAt: number): void;
  /** Takes the next due job of these kinds for this process, or undefined. A claim ends with the process. */
  claim(account: string, kinds: readonly JobKind[], now: number): Job | undefined;
  open(no: number): void;
  searched(no: number): void;
  /** Gives it back to be tried at `nextAt`. */
  postpone(no: number, nextAt: number, error: AppError | null): void;
  remove(no: number): void;
  removeOf(callNo: number, kind: JobKind): void;
  /** At start: claims of a process that is gone. */
  releaseAll(): void;
  /** When the next unclaimed job is due, per account; undefined when there is none. */
  nextDue(account: string, kinds: readonly JobKind[]): number | undefined;
  /** Unclaimed jobs by the category of their last failure. */
  waiting(account: string): { category: string | null; jobs: number; nextAt: number }[];
  /** Makes waiting jobs due now: the reason to wait is gone. */
  hurry(account: string, now: number): void;
  count(): number;
}

export function createJobTable(connection: Connection): JobTable {
  return {
    add(callNo, kind, account, nextAt) {
      connection
        .prepare(
          `INSERT INTO jobs (call_no, kind, account, next_at) VALUES (?, ?, ?, ?)
             ON CONFLICT (call_no, kind) DO UPDATE SET next_at = min(next_at, excluded.next_at), account = excluded.account`,
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
    hurry(account, now) {
      connection
        .prepare('UPDATE jobs SET next_at = ? WHERE account = ? AND claimed = 0 AND error IS NOT NULL AND next_at > ?')
        .run(now, account, now);
    },
    count: () => Number(connection.prepare('SELECT count(*) AS n FROM jobs').get()?.['n'] ?? 0),
  };
}

function claim(connection: Connection, account: string, kinds: readonly JobKind[], now: number): Job | undefined {
  for (const kind of kinds) {
    const row = connection
      .prepare(
        `UPDATE jobs SET claimed = 1 WHERE no = (
           SELECT no FROM jobs WHERE account = ? AND claimed = 0 AND kind = ? AND next_at <= ? ORDER BY next_at LIMIT 1
         ) AND claimed = 0 RETURNING *`,
      )
      .get(account, kind, now);
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
