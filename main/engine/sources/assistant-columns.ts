import { DURATION_FORMATS } from '../../../shared/mapping.ts';
import type { DelimitedMapping, MappedColumn } from '../../../shared/mapping.ts';
import { COLUMN_WORDS, DIRECTION_NAMES, RESULT_NAMES, VALUE_WORDS } from './assistant-words.ts';
import { dateReader } from './date-pattern.ts';
import { columnKey } from './format.ts';
import { lengthReader } from './preset-times.ts';

type Values = DelimitedMapping['values'];
type DurationFormat = (typeof DURATION_FORMATS)[number];

/** What the values of one column look like. Shares are of the values that are there. */
export interface ColumnLook {
  /** From 0. */
  readonly index: number;
  /** As the header writes it; null without a header. */
  readonly header: string | null;
  /** What its name says. */
  readonly named: MappedColumn | null;
  readonly filled: number;
  readonly distinct: number;
  readonly examples: readonly string[];
  /** Formats that read all dates in it; empty: it holds none. */
  readonly dates: readonly string[];
  /** The date alone, or the time alone, each in a column of its own. */
  readonly part: 'date' | 'time' | null;
  readonly lengths: readonly DurationFormat[];
  readonly numbers: number;
  /** Most of its numbers are as short as extensions. */
  readonly short: boolean;
  readonly unique: boolean;
  readonly audio: boolean;
  readonly directions: Values | null;
  readonly results: Values | null;
  readonly rows: readonly string[];
}

/** Day and month in the order that more of the world writes come first; what fits as well is a doubt. */
const DATES = [
  ...['YYYY-MM-DD HH:mm:ss', 'YYYY-MM-DD HH:mm', 'iso', 'epoch', 'epochMs', 'YYYY/MM/DD HH:mm:ss', 'YYYY/MM/DD HH:mm'],
  ...['DD.MM.YYYY HH:mm:ss', 'DD.MM.YYYY HH:mm', 'DD.MM.YY HH:mm:ss', 'DD.MM.YY HH:mm', 'DD-MM-YYYY HH:mm:ss'],
  ...['DD-MM-YYYY HH:mm', 'MM/DD/YYYY HH:mm:ss', 'DD/MM/YYYY HH:mm:ss', 'MM/DD/YYYY HH:mm', 'DD/MM/YYYY HH:mm'],
  ...['MM/DD/YYYY hh:mm:ss A', 'DD/MM/YYYY hh:mm:ss A', 'MM/DD/YYYY hh:mm A', 'DD/MM/YYYY hh:mm A'],
  ...['MM/DD/YY HH:mm', 'DD/MM/YY HH:mm', 'DD MMM YYYY HH:mm:ss', 'DD MMM YYYY HH:mm', 'MMM DD, YYYY hh:mm A'],
] as const;
const READERS = DATES.map((format) => [format, dateReader(format)] as const);

const NUMBER = /^(?:sips?:)?\+?\(?[\d*#][\d\s().\-/]{1,22}(?:@[\w.-]+)?$/;
const AUDIO = /\.(wav|mp3|ogg|opus|m4a|gsm|flac|webm|mkv)$|^https:\/\//i;
const DATE_ALONE = /^\d{4}-\d{2}-\d{2}$|^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}$|^\d{4}\/\d{2}\/\d{2}$/;
const TIME_ALONE = /^\d{1,2}:\d{2}(?::\d{2})?(?:\s*[AP]M)?$/i;
const ID = /^[0-9a-f]{8}-[0-9a-f-]{20,}$|^\d{9,10}\.\d+$|^(?=.*[a-z_-])[\w-]{6,64}$/i;
/** More different words than this are no enumeration. */
const MOST_WORDS = 12;
/** Epochs outside these are other numbers: what has ten digits and begins with 2 is a telephone number in America. */
const FIRST_EPOCH = Date.UTC(2001, 8, 9);
const LAST_EPOCH = 1_999_999_999_999;

export function lookAt(index: number, header: string | null, rows: readonly string[]): ColumnLook {
  const values = rows.filter((value) => value !== '');
  const distinct = new Set(values);
  const every = (test: (value: string) => boolean): boolean => values.length > 0 && values.every(test);
  const share = (test: (value: string) => boolean): number => values.filter(test).length / Math.max(1, values.length);
  const dates = READERS.filter(([format, read]) =>
    every((value) => {
      const moment = read(value);
      return moment !== null && (!format.startsWith('epoch') || (moment.at >= FIRST_EPOCH && moment.at <= LAST_EPOCH));
    }),
  ).map(([format]) => format);
  const named = header === null ? null : nameOf(header);
  const isNumber = (value: string): boolean => NUMBER.test(value) && /\d{2}/.test(value) && !DATE_ALONE.test(value);
  return {
    index,
    header,
    named,
    filled: values.length / Math.max(1, rows.length),
    distinct: distinct.size,
    examples: [...distinct].slice(0, 3),
    dates,
    part: every((value) => DATE_ALONE.test(value)) ? 'date' : every((value) => TIME_ALONE.test(value)) ? 'time' : null,
    lengths: DURATION_FORMATS.filter((format) => {
      const read = lengthReader([format]);
      return every((value) => read(value) <= 86_400);
    }),
    numbers: dates.length > 0 ? 0 : share(isNumber),
    short: share((value) => value.replace(/\D/g, '').length <= 5) > 0.7,
    unique: distinct.size === rows.length && (named === 'id' || every((value) => ID.test(value))),
    audio: share((value) => AUDIO.test(value)) > 0.9,
    directions: wordsOf(distinct, DIRECTION_NAMES),
    results: wordsOf(distinct, RESULT_NAMES),
    rows,
  };
}

function nameOf(header: string): MappedColumn | null {
  const key = columnKey(header).replaceAll('_', ' ');
  return COLUMN_WORDS.find(([, pattern]) => pattern.test(key))?.[0] ?? null;
}

/** The words of a column by their meaning; null when most of them mean nothing of the kind. */
function wordsOf(distinct: ReadonlySet<string>, names: readonly (keyof Required<Values>)[]): Values | null {
  if (distinct.size === 0 || distinct.size > MOST_WORDS) return null;
  const words: Partial<Record<keyof Values, string[]>> = {};
  let known = 0;
  for (const word of distinct) {
    const name = names.find((one) => VALUE_WORDS[one].test(word.trim().toLowerCase()));
    if (name === undefined) continue;
    (words[name] ??= []).push(word);
    known++;
  }
  return known * 2 > distinct.size ? words : null;
}
