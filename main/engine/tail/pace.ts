import type { Clock } from '../ports.ts';

/** What a turn may take: longer ones keep everybody else waiting. Milliseconds. */
const LONGEST_TURN = 8;
/** What is aimed at, so that a slow moment is still within it. Milliseconds. */
const GOOD_TURN = 5;
/** Code that runs for the first time is many times slower. */
const FIRST_RECORDS = 40;
/** Fewer make no turn shorter that waits for a slow disk, only more of them. */
const FEWEST_RECORDS = 200;
const GROWTH = 1.5;

/** How many records are handed out at a time: as many as can be taken within one turn. */
export class Pace {
  readonly #clock: Clock;
  readonly #most: number;
  #records: number;

  constructor(clock: Clock, most: number) {
    this.#clock = clock;
    this.#most = most;
    this.#records = Math.min(most, FIRST_RECORDS);
  }

  get records(): number {
    return this.#records;
  }

  /** Does the work of one turn with so many records, and learns from how long it took. */
  async measure(records: number, work: () => void | Promise<void>): Promise<void> {
    const begun = this.#clock.now();
    await work();
    const took = this.#clock.now() - begun;
    const wanted = took > LONGEST_TURN ? (records * GOOD_TURN) / took : this.#records;
    const isShort = took < GOOD_TURN && records === this.#records;
    const next = Math.floor(isShort ? this.#records * GROWTH : wanted);
    this.#records = Math.min(this.#most, Math.max(FEWEST_RECORDS, next));
  }
}
