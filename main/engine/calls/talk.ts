import type { Leg } from '../../../shared/leg.ts';
import type { LegEnds } from './ends.ts';
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

/** Printed times are cut to whole seconds: stretches this close together touch. */
const ROUNDING = 1000;

/** How long people spoke in one conversation. */
export function talkOf(
  part: Part,
  group: { readonly legs: readonly Leg[]; readonly ends: readonly LegEnds[]; readonly times: readonly LegTimes[] },
): Talk {
  const { legs, ends, times } = group;
  const reachedAt = (index: number, asked: ReadonlySet<number>): number | null => {
    const own = answeredByPerson(legs[index], times[index]);
    if (own === null) return null;
    const pipes = [ends[index]?.from.pipe, ends[index]?.to.pipe].filter((pipe) => typeof pipe === 'string');
    return pipes.reduce<number | null>((latest, pipe) => {
      const behind = part.members.filter((other) => !asked.has(other) && ends[other]?.from.pipe === pipe);
      if (behind.length === 0 || latest === null) return latest;
      const answers = behind.map((other) => reachedAt(other, new Set([...asked, other])));
      const first = Math.min(...answers.map((answer) => answer ?? Infinity));
      return first === Infinity ? null : Math.max(latest, first);
    }, own);
  };
  const answers = new Map(part.members.map((index) => [index, reachedAt(index, new Set([index]))]));
  const reached = new Set(part.members.filter((index) => !part.stubs.has(index) && answers.get(index) != null));
  const stretches = part.main.flatMap((index): Stretch[] => {
    const from = answers.get(index) ?? null;
    const answer = times[index]?.answer ?? null;
    if (from === null || answer === null || !reached.has(index)) return [];
    return [{ from, to: Math.max(from, answer + (legs[index]?.talkSeconds ?? 0) * 1000) }];
  });
  if (stretches.length === 0) return { answeredAt: null, seconds: 0, reached };
  const answeredAt = Math.min(...stretches.map(({ from }) => from));
  return { answeredAt, seconds: Math.floor(unionLength(stretches) / 1000), reached };
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

function answeredByPerson(leg: Leg | undefined, times: LegTimes | undefined): number | null {
  if (leg?.disposition !== 'answered' || leg.dialplanOnly || leg.voicemail) return null;
  return times?.answer ?? null;
}

function unionLength(stretches: readonly Stretch[]): number {
  let length = 0;
  let end = -Infinity;
  for (const { from, to } of stretches.toSorted((a, b) => a.from - b.from)) {
    if (from > end + ROUNDING) length += to - from;
    else length += Math.max(0, to - end);
    end = Math.max(end, to);
  }
  return length;
}
