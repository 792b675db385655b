import { delimitedMappingSchema } from '../../../shared/mapping.ts';
import type { DelimitedMapping, MappedColumn } from '../../../shared/mapping.ts';
import type { DelimitedRecord } from '../../../shared/record.ts';
import { lookAt } from './assistant-columns.ts';
import type { ColumnLook } from './assistant-columns.ts';
import { dateReader } from './date-pattern.ts';
import { lengthReader } from './preset-times.ts';
import type { Sample } from './recognise.ts';

/** What the assistant takes a column for, and how sure it is. */
export interface ColumnGuess {
  readonly meaning: MappedColumn;
  /** As the header writes it, or its number from 1. */
  readonly column: string | number;
  /** 0 to 1. */
  readonly confidence: number;
  /** English sentence: why. */
  readonly why: string;
  readonly examples: readonly string[];
}

/** A mapping for a file that nobody knows, made from its data; a person looks it over. */
export interface Proposal {
  readonly mapping: DelimitedMapping;
  readonly columns: readonly ColumnGuess[];
  /** What the file does not tell and a person should check. */
  readonly doubts: readonly string[];
}

const SEPARATORS = [',', ';', '\t', '|'];
/** Titles, periods of a report, empty lines. */
const HEADER_WITHIN = 10;
const MOST_ROWS = 200;
const FEWEST_COLUMNS = 3;

/** Proposes columns by what their values look like, with the help of their names in many languages. Null: no call file. */
export function proposeMapping(sample: Sample): Proposal | null {
  const tables = SEPARATORS.flatMap((separator) => tableOf(sample, separator) ?? []);
  tables.sort((a, b) => b.width * b.rows.length - a.width * a.rows.length);
  for (const table of tables) {
    const proposal = propose(table);
    if (proposal !== null) return proposal;
  }
  return null;
}

interface Table {
  readonly separator: string;
  readonly header: readonly string[] | null;
  readonly rows: readonly (readonly string[])[];
  readonly width: number;
}

/** The rows of the width that most of them have, and the line above them when it names things and holds none. */
function tableOf(sample: Sample, separator: string): Table | null {
  const records = sample.cut({ separator, quote: '"', codePage: 'windows-1252' }).filter(isWhole);
  const widths = new Map<number, number>();
  for (const { fields } of records) widths.set(fields.length, (widths.get(fields.length) ?? 0) + 1);
  const width = [...widths].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0;
  const rows = records.filter(({ fields }) => fields.length === width).map(({ fields }) => fields.map((v) => v.trim()));
  if (width < FEWEST_COLUMNS || rows.length === 0) return null;
  const first = rows.slice(0, HEADER_WITHIN).findIndex((fields) => isHeader(fields));
  const header = first < 0 ? null : (rows[first] ?? null);
  const below = header === null ? rows : rows.slice(first + 1).filter((fields) => fields.join() !== header.join());
  return below.length === 0 ? null : { separator, header, rows: below.slice(0, MOST_ROWS), width };
}

const isWhole = ({ problem, fields }: DelimitedRecord): boolean =>
  problem === null && fields.some((v) => v.trim() !== '');

/** Names have letters, and none of them is a number or a date. */
function isHeader(fields: readonly string[]): boolean {
  const filled = fields.filter((value) => value !== '');
  return filled.length > fields.length / 2 && filled.every((value) => /\p{L}/u.test(value) && !/\d{3}/.test(value));
}

type Taken = Map<MappedColumn, { readonly look: ColumnLook; readonly confidence: number; readonly why: string }>;

function propose({ separator, header, rows, width }: Table): Proposal | null {
  const looks = Array.from({ length: width }, (_, index) =>
    lookAt(
      index,
      header?.[index] ?? null,
      rows.map((fields) => fields[index] ?? ''),
    ),
  );
  const taken: Taken = new Map();
  const dateFormat = takeDates(looks, taken);
  if (dateFormat === null) return null;
  takeWords(looks, taken);
  takeNumbers(looks, taken);
  const durationFormat = takeLengths(looks, taken, dateFormat);
  takeRest(looks, taken);
  const place = ({ index, header: name }: ColumnLook): string | number => name ?? index + 1;
  const parsed = delimitedMappingSchema.safeParse({
    separator,
    header: header !== null,
    dateFormat,
    ...(durationFormat === null ? {} : { durationFormat }),
    columns: Object.fromEntries(columnsOf(looks, taken, place)),
    values: { ...taken.get('direction')?.look.directions, ...taken.get('result')?.look.results },
  });
  if (!parsed.success) return null;
  const columns = [...taken].map(([meaning, { look, confidence, why }]): ColumnGuess => {
    return { meaning, column: place(look), confidence, why, examples: look.examples };
  });
  return { mapping: parsed.data, columns, doubts: doubtsOf(taken, parsed.data) };
}

function columnsOf(
  looks: readonly ColumnLook[],
  taken: Taken,
  place: (look: ColumnLook) => string | number,
): [MappedColumn, unknown][] {
  return [...taken].map(([meaning, { look }]) => {
    const time =
      look.part === 'date' ? looks.find(({ part, index }) => part === 'time' && index > look.index) : undefined;
    return [meaning, time === undefined ? place(look) : [place(look), place(time)]];
  });
}

const isFree = (look: ColumnLook, taken: Taken): boolean => ![...taken.values()].some((one) => one.look === look);

/** By its name and by its data, by its data alone. */
const sure = (look: ColumnLook, meaning: MappedColumn): number => (look.named === meaning ? 0.95 : 0.7);

/** The earliest of the dates is the start, the latest the end; the format has to read all of them. */
function takeDates(looks: readonly ColumnLook[], taken: Taken): string | null {
  const dated = looks.filter(({ dates, filled }) => dates.length > 0 && filled > 0);
  const start = dated.find(({ named, filled }) => named === 'start' && filled === 1) ?? earliest(dated);
  if (start === undefined) return datesApart(looks, taken);
  const format = start.dates[0] ?? '';
  taken.set('start', {
    look: start,
    confidence: sure(start, 'start'),
    why: `All its values are dates like ${format}.`,
  });
  const later = dated.filter((look) => look !== start && look.dates.includes(format));
  const end = later.find(({ named }) => named === 'end') ?? later.findLast(({ filled }) => filled === 1);
  const answer = later.find((look) => look !== end && look.named === 'answer') ?? later.find((look) => look !== end);
  if (end !== undefined && isOrdered(start, end, format)) {
    taken.set('end', { look: end, confidence: sure(end, 'end'), why: 'Its dates are never before the start.' });
  }
  if (answer !== undefined && isOrdered(start, answer, format)) {
    const why = 'Its dates lie between start and end, or are missing.';
    taken.set('answer', { look: answer, confidence: sure(answer, 'answer'), why });
  }
  return format;
}

function earliest(dated: readonly ColumnLook[]): ColumnLook | undefined {
  const full = dated.filter(({ filled }) => filled === 1);
  return full.find((one) => full.every((other) => isOrdered(one, other, one.dates[0] ?? '')));
}

function isOrdered(first: ColumnLook, second: ColumnLook, format: string): boolean {
  const read = dateReader(format);
  return first.rows.every((text, row) => {
    const [a, b] = [read(text), read(second.rows[row] ?? '')];
    return a === null || b === null || a.at <= b.at;
  });
}

/** The date in one column and the time in another. */
function datesApart(looks: readonly ColumnLook[], taken: Taken): string | null {
  const date = looks.find(({ part, filled }) => part === 'date' && filled === 1);
  const time = looks.find(({ part, filled, index }) => part === 'time' && filled === 1 && index > (date?.index ?? 0));
  if (date === undefined || time === undefined) return null;
  const joined = lookAt(
    date.index,
    date.header,
    date.rows.map((text, row) => `${text} ${time.rows[row] ?? ''}`),
  );
  const [format] = joined.dates;
  if (format === undefined) return null;
  const why = `Together with column ${String(time.header ?? time.index + 1)}, its values are dates like ${format}.`;
  taken.set('start', { look: date, confidence: 0.8, why });
  return format;
}

function takeWords(looks: readonly ColumnLook[], taken: Taken): void {
  const direction = looks.find(({ directions }) => directions !== null);
  if (direction !== undefined) {
    const why = `Its words are those of directions: ${direction.examples.join(', ')}.`;
    taken.set('direction', { look: direction, confidence: 0.95, why });
  }
  const result = looks.find((look) => look.results !== null && look !== direction);
  if (result === undefined) return;
  const why = `Its words are those of how calls end: ${result.examples.join(', ')}.`;
  taken.set('result', { look: result, confidence: 0.9, why });
}

/** Two columns of numbers are caller and called, or the other side and the own one where a direction tells who called. */
function takeNumbers(looks: readonly ColumnLook[], taken: Taken): void {
  const phones = looks.filter(
    (look) => look.numbers > 0.6 && isFree(look, taken) && !look.unique && look.part === null,
  );
  const telling = phones.filter(({ rows }) => rows.some((value) => value.replace(/\D/g, '').length >= 6));
  const from = phones.find(({ named }) => named === 'from');
  const to = phones.find(({ named }) => named === 'to');
  const why = 'Its values are telephone numbers.';
  if (from !== undefined && to !== undefined) {
    taken.set('from', { look: from, confidence: 0.95, why });
    taken.set('to', { look: to, confidence: 0.95, why });
    return;
  }
  const [first, second] = telling;
  if (first === undefined) return;
  const own = phones.find((look) => look !== first && look.short);
  if (second === undefined || taken.has('direction')) {
    taken.set('remote', { look: first, confidence: sure(first, 'remote'), why });
    const local = own ?? second;
    if (local !== undefined) {
      taken.set('local', {
        look: local,
        confidence: sure(local, 'local'),
        why: 'Its values are own extensions or numbers.',
      });
    }
    return;
  }
  taken.set('from', { look: first, confidence: 0.6, why });
  taken.set('to', { look: second, confidence: 0.6, why });
}

/** Of two lengths the talk is never the longer one. */
function takeLengths(
  looks: readonly ColumnLook[],
  taken: Taken,
  dateFormat: string,
): DelimitedMapping['durationFormat'] | null {
  const free = looks.filter((look) => look.lengths.length > 0 && look.filled > 0.5 && isFree(look, taken));
  const named = free.filter((look) => look.named === 'duration' || look.named === 'talk');
  const clocks = free.filter(
    ({ lengths, part, rows }) => !lengths.includes('seconds') && (part === null || startsAtZero(rows)),
  );
  const byData = clocks.length > 0 ? clocks : free.filter((look) => fitsSpan(look, taken, dateFormat));
  const [one, other] = named.length > 0 ? named : byData.length > 0 ? byData : free.filter(({ part }) => part === null);
  if (one === undefined) return null;
  const format = one.lengths[0] ?? 'seconds';
  const read = lengthReader([format]);
  const isTalk = (a: ColumnLook, b: ColumnLook): boolean =>
    a.rows.every((text, row) => !(read(text) > read(b.rows[row] ?? '')));
  const why = `Its values are lengths like ${format}.`;
  if (other?.lengths.includes(format)) {
    const [talk, whole] = isTalk(one, other) ? [one, other] : [other, one];
    taken.set('duration', { look: whole, confidence: sure(whole, 'duration'), why });
    taken.set('talk', {
      look: talk,
      confidence: sure(talk, 'talk'),
      why: `${why} They are never longer than the others.`,
    });
  } else taken.set(one.named === 'talk' ? 'talk' : 'duration', { look: one, confidence: sure(one, 'duration'), why });
  return format;
}

/** A length of no time at all is written as a clock would write midnight. */
const startsAtZero = (rows: readonly string[]): boolean => rows.some((text) => /^0{1,2}:/.test(text));

/** Never longer than from start to end, give or take the rounding. */
function fitsSpan(look: ColumnLook, taken: Taken, dateFormat: string): boolean {
  const [start, end] = [taken.get('start')?.look, taken.get('end')?.look];
  if (start === undefined || end === undefined || !look.lengths.includes('seconds')) return false;
  const read = dateReader(dateFormat);
  return look.rows.every((text, row) => {
    const [from, to] = [read(start.rows[row] ?? ''), read(end.rows[row] ?? '')];
    return from === null || to === null || text === '' || Number(text) <= (to.at - from.at) / 1000 + 1;
  });
}

function takeRest(looks: readonly ColumnLook[], taken: Taken): void {
  const free = (): ColumnLook[] => looks.filter((look) => isFree(look, taken) && look.filled > 0);
  const id = free().find((look) => look.unique && (look.named === 'id' || /[-.]/.test(look.examples[0] ?? '')));
  if (id !== undefined) {
    taken.set('id', { look: id, confidence: sure(id, 'id'), why: 'No value comes twice, and they look like ids.' });
  }
  const recording = free().find(({ audio }) => audio);
  if (recording !== undefined) {
    taken.set('recording', { look: recording, confidence: 0.95, why: 'Its values are names of sound files.' });
  }
  const name = free().find((look) => look.named === 'name' && look.lengths.length === 0 && look.numbers < 0.5);
  if (name !== undefined) taken.set('name', { look: name, confidence: 0.8, why: 'Its name says so.' });
}

function doubtsOf(taken: Taken, mapping: DelimitedMapping): string[] {
  const doubts: string[] = [];
  const { dateFormat, durationFormat, columns } = mapping;
  const start = taken.get('start')?.look;
  const other = start?.dates.find((format) => format !== dateFormat && /^(MM|DD)\//.test(format));
  if (/^(MM|DD)\//.test(dateFormat) && other !== undefined) {
    doubts.push(`Day and month may be the other way round: ${other} fits as well as ${dateFormat}.`);
  }
  if (durationFormat === 'mm:ss' || durationFormat === 'hh:mm') {
    doubts.push('Lengths may be hours and minutes, or minutes and seconds: "hh:mm" fits as well as "mm:ss".');
  }
  if (columns.direction === undefined && columns.remote !== undefined) {
    doubts.push('Nothing tells who called: the direction of all calls stays unknown.');
  }
  if (columns.talk === undefined && columns.answer === undefined) {
    doubts.push('Nothing tells ringing from talking: the whole length is taken for the talk.');
  }
  const unsure = [...taken].filter(([, { confidence }]) => confidence < 0.65).map(([meaning]) => meaning);
  if (unsure.length > 0) doubts.push(`Only the data speak for ${unsure.join(', ')}.`);
  return doubts;
}
