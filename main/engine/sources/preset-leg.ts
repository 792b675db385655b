import type { Disposition, Leg, Party } from '../../../shared/leg.ts';
import type { Preset } from '../../../shared/preset.ts';
import { epochInId } from './epoch-in-id.ts';
import { directionWords, resultWords } from './delimited-words.ts';
import type { Layout } from './preset-layout.ts';
import type { RowTimes } from './preset-times.ts';
import type { Values } from './preset-values.ts';

/** A caller who hides the number, in the word that every reader of numbers knows. */
const HIDDEN = 'anonymous';

interface Words {
  readonly direction: Leg['direction'];
  readonly result: Disposition | 'voicemail' | undefined;
}

/** Makes legs of the values and times of rows; what the preset says is worked out once. */
export function legMaker(
  preset: Preset,
): (values: Values, times: RowTimes, row: { fields: readonly string[]; layout: Layout }) => Leg {
  const directions = directionWords(preset.values, preset.usualWords);
  const results = resultWords(preset.values, preset.usualWords);
  const { answeredBy } = preset;
  return (values, times, { fields, layout }) => {
    const direction = directions.get(values.direction.toLowerCase()) ?? null;
    if (preset.noCaller === 'withheld' && direction === 'inbound' && values.from + values.remote === '') {
      values[preset.columns.remote === undefined ? 'from' : 'remote'] = HIDDEN;
    }
    const result = values.voicemail ? 'voicemail' : results.get(values.result.toLowerCase());
    const answered = isAnswered(times, result, answeredBy);
    return toLeg(values, times, { direction, result, answered, groups: groupsOf(fields, layout) });
  };
}

function isAnswered(times: RowTimes, result: Words['result'], by: Preset['answeredBy']): boolean {
  if (result === 'voicemail') return true;
  if (by === 'answer') return times.answer !== null;
  if (by === 'talk') return (times.talk ?? 0) > 0;
  if (result !== undefined && result !== 'unknown') return result === 'answered';
  return times.answer !== null || (times.talk ?? times.duration ?? 0) > 0;
}

/** What rows of one call share, as ids; one that a row lacks does not count. */
function groupsOf(fields: readonly string[], { groups }: Layout): readonly string[] {
  const ids: string[] = [];
  for (const places of groups) {
    const parts = places.map((place) => fields[place]?.trim() ?? '');
    if (parts[0] === '') continue;
    const id = `U:${parts.join(':')}`;
    if (!ids.includes(id)) ids.push(id);
  }
  return ids;
}

interface Seen extends Words {
  readonly answered: boolean;
  readonly groups: readonly string[];
}

function toLeg(values: Values, times: RowTimes, { direction, result, answered, groups }: Seen): Leg {
  const { clock, start, duration } = times;
  const end = times.end ?? endOf(times);
  const talk = answered ? talkOf(times, end) : 0;
  const answer = answered ? answerOf(times, end, talk) : null;
  const { from, to, ownNumber } = sides(values, direction);
  const id = values.id;
  const numbers = `${from.address}|${to.address}|${ownNumber ?? ''}`.replace(/[^ -~]/g, '');
  const disposition = answered ? 'answered' : unanswered(result);
  return {
    identity: `${clock}|${start}|${answer ?? ''}|${end ?? ''}|${duration ?? ''}|${talk}|${disposition}|${direction ?? ''}|${numbers}|${id}`,
    unique: id !== '',
    groupIds: groups,
    linkNames: values.links,
    ...{ clock, start, answer, end, epoch: epochInId(id), talkSeconds: talk, disposition },
    dialplanOnly: answered && values.machine && result !== 'voicemail',
    voicemail: result === 'voicemail',
    ...{ from, to, ownNumber, direction },
    recordingNames: values.recording === '' ? [] : [values.recording],
    fileIds: id === '' ? [] : [id],
    final: values.final,
  };
}

function unanswered(result: Words['result']): Disposition {
  return result === undefined || result === 'voicemail' || result === 'answered' ? 'no_answer' : result;
}

function endOf({ start, answer, duration, talk, ring, pause }: RowTimes): number | null {
  if (duration !== null) return start + duration * 1000;
  if (talk === null) return null;
  return (answer ?? start + (ring ?? 0) * 1000) + (talk + pause) * 1000;
}

function answerOf({ start, answer, ring }: RowTimes, end: number | null, talk: number): number {
  if (answer !== null) return answer;
  if (ring !== null) return start + ring * 1000;
  return end === null ? start : Math.max(start, end - talk * 1000);
}

function talkOf({ start, answer, duration, talk }: RowTimes, end: number | null): number {
  if (talk !== null) return talk;
  if (answer !== null && end !== null) return Math.max(0, Math.floor((end - answer) / 1000));
  return duration ?? (end === null ? 0 : Math.max(0, Math.floor((end - start) / 1000)));
}

interface Sides {
  readonly from: Party;
  readonly to: Party;
  readonly ownNumber: string | null;
}

/** A file that names the other side and not who called: the direction puts them in order; without one it stays open. */
function sides(values: Values, direction: Leg['direction']): Sides {
  const { name, local, remote } = values;
  const ownNumber = values.ownNumber === '' ? null : values.ownNumber;
  if (remote === '' && values.from + values.to !== '') {
    const isOutbound = direction === 'outbound';
    const from = party(values.from, values.fromName || (isOutbound ? '' : name));
    const to = party(values.to, values.toName || (isOutbound ? name : ''));
    return { from, to, ownNumber: ownNumber ?? (local === '' ? null : local) };
  }
  const other = party(remote, name);
  if (direction === 'outbound' || direction === 'internal') return { from: party(local, ''), to: other, ownNumber };
  if (direction === 'inbound') return { from: other, to: party(local, ''), ownNumber };
  return { from: other, to: party('', ''), ownNumber: ownNumber ?? (local === '' ? null : local) };
}

const party = (address: string, name: string): Party => ({
  ...{ address, name: name === '' || name === address ? null : name },
  ...{ channel: null, kind: 'none', endpoint: null },
});
