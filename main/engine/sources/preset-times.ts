import type { Preset } from '../../../shared/preset.ts';
import { dateReader } from './date-pattern.ts';
import type { DateReader, Moment } from './date-pattern.ts';
import { reject } from './format.ts';
import type { Rejected } from './format.ts';
import type { Values } from './preset-values.ts';
import { parseClockLength, parseSeconds } from './stamp.ts';

export interface RowTimes {
  readonly clock: 'utc' | 'wall';
  readonly start: number;
  readonly answer: number | null;
  readonly end: number | null;
  /** Seconds, null where the row says nothing. */
  readonly duration: number | null;
  readonly talk: number | null;
  readonly ring: number | null;
  /** On hold or parked. */
  readonly pause: number;
}

export interface TimesReader {
  read(values: Values): RowTimes | Rejected;
  readonly isDate: (text: string) => boolean;
}

/** `00:00:00`, `0000-00-00 00:00:00`, `0`: it never happened. */
const NEVER = /^[0: .\-/]+$/;

export function timesReader(preset: Pick<Preset, 'dates' | 'lengths' | 'zone'>): TimesReader {
  const readDate = firstThatReads(preset.dates.map(dateReader));
  const toUtc = preset.zone === 'utc';
  const readLength = lengthReader(preset.lengths);
  return {
    isDate: (text) => readDate(text) !== null,
    read(values) {
      const written = values.startTime === '' ? values.start : `${values.start} ${values.startTime}`.trim();
      const start = readDate(written);
      if (start === null) return reject('bad_date', 'start', written);
      const answer = NEVER.test(values.answer) || values.answer === '' ? null : readDate(values.answer);
      if (answer === null && !NEVER.test(values.answer) && values.answer !== '')
        return reject('bad_date', 'answer', values.answer);
      const end = NEVER.test(values.end) || values.end === '' ? null : readDate(values.end);
      if (end === null && !NEVER.test(values.end) && values.end !== '') return reject('bad_date', 'end', values.end);
      const lengths = { duration: 0, talk: 0, ring: 0, hold: 0, park: 0 };
      for (const column of ['duration', 'talk', 'ring', 'hold', 'park'] as const) {
        const text = values[column];
        if (text === '') continue;
        lengths[column] = readLength(text);
        if (Number.isNaN(lengths[column])) return reject('bad_number', column, text);
      }
      return {
        clock: toUtc ? 'utc' : start.clock,
        start: start.at,
        answer: answer?.at ?? null,
        end: end?.at ?? null,
        duration: values.duration === '' ? null : lengths.duration,
        talk: values.talk === '' ? null : lengths.talk,
        ring: values.ring === '' ? null : lengths.ring,
        pause: lengths.hold + lengths.park,
      };
    },
  };
}

/** A file keeps to one form: the one that read the last date is asked first. */
function firstThatReads(readers: readonly DateReader[]): (text: string) => Moment | null {
  const [only] = readers;
  if (readers.length === 1 && only !== undefined) return only;
  let last = only;
  return (text) => {
    const moment = last?.(text) ?? null;
    if (moment !== null) return moment;
    for (const read of readers) {
      if (read === last) continue;
      const other = read(text);
      if (other === null) continue;
      last = read;
      return other;
    }
    return null;
  };
}

const CLOCK_PARTS = { 'hh:mm:ss': ['h', 'm', 's'], 'mm:ss': ['m', 's'], 'hh:mm': ['h', 'm'] } as const;

export function lengthReader(forms: Preset['lengths']): (text: string) => number {
  return (text) => {
    for (const form of forms) {
      const length = form === 'seconds' ? parseSeconds(text) : parseClockLength(text, CLOCK_PARTS[form]);
      if (!Number.isNaN(length)) return length;
    }
    return NaN;
  };
}
