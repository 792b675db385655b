import type { Leg } from '../../../shared/leg.ts';
import type { Preset } from '../../../shared/preset.ts';
import type { DelimitedRecord, DelimitedShape } from '../../../shared/record.ts';
import { asteriskShape, startAsterisk } from './asterisk.ts';
import { createFormat, presetFormat } from './create.ts';
import type { Format, FormatName, RecordMapper } from './format.ts';
import { SHIPPED, shippedPreset } from './presets/index.ts';

/** The beginning of a file, as far as it is there. */
export interface Sample {
  /** File name without folders; never decides the format. */
  readonly name: string;
  /** The whole records of the sample, cut in this way. */
  cut(shape: DelimitedShape): readonly DelimitedRecord[];
}

export interface Recognised {
  /** A format of the settings, or the name of one of the user's presets. */
  readonly format: string;
  /** The user's preset that it was. */
  readonly preset?: Preset;
  /** Not the format's own where a spreadsheet saved the file again. */
  readonly separator: string;
  /** English sentences about what was seen. */
  readonly evidence: readonly string[];
  /** 0 to 1: the share of the lines that are calls in this format. */
  readonly confidence: number;
}

interface Candidate {
  readonly name: string;
  readonly separators: readonly string[];
  /** More columns than this are another system's. */
  readonly mostColumns: number;
  readonly order: string;
  readonly make: (separator: string) => Format;
}

/** Other systems begin their rows as `cdr_csv` does and go on with columns of their own (Grandstream: 26). */
const RELATIVES: readonly Candidate[] = (
  [
    ['asterisk-csv', [','], 21, 'dates in columns 10 to 12, the caller id in column 5'],
    ['asterisk-custom-csv', [','], 40, 'dates in columns 9 to 11, the caller id in column 1'],
    ['freepbx-csv', [',', ';', '\t'], 60, 'a header with calldate, src, dst, duration, billsec and disposition'],
    ['grandstream-csv', [',', ';', '\t'], 60, 'a header with the columns of a Grandstream UCM'],
    ['yeastar-jsonl', ['\u001f'], 1, 'a JSON object a line with timestart, callfrom and callto'],
  ] as const
).map(([name, separators, mostColumns, order]) => {
  return { name, separators, mostColumns, order, make: (separator) => createFormat(name, { separator }) };
});

const candidateOf = (preset: Preset): Candidate => ({
  name: preset.name,
  separators: preset.separators,
  mostColumns: Infinity,
  order: preset.header ? `a header as in ${preset.title}` : `the order of ${preset.title}`,
  make: (separator) => presetFormat(preset, { separator }),
});

/** Torn and foreign lines occur; a file with fewer calls than this among its lines is something else. */
const LEAST_SHARE = 0.6;

/** Tells the format of a file by its content; null when it is none of the known ones. `own`: presets of the user's. */
export function recognise(sample: Sample, own: readonly Preset[] = []): Recognised | null {
  const shipped = [...SHIPPED.keys()].map((name) => candidateOf(shippedPreset(name)));
  const candidates = [...own.map(candidateOf), ...RELATIVES, ...shipped];
  const found = candidates.flatMap((candidate) =>
    candidate.separators.flatMap((separator): Recognised[] => {
      const { shape, start } = candidate.make(separator);
      const seen = tryOut(sample.cut(shape), start());
      const calls = seen.legs.length;
      const share = calls / (calls + seen.rejected);
      if (calls === 0 || share < LEAST_SHARE || (seen.columns.at(-1) ?? 0) > candidate.mostColumns) return [];
      const { name } = candidate;
      const preset = own.find((one) => one.name === name);
      return [
        {
          format: name,
          separator,
          evidence: evidenceOf(candidate, seen),
          confidence: share,
          ...(preset && { preset }),
        },
      ];
    }),
  );
  return found.sort((a, b) => b.confidence - a.confidence)[0] ?? null;
}

/** The format that was recognised, ready to read with. */
export function formatOf({ format, preset, separator }: Recognised, codePage = 'windows-1252'): Format {
  const options = { codePage, separator };
  return preset === undefined ? createFormat(format as FormatName, options) : presetFormat(preset, options);
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

function evidenceOf({ order }: Candidate, { legs, columns, rejected }: Seen): string[] {
  const lines = legs.length + rejected;
  const evidence = [`${legs.length} of ${lines} lines are calls with ${columns.join(', ')} columns: ${order}.`];
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
