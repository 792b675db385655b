import type { Candidate, Pair } from './matcher.ts';
import { PAIRINGS, type Pairing, type WantedRecording } from './types.ts';

export interface Assigned {
  readonly call: WantedRecording;
  readonly pairing: Pairing;
  readonly files: Candidate[];
}

/** A pair by number further away than this rests on a reading of the stamp that is only second best. */
const SURE = 3_600_000;

/**
 * Gives every take to at most one call: best evidence first, then the nearest in time, then in order of start. What is
 * left over and points to a call that already has its recording is a further file of that call.
 */
export function assign(pairs: readonly Pair[]): Map<string, Assigned> {
  const order = pairs.toSorted(
    (one, other) =>
      PAIRINGS.indexOf(one.pairing) - PAIRINGS.indexOf(other.pairing) ||
      one.distance - other.distance ||
      one.call.startedAt - other.call.startedAt ||
      (one.file.path < other.file.path ? -1 : 1),
  );
  const assigned = new Map<string, Assigned>();
  const owners = new Map<string, string>();
  for (const { call, file, pairing } of order) {
    if (assigned.has(call.callId) || owners.has(file.take)) continue;
    assigned.set(call.callId, { call, pairing, files: [file] });
    owners.set(file.take, call.callId);
  }
  for (const pair of order) {
    const mine = assigned.get(pair.call.callId);
    const owner = owners.get(pair.file.take);
    if (mine === undefined || mine.files.includes(pair.file)) continue;
    if (owner === undefined ? !isFurther(pair, mine) : owner !== pair.call.callId) continue;
    mine.files.push(pair.file);
    owners.set(pair.file.take, pair.call.callId);
  }
  return assigned;
}

/** Another take of the same call, by evidence as good as that of the first. */
function isFurther(pair: Pair, mine: Assigned): boolean {
  if (pair.doubt === 'name_repeats') return false;
  return pair.pairing === 'number_time' ? mine.pairing === 'number_time' && pair.distance < SURE : true;
}
