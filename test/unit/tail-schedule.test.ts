import { expect, test } from 'vitest';
import { createLooker, nextWait } from '../../main/engine/tail/schedule.ts';
import type { Looked } from '../../main/engine/tail/schedule.ts';

const idle: Looked = { active: false, again: false };
const active: Looked = { active: true, again: false };

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** Time, notices and looks under the test's control. */
class Desk {
  time = 0;
  looks: number[] = [];
  watched = 0;
  readonly timers = new Set<Timer>();
  answer: Looked = idle;
  #notice: () => void = () => undefined;
  #finish: (() => void) | undefined;
  slow = false;

  readonly clock = {
    now: () => this.time,
    after: (ms: number, run: () => void): Disposable => {
      const timer = { at: this.time + ms, run };
      this.timers.add(timer);
      return { [Symbol.dispose]: () => this.timers.delete(timer) };
    },
  };

  readonly files = {
    watch: (_: string, changed: () => void): Disposable => {
      this.watched++;
      this.#notice = changed;
      return { [Symbol.dispose]: () => this.watched-- };
    },
  };

  start() {
    return createLooker({ clock: this.clock, files: this.files, path: '/c/Master.csv', look: () => this.#look() });
  }

  notice(): void {
    this.#notice();
  }

  async finishLook(): Promise<void> {
    this.#finish?.();
    await settle();
  }

  async pass(ms: number): Promise<void> {
    const until = this.time + ms;
    for (;;) {
      await settle();
      const due = [...this.timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.time = Math.max(this.time, due.at);
      this.timers.delete(due);
      due.run();
    }
    this.time = until;
  }

  async #look(): Promise<Looked> {
    this.looks.push(this.time);
    if (this.slow) {
      await new Promise<void>((resolve) => {
        this.#finish = resolve;
      });
    }
    return this.answer;
  }
}

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
};

test('looks come once a second while there is something, and up to five seconds apart after a silence', async () => {
  const desk = new Desk();
  await using _looker = desk.start();
  await desk.pass(20_000);
  expect(desk.looks).toEqual([0, 1500, 3750, 7125, 12_125, 17_125]);
  desk.answer = active;
  await desk.pass(6000);
  expect(desk.looks.slice(6)).toEqual([22_125, 23_125, 24_125, 25_125]);
});

test.each<[number, Looked, number]>([
  [1000, active, 1000],
  [5000, active, 1000],
  [1000, idle, 1500],
  [4000, idle, 5000],
  [0, idle, 1000],
  [5000, { active: true, again: true }, 0],
  [5000, { active: false, again: true }, 100],
])('after a wait of %i ms and a look that gave %j the next wait is %i ms', (before, looked, expected) => {
  expect(nextWait(before, looked)).toBe(expected);
});

test('a notice brings the next look forward', async () => {
  const desk = new Desk();
  await using _looker = desk.start();
  await desk.pass(700);
  desk.notice();
  await settle();
  expect(desk.looks).toEqual([0, 700]);
});

test('a hail of notices causes fifty looks a second at most', async () => {
  const desk = new Desk();
  await using _looker = desk.start();
  for (let at = 0; at < 1000; at++) {
    desk.notice();
    await desk.pass(1);
  }
  expect(desk.looks.length).toBeGreaterThan(40);
  expect(desk.looks.length).toBeLessThanOrEqual(51);
});

test('a notice during a look causes another one afterwards, never a second one beside it', async () => {
  const desk = new Desk();
  desk.slow = true;
  await using _looker = desk.start();
  desk.notice();
  desk.notice();
  await desk.pass(9000);
  expect(desk.looks).toEqual([0]);
  desk.slow = false;
  await desk.finishLook();
  await desk.pass(20);
  expect(desk.looks).toEqual([0, 9020]);
});

test('an unfinished look is gone on with at once', async () => {
  const desk = new Desk();
  desk.answer = { active: true, again: true };
  await using _looker = desk.start();
  await Promise.resolve();
  desk.answer = idle;
  await desk.pass(0);
  expect(desk.looks.filter((at) => at === 0).length).toBeGreaterThan(1);
});

test('a clock that is set back does not stop the looks', async () => {
  const desk = new Desk();
  desk.time = 10_000_000;
  await using _looker = desk.start();
  await settle();
  desk.time = 0;
  desk.notice();
  await desk.pass(20);
  expect(desk.looks).toEqual([10_000_000, 20]);
});

test('the end leaves no timer and no watch behind and waits for the look under way', async () => {
  const desk = new Desk();
  desk.slow = true;
  const looker = desk.start();
  let ended = false;
  const ending = looker[Symbol.asyncDispose]().then(() => (ended = true));
  await settle();
  expect([ended, desk.watched]).toEqual([false, 0]);
  await desk.finishLook();
  await ending;
  desk.notice();
  looker.lookNow();
  await desk.pass(60_000);
  expect([desk.looks, desk.timers.size]).toEqual([[0], 0]);
});
