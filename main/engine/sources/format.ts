import type { Leg, Rejection } from '../../../shared/leg.ts';
import type { DelimitedRecord, DelimitedShape } from '../../../shared/record.ts';

/** What one record is: a leg, a record that should have been one and is not, or a line that never was meant to be one. */
export type Mapped =
  | {
      readonly leg: Leg;
      /** A record before this one that turned out to be lost. */
      readonly before?: Rejection;
      readonly rejection?: never;
      readonly skip?: never;
    }
  | Rejected
  /** Stable code of why nothing is missing: `header`, `separator_line`, `comment`, `empty`, `totals`. */
  | { readonly skip: string; readonly leg?: never; readonly rejection?: never };

export interface Rejected {
  readonly rejection: Rejection;
  readonly leg?: never;
  readonly skip?: never;
}

/** Reads the records of one generation of a file, in order: a header line decides the columns of what follows. */
export interface RecordMapper {
  map(record: DelimitedRecord): Mapped;
  /** What a later run needs to go on in the middle of the file; opaque. Null: nothing. */
  headerText(): string | null;
  /** Goes on as the mapper whose `headerText` this is. A text that is none of ours changes nothing. */
  restore(headerText: string): void;
}

export interface Format {
  /** A format of the settings, or a preset of the user's. */
  readonly name: string;
  readonly kind: 'delimited';
  readonly shape: DelimitedShape;
  /** A mapper for the beginning of a file. */
  readonly start: () => RecordMapper;
}

/** The delimited formats that ship with the program. */
export const FORMAT_NAMES = [
  ...(['asterisk-csv', 'asterisk-custom-csv', 'freepbx-csv', 'grandstream-csv', 'freeswitch-csv', '3cx-cdr'] as const),
  ...(['3cx-report', 'avaya-smdr', 'cucm-cdr', 'aircall-csv', 'fritzbox-csv', 'yeastar-jsonl', 'delimited'] as const),
] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];

/** How much of a strange value is repeated in a rejection. */
const SHOWN = 60;

/** `detail` names the column; the value is quoted and cut short. */
export function reject(reason: string, column: string, value: string): Rejected {
  const shown = value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value;
  return { rejection: { reason, detail: `${column} is ${JSON.stringify(shown)}.` } };
}

/** For a record with too few values to be a call. */
export function tooFewColumns(found: number, needed: number): Rejected {
  const columns = found === 1 ? '1 column' : `${String(found)} columns`;
  const detail = `The record has ${columns}, at least ${String(needed)} are needed.`;
  return { rejection: { reason: 'too_few_columns', detail } };
}

/**
 * What every delimited format passes over or gives up on before it looks at the values; null when the record is worth
 * reading.
 */
export function beforeReading(record: DelimitedRecord): Mapped | null {
  if (record.problem !== null) {
    return {
      rejection: { reason: record.problem, detail: `The record at byte ${String(record.offset)} cannot be cut.` },
    };
  }
  const { fields } = record;
  const first = fields[0] ?? '';
  if (first === '' && fields.every((value) => value.trim() === '')) return { skip: 'empty' };
  const code = first.charCodeAt(0);
  if (code === HASH && !isFeatureCode(first)) return { skip: 'comment' };
  if ((code === LOWER_S || code === UPPER_S) && fields.length <= 2 && /^sep=/i.test(first)) {
    return { skip: 'separator_line' };
  }
  return null;
}

const HASH = 0x23;
const LOWER_S = 0x73;
const UPPER_S = 0x53;

/** A number dialled may begin with a hash; a comment goes on with anything but a digit. */
const isFeatureCode = (text: string): boolean => /^#[\d*#]+$/.test(text);

const TOTALS = /^(grand )?(totals?|summe|gesamt|sum|somme|totale|итого)\b/i;

/** A line that adds up those above it. */
export function isTotals(fields: readonly string[]): boolean {
  return TOTALS.test(fields.find((value) => value.trim() !== '')?.trim() ?? '');
}

/** Lower case, without blanks around and a byte order mark before it: how names of columns are compared. */
export function columnKey(name: string): string {
  return name
    .replace(/^\ufeff/, '')
    .trim()
    .toLowerCase();
}

/** The columns of a header as text, for `headerText`. */
export function writeHeader(names: readonly string[]): string {
  return JSON.stringify(names);
}

/** Undefined for anything that `writeHeader` did not write. */
export function readHeader(text: string): readonly string[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
  return Array.isArray(value) && value.every((name) => typeof name === 'string') ? value : undefined;
}
