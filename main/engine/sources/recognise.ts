import type { Leg } from '../../../shared/leg.ts';
import type { DelimitedRecord, DelimitedShape } from '../../../shared/record.ts';
import { asteriskShape, startAsterisk } from './asterisk.ts';
import type { FormatName, RecordMapper } from './format.ts';
import { startFreepbx } from './freepbx.ts';

/** The beginning of a file, as far as it is there. */
export interface Sample {
  /** File name without folders; never decides the format. */
  readonly name: string;
  /** The whole records of the sample, cut in this way. */
  cut(shape: DelimitedShape): readonly DelimitedRecord[];
}

export interface Recognised {
  readonly format: Exclude<FormatName, 'delimited'>;
  /** Not the format's own where a spreadsheet saved the file again. */
  readonly separator: string;
  /** English sentences about what was seen. */
  readonly evidence: readonly string[];
  /** 0 to 1: the share of the lines that are calls in this format. */
  readonly confidence: number;
}

const CANDIDATES: readonly {
  format: Recognised['format'];
  separators: readonly string[];
  start: () => RecordMapper;
}[] = [
  { format: 'asterisk-csv', separators: [','], start: () => startAsterisk('csv') },
  { format: 'asterisk-custom-csv', separators: [','], start: () => startAsterisk('custom') },
  { format: 'freepbx-csv', separators: [',', ';', '\t'], start: startFreepbx },
];
/** Torn and foreign lines occur; a file with fewer calls than this among its lines is something else. */
const LEAST_SHARE = 0.6;
/** Other systems begin their rows as `cdr_csv` does and go on with columns of their own (Grandstream: 26). */
const MOST_COLUMNS: Readonly<Record<Recognised['format'], number>> = {
  'asterisk-csv': 21,
  'asterisk-custom-csv': 40,
  'freepbx-csv': 60,
};

/** Tells the format of a file by its content; null when it is none of the known ones. */
export function recognise(sample: Sample): Recognised | null {
  const found = CANDIDATES.flatMap(({ format, separators, start }) =>
    separators.flatMap((separator): Recognised[] => {
      const seen = tryOut(sample.cut(asteriskShape('windows-1252', separator)), start());
      const calls = seen.legs.length;
      const share = calls / (calls + seen.rejected);
      if (calls === 0 || share < LEAST_SHARE || (seen.columns.at(-1) ?? 0) > MOST_COLUMNS[format]) return [];
      return [{ format, separator, evidence: evidenceOf(format, seen), confidence: share }];
    }),
  );
  return found.sort((a, b) => b.confidence - a.confidence)[0] ?? null;
}

interface Seen {
  readonly legs: readonly Leg[];
  readonly columns: readonly number[];
  readonly header: string | null;
  readonly rejected: number;
}

function tryOut(records: readonly DelimitedRecord[], mapper: RecordMapper): Seen {
  const legs: Leg[] = [];
  const columns = new Set<number>();
  let rejected = 0;
  for (const record of records) {
    const { leg, rejection } = mapper.map(record);
    if (leg !== undefined && leg.disposition !== 'unknown') {
      legs.push(leg);
      columns.add(record.fields.length);
    } else if (leg !== undefined || rejection !== undefined) rejected++;
  }
  return { legs, columns: [...columns].sort((a, b) => a - b), header: mapper.headerText(), rejected };
}

const ORDERS: Readonly<Record<Recognised['format'], string>> = {
  'asterisk-csv': 'dates in columns 10 to 12, the caller id in column 5',
  'asterisk-custom-csv': 'dates in columns 9 to 11, the caller id in column 1',
  'freepbx-csv': 'a header with calldate, src, dst, duration, billsec and disposition',
};

function evidenceOf(format: Recognised['format'], { legs, columns, rejected }: Seen): string[] {
  const lines = legs.length + rejected;
  const evidence = [
    `${legs.length} of ${lines} lines are calls with ${columns.join(', ')} columns: ${ORDERS[format]}.`,
  ];
  const id = legs.find(({ epoch, fileIds }) => epoch !== null && fileIds.length > 0)?.fileIds[0];
  if (id !== undefined) evidence.push(`They carry unique ids such as ${id}.`);
  if (legs.some(({ recordingNames }) => recordingNames.length > 0)) evidence.push('They name their recordings.');
  return evidence;
}

/**
 * Asterisk writes every row with an account code a second time, to `<account code>.csv` beside `Master.csv`. Gives the
 * sentence that says so when all of these rows are such copies, else null.
 */
export function accountCopyOf(sample: Sample, siblings: readonly string[]): string | null {
  const code = sample.name.replace(/\.csv$/i, '');
  if (code === sample.name || code === 'Master' || !siblings.includes('Master.csv')) return null;
  const records = sample.cut(asteriskShape('windows-1252'));
  const mapper = startAsterisk('csv');
  const calls = records.filter((record) => mapper.map(record).leg !== undefined);
  if (calls.length === 0 || calls.some(({ fields }) => fields[0] !== code)) return null;
  return `Every row carries the account code ${JSON.stringify(code)}: this file repeats rows of Master.csv.`;
}
