import type { Period } from '../../stores/balance-store.ts';
import type { Part } from '../../screens/balance/parts-of.ts';

export const BALANCE = {
  title: 'Balance',
  period: 'Period',
  periods: { today: 'Today', two_weeks: 'Two weeks', month: 'Month' } as Readonly<Record<Period, string>>,
  allAccounts: 'All accounts',
  export: 'Export',
  exportCsv: 'Export as CSV…',
  exportJson: 'Export as JSON…',
  exported: (path: string) => `Written to ${path}`,
  notExported: 'It could not be written.',
  found: 'found',
  parts: {
    inCrm: 'in CRM',
    waiting: 'waiting',
    held: 'held',
    excluded: 'excluded',
    failed: 'failed',
  } as Readonly<Record<Part, string>>,
  headings: {
    inCrm: 'In CRM',
    waiting: 'Waiting',
    held: 'Held',
    excluded: 'Excluded',
    failed: 'Failed',
  } as Readonly<Record<Part, string>>,
  columns: { inCrm: 'In CRM', waiting: 'Waiting', held: 'Held', excluded: 'Excl.', failed: 'Failed' } as Readonly<
    Record<Part, string>
  >,
  equation: (found: string, parts: readonly string[]) => `${found} found is ${parts.join(' plus ')}`,
  addsUp: 'Adds up',
  doesNotAddUp: 'Does not add up',
  day: 'Day',
  account: 'Account',
  foundColumn: 'Found',
  verdict: 'Verdict',
  caption: 'Calls per day and what became of them',
  accountsCaption: 'Calls per account and what became of them',
  records: (records: string, sources: number, legs: string, calls: string) =>
    `${records} records read from ${sources === 1 ? '1 source' : `${sources} sources`}: ${legs} legs, folded into ${calls} calls`,
  unread: (count: string) => `${count} that could not be read`,
  and: ', and ',
  asOf: (time: string) => `As of ${time}`,
  rejectedTitle: 'Records that could not be read',
  rejectedAt: (file: string, offset: string) => `${file}, from byte ${offset}`,
  close: 'Close',
  empty: 'No calls in this time',
  emptyWhy: 'Every call that is found is counted here from the moment it ends.',
  together: { 'queued+sending': 'Queued or sending', 'unknown+settling': 'Checking, settling' } as Readonly<
    Record<string, string>
  >,
  refused: 'Refused by the CRM',
  refusals: {
    invalid_data: 'A field was refused',
    record_gone: 'Deleted in the CRM',
    not_supported: 'The CRM does not take it',
    too_large: 'Too large for the CRM',
    insecure_recording_url: 'The link is not https',
    insecure_link: 'The link is not https',
  } as Readonly<Record<string, string>>,
  whysOf: (what: string) => `Why: ${what}`,
  wholePeriod: 'the whole period',
};
