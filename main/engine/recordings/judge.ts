import type { Reading } from './formats/source.ts';

/** What the call lets us expect of its recording. Times are epoch milliseconds. */
export interface Expectation {
  readonly talkSeconds: number;
  readonly endedAt: number;
  /** Recordings that begin at dial are longer by the ringing time. Default: up to three minutes are taken for ringing. */
  readonly startedAt?: number;
}

/** How long the file has been as it is now, in milliseconds. */
export interface Stillness {
  /** By its own time of change. Negative when its clock is ahead of ours. */
  readonly age: number;
  /** By our own earlier looks. */
  readonly seen: number;
  /** The call ended within the last hour: its file may be on its way, and waiting for another look costs little. */
  readonly recent: boolean;
}

export type Verdict =
  | { readonly state: 'whole'; readonly shorterThanCall: boolean }
  | { readonly state: 'growing'; readonly reason: string; readonly recheckIn: number }
  | { readonly state: 'unusable'; readonly reason: string };

/** Seconds by which sound and call may differ; a call shorter than that must have half of its sound at least. */
const TOLERANCE = 3;
const LONGEST_RINGING = 180;
/** Less than this is no sound, whatever the header says. Seconds. */
const SHORTEST = 0.1;

/** Still for this long: a file whose length fits the call, or that states its own end. */
const STILL = 2000;
/** Still for this long: a file that only silence of its writer can prove. */
const LONG_STILL = 10_000;
/** A writer that has not touched its file for an hour will not finish it. */
const ABANDONED = 3_600_000;

/**
 * Decides from content, stillness and the call's length. A WAV whose header is final and whose length fits needs no
 * waiting; everything else has to have been left alone for a while; what is unfinished for an hour is given up.
 */
export function judge(reading: Reading, still: Stillness, expected: Expectation): Verdict {
  const quiet = Math.max(still.age, still.seen);
  const { end, reason } = reading;
  if (end === 'empty') return giveUp(reason === null ? 0 : LONG_STILL, still, ['header_open', 'header_only']);
  if (end === 'silent') return giveUp(LONG_STILL, still, ['zero_bytes', 'silent']);
  if (end === 'unfinished') return giveUp(ABANDONED, still, [reason ?? 'unfinished', 'never_completed']);
  if (reading.seconds < SHORTEST) return giveUp(LONG_STILL, still, ['no_sound', 'no_sound']);

  const fit = fitOf(reading.seconds, expected);
  const shorterThanCall = fit === 'shorter';
  if (end === 'final' && reading.container === 'wav') {
    return wait(fit === 'fits' && !reading.zeroTail ? 0 : STILL, quiet, shorterThanCall);
  }
  // Without an end mark it may be a copy on its way that carries an old time: for recent calls only our looks count.
  const sure = end === 'open' && still.recent ? still.seen : quiet;
  return wait(fit === 'fits' ? STILL : LONG_STILL, sure, shorterThanCall);
}

function fitOf(seconds: number, { talkSeconds, startedAt, endedAt }: Expectation): 'fits' | 'shorter' | 'longer' {
  if (seconds < Math.max(talkSeconds - TOLERANCE, talkSeconds / 2)) return 'shorter';
  const ringing = startedAt === undefined ? LONGEST_RINGING : Math.max(0, (endedAt - startedAt) / 1000 - talkSeconds);
  return seconds > talkSeconds + ringing + TOLERANCE ? 'longer' : 'fits';
}

function wait(needed: number, quiet: number, shorterThanCall: boolean): Verdict {
  if (quiet >= needed) return { state: 'whole', shorterThanCall };
  return { state: 'growing', reason: 'still_changing', recheckIn: Math.max(100, needed - Math.max(0, quiet)) };
}

/** Unusable once it has been still for `needed`; after a recent call the last ten seconds of it under our own eyes. */
function giveUp(needed: number, still: Stillness, [growing, unusable]: readonly [string, string]): Verdict {
  const quiet = Math.max(still.age, still.seen);
  const watched = still.recent ? Math.min(needed, LONG_STILL) : 0;
  if (quiet >= needed && still.seen >= watched) return { state: 'unusable', reason: unusable };
  if (quiet >= needed) return { state: 'growing', reason: growing, recheckIn: Math.max(100, watched - still.seen) };
  // Looked at often while it is young, seldom when it has been left alone for long.
  return { state: 'growing', reason: growing, recheckIn: Math.min(60_000, Math.max(1000, quiet / 2)) };
}
