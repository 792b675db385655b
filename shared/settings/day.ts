const HOUR = 3_600_000;

/**
 * Epoch milliseconds of the first moment of `date` (`YYYY-MM-DD`) in `timeZone`: midnight, or the end of the gap where
 * clocks jump over midnight.
 */
export function startOfDay(date: string, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en', {
    timeZone,
    era: 'narrow',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const dateAt = (moment: number): string => {
    const parts = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, value]));
    return `${(parts['year'] ?? '').padStart(4, '0')}-${parts['month'] ?? ''}-${parts['day'] ?? ''}`;
  };
  const midnightUtc = Date.parse(`${date}T00:00:00Z`);
  let before = midnightUtc - 15 * HOUR;
  let reached = midnightUtc + 15 * HOUR;
  while (reached - before > 1) {
    const middle = Math.floor((before + reached) / 2);
    if (dateAt(middle) < date) before = middle;
    else reached = middle;
  }
  return reached;
}
