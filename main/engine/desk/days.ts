const HOUR = 3_600_000;
const DAY = 86_400_000;

export interface Calendar {
  /** Number of the day in the zone's calendar, growing by one a day. */
  dayOf(at: number): number;
  /** `YYYY-MM-DD`. */
  nameOf(day: number): string;
}

/** Days of one zone for very many moments: the offset is asked for once an hour of history. */
export function createCalendar(timeZone: string): Calendar {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  const offsets = new Map<number, number>();
  const offsetAt = (at: number): number => {
    // Offsets change at whole quarter hours of UTC, in today's zones at whole hours.
    const hour = Math.floor(at / HOUR);
    let offset = offsets.get(hour);
    if (offset === undefined) {
      const parts = Object.fromEntries(
        format.formatToParts(hour * HOUR).map(({ type, value }) => [type, Number(value)]),
      ) as Record<'year' | 'month' | 'day' | 'hour' | 'minute', number>;
      const wall = Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute);
      offset = wall - hour * HOUR;
      offsets.set(hour, offset);
    }
    return offset;
  };
  return {
    dayOf: (at) => Math.floor((at + offsetAt(at)) / DAY),
    nameOf: (day) => new Date(day * DAY).toISOString().slice(0, 10),
  };
}
