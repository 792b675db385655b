import type { Leg } from '../../../shared/leg.ts';

/** Legs that share a channel and are no further apart than this belong together. Milliseconds. */
const TOUCH = 2_000;
/** Enough for every call that a PBX can have under way at one time, and bounded. */
const MOST_NAMES = 20_000;

interface Seen {
  readonly groupNo: number;
  readonly start: number;
  end: number;
}

/**
 * Which group of legs a new leg belongs to: by ids that legs of one call share, else by a channel that they share while
 * they touch in time. Remembers the newest names of one source; filled again from the store at start.
 */
export class Linker {
  readonly #ids = new Map<string, number>();
  readonly #channels = new Map<string, Seen[]>();

  /** Numbers of the groups this leg touches, strongest link first. More than one: they turn out to be one call. */
  groupsOf(leg: Leg): number[] {
    const groups = new Set<number>();
    for (const id of leg.groupIds) {
      const known = this.#ids.get(id);
      if (known !== undefined) groups.add(known);
    }
    const [start, end] = spanOf(leg);
    for (const name of leg.linkNames) {
      const touching = this.#channels.get(name)?.find((seen) => start <= seen.end + TOUCH && end >= seen.start - TOUCH);
      if (touching !== undefined) groups.add(touching.groupNo);
    }
    return [...groups];
  }

  remember(leg: Leg, groupNo: number): void {
    for (const id of leg.groupIds) put(this.#ids, id, groupNo);
    const [start, end] = spanOf(leg);
    for (const name of leg.linkNames) {
      const others = this.#channels.get(name)?.filter((seen) => seen.groupNo !== groupNo) ?? [];
      const own = this.#channels.get(name)?.find((seen) => seen.groupNo === groupNo);
      const span = { groupNo, start: Math.min(start, own?.start ?? start), end: Math.max(end, own?.end ?? end) };
      put(this.#channels, name, [...others.slice(-3), span]);
    }
  }

  /** `from` was found to be the same call as `to`. */
  merge(from: number, to: number): void {
    for (const [id, groupNo] of this.#ids) if (groupNo === from) this.#ids.set(id, to);
    for (const [name, seen] of this.#channels) {
      if (seen.some((span) => span.groupNo === from)) {
        this.#channels.set(
          name,
          seen.map((span) => (span.groupNo === from ? { ...span, groupNo: to } : span)),
        );
      }
    }
  }
}

function spanOf(leg: Leg): [number, number] {
  return [leg.start, leg.end ?? leg.start + leg.talkSeconds * 1_000];
}

function put<V>(map: Map<string, V>, name: string, value: V): void {
  map.delete(name);
  map.set(name, value);
  const oldest = map.size > MOST_NAMES ? map.keys().next().value : undefined;
  if (oldest !== undefined) map.delete(oldest);
}
