import type { LeadSquaredSandboxOptions } from './types.ts';

const DAY_MS = 86_400_000;

/** Requests in any stretch of so many seconds, and of a UTC day. Refused ones are not counted. */
export class Limits {
  readonly calls: number;
  readonly seconds: number;
  readonly #off: boolean;
  readonly #perDay: number;
  readonly #now: () => number;
  readonly #taken: number[] = [];
  #day = -1;
  #today = 0;

  constructor(limits: LeadSquaredSandboxOptions['limits'], now: () => number) {
    const given = limits === 'off' || limits === undefined ? {} : limits;
    this.#off = limits === 'off';
    this.calls = given.calls ?? 25;
    this.seconds = given.seconds ?? 5;
    this.#perDay = given.perDay ?? Infinity;
    this.#now = now;
  }

  /** Counts the request when it may pass; else says which limit it is over. */
  take(): 'pass' | 'window' | 'day' {
    if (this.#off) return 'pass';
    const now = this.#now();
    const day = Math.floor(now / DAY_MS);
    if (day !== this.#day) [this.#day, this.#today] = [day, 0];
    const from = now - this.seconds * 1_000;
    while (this.#taken[0] !== undefined && this.#taken[0] <= from) this.#taken.shift();
    if (this.#taken.length >= this.calls) return 'window';
    if (this.#today >= this.#perDay) return 'day';
    this.#taken.push(now);
    this.#today += 1;
    return 'pass';
  }

  clear(): void {
    this.#taken.length = 0;
    this.#day = -1;
  }
}
