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
  /** The whole records of the sample, cut in this way; the first ones are enough where `most` is given. */
  cut(shape: DelimitedShape, most?: number): readonly DelimitedRecord[];
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

const shipped = new Map<string, Candidate>();

function shippedCandidate(name: string): Candidate {
  let candidate = shipped.get(name);
  if (candidate === undefined) shipped.set(name, (candidate = candidateOf(shippedPreset(name))));
  return candidate;
}

/** Torn and foreign lines occur; a file with fewer calls than this among its lines is something else. */
const LEAST_SHARE = 0.6;

/** So many records tell one format from the others; the whole sample then has to agree. */
const FIRST_RECORDS = 60;
/** A format that found no call in so many records will find none. */
const GIVE_UP = 12;

/**
 * Tells the format of a file by its content; null when it is none of the known ones.
 * @param own presets of the user's, tried before those of the program
 * @param expected the format that the settings name: when it fits, no other is tried
 */
export function recognise(sample: Sample, own: readonly Preset[] = [], expected?: string): Recognised | null {
  const cut = cutOnce(sample);
  const all = [...own.map(candidateOf), ...RELATIVES, ...[...SHIPPED.keys()].map(shippedCandidate)];
  const named = all.filter(({ name }) => name === expected);
  for (const candidates of named.length > 0 ? [named, all] : [all]) {
    const found = best(candidates, sample, cut);
    if (found === null) continue;
    const preset = own.find(({ name }) => name === found.format);
    return preset === undefined ? found : { ...found, preset };
  }
  return null;
}

type Cut = (shape: DelimitedShape) => readonly DelimitedRecord[];

/** The first records; many formats are cut in the same way. */
function cutOnce(sample: Sample): Cut {
  const known = new Map<string, readonly DelimitedRecord[]>();
  return (shape) => {
    const key = `${shape.separator}${shape.quote ?? ''}`;
    let records = known.get(key);
    if (records === undefined) known.set(key, (records = sample.cut(shape, FIRST_RECORDS)));
    return records;
  };
}

function best(candidates: readonly Candidate[], sample: Sample, cut: Cut): Recognised | null {
  const likely = candidates.flatMap((candidate) =>
    candidate.separators.flatMap((separator) => {
      const format = candidate.make(separator);
      const first = cut(format.shape).slice(0, FIRST_RECORDS);
      const share = shareOf(candidate, tryOut(first, format.start(), GIVE_UP));
      return share === null ? [] : [{ candidate, separator, format, share }];
    }),
  );
  for (const { candidate, separator, format } of likely.sort((a, b) => b.share - a.share)) {
    const seen = tryOut(sample.cut(format.shape), format.start());
    const confidence = shareOf(candidate, seen);
    if (confidence === null) continue;
    return { format: candidate.name, separator, evidence: evidenceOf(candidate, seen), confidence };
  }
  return null;
}

/** The share of the lines that are calls; null when the file is something else. */
function shareOf({ mostColumns }: Candidate, { legs, rejected, columns }: Seen): number | null {
  const share = legs.length / (legs.length + rejected);
  return legs.length === 0 || share < LEAST_SHARE || (columns.at(-1) ?? 0) > mostColumns ? null : share;
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

function tryOut(records: readonly DelimitedRecord[], mapper: RecordMapper, giveUp = Infinity): Seen {
  const legs: Leg[] = [];
  const columns = new Set<number>();
  let rejected = 0;
  for (const record of records) {
    if (rejected >= giveUp && legs.length === 0) break;
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
