const MINUTE = 60_000;
const QUARTER = 15 * MINUTE;
/** A row is written when its call has ended; some systems hold it back for a while. Milliseconds. */
const HELD_BACK = 2 * MINUTE;
const FURTHEST = 14 * 60 * MINUTE;

/**
 * How far the clock of a file seems to be off, when nothing in it names a zone: the end of its newest call against the
 * moment at which the file was written. Milliseconds in quarters of an hour, more than 0 when calls lie in the future; null
 * when the two agree or tell nothing. A call that ended long before may only mean that the file was copied, so that is
 * asked of rows alone that were just appended (`fresh`).
 */
export function zoneByFile(newestEnd: number, modifiedAt: number, fresh: boolean): number | null {
  const ahead = newestEnd - modifiedAt;
  const quarters = Math.round(ahead / QUARTER) * QUARTER;
  if (quarters === 0 || Math.abs(quarters) > FURTHEST) return null;
  if (quarters > 0) return quarters;
  return fresh && Math.abs(ahead - quarters) <= HELD_BACK ? quarters : null;
}
