import { dateTokens } from '../../../shared/mapping.ts';
import type { DateToken } from '../../../shared/mapping.ts';
import { wallMoment } from './stamp.ts';

export interface Moment {
  /** `utc`: `at` is epoch milliseconds; `wall`: milliseconds of the wall clock read as if it were UTC. */
  readonly clock: 'utc' | 'wall';
  readonly at: number;
}

export type DateReader = (text: string) => Moment | null;

/** A reader for one of the date formats of a mapping; null for anything that is not in this format. */
export function dateReader(format: string): DateReader {
  const tokens = dateTokens(format);
  if (tokens === null) throw new RangeError(`not a date format: ${JSON.stringify(format)}`);
  if (tokens === 'iso') return readIso;
  if (tokens === 'epoch') return (text) => readEpoch(text, 1000);
  if (tokens === 'epochMs') return (text) => readEpoch(text, 1);
  const pattern = new RegExp(`^${tokens.map(toSource).join('')}$`, 'i');
  const names = tokens.filter((token) => typeof token === 'string');
  return (text) => readPattern(pattern.exec(text.trim()), names);
}

function readEpoch(text: string, unit: number): Moment | null {
  const found = /^\s*(\d{1,14})(\.\d+)?\s*$/.exec(text);
  if (found === null) return null;
  const at = Math.floor(Number(`${found[1] ?? ''}${found[2] ?? ''}`) * unit);
  return at > 0 && at < LATEST ? { clock: 'utc', at } : null;
}

const LATEST = Date.UTC(2200, 0);
const ISO = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?$/;

function readIso(text: string): Moment | null {
  const found = ISO.exec(text.trim());
  if (found === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1, 7)
    .map((part) => Number(part || 0));
  const at = wallMoment({ year, month, day, hour, minute, second });
  if (Number.isNaN(at)) return null;
  const zone = found[7];
  return zone === undefined ? { clock: 'wall', at } : { clock: 'utc', at: at - zoneOffset(zone) };
}

function zoneOffset(zone: string): number {
  if (zone === 'Z') return 0;
  const digits = zone.slice(1).replace(':', '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || 0);
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

function toSource(token: DateToken): string {
  if (typeof token !== 'string')
    return token.literal === ' ' ? String.raw`\s+` : token.literal.replace(/\W/g, String.raw`\$&`);
  if (token === 'YYYY') return String.raw`(\d{4})`;
  if (token === 'YY') return String.raw`(\d{2})`;
  if (token === 'MMM') return `(${MONTHS.join('|')})`;
  if (token === 'A') return '([ap]\\.?m\\.?)';
  return String.raw`(\d{1,2})`;
}

function readPattern(found: RegExpExecArray | null, names: readonly DateToken[]): Moment | null {
  if (found === null) return null;
  const value = (name: DateToken): string | undefined => found[1 + names.indexOf(name)];
  const number = (name: DateToken): number | undefined => (names.includes(name) ? Number(value(name)) : undefined);
  const month = number('MM') ?? MONTHS.indexOf(value('MMM')?.toLowerCase() ?? '') + 1;
  const year = number('YYYY') ?? 2000 + (number('YY') ?? 0);
  const at = wallMoment({
    ...{ year, month, day: number('DD') ?? 0 },
    ...{
      hour: number('HH') ?? halfDayHour(number('hh'), value('A')),
      minute: number('mm') ?? 0,
      second: number('ss') ?? 0,
    },
  });
  return Number.isNaN(at) ? null : { clock: 'wall', at };
}

/** 12 AM is midnight, 12 PM is noon. */
function halfDayHour(hour: number | undefined, half: string | undefined): number {
  if (hour === undefined || hour < 1 || hour > 12) return NaN;
  return (hour % 12) + (half?.toLowerCase().startsWith('p') ? 12 : 0);
}
