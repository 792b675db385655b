import type { FollowUpState } from '../../../shared/actions.ts';
import type { FollowUpTable, StoredFollowUp } from './port.ts';
import type { Connection, Row } from './sqlite.ts';

/** In the database `sending` is a state of its own; to everybody else it is owed, with a request under way. */
export function createFollowUpTable(connection: Connection): FollowUpTable {
  return {
    add(callNo, { subject, note, dueDate }) {
      const { lastInsertRowid } = connection
        .prepare(`INSERT INTO follow_ups (call_no, subject, note, due_date, state) VALUES (?, ?, ?, ?, 'owed')`)
        .run(callNo, subject, note, dueDate);
      return Number(lastInsertRowid);
    },
    of: (callNo) =>
      connection.prepare('SELECT * FROM follow_ups WHERE call_no = ? ORDER BY no').all(callNo).map(toFollowUp),
    open: (no) => void connection.prepare(`UPDATE follow_ups SET state = 'sending' WHERE no = ?`).run(no),
    settle(no, { state, reason, url, crmId = null }) {
      connection
        .prepare('UPDATE follow_ups SET state = ?, reason = ?, url = ?, crm_id = ? WHERE no = ?')
        .run(state, reason, url, crmId, no);
    },
    uncertain(account) {
      const row = connection
        .prepare(
          `SELECT count(*) AS n FROM follow_ups f JOIN deliveries d ON d.call_no = f.call_no
             WHERE f.state = 'uncertain' AND d.account = ?`,
        )
        .get(account);
      return Number(row?.['n'] ?? 0);
    },
  };
}

function toFollowUp(row: Row): StoredFollowUp {
  const text = (name: string): string | null => row[name] as string | null;
  const sending = row['state'] === 'sending';
  return {
    no: Number(row['no']),
    callNo: Number(row['call_no']),
    subject: String(row['subject']),
    note: text('note'),
    dueDate: String(row['due_date']),
    state: sending ? 'owed' : (String(row['state']) as FollowUpState),
    sending,
    reason: text('reason'),
    url: text('url'),
  };
}
