/** Dates and lengths of time as call files write them. No zone: what comes out is a wall clock read as if it were UTC. */

const ZERO = 0x30;

/** Digits at `at` as a number, or NaN when one of them is no digit. */
function digits(text: string, at: number, count: number): number {
  let value = 0;
  for (let index = at; index < at + count; index++) {
    const digit = text.charCodeAt(index) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return NaN;
    value = value * 10 + digit;
  }
  return value;
}

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

export interface ClockParts {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** Milliseconds, or NaN when there is no such moment in the calendar. Years 1970 to 2199. */
export function wallMoment({ year, month, day, hour, minute, second }: ClockParts): number {
  const days = MONTH_DAYS[month - 1];
  if (days === undefined || !(year >= 1970 && year < 2200)) return NaN;
  const last = month === 2 && isLeap(year) ? 29 : days;
  if (!(day >= 1 && day <= last && hour <= 23 && minute <= 59 && second <= 59)) return NaN;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** `YYYY-MM-DD HH:MM[:SS[.fraction]]`, also with `T`; NaN for anything else. Fractions are cut off. */
export function parseStamp(text: string): number {
  const { length } = text;
  if (length !== 19 && length < 16) return NaN;
  const between = text.charCodeAt(10);
  if (text.charCodeAt(4) !== 0x2d || text.charCodeAt(7) !== 0x2d || (between !== 0x20 && between !== 0x54)) return NaN;
  if (text.charCodeAt(13) !== 0x3a) return NaN;
  let second = 0;
  if (length > 16) {
    if (text.charCodeAt(16) !== 0x3a || (length > 19 && !/^\.\d+$/.test(text.slice(19)))) return NaN;
    second = digits(text, 17, 2);
  }
  return wallMoment({
    year: digits(text, 0, 4),
    month: digits(text, 5, 2),
    day: digits(text, 8, 2),
    hour: digits(text, 11, 2),
    minute: digits(text, 14, 2),
    second,
  });
}

/** Whole seconds of a bare number; decimals are cut off. NaN for anything else. */
export function parseSeconds(text: string): number {
  const { length } = text;
  if (length === 0) return NaN;
  let value = 0;
  for (let index = 0; index < length; index++) {
    const digit = text.charCodeAt(index) - ZERO;
    if (digit >= 0 && digit <= 9) value = value * 10 + digit;
    else return index > 0 && /^[.,]\d+$/.test(text.slice(index)) ? value : NaN;
  }
  return value;
}

/** `parts` names what stands between the colons, largest first. NaN when the text has another form. */
export function parseClockLength(text: string, parts: readonly ('h' | 'm' | 's')[]): number {
  const values = text.split(':');
  if (values.length !== parts.length) return NaN;
  return parts.reduce((sum, part, index) => {
    const value = parseSeconds((values[index] ?? '').trim());
    const tooLarge = index > 0 && value > 59;
    return tooLarge ? NaN : sum + value * (part === 'h' ? 3600 : part === 'm' ? 60 : 1);
  }, 0);
}
