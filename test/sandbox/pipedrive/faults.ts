import type { Fault } from './types.ts';

interface Planned {
  readonly fault: Fault;
  toSkip: number;
  left: number;
}

/** Faults in the order they were planned: the first that matches a request and is not used up is played. */
export class Faults {
  #planned: Planned[] = [];

  add(fault: Fault): void {
    this.#planned.push({ fault, toSkip: fault.after ?? 0, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#planned = [];
  }

  /** `request` is `METHOD /path`. A match counts, whether it is played or only skipped. */
  next(request: string): Fault | undefined {
    for (const planned of this.#planned) {
      // A `g` or `y` flag would make a match depend on the one before.
      planned.fault.match.lastIndex = 0;
      if (planned.left === 0 || !planned.fault.match.test(request)) continue;
      if (planned.toSkip > 0) {
        planned.toSkip -= 1;
        continue;
      }
      planned.left -= 1;
      return planned.fault;
    }
    return undefined;
  }
}
