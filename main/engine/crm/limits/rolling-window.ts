/**
 * A limit of `max` requests in any stretch of `ms` milliseconds, kept on this side of a connection. The other side counts
 * from when a request arrived there, which we never learn exactly: it lies between leaving here and the answer. A slot is
 * therefore free again `ms` after the latest moment of arrival that is still believable, see `Lease`.
 */
export interface RollingWindow {
  readonly name: string;
  /** True when one more request may leave now. */
  hasRoom(now: number): boolean;
  /** When the next slot is free; Infinity when only an answer can tell. */
  nextRoom(now: number): number;
  take(now: number): Lease;
  /**
   * What the other side says about the window: its size, how much of it is left after our requests and others', and its
   * length where that was not known. A longer one holds for the slots already taken, too.
   */
  learn(now: number, told: Told): void;
}

/** `ms` is the length of the window in milliseconds. */
export interface Told {
  readonly max?: number;
  readonly remaining?: number;
  readonly ms?: number;
}

export interface Lease {
  /** The request cannot have arrived later than this. The earliest of several sayings counts. */
  arrivedBy(at: number): void;
}

interface Entry {
  freeAt: number;
}

/** `max` grows by learning up to `ceiling`. Times in milliseconds. */
export function rollingWindow(rule: { name: string; max: number; ms: number; ceiling?: number }): RollingWindow {
  let { max, ms } = rule;
  let entries: Entry[] = [];
  let lastTaken = -Infinity;

  const busy = (now: number): Entry[] => {
    entries = entries.filter((entry) => entry.freeAt > now);
    return entries;
  };
  /** From half full on, one after the other: a wrong guess then costs one refusal and not a whole volley of them. */
  const notBefore = (taken: number): number => (taken * 2 < max ? 0 : lastTaken + ms / max / 2);

  return {
    name: rule.name,
    hasRoom(now) {
      const taken = busy(now).length;
      return taken < max && now >= notBefore(taken);
    },
    nextRoom(now) {
      const taken = busy(now);
      const excess = taken.length - max;
      const free = excess < 0 ? now : (taken.map((entry) => entry.freeAt).sort((a, b) => a - b)[excess] ?? Infinity);
      return Math.max(free, notBefore(Math.min(taken.length, max - 1)));
    },
    take(now) {
      lastTaken = now;
      const entry: Entry = { freeAt: Infinity };
      entries.push(entry);
      return {
        arrivedBy(at) {
          entry.freeAt = Math.min(entry.freeAt, at + ms);
        },
      };
    },
    learn(now, told) {
      if (told.ms !== undefined && told.ms > 0) {
        for (const entry of entries) entry.freeAt += told.ms - ms;
        ms = told.ms;
      }
      if (told.max !== undefined && told.max >= 1) max = Math.min(told.max, rule.ceiling ?? Infinity);
      if (told.remaining === undefined || told.max === undefined) return;
      // Other programs share this window: what is gone without us stands in it as if it had arrived just now.
      const others = told.max - told.remaining - busy(now).length;
      for (let n = 0; n < others; n++) entries.push({ freeAt: now + ms });
    },
  };
}
