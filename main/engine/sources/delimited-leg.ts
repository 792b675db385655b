import type { Disposition, Leg, Party } from '../../../shared/leg.ts';
import type { DelimitedMapping, MappedColumn } from '../../../shared/mapping.ts';
import { epochOfId } from './asterisk-leg.ts';
import { dateReader } from './date-pattern.ts';
import type { Moment } from './date-pattern.ts';
import type { DelimitedColumns } from './delimited-columns.ts';
import { directionWords, resultWords } from './delimited-words.ts';
import { reject } from './format.ts';
import type { Mapped, Rejected } from './format.ts';
import { parseClockLength, parseSeconds } from './stamp.ts';

type Get = (column: MappedColumn) => string;

/** A reader of one row; what the mapping says is worked out once. */
export function createLegReader(
  mapping: DelimitedMapping,
): (fields: readonly string[], columns: DelimitedColumns) => Mapped {
  const readDate = dateReader(mapping.dateFormat);
  const directions = directionWords(mapping.values);
  const results = resultWords(mapping.values);
  return (fields, columns) => {
    const get: Get = (column) => {
      const places = columns.get(column);
      if (places === undefined) return '';
      return places
        .map((place) => (fields[place] ?? '').trim())
        .join(' ')
        .trim();
    };
    const times = readTimes(get, readDate, mapping);
    if ('rejection' in times) return times;
    const direction = directions.get(get('direction').toLowerCase()) ?? null;
    const result = results.get(get('result').toLowerCase());
    return { leg: toLeg(get, times, { direction, result }) };
  };
}

interface Times {
  readonly clock: 'utc' | 'wall';
  readonly start: number;
  readonly answer: number | null;
  readonly end: number | null;
  readonly duration: number | null;
  readonly talk: number | null;
}

function readTimes(get: Get, readDate: (text: string) => Moment | null, mapping: DelimitedMapping): Times | Rejected {
  const start = readDate(get('start'));
  if (start === null) return reject('bad_date', 'start', get('start'));
  const moments: Partial<Record<'answer' | 'end', number>> = {};
  for (const column of ['answer', 'end'] as const) {
    const text = get(column);
    if (text === '' || /^[0: .-]+$/.test(text)) continue;
    const moment = readDate(text);
    if (moment === null) return reject('bad_date', column, text);
    moments[column] = moment.at;
  }
  const lengths: Partial<Record<'duration' | 'talk', number>> = {};
  for (const column of ['duration', 'talk'] as const) {
    const text = get(column);
    if (text === '') continue;
    const length = readLength(text, mapping.durationFormat);
    if (Number.isNaN(length)) return reject('bad_number', column, text);
    lengths[column] = length;
  }
  const { answer = null, end = null } = moments;
  return {
    clock: start.clock,
    start: start.at,
    answer,
    end,
    duration: lengths.duration ?? null,
    talk: lengths.talk ?? null,
  };
}

const CLOCK_PARTS = { 'hh:mm:ss': ['h', 'm', 's'], 'mm:ss': ['m', 's'], 'hh:mm': ['h', 'm'] } as const;

function readLength(text: string, format: DelimitedMapping['durationFormat']): number {
  return format === 'seconds' ? parseSeconds(text) : parseClockLength(text, CLOCK_PARTS[format]);
}

interface Words {
  readonly direction: Leg['direction'];
  readonly result: Disposition | 'voicemail' | undefined;
}

function toLeg(get: Get, times: Times, { direction, result }: Words): Leg {
  const { clock, start, duration } = times;
  const answered =
    result === undefined || result === 'unknown' ? wasAnswered(times) : result === 'answered' || result === 'voicemail';
  const end = times.end ?? endOf(times);
  const talk = answered ? talkOf(times, end) : 0;
  const answer = answered ? (times.answer ?? (end === null ? start : Math.max(start, end - talk * 1000))) : null;
  const { from, to, ownNumber } = sides(get, direction);
  const id = get('id');
  const numbers = `${from.address}|${to.address}|${ownNumber ?? ''}`.replace(/[^ -~]/g, '');
  const disposition = answered ? 'answered' : result === undefined || result === 'voicemail' ? 'no_answer' : result;
  return {
    identity: `${clock}|${start}|${answer ?? ''}|${end ?? ''}|${duration ?? ''}|${talk}|${disposition}|${direction ?? ''}|${numbers}|${id}`,
    unique: id !== '',
    groupIds: id === '' ? [] : [`U:${id}`],
    linkNames: [],
    ...{ clock, start, answer, end, epoch: epochOfId(id), talkSeconds: talk, disposition },
    dialplanOnly: false,
    voicemail: result === 'voicemail',
    ...{ from, to, ownNumber, direction },
    recordingNames: get('recording') === '' ? [] : [get('recording')],
    fileIds: id === '' ? [] : [id],
    final: true,
  };
}

function wasAnswered({ answer, talk, duration }: Times): boolean {
  return answer !== null || (talk ?? duration ?? 0) > 0;
}

function endOf({ start, answer, duration, talk }: Times): number | null {
  if (duration !== null) return start + duration * 1000;
  return talk === null ? null : (answer ?? start) + talk * 1000;
}

function talkOf({ start, answer, duration, talk }: Times, end: number | null): number {
  if (talk !== null) return talk;
  if (answer !== null && end !== null) return Math.max(0, Math.floor((end - answer) / 1000));
  return duration ?? (end === null ? 0 : Math.max(0, Math.floor((end - start) / 1000)));
}

/** A file that names the other side and not who called: the direction puts them in order; without one it stays open. */
function sides(get: Get, direction: Leg['direction']): { from: Party; to: Party; ownNumber: string | null } {
  const name = get('name') === '' ? null : get('name');
  const local = get('local');
  const remote = get('remote');
  if (remote === '' && get('from') + get('to') !== '') {
    const isOutbound = direction === 'outbound';
    const from = party(get('from'), isOutbound ? null : name);
    return { from, to: party(get('to'), isOutbound ? name : null), ownNumber: local === '' ? null : local };
  }
  const other = party(remote, name);
  if (direction === 'outbound' || direction === 'internal')
    return { from: party(local, null), to: other, ownNumber: null };
  if (direction === 'inbound') return { from: other, to: party(local, null), ownNumber: null };
  return { from: other, to: party('', null), ownNumber: local === '' ? null : local };
}

const party = (address: string, name: string | null): Party => ({
  ...{ address, name: name === address ? null : name },
  ...{ channel: null, kind: 'none', endpoint: null },
});
