import type { Leg } from '../../../shared/leg.ts';
import { zoneOf } from './zones.ts';
import type { Zone } from './zones.ts';

/** The moments of one leg, epoch milliseconds. */
export interface LegTimes {
  readonly start: number;
  readonly answer: number | null;
  readonly end: number;
}

/** The ids of a call tell another offset from UTC than the source's zone has. Both in minutes, east is positive. */
export interface ZoneDifference {
  readonly configured: number;
  readonly seen: number;
}

const MINUTE = 60_000;
const QUARTER = 15 * MINUTE;
/** An id's epoch and the printed start of the same channel lie this close together. */
const SAME_CHANNEL_EARLY = -5_000;
const SAME_CHANNEL_LATE = 60_000;
const FURTHEST = 14 * 60 * MINUTE;

/** Offsets from UTC in use somewhere, in minutes, other than whole hours. */
const ODD_OFFSETS = new Set([-570, -210, -150, 210, 270, 330, 345, 390, 525, 570, 630, 765, 825]);

const isRealOffset = (offset: number): boolean =>
  Math.abs(offset) <= FURTHEST && (offset % (60 * MINUTE) === 0 || ODD_OFFSETS.has(offset / MINUTE));

/**
 * Holds the epochs in the ids of one call against the zone of its source. Null: they agree, or say nothing.
 *
 * A channel is older than what is printed about its later parts (a transferred leg keeps its first id), so a start that
 * is later than its epoch may be time gone by: only the leg closest to its epoch is asked, and time gone by is believed
 * before an offset that no zone has.
 */
export function zoneDifference(legs: readonly Leg[], zoneName: string): ZoneDifference | null {
  let closest = Infinity;
  let epoch = 0;
  for (const leg of legs) {
    if (leg.clock !== 'wall' || leg.epoch === null || leg.start - leg.epoch >= closest) continue;
    closest = leg.start - leg.epoch;
    epoch = leg.epoch;
  }
  if (closest === Infinity) return null;
  const configured = zoneOf(zoneName).offsetAt(epoch);
  const late = closest - configured;
  if (Math.abs(late) < QUARTER / 2) return null;
  const seen = Math.round(closest / QUARTER) * QUARTER;
  if (Math.abs(seen) > FURTHEST) return null;
  const rest = closest - seen;
  const isOffset = isRealOffset(seen) && rest >= SAME_CHANNEL_EARLY && rest <= SAME_CHANNEL_LATE;
  if (late > 0 && !isOffset) return null;
  return { configured: configured / MINUTE, seen: seen / MINUTE };
}

export interface ClockContext {
  /** IANA name of the zone that the source's clock shows. */
  readonly zone: string;
  /** When the record before ended, epoch milliseconds: for files that grow in the order in which calls end. */
  readonly previousEnd?: number;
}

/** Moments of all legs of one group, in the order of the legs. */
export function resolveTimes(
  legs: readonly Leg[],
  context: ClockContext,
  difference: ZoneDifference | null,
): readonly LegTimes[] {
  if (difference !== null) {
    const offset = difference.seen * MINUTE;
    return legs.map((leg) => consistent(asPrinted(leg, leg.clock === 'utc' ? 0 : offset), leg));
  }
  const zone = zoneOf(context.zone);
  const hint = earliestEpoch(legs);
  return legs.map((leg) => {
    if (leg.clock === 'utc') return consistent(asPrinted(leg, 0), leg);
    return consistent(inZone(leg, zone, leg.epoch ?? hint ?? fileOrder(leg, zone, context.previousEnd)), leg);
  });
}

function earliestEpoch(legs: readonly Leg[]): number | null {
  let earliest = Infinity;
  for (const { epoch } of legs) if (epoch !== null) earliest = Math.min(earliest, epoch);
  return earliest === Infinity ? null : earliest;
}

/** Where the start lies when nothing but the place in the file tells: no row ended before the row above it. */
function fileOrder(leg: Leg, zone: Zone, previousEnd: number | undefined): number {
  const first = zone.earliest(leg.start);
  const length = (leg.end ?? leg.start) - leg.start;
  return previousEnd !== undefined && first + length < previousEnd - ROUNDING ? zone.latest(leg.start) : first;
}

function asPrinted({ start, answer, end }: Leg, offset: number): LegTimes {
  return {
    start: start - offset,
    answer: answer === null ? null : answer - offset,
    end: (end ?? Math.max(start, answer ?? start)) - offset,
  };
}

/** An hour that the clock shows twice is settled by the epoch, and inside a leg by the length of its talk. */
function inZone(leg: Leg, zone: Zone, hint: number): LegTimes {
  const start = closestTo(hint, leg.start, zone);
  const answer = leg.answer === null ? null : notBefore(start, leg.answer, zone);
  if (leg.end === null) return { start, answer, end: answer ?? start };
  const end =
    answer === null ? notBefore(start, leg.end, zone) : closestTo(answer + leg.talkSeconds * 1000, leg.end, zone);
  return { start, answer, end };
}

function closestTo(moment: number, wall: number, zone: Zone): number {
  const first = zone.earliest(wall);
  const second = zone.latest(wall);
  return second !== first && Math.abs(second - moment) < Math.abs(first - moment) ? second : first;
}

function notBefore(moment: number, wall: number, zone: Zone): number {
  const first = zone.earliest(wall);
  return first >= moment ? first : zone.latest(wall);
}

const HALF_HOUR = 30 * MINUTE;
const ROUNDING = 2_000;

/** Two printed times with a clock change between them are off by it; the length of the talk is not. */
function consistent(times: LegTimes, leg: Leg): LegTimes {
  const { start, answer, end } = times;
  if (answer === null) return { start, answer, end: Math.max(start, end) };
  const byTalk = answer + leg.talkSeconds * 1000;
  if (leg.end === null) return { start, answer, end: byTalk };
  const gap = Math.abs(end - byTalk);
  const jumped = gap >= HALF_HOUR - ROUNDING && Math.abs(gap - Math.round(gap / HALF_HOUR) * HALF_HOUR) <= ROUNDING;
  return jumped || end < answer ? { start, answer, end: byTalk } : times;
}
