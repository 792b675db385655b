import type { ChosenContact, ContactProposal, FoundContact } from '../../../shared/actions.ts';
import type { ContactTable } from './port.ts';
import type { Connection } from './sqlite.ts';

export function createContactTable(connection: Connection): ContactTable {
  let marked: Set<string> | undefined;
  /** Asked for every call that is found, so it is kept. */
  const privateNumbers = (): Set<string> =>
    (marked ??= new Set(
      connection
        .prepare('SELECT number FROM private_numbers')
        .all()
        .map((row) => String(row['number'])),
    ));
  return {
    lookedUp(callNo) {
      const row = connection.prepare('SELECT at, contacts, proposal FROM look_ups WHERE call_no = ?').get(callNo);
      if (row === undefined) return undefined;
      return {
        at: Number(row['at']),
        contacts: JSON.parse(String(row['contacts'])) as FoundContact[],
        proposal: JSON.parse(String(row['proposal'])) as ContactProposal,
      };
    },
    keep(callNo, { at, contacts, proposal }) {
      connection
        .prepare(
          `INSERT INTO look_ups (call_no, at, contacts, proposal) VALUES (?, ?, ?, ?)
             ON CONFLICT (call_no) DO UPDATE SET at = excluded.at, contacts = excluded.contacts, proposal = excluded.proposal`,
        )
        .run(callNo, at, JSON.stringify(contacts), JSON.stringify(proposal));
    },
    recall(account, number) {
      const row = connection
        .prepare('SELECT contact, reason, at FROM remembered WHERE account = ? AND number = ?')
        .get(account, number);
      if (row === undefined) return undefined;
      const contact = row['contact'] === null ? null : (JSON.parse(String(row['contact'])) as ChosenContact);
      return { contact, reason: String(row['reason']), at: Number(row['at']) };
    },
    remember(account, number, { contact, reason, at }) {
      connection
        .prepare(
          `INSERT INTO remembered (account, number, contact, reason, at) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT (account, number) DO UPDATE SET contact = excluded.contact, reason = excluded.reason, at = excluded.at`,
        )
        .run(account, number, contact === null ? null : JSON.stringify(contact), reason, at);
    },
    forget(account, number) {
      connection.prepare('DELETE FROM remembered WHERE account = ? AND number = ?').run(account, number);
    },
    markPrivate(number, at) {
      connection
        .prepare('INSERT INTO private_numbers (number, at) VALUES (?, ?) ON CONFLICT (number) DO NOTHING')
        .run(number, at);
      marked = undefined;
    },
    isPrivate: (number) => privateNumbers().has(number),
    rolledBack: () => void (marked = undefined),
  };
}
