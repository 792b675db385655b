import type { CallFacts } from '../../../shared/call.ts';

/** One clock against another, from things that both of them saw. */
export interface ClockOffset {
  /** How far the first clock is ahead of the second. Milliseconds. */
  readonly offset: number;
  /** How many pairs say so. */
  readonly pairs: number;
}

/** Fewer pairs say nothing. */
const FEWEST = 3;
/** Pairs this close to the median agree with it. Milliseconds. */
const AGREE = 3_000;
/** So many of them have to. */
const SHARE = 0.8;

/**
 * What one clock is ahead of another: the median of the differences of things that both saw (first minus second,
 * milliseconds). Null when there are few, or when they do not agree: then it is no matter of clocks.
 */
export function clockOffset(differences: readonly number[]): ClockOffset | null {
  if (differences.length < FEWEST) return null;
  const sorted = differences.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  const offset = sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
  const agreeing = sorted.filter((difference) => Math.abs(difference - offset) <= AGREE).length;
  return agreeing < sorted.length * SHARE ? null : { offset: Math.round(offset), pairs: agreeing };
}

/** Clocks further apart than this are set wrong, and a person has to be told. Milliseconds. */
const FURTHEST = 10 * 60_000;
/** Talks this long that are equal to the second are hardly a chance. Seconds. */
const TELLING_TALK = 5;

/**
 * Differences of starts (first minus second) of calls that two sources have in common: equal number, equal talk, and no
 * other call that could be meant on either side.
 */
export function startDifferences(
  first: readonly CallFacts[],
  second: readonly CallFacts[],
  isSameRemote: (a: CallFacts, b: CallFacts) => boolean,
): number[] {
  const telling = (calls: readonly CallFacts[]): CallFacts[] =>
    calls.filter(({ answeredAt, talkSeconds }) => answeredAt !== null && talkSeconds >= TELLING_TALK);
  const byTalk = Map.groupBy(telling(second), ({ talkSeconds }) => talkSeconds);
  const own = telling(first);
  const candidates = own.map((a) => {
    const near = [-1, 0, 1].flatMap((step) => byTalk.get(a.talkSeconds + step) ?? []);
    return near.filter((b) => Math.abs(a.startedAt - b.startedAt) <= FURTHEST && isSameRemote(a, b));
  });
  const taken = new Map<CallFacts, number>();
  for (const list of candidates) for (const b of list) taken.set(b, (taken.get(b) ?? 0) + 1);
  return candidates.flatMap((list, index) => {
    const [only, another] = list;
    const a = own[index];
    if (a === undefined || only === undefined || another !== undefined || taken.get(only) !== 1) return [];
    return [a.startedAt - only.startedAt];
  });
}
