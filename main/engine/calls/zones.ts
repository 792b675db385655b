import { Temporal } from 'temporal-polyfill';

/** From the wall clock of one place to moments. All values are milliseconds; a wall clock is read as if it were UTC. */
export interface Zone {
  readonly name: string;
  /** What the clock here is ahead of UTC at this moment. */
  offsetAt(epoch: number): number;
  /** The moment at which the clock showed this. An hour shown twice: the first time. An hour left out: as if it were not. */
  earliest(wall: number): number;
  /** As `earliest`, but the second time for an hour shown twice. Equal to it for any other. */
  latest(wall: number): number;
}

/** A stretch of time with one offset: from `from` up to the next one's. */
interface Stretch {
  readonly from: number;
  readonly offset: number;
}

const DAY = 86_400_000;
/** No zone is further from UTC. */
const WIDEST = 15 * 3_600_000;

class CachedZone implements Zone {
  readonly name: string;
  readonly #years = new Map<number, readonly Stretch[]>();
  /** Moments between these have `#offset`, and no clock change is near. */
  #from = Infinity;
  #to = -Infinity;
  #offset = 0;

  constructor(name: string) {
    this.name = name;
  }

  offsetAt(epoch: number): number {
    if (epoch >= this.#from && epoch < this.#to) return this.#offset;
    return this.#stretchAt(epoch).offset;
  }

  earliest(wall: number): number {
    return this.#moment(wall, 0);
  }

  latest(wall: number): number {
    return this.#moment(wall, -1);
  }

  /** `which`: 0 for the first moment with this wall clock, -1 for the last. */
  #moment(wall: number, which: 0 | -1): number {
    const guess = wall - this.#offset;
    if (guess >= this.#from + DAY && guess < this.#to - DAY) return guess;
    const around = [this.#stretchAt(wall - WIDEST), this.#stretchAt(wall + WIDEST)];
    const [before, after] = around;
    if (before === undefined || after === undefined) throw new Error('a zone without offsets');
    this.#remember(wall);
    if (before.offset === after.offset) return wall - before.offset;
    const moments = [wall - before.offset, wall - after.offset].filter(
      (moment) => this.#stretchAt(moment).offset === wall - moment,
    );
    return moments.sort((a, b) => a - b).at(which) ?? wall - before.offset;
  }

  #remember(moment: number): void {
    const stretches = this.#stretchesOf(moment);
    const at = stretches.findLastIndex(({ from }) => from <= moment);
    const stretch = stretches[at];
    if (stretch === undefined) return;
    this.#from = stretch.from;
    this.#to = stretches[at + 1]?.from ?? yearEnd(moment);
    this.#offset = stretch.offset;
  }

  #stretchAt(moment: number): Stretch {
    const stretch = this.#stretchesOf(moment).findLast(({ from }) => from <= moment);
    if (stretch === undefined) throw new Error(`no offset of ${this.name} at ${String(moment)}`);
    return stretch;
  }

  #stretchesOf(moment: number): readonly Stretch[] {
    const year = new Date(moment).getUTCFullYear();
    let stretches = this.#years.get(year);
    if (stretches === undefined) {
      stretches = stretchesOfYear(this.name, year);
      this.#years.set(year, stretches);
    }
    return stretches;
  }
}

const yearEnd = (moment: number): number => Date.UTC(new Date(moment).getUTCFullYear() + 1, 0);

function stretchesOfYear(zone: string, year: number): readonly Stretch[] {
  const end = Date.UTC(year + 1, 0);
  const stretches: Stretch[] = [];
  let at: Temporal.ZonedDateTime | null = Temporal.Instant.fromEpochMilliseconds(Date.UTC(year, 0)).toZonedDateTimeISO(
    zone,
  );
  while (at !== null && at.epochMilliseconds < end) {
    stretches.push({ from: at.epochMilliseconds, offset: at.offsetNanoseconds / 1_000_000 });
    at = at.getTimeZoneTransition('next');
  }
  return stretches;
}

const zones = new Map<string, Zone>();

/** The zone of this IANA name, one for the whole process. Throws a `RangeError` for an unknown name: settings are checked first. */
export function zoneOf(name: string): Zone {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const zone = new CachedZone(name);
  zone.offsetAt(0);
  zones.set(name, zone);
  return zone;
}
