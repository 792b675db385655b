import type { NameStamp } from './names.ts';
import type { FolderSettings } from './types.ts';

const HOUR = 3_600_000;

/** One way to read a stamp. A stamp without zone may be of the source's zone or of UTC (some recorders write UTC). */
export interface Moment {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly zone: 'source' | 'utc';
}

type Zone = Pick<FolderSettings, 'timeZone' | 'wallToUtc'>;

/** All readings of a stamp, the likelier first; both occurrences of an hour that the clock change repeats. */
export function momentsOf(stamp: NameStamp, { timeZone, wallToUtc }: Zone): readonly Moment[] {
  if (stamp.clock === 'utc') return [{ at: stamp.ms, zone: 'source' }];
  const at = wallToUtc(stamp.ms, timeZone);
  const moments: Moment[] = [{ at, zone: 'source' }];
  if (wallToUtc(stamp.ms + HOUR, timeZone) - at > HOUR) moments.push({ at: at + HOUR, zone: 'source' });
  if (at - wallToUtc(stamp.ms - HOUR, timeZone) > HOUR) moments.push({ at: at - HOUR, zone: 'source' });
  if (stamp.ms !== at) moments.push({ at: stamp.ms, zone: 'utc' });
  return moments;
}

/** The wall clock of the source's zone at a moment, read as if it were UTC; within an hour in a repeated hour. */
export function wallAt(utcMs: number, { timeZone, wallToUtc }: Zone): number {
  const near = utcMs + (utcMs - wallToUtc(utcMs, timeZone));
  return near + (utcMs - wallToUtc(near, timeZone));
}
