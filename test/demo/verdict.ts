import type { LedgerCall, LedgerLine } from '../../shared/ledger.ts';
import { groupsOf } from './model.ts';
import type { Paint } from './paint.ts';
import { cell } from './paint.ts';

/** Three accounts of the same calls, each kept by itself: what the phone made, what Aftercall says, what the CRM holds. */
export interface Accounts {
  readonly phone: { readonly conversations: number };
  readonly aftercall: LedgerLine & { readonly calls: readonly LedgerCall[] };
  readonly crm: {
    readonly records: readonly CrmEntry[];
    /** Requests that the vendor's contract or limits forbid. */
    readonly violations: readonly string[];
  };
  /** SHA-256 of every recording the phone left, by path. */
  readonly files: ReadonlyMap<string, string>;
}

export interface CrmEntry {
  readonly id: string;
  /** What makes two records one call: same start, same two numbers. */
  readonly fingerprint: string;
  readonly recordingSha256: string | null;
}

export interface Check {
  readonly text: string;
  readonly holds: boolean;
}

/** Everything that must be true at the end; each is asked of two accounts that do not know each other. */
export function checksOf(accounts: Accounts): readonly Check[] {
  const { aftercall, crm, phone } = accounts;
  const sums = groupsOf(aftercall.states);
  const sum = Object.values(aftercall.states).reduce((total, count) => total + count, 0);
  const attached = aftercall.calls.filter((call) => call.recording?.state === 'attached');
  const owing = aftercall.calls.filter((call) => call.state === 'synced' && call.talkSeconds > 0);
  const held = crm.records.filter((record) => record.recordingSha256 !== null);
  const logged = new Set(aftercall.calls.flatMap((call) => call.crm?.id ?? []));
  return [
    {
      text: `every call the phone made was found (${phone.conversations})`,
      holds: aftercall.found === phone.conversations,
    },
    { text: `found is the sum of all states (${sum})`, holds: aftercall.found === sum },
    { text: 'no row was rejected', holds: aftercall.rejectedRecords === 0 },
    { text: 'nothing waits and nothing failed', holds: sums.waiting === 0 && sums.failed === 0 },
    {
      text: `each logged call is one record in the CRM (${crm.records.length})`,
      holds: crm.records.length === sums.inCrm && crm.records.every(({ id }) => logged.has(id)),
    },
    { text: 'no record is there twice', holds: duplicatesIn(crm.records) === 0 },
    {
      text: `every talk in the CRM has its recording (${attached.length})`,
      holds: held.length === attached.length && owing.every((call) => call.recording?.state === 'attached'),
    },
    { text: 'each recording arrived byte for byte', holds: attached.every((call) => arrivedWhole(call, accounts)) },
    { text: "the CRM's contract and limits were kept", holds: crm.violations.length === 0 },
  ];
}

export function duplicatesIn(records: readonly CrmEntry[]): number {
  return records.length - new Set(records.map(({ fingerprint }) => fingerprint)).size;
}

function arrivedWhole(call: LedgerCall, { crm, files }: Accounts): boolean {
  const stored = crm.records.find(({ id }) => id === call.crm?.id)?.recordingSha256;
  return stored !== undefined && stored !== null && stored === files.get(call.recording?.path ?? '');
}

/** The three accounts side by side. */
export function ledgerTable(accounts: Accounts, paint: Paint): readonly string[] {
  const { aftercall, crm, phone } = accounts;
  const sums = groupsOf(aftercall.states);
  const recordings = crm.records.filter((record) => record.recordingSha256 !== null).length;
  const attached = aftercall.calls.filter((call) => call.recording?.state === 'attached').length;
  const line = (name: string, figures: readonly (number | null)[]): string =>
    (
      cell(name, 22) + figures.map((figure) => cell(figure === null ? '' : String(figure), 13, 'right')).join('')
    ).trimEnd();
  return [
    paint('dim', cell('', 22) + ['phone', 'Aftercall', 'CRM sandbox'].map((head) => cell(head, 13, 'right')).join('')),
    paint('bold', line('calls', [phone.conversations, aftercall.found])),
    line('  in the CRM', [null, sums.inCrm, crm.records.length]),
    line('  waiting', [null, sums.waiting]),
    line('  held for a person', [null, sums.held]),
    line('  left out by a rule', [null, sums.excluded]),
    line('  failed', [null, sums.failed]),
    line('recordings', [null, attached, recordings]),
    line('duplicates', [null, null, duplicatesIn(crm.records)]),
    line('contract violations', [null, null, crm.violations.length]),
  ];
}

export function checkLine({ text, holds }: Check, paint: Paint): string {
  return holds ? `${paint('green', '✓')} ${text}` : paint('red', `✗ not so: ${text}`);
}
