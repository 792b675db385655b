import { STATE_NAMES } from '../../shared/call.ts';
import type { Ledger, LedgerCall, LedgerLine } from '../../shared/ledger.ts';
import type { CheckReport, DetectAnswer, DetectedPlace, MappingAnswer } from './engine.ts';

/** Names and addresses come from strangers: nothing that could steer a terminal or turn its text around gets there. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD');
}

const width = (cell: string) => Array.from(cell).length;

/** Columns aligned, two blanks between them, no blanks at line ends. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const clean = rows.map((row) => row.map(printable));
  const widths = (clean[0] ?? []).map((_, column) => Math.max(...clean.map((row) => width(row[column] ?? ''))));
  return clean.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - width(cell))))
      .join('  ')
      .trimEnd(),
  );
}

/** `found 12: 9 synced, 2 excluded, 1 held`, for the progress line. */
export function ledgerSentence({ found, states, rejectedRecords }: Ledger): string {
  const parts = STATE_NAMES.filter((name) => states[name] > 0).map((name) => `${states[name]} ${name}`);
  const rejected = rejectedRecords === 0 ? '' : ` · ${rejectedRecords} records rejected`;
  return `${found} ${found === 1 ? 'call' : 'calls'} found${parts.length === 0 ? '' : ': '}${parts.join(', ')}${rejected}`;
}

export function ledgerTable(ledger: LedgerLine): string[] {
  const counts = [
    ['found', String(ledger.found)],
    ...STATE_NAMES.map((name) => [name, String(ledger.states[name])]),
    ['rejected records', String(ledger.rejectedRecords)],
  ];
  return ledger.calls === undefined ? columns(counts) : [...columns(counts), '', ...callTable(ledger.calls)];
}

const ARROWS: Readonly<Record<LedgerCall['direction'], string>> = {
  inbound: 'in',
  outbound: 'out',
  internal: 'int',
  unknown: '?',
};

function callTable(calls: readonly LedgerCall[]): string[] {
  const rows = calls.map((call) => [
    call.startedAt,
    ARROWS[call.direction],
    call.remoteNumber ?? call.remoteRaw ?? '-',
    call.remoteName ?? '-',
    duration(call.talkSeconds),
    call.outcome,
    call.reason === null ? call.state : `${call.state}, ${call.reason}`,
    call.recording === null ? '-' : call.recording.state,
    call.crm?.id ?? '-',
  ]);
  return columns([
    ['started (UTC)', 'way', 'number', 'name', 'talk', 'outcome', 'state', 'recording', 'CRM id'],
    ...rows,
  ]);
}

function duration(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

export function detectTable(answer: DetectAnswer): string[] {
  if (!('found' in answer)) return fileTable(answer);
  if (answer.found.length === 0) return [`${printable(answer.path)}: no file of a known format`];
  return answer.found.flatMap((file, index) => [...(index === 0 ? [] : ['']), ...fileTable(file)]);
}

function fileTable(file: DetectedPlace): string[] {
  const title = `${printable(file.path)}: ${file.format ?? 'not recognised'}`;
  const evidence = file.evidence.map((sentence) => `  ${printable(sentence)}`);
  if (file.mapping !== undefined) {
    const mapping = JSON.stringify(file.mapping, null, 2).split('\n').map(printable);
    evidence.push('  It can be read as "format": "delimited" with this mapping; look it over first:', ...mapping);
  }
  return [title, ...evidence, ...(file.calls.length === 0 ? [] : ['', ...callTable(file.calls)])];
}

/** The mapping as it goes into the settings, what each column was taken for, and the calls that it gives. */
export function mappingTable({ path, proposal, calls, rows, rejected }: MappingAnswer): string[] {
  if (proposal === null) return [`${printable(path)}: no dates, numbers and lengths that could be calls`];
  const guesses = proposal.columns.map(({ meaning, column, confidence, why }) => [
    meaning,
    String(column),
    `${Math.round(confidence * 100)} %`,
    why,
  ]);
  const block = JSON.stringify({ format: 'delimited', mapping: proposal.mapping }, null, 2).split('\n').map(printable);
  return [
    `${printable(path)}: ${rows} of its first lines are calls with this mapping; look it over first`,
    '',
    ...columns([['means', 'column', 'sure', 'why'], ...guesses]),
    ...proposal.doubts.map((doubt) => `  ${printable(doubt)}`),
    ...rejected.map((reason) => `  ${printable(reason)}`),
    '',
    ...block,
    ...(calls.length === 0 ? [] : ['', ...callTable(calls)]),
  ];
}

export function checkTable(report: CheckReport): string[] {
  return columns(report.lines.map(({ ok, scope, id, message }) => [ok ? 'ok' : 'FAILED', scope, id, message]));
}
