import type { LedgerCall } from '../../shared/ledger.ts';

const COLUMNS = [
  'id',
  'startedAt',
  'answeredAt',
  'endedAt',
  'talkSeconds',
  'direction',
  'outcome',
  'remoteNumber',
  'remoteName',
  'localNumber',
  'state',
  'reason',
  'source',
  'account',
  'crmId',
  'contact',
  'recording',
] as const;

type Value = string | number | null;

/** A header, then a line for each call. */
export function* balanceRows(calls: Iterable<LedgerCall>): Generator<readonly Value[]> {
  yield COLUMNS;
  for (const call of calls) {
    yield [
      call.id,
      call.startedAt,
      call.answeredAt,
      call.endedAt,
      call.talkSeconds,
      call.direction,
      call.outcome,
      call.remoteNumber ?? call.remoteRaw,
      call.remoteName,
      call.localNumber,
      call.state,
      call.reason,
      call.source,
      call.crm?.account ?? null,
      call.crm?.id ?? null,
      call.crm?.contact?.name ?? null,
      call.recording?.state ?? null,
    ];
  }
}

/** RFC 4180 with CRLF, UTF-8 with a byte order mark for spreadsheets. */
export function* toCsv(rows: Iterable<readonly Value[]>): Generator<string> {
  yield '\ufeff';
  for (const row of rows) yield `${row.map(cell).join(',')}\r\n`;
}

/**
 * Caller ids come from strangers: a text that a spreadsheet would take for a formula gets an apostrophe before it
 * (OWASP, CSV injection), a phone number included: it stays a number to the eye and a text to the program.
 */
function cell(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const harmless = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
