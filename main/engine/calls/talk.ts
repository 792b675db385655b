import type { Leg } from '../../../shared/leg.ts';
import type { End, LegEnds } from './ends.ts';
import type { Part } from './partition.ts';
import type { LegTimes } from './times.ts';

export interface Talk {
  /** First moment at which two people could hear one another, null when that never happened. Epoch milliseconds. */
  readonly answeredAt: number | null;
  /** Whole seconds of talk; what lies between two stretches of it does not count. */
  readonly seconds: number;
  /** Legs (by index) on which a person was reached. */
  readonly reached: ReadonlySet<number>;
}

export interface TalkGroup {
  readonly legs: readonly Leg[];
  readonly ends: readonly LegEnds[];
  readonly times: readonly LegTimes[];
}

/** Printed times are cut to whole seconds: stretches this close together touch. */
const ROUNDING = 1000;
const NOBODY: ReadonlySet<number> = new Set();

/** How long people spoke in one conversation. */
export function talkOf(part: Part, group: TalkGroup): Talk {
  const { legs, times } = group;
  const [only] = part.members;
  if (part.members.length === 1 && only !== undefined) return talkOfOne(only, legs[only], times[only]);
  const answers = answersOf(part.members, group);
  const reached = new Set(part.spoken.filter((index) => answers.has(index)));
  const stretches = part.main.flatMap((index): Stretch[] => {
    const from = answers.get(index);
    const answer = times[index]?.answer ?? null;
    if (from === undefined || answer === null || !reached.has(index)) return [];
    return [{ from, to: Math.max(from, answer + (legs[index]?.talkSeconds ?? 0) * 1000) }];
  });
  stretches.sort((a, b) => a.from - b.from);
  return { answeredAt: stretches[0]?.from ?? null, seconds: Math.floor(unionLength(stretches) / 1000), reached };
}

function talkOfOne(index: number, leg: Leg | undefined, times: LegTimes | undefined): Talk {
  const answeredAt = answeredByPerson(leg, times);
  if (leg === undefined || answeredAt === null) return { answeredAt: null, seconds: 0, reached: NOBODY };
  return { answeredAt, seconds: leg.talkSeconds, reached: new Set([index]) };
}

function answeredByPerson(leg: Leg | undefined, times: LegTimes | undefined): number | null {
  if (leg?.disposition !== 'answered' || leg.dialplanOnly || leg.voicemail) return null;
  return times?.answer ?? null;
}

/**
 * When a person was reached on each leg; legs without one are left out. A pipe inside the PBX counts as answered long
 * before: what matters is the first person behind it, and behind its other half where both were sent somewhere.
 */
function answersOf(members: readonly number[], { legs, ends, times }: TalkGroup): ReadonlyMap<number, number> {
  const own = (index: number): number | null => answeredByPerson(legs[index], times[index]);
  const byPipe = Map.groupBy(members, (index) => ends[index]?.from.pipe ?? null);
  const known = new Map<string, number | null>();
  /** Undefined: nothing is known about what is behind it. */
  const behind = (end: End | undefined): number | null | undefined => {
    const inner = end?.pipe == null ? undefined : byPipe.get(end.pipe);
    if (end?.pipe == null || inner === undefined) return undefined;
    const answer = known.get(end.pipe);
    if (answer !== undefined) return answer;
    // A pipe that leads to itself leads nowhere.
    known.set(end.pipe, null);
    const first = earliest(inner.map((index) => later(own(index), behind(ends[index]?.to))));
    known.set(end.pipe, first);
    return first;
  };
  const halves = new Map<string, Map<string, number | null>>();
  for (const [pipe, inner] of byPipe) {
    if (pipe === null) continue;
    const byHalf = Map.groupBy(inner, (index) => ends[index]?.from.party.channel ?? '');
    halves.set(pipe, new Map([...byHalf].map(([half, indices]) => [half, earliest(indices.map(own))])));
  }
  const otherHalf = (end: End | undefined): number | null | undefined => {
    const others = [...(halves.get(end?.pipe ?? '') ?? [])].filter(([half]) => half !== end?.party.channel);
    return others.length === 0 ? undefined : earliest(others.map(([, answer]) => answer));
  };
  const answers = members.flatMap((index): [number, number][] => {
    const answer = later(later(own(index), behind(ends[index]?.to)), otherHalf(ends[index]?.from));
    return answer === null ? [] : [[index, answer]];
  });
  return new Map(answers);
}

/** Both have to have answered; `undefined` is nobody to wait for. */
function later(one: number | null, other: number | null | undefined): number | null {
  if (one === null || other === undefined) return one;
  return other === null ? null : Math.max(one, other);
}

function earliest(moments: readonly (number | null)[]): number | null {
  let first: number | null = null;
  for (const moment of moments) if (moment !== null && (first === null || moment < first)) first = moment;
  return first;
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** `stretches` by their beginning. */
function unionLength(stretches: readonly Stretch[]): number {
  let length = 0;
  let end = -Infinity;
  for (const { from, to } of stretches) {
    if (from > end + ROUNDING) length += to - from;
    else length += Math.max(0, to - end);
    end = Math.max(end, to);
  }
  return length;
}
