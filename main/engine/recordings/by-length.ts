import type { Reading } from './formats/source.ts';
import type { Assigned } from './assign.ts';
import type { Candidate, Timed } from './matcher.ts';
import type { WantedRecording } from './types.ts';

/** A file and the stretch of time that it covers: epoch milliseconds. */
export interface Stretch {
  readonly file: Candidate;
  readonly from: number;
  readonly to: number;
}

interface Fit {
  readonly call: WantedRecording;
  readonly stretch: Stretch;
  /** Seconds by which they miss each other. */
  readonly miss: number;
}

/** Milliseconds by which the beginning or end may miss when only the length agrees. */
const NEAR = 10_000;
const LENGTH_TOLERANCE = 3;
const OVERLAP = 0.9;
/** Fits that differ by less cannot be told apart. Seconds. */
const ALIKE = 1;

/** Where a stamped file lies: each reading of its stamp, and the length of its sound. */
export function stampedStretches({ file, moments }: Timed, sound: Reading | null): readonly Stretch[] {
  if (sound === null || sound.seconds <= 0) return [];
  return moments.map((from) => ({ file, from, to: from + sound.seconds * 1000 }));
}

/** Where a file without a stamp lies: it ended when it was last written. */
export function bareStretch(file: Candidate, modifiedAt: number, sound: Reading | null): readonly Stretch[] {
  if (sound === null || sound.seconds <= 0) return [];
  return [{ file, from: modifiedAt - sound.seconds * 1000, to: modifiedAt }];
}

/**
 * Pairs by time and length alone, one to one. Evidence this weak never decides between equals: where a call fits
 * several files, or a file several calls, equally well, all of them are left to a person.
 */
export function assignByLength(
  calls: readonly WantedRecording[],
  stretches: readonly Stretch[],
): { assigned: Assigned[]; ambiguous: { callId: string; paths: string[] }[] } {
  const fits = bestFits(calls, stretches).sort(
    (one, other) => one.miss - other.miss || one.call.startedAt - other.call.startedAt,
  );
  const assigned: Assigned[] = [];
  const ambiguous: { callId: string; paths: string[] }[] = [];
  const decided = new Set<string>();
  const givenCalls = new Set<string>();
  const givenTakes = new Set<string>();
  for (const { call, stretch, miss } of fits) {
    const { take } = stretch.file;
    if (decided.has(call.callId) || givenTakes.has(take)) continue;
    const open = fits.filter((fit) => !givenCalls.has(fit.call.callId) && !givenTakes.has(fit.stretch.file.take));
    const mine = open.filter((fit) => fit.call === call && fit.miss <= miss + ALIKE);
    const rivals = open.some((fit) => fit.call !== call && fit.stretch.file.take === take && fit.miss <= miss + ALIKE);
    decided.add(call.callId);
    if (rivals || mine.some((fit) => fit.stretch.file.take !== take)) {
      ambiguous.push({ callId: call.callId, paths: [...new Set(mine.map((fit) => fit.stretch.file.path))].sort() });
      continue;
    }
    givenCalls.add(call.callId);
    givenTakes.add(take);
    const files = fits.filter((fit) => fit.call === call && fit.stretch.file.take === take);
    assigned.push({ call, pairing: 'time_length', files: files.map((fit) => fit.stretch.file) });
  }
  return { assigned, ambiguous };
}

/** The best reading of every file for every call that it fits at all. */
function bestFits(calls: readonly WantedRecording[], stretches: readonly Stretch[]): Fit[] {
  const best = new Map<string, Fit>();
  for (const call of calls) {
    for (const stretch of stretches) {
      const miss = missOf(call, stretch);
      const key = `${call.callId}\n${stretch.file.path}`;
      if (miss !== null && miss < (best.get(key)?.miss ?? Infinity)) best.set(key, { call, stretch, miss });
    }
  }
  return [...best.values()];
}

/** Null: they do not belong together. Recordings run from the answer or from the dial. */
function missOf(call: WantedRecording, { from, to }: Stretch): number | null {
  const answer = call.answeredAt ?? call.startedAt;
  const misses = [answer, call.startedAt].map((begin) => {
    const end = begin === answer ? Math.max(begin + call.talkSeconds * 1000, begin) : call.endedAt;
    const difference = Math.abs(to - from - (end - begin)) / 1000;
    const offset = Math.min(Math.abs(from - begin), Math.abs(to - end));
    const shared = Math.min(to, end) - Math.max(from, begin);
    const alike = difference <= LENGTH_TOLERANCE && offset <= NEAR;
    const overlapping = shared / Math.max(to - from, end - begin, 1) >= OVERLAP;
    return alike || overlapping ? difference + offset / 1000 : Infinity;
  });
  const miss = Math.min(...misses);
  return miss === Infinity ? null : miss;
}
