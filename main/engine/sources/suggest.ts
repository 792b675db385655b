import { delimitedMappingSchema, DURATION_FORMATS } from '../../../shared/mapping.ts';
import type { DelimitedMapping, MappedColumn } from '../../../shared/mapping.ts';
import type { DelimitedRecord } from '../../../shared/record.ts';
import { dateReader } from './date-pattern.ts';
import { columnKey } from './format.ts';
import type { Sample } from './recognise.ts';
import { parseClockLength, parseSeconds } from './stamp.ts';

/** A mapping proposed for a file that nobody knows, to be looked at by a person. */
export interface Suggestion {
  readonly mapping: DelimitedMapping;
  /** English sentences about what was seen. */
  readonly evidence: readonly string[];
  /** What the file does not tell and a person should check. */
  readonly doubts: readonly string[];
}

/** Names of columns in exports, most telling first. A column is taken once. */
const NAMES: readonly (readonly [MappedColumn, RegExp])[] = [
  ['id', /^(call ?-?_?id|unique ?-?_?id|uuid|session ?-?_?id|history ?id)$/],
  ['answer', /^(answer(ed)?( ?_?(time|at|date))?|connect(ed)?( ?_?(time|at)))$/],
  ['end', /^(end(ed)?( ?_?(time|at|date))?|hang ?up( time)?)$/],
  ['talk', /^(talk(ing)?( ?_?(time|duration|seconds))?|bill ?sec(onds)?|billable( duration)?|in call duration)$/],
  ['duration', /^((call |total )?(duration|length)( ?\(?(s|sec|seconds|hh:mm:ss)\)?)?)$/],
  [
    'start',
    /^((call )?start(ed)?( ?_?(time|at|date))?|call ?date|call ?time|date ?\/? ?(and )?time|datetime|timestamp|date)$/,
  ],
  ['direction', /^((call )?direction|(call )?type)$/],
  ['from', /^(from|caller|src|source|calling( number| party)?|(caller|from) ?(number|id|phone))$/],
  [
    'to',
    /^(to|called|callee|dst|dest(ination)?|called( number| party)|(to|destination|dialed|dialled) ?(number|phone)?)$/,
  ],
  ['remote', /^((phone|customer|contact|remote|external) ?(number|phone)?|number)$/],
  ['local', /^(extension|agent|user|line|local ?(number)?)$/],
  ['name', /^((contact|caller|customer)? ?name)$/],
  ['result', /^((call )?(result|status|disposition|outcome))$/],
  ['recording', /^(recording( ?_?(file|name|filename))?|recordingfile)$/],
];

const FORMATS = [
  ...['YYYY-MM-DD HH:mm:ss', 'YYYY-MM-DD HH:mm', 'iso', 'epoch', 'epochMs', 'YYYY/MM/DD HH:mm:ss', 'YYYY/MM/DD HH:mm'],
  ...['DD.MM.YYYY HH:mm:ss', 'DD.MM.YYYY HH:mm', 'DD.MM.YY HH:mm', 'DD-MM-YYYY HH:mm:ss', 'DD-MM-YYYY HH:mm'],
  ...['MM/DD/YYYY HH:mm:ss', 'DD/MM/YYYY HH:mm:ss', 'MM/DD/YYYY HH:mm', 'DD/MM/YYYY HH:mm'],
  ...['MM/DD/YYYY hh:mm:ss A', 'DD/MM/YYYY hh:mm:ss A', 'MM/DD/YYYY hh:mm A', 'DD/MM/YYYY hh:mm A'],
  ...['DD MMM YYYY HH:mm:ss', 'DD MMM YYYY HH:mm'],
];

/** Lines above the header that exports begin with: a title, the period, an empty line. */
const HEADER_WITHIN = 10;

/** Proposes a mapping when a header names the start, a number and a length, and the values agree; else null. */
export function suggestDelimited(sample: Sample): Suggestion | null {
  for (const separator of [',', ';', '\t', '|']) {
    const records = sample
      .cut({ separator, quote: '"', codePage: 'windows-1252' })
      .filter(({ problem }) => problem === null);
    const at = records.slice(0, HEADER_WITHIN).findIndex(({ fields }) => isHeader(columnsOf(fields)));
    const header = records[at];
    if (header === undefined) continue;
    const rows = records.slice(at + 1).filter(({ fields }) => fields.length >= header.fields.length);
    const suggestion = fromRows(separator, header, rows);
    if (suggestion !== null) return suggestion;
  }
  return null;
}

type Named = ReadonlyMap<MappedColumn, number>;

function columnsOf(names: readonly string[]): Named {
  const found = new Map<MappedColumn, number>();
  const taken = new Set<number>();
  for (const [column, pattern] of NAMES) {
    const index = names.findIndex(
      (name, place) => !taken.has(place) && pattern.test(columnKey(name).replaceAll('_', ' ')),
    );
    if (index < 0) continue;
    found.set(column, index);
    taken.add(index);
  }
  return found;
}

function isHeader(columns: Named): boolean {
  const hasNumber = (columns.has('from') && columns.has('to')) || columns.has('remote');
  return columns.has('start') && hasNumber && (columns.has('duration') || columns.has('talk'));
}

function fromRows(separator: string, header: DelimitedRecord, rows: readonly DelimitedRecord[]): Suggestion | null {
  const columns = columnsOf(header.fields);
  const values = (column: MappedColumn): string[] => {
    const index = columns.get(column);
    return index === undefined
      ? []
      : rows.map(({ fields }) => fields[index]?.trim() ?? '').filter((value) => value !== '');
  };
  const [dateFormat, otherFormat] = FORMATS.filter((format) => fits(values('start'), dateReader(format)));
  const lengths = [...values('duration'), ...values('talk')];
  const durationFormat = DURATION_FORMATS.find(
    (format) => lengths.length > 0 && lengths.every((text) => isLength(text, format)),
  );
  if (dateFormat === undefined || durationFormat === undefined) return null;
  const named = [...columns].flatMap(([column, index]) => {
    const isDate = column === 'answer' || column === 'end';
    const usable = !isDate || fits(values(column), dateReader(dateFormat));
    return usable ? [[column, header.fields[index]?.replace(/^\ufeff/, '').trim() ?? ''] as const] : [];
  });
  const parsed = delimitedMappingSchema.safeParse({
    separator,
    dateFormat,
    durationFormat,
    columns: Object.fromEntries(named),
  });
  if (!parsed.success) return null;
  return {
    mapping: parsed.data,
    evidence: [
      `The header names ${named.map(([column, name]) => `${column} (${name})`).join(', ')}.`,
      `All ${rows.length} rows have a start like ${dateFormat} and a length like ${durationFormat}.`,
    ],
    doubts: doubtsOf({ dateFormat, otherFormat, durationFormat }),
  };
}

function fits(texts: readonly string[], read: (text: string) => unknown): boolean {
  return texts.length > 0 && texts.every((text) => read(text) !== null);
}

function isLength(text: string, format: (typeof DURATION_FORMATS)[number]): boolean {
  if (format === 'seconds') return !Number.isNaN(parseSeconds(text));
  const parts = { 'hh:mm:ss': ['h', 'm', 's'], 'mm:ss': ['m', 's'], 'hh:mm': ['h', 'm'] } as const;
  return !Number.isNaN(parseClockLength(text, parts[format]));
}

function doubtsOf(seen: { dateFormat: string; otherFormat: string | undefined; durationFormat: string }): string[] {
  const doubts: string[] = [];
  const { dateFormat, otherFormat, durationFormat } = seen;
  if (dateFormat.startsWith('MM/') && otherFormat?.startsWith('DD/')) {
    doubts.push(`Day and month may be the other way round: ${otherFormat} fits as well as ${dateFormat}.`);
  }
  if (durationFormat === 'mm:ss') doubts.push('Lengths may be hours and minutes: "hh:mm" fits as well as "mm:ss".');
  return doubts;
}
