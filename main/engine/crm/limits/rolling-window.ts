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
  /** What the other side says about the window: its size, and how much of it is left after our requests and others'. */
  learn(now: number, told: { max?: number; remaining?: number }): void;
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
  let max = rule.max;
  let entries: Entry[] = [];
  let lastTaken = -Infinity;

  const busy = (now: number): Entry[] => {
    entries = entries.filter((entry) => entry.freeAt > now);
    return entries;
  };
  /** From half full on, one after the other: a wrong guess then costs one refusal and not a whole volley of them. */
  const notBefore = (taken: number): number => (taken * 2 < max ? 0 : lastTaken + rule.ms / max / 2);

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
          entry.freeAt = Math.min(entry.freeAt, at + rule.ms);
        },
      };
    },
    learn(now, told) {
      if (told.max !== undefined && told.max >= 1) max = Math.min(told.max, rule.ceiling ?? Infinity);
      if (told.remaining === undefined || told.max === undefined) return;
      // Other programs share this window: what is gone without us stands in it as if it had arrived just now.
      const others = told.max - told.remaining - busy(now).length;
      for (let n = 0; n < others; n++) entries.push({ freeAt: now + rule.ms });
    },
  };
}
