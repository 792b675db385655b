import type { Language } from '../../shared/texts/index.ts';

export interface Formats {
  /** Times end with AM or PM and need more room. */
  readonly hour12: boolean;
  /** `3:21`, `1:02:09`, a dash for a call nobody talked in: for columns. */
  length(seconds: number): string;
  /** As `length`, but `0:00` for nothing: for a player. */
  clock(seconds: number): string;
  /** `3 min 21 s`: for sentences. */
  spokenLength(seconds: number): string;
  /** `4 h 51 min`: for sums. */
  hours(seconds: number): string;
  /** By the system's clock, 24 hours or 12. */
  time(at: number): string;
  timeWithSeconds(at: number): string;
  /** `Friday 20 November`; `day` is `YYYY-MM-DD`. */
  day(day: string): string;
  /** `Fri 20 Nov`. */
  shortDay(day: string): string;
  number(value: number): string;
  /** `6.2`. */
  tenths(value: number): string;
  percent(share: number): string;
  /** `0.1 %`. */
  fine(share: number): string;
  /** `5.7 MB`. */
  bytes(value: number): string;
}

const two = (value: number): string => String(value).padStart(2, '0');

function clockOf(value: number): string {
  const whole = Math.round(value);
  const hours = Math.floor(whole / 3_600);
  const minutes = Math.floor((whole % 3_600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** How figures are written. The clock follows the system's locale, the words follow the language. */
export function formatsOf(language: Language, locale: string, timeZone?: string): Formats {
  const zone = timeZone === undefined ? {} : { timeZone };
  const clock = locale.toLowerCase().startsWith(language) ? locale : language === 'en' ? 'en-GB' : language;
  const hour12 = new Intl.DateTimeFormat(clock, { hour: 'numeric' }).resolvedOptions().hour12 === true;
  const hour = hour12 ? 'numeric' : '2-digit';
  const time = new Intl.DateTimeFormat(clock, { hour, minute: '2-digit', ...zone });
  const seconds = new Intl.DateTimeFormat(clock, { hour, minute: '2-digit', second: '2-digit', ...zone });
  // A day stands for itself, whatever the zone: it is written as it is named.
  const dayWords = language === 'en' ? 'en-GB' : language;
  const day = new Intl.DateTimeFormat(dayWords, { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' });
  const short = new Intl.DateTimeFormat(dayWords, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  });
  const number = new Intl.NumberFormat(clock);
  const tenth = new Intl.NumberFormat(clock, { maximumFractionDigits: 1 });
  return {
    hour12,
    length: (value) => (Math.round(value) === 0 ? '–' : clockOf(value)),
    clock: clockOf,
    spokenLength(value) {
      const whole = Math.round(value);
      const minutes = Math.floor(whole / 60);
      return minutes === 0 ? `${whole} s` : `${minutes} min ${whole % 60} s`;
    },
    hours(value) {
      const minutes = Math.round(value / 60);
      return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
    },
    time: (at) => time.format(at),
    timeWithSeconds: (at) => seconds.format(at),
    day: (name) => day.format(new Date(`${name}T00:00:00Z`)).replace(',', ''),
    shortDay: (name) => short.format(new Date(`${name}T00:00:00Z`)).replace(',', ''),
    number: (value) => number.format(value),
    tenths: (value) => tenth.format(value),
    percent: (share) => `${Math.round(share * 100)} %`,
    fine: (share) => `${tenth.format(share * 100)} %`,
    bytes(value) {
      if (value < 1_000_000) return `${tenth.format(value / 1_000)} kB`;
      if (value < 1_000_000_000) return `${tenth.format(value / 1_000_000)} MB`;
      return `${tenth.format(value / 1_000_000_000)} GB`;
    },
  };
}
