import type { Outcome, RecordingFacts, RecordingState } from '../../../shared/call.ts';
import type { Delivery, DeliveryTable, RecordingTable, StoredRecording, TakeBack } from './port.ts';
import type { Connection, Row } from './sqlite.ts';

export function createDeliveryTable(connection: Connection): DeliveryTable {
  return {
    get(callNo) {
      const row = connection.prepare('SELECT * FROM deliveries WHERE call_no = ?').get(callNo);
      return row === undefined ? undefined : toDelivery(row);
    },
    begin(callNo, account) {
      connection
        .prepare('INSERT INTO deliveries (call_no, account) VALUES (?, ?) ON CONFLICT (call_no) DO NOTHING')
        .run(callNo, account);
    },
    decide(callNo, { contact, dealId, leadId }) {
      connection
        .prepare(
          `UPDATE deliveries SET contact_id = ?, contact_name = ?, contact_reason = ?, organization_id = ?, deal_id = ?,
             lead_id = ?, decided = 1, creating_contact = 0, new_contact = NULL WHERE call_no = ?`,
        )
        .run(
          contact?.id ?? null,
          contact?.name ?? null,
          contact?.reason ?? null,
          contact?.organizationId ?? null,
          dealId,
          leadId,
          callNo,
        );
    },
    setCreating(callNo, creating) {
      connection.prepare('UPDATE deliveries SET creating_contact = ? WHERE call_no = ?').run(Number(creating), callNo);
    },
    ...agentsWord(connection),
    ...crmsWord(connection),
  };
}

type AgentsWord = 'reopen' | 'setWrapUp' | 'setApproved' | 'setTakeBack' | 'inherit';

function agentsWord(connection: Connection): Pick<DeliveryTable, AgentsWord> {
  const set = (column: string, callNo: number, value: string | number | null): void => {
    connection.prepare(`UPDATE deliveries SET ${column} = ? WHERE call_no = ?`).run(value, callNo);
  };
  return {
    reopen(callNo, newContact) {
      connection
        .prepare(
          `UPDATE deliveries SET contact_id = NULL, contact_name = NULL, contact_reason = NULL, organization_id = NULL,
             deal_id = NULL, lead_id = NULL, decided = 0, new_contact = ? WHERE call_no = ?`,
        )
        .run(newContact, callNo);
    },
    setWrapUp(callNo, { note, outcome }) {
      connection.prepare('UPDATE deliveries SET note = ?, outcome = ? WHERE call_no = ?').run(note, outcome, callNo);
    },
    setApproved: (callNo, approved) => set('approved', callNo, Number(approved)),
    setTakeBack: (callNo, takeBack) => set('take_back', callNo, takeBack),
    inherit(from, to) {
      connection
        .prepare(
          `INSERT INTO deliveries (call_no, account, contact_id, contact_name, contact_reason, organization_id, deal_id,
               lead_id, decided, note, outcome, approved)
             SELECT ?, account, contact_id, contact_name, contact_reason, organization_id, deal_id, lead_id, decided, note,
               outcome, approved FROM deliveries WHERE call_no = ?
           ON CONFLICT (call_no) DO UPDATE SET note = coalesce(note, excluded.note),
             outcome = coalesce(outcome, excluded.outcome), approved = max(approved, excluded.approved)`,
        )
        .run(to, from);
      connection.prepare('UPDATE follow_ups SET call_no = ? WHERE call_no = ?').run(to, from);
    },
  };
}

function crmsWord(connection: Connection): Pick<DeliveryTable, 'setWritten' | 'logged' | 'forgetRecord'> {
  return {
    setWritten(callNo, written) {
      connection.prepare('UPDATE deliveries SET written = ? WHERE call_no = ?').run(written, callNo);
    },
    logged(callNo, record) {
      connection
        .prepare(
          `UPDATE deliveries SET crm_id = ?, crm_wrapper = ?, crm_url = ?, logged_at = ?, written = ? WHERE call_no = ?`,
        )
        .run(record.id, record.wrapperId, record.url, record.at, record.written, callNo);
    },
    forgetRecord(callNo) {
      connection
        .prepare(
          'UPDATE deliveries SET crm_id = NULL, crm_wrapper = NULL, crm_url = NULL, written = NULL WHERE call_no = ?',
        )
        .run(callNo);
    },
  };
}

function toDelivery(row: Row): Delivery {
  const text = (name: string): string | null => row[name] as string | null;
  const contactId = text('contact_id');
  return {
    account: String(row['account']),
    contact:
      contactId === null
        ? null
        : {
            id: contactId,
            name: text('contact_name') ?? '',
            reason: text('contact_reason') ?? '',
            organizationId: text('organization_id'),
          },
    dealId: text('deal_id'),
    leadId: text('lead_id'),
    decided: row['decided'] === 1,
    creatingContact: row['creating_contact'] === 1,
    note: text('note'),
    outcome: text('outcome') as Outcome | null,
    approved: row['approved'] === 1,
    newContact: text('new_contact'),
    takeBack: text('take_back') as TakeBack | null,
    written: text('written'),
    crmId: text('crm_id'),
    crmWrapper: text('crm_wrapper'),
    crmUrl: text('crm_url'),
    loggedAt: row['logged_at'] === null ? null : Number(row['logged_at']),
  };
}

export function createRecordingTable(connection: Connection): RecordingTable {
  return {
    get(callNo) {
      const row = connection.prepare('SELECT * FROM recordings WHERE call_no = ?').get(callNo);
      return row === undefined ? undefined : toRecording(row);
    },
    put(recording, foundAt) {
      connection
        .prepare(
          `INSERT INTO recordings (call_no, path, sha256, bytes, seconds, type, upload_name, file_id, modified_at, reason, found_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (call_no) DO UPDATE SET path = excluded.path, sha256 = excluded.sha256, bytes = excluded.bytes,
             seconds = excluded.seconds, type = excluded.type, upload_name = excluded.upload_name, file_id = excluded.file_id,
             modified_at = excluded.modified_at, reason = excluded.reason`,
        )
        .run(
          recording.callNo,
          recording.path,
          recording.sha256,
          recording.bytes,
          recording.seconds,
          recording.type,
          recording.uploadName,
          recording.fileId,
          recording.modifiedAt,
          recording.reason,
          foundAt,
        );
    },
    remove: (callNo) => void connection.prepare('DELETE FROM recordings WHERE call_no = ?').run(callNo),
    pathsBetween: (from, to) =>
      connection
        .prepare('SELECT r.path FROM recordings r JOIN calls c ON c.no = r.call_no WHERE c.ended_at BETWEEN ? AND ?')
        .all(from, to)
        .map((row) => String(row['path'])),
    ownerOf(path) {
      const row = connection.prepare('SELECT call_no FROM recordings WHERE path = ?').get(path);
      return row === undefined ? undefined : Number(row['call_no']);
    },
    setReason(callNo, reason) {
      connection.prepare('UPDATE recordings SET reason = ? WHERE call_no = ?').run(reason, callNo);
    },
  };
}

function toRecording(row: Row): StoredRecording {
  const text = (name: string): string | null => row[name] as string | null;
  const number = (name: string): number | null => (row[name] === null ? null : Number(row[name]));
  return {
    callNo: Number(row['call_no']),
    path: String(row['path']),
    sha256: text('sha256'),
    bytes: number('bytes'),
    seconds: number('seconds'),
    type: text('type'),
    uploadName: text('upload_name'),
    fileId: text('file_id'),
    modifiedAt: number('modified_at'),
    reason: text('reason'),
  };
}

/** What the ledger says of a call's recording; null when there is none to speak of. */
export function recordingFacts(
  state: RecordingState | null,
  stored: StoredRecording | undefined,
): RecordingFacts | null {
  if (state === null) return null;
  return {
    path: stored?.path ?? null,
    sha256: stored?.sha256 ?? null,
    bytes: stored?.bytes ?? null,
    seconds: stored?.seconds ?? null,
    state,
    reason: stored?.reason ?? null,
  };
}
