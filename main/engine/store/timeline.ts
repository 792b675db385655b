import type { Connection } from './sqlite.ts';

/** One thing that happened to a call, for people. Epoch milliseconds. */
export interface Moment {
  readonly at: number;
  /** Stable code: `found`, `matched`, `sent`, `logged`, `answer_lost`, … */
  readonly code: string;
  readonly detail: string | null;
}

export interface Timeline {
  add(callNo: number, at: number, code: string, detail?: string | null): void;
  of(callNo: number): Moment[];
}

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
