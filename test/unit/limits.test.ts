import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dailyBudget } from '../../main/engine/crm/limits/budget.ts';
import { createLimiter, type LimiterOptions, type Want } from '../../main/engine/crm/limits/limiter.ts';
import { rollingWindow } from '../../main/engine/crm/limits/rolling-window.ts';
import type { Slot } from '../../main/engine/crm/limits/slot.ts';
import { FakeClock, settle } from '../fakes/fake-clock.ts';

const call = (more: Partial<Want> = {}): Want => ({ kind: 'call', windows: ['burst'], costs: {}, ...more });

function limiterOn(more: Partial<LimiterOptions> = {}) {
  const clock = new FakeClock(0);
  const limiter = createLimiter({
    clock,
    windows: [
      { name: 'burst', max: 4, ms: 2_000 },
      { name: 'search', max: 2, ms: 2_000 },
    ],
    budgets: [
      { name: 'tokens', perDay: null },
      { name: 'writes', perDay: null },
    ],
    ...more,
  });
  const log: string[] = [];
  /** Asks for a slot; the log says when it was given or refused. */
  const ask = (name: string, want: Want = call()): { slot: Slot | undefined } => {
    const asked: { slot: Slot | undefined } = { slot: undefined };
    void limiter.acquire(want).then((result) => {
      log.push(
        `${name} ${String(clock.now())}${result.ok ? '' : ` ${result.error.code} ${String(result.error.retryAt)}`}`,
      );
      if (result.ok) asked.slot = result.value;
    });
    return asked;
  };
  /** A slot whose request leaves at once and is answered after `took`. */
  const run = async (name: string, took: number, want: Want = call()): Promise<void> => {
    const asked = ask(name, want);
    await settle();
    if (asked.slot === undefined) throw new Error(`${name} must wait`);
    asked.slot.left();
    await clock.advance(took);
    asked.slot.done();
  };
  return { clock, limiter, log, ask, run };
}

describe('a rolling window', () => {
  it('has room until it is full and again when the believed arrival is old enough', () => {
    const window = rollingWindow({ name: 'burst', max: 1, ms: 2_000 });
    const lease = window.take(0);
    expect([window.hasRoom(10_000), window.nextRoom(10_000)]).toEqual([false, Infinity]);
    lease.arrivedBy(10_500);
    lease.arrivedBy(10_100);
    lease.arrivedBy(10_900);
    expect([window.hasRoom(12_099), window.nextRoom(12_099), window.hasRoom(12_100)]).toEqual([false, 12_100, true]);
  });

  it('grows longer, for the slots already taken too, when the other side tells so', () => {
    const window = rollingWindow({ name: 'burst', max: 2, ms: 1_000 });
    window.take(0).arrivedBy(0);
    window.take(600);
    window.learn(700, { max: 2, ms: 5_000 });
    expect([window.hasRoom(4_999), window.nextRoom(4_999), window.hasRoom(5_000)]).toEqual([false, 5_000, true]);
  });

  it('lets the second half of a volley go one after the other', () => {
    const window = rollingWindow({ name: 'burst', max: 4, ms: 2_000 });
    window.take(0);
    expect(window.hasRoom(0)).toBe(true);
    window.take(0);
    expect([window.hasRoom(0), window.nextRoom(0), window.hasRoom(250)]).toEqual([false, 250, true]);
  });

  it('takes what others use of it into account', () => {
    const window = rollingWindow({ name: 'burst', max: 4, ms: 2_000 });
    window.take(0).arrivedBy(0);
    window.learn(300, { max: 4, remaining: 0 });
    expect([window.hasRoom(1_999), window.hasRoom(2_000)]).toEqual([false, true]);
  });

  it('learns its size, but never beyond a ceiling', () => {
    const free = rollingWindow({ name: 'burst', max: 1, ms: 2_000 });
    const fixed = rollingWindow({ name: 'burst', max: 1, ms: 2_000, ceiling: 1 });
    for (const window of [free, fixed]) {
      window.take(0);
      window.learn(0, { max: 100 });
    }
    expect([free.hasRoom(10), fixed.hasRoom(10)]).toEqual([true, false]);
    free.learn(0, { max: 1 });
    expect(free.hasRoom(10)).toBe(false);
  });
});

describe('a daily budget', () => {
  const DAY = 86_400_000;

  it('refuses what the day cannot pay until the next UTC midnight', () => {
    const budget = dailyBudget({ name: 'tokens', perDay: 25 });
    budget.spend(20, DAY + 5);
    expect([budget.blockedUntil(5, DAY + 6), budget.blockedUntil(10, DAY + 6)]).toEqual([undefined, 2 * DAY]);
    expect(budget.blockedUntil(10, 2 * DAY)).toBeUndefined();
  });

  it('believes what it is told, less what is still under way, until it has to ask again', () => {
    const budget = dailyBudget({ name: 'tokens', perDay: null });
    budget.spend(10, 0);
    budget.spend(10, 0);
    budget.settle(10);
    budget.learn(25, 1_000);
    expect([budget.blockedUntil(15, 10), budget.blockedUntil(16, 10)]).toEqual([undefined, 1_000]);
    budget.spend(15, 20);
    expect([budget.blockedUntil(1, 20), budget.blockedUntil(1, 1_000)]).toEqual([1_000, undefined]);
  });
});

describe('the limiter', () => {
  it('gives slots in the order they were asked for and wakes by itself when one is free', async () => {
    const { clock, log, ask, run } = limiterOn({ windows: [{ name: 'burst', max: 2, ms: 2_000 }] });
    await run('a', 100);
    await clock.advance(1_000);
    await run('b', 100);
    ask('c');
    ask('d');
    await clock.advance(10_000);
    expect(log).toEqual(['a 0', 'b 1100', 'c 2100', 'd 3200']);
  });

  it('counts a slot from its answer, as long as little is known, and when told to slow down', async () => {
    const { clock, limiter, ask, log } = limiterOn({ windows: [{ name: 'burst', max: 1, ms: 2_000 }] });
    const first = ask('first');
    await clock.advance(500);
    first.slot?.done();
    const second = ask('second');
    await clock.advance(2_000);
    limiter.slowDown();
    second.slot?.left();
    await clock.advance(700);
    second.slot?.done();
    ask('third');
    await clock.advance(10_000);
    expect(log).toEqual(['first 0', 'second 2500', 'third 5200']);
  });

  it('no longer loses the time of the answer once it knows how long answers take', async () => {
    const { clock, run, ask, log } = limiterOn({ windows: [{ name: 'burst', max: 1, ms: 2_000 }] });
    for (let n = 0; n < 25; n++) {
      await run('warm-up', 200);
      await clock.advance(3_000);
    }
    log.length = 0;
    const start = clock.now();
    await run('quick', 200);
    ask('after quick');
    await clock.advance(1_820);
    expect(log).toEqual([`quick ${String(start)}`, `after quick ${String(start + 2_020)}`]);
  });

  it('takes an answer that was late for a request that arrived late', async () => {
    const { clock, run, ask, log } = limiterOn({ windows: [{ name: 'burst', max: 1, ms: 2_000 }] });
    for (let n = 0; n < 25; n++) {
      await run('warm-up', 50);
      await clock.advance(3_000);
    }
    log.length = 0;
    const start = clock.now();
    await run('late', 150);
    ask('after late');
    await clock.advance(3_000);
    expect(log).toEqual([`late ${String(start)}`, `after late ${String(start + 150 - 50 + 20 + 2_000)}`]);
  });

  it('frees the slot of a long upload before its answer', async () => {
    const { clock, ask, log } = limiterOn({ windows: [{ name: 'burst', max: 1, ms: 2_000 }] });
    const upload = ask('upload');
    await settle();
    upload.slot?.left();
    ask('next');
    await clock.advance(5_000);
    expect(log).toEqual(['upload 0', 'next 2250']);
  });

  it('holds up only those who need a full window, and those in their order', async () => {
    const search = call({ windows: ['burst', 'search'] });
    const { clock, log, ask } = limiterOn({
      windows: [
        { name: 'burst', max: 100, ms: 2_000 },
        { name: 'search', max: 1, ms: 2_000 },
      ],
    });
    const first = ask('search 1', search);
    ask('search 2', search);
    ask('search 3', search);
    ask('call 1');
    ask('call 2');
    await settle();
    first.slot?.done();
    await clock.advance(2_000);
    expect(log).toEqual(['search 1 0', 'call 1 0', 'call 2 0', 'search 2 2000']);
  });

  it('waits out a short pause and refuses during a long one, saying until when', async () => {
    const { clock, limiter, log, ask } = limiterOn();
    limiter.pauseUntil(3_000, 'rate_limited');
    ask('short');
    await clock.advance(3_000);
    ask('waiting');
    await settle();
    limiter.pauseUntil(900_000, 'blocked');
    ask('long');
    await clock.advance(10);
    expect(log).toEqual(['short 3000', 'waiting 3000', 'long 3000 blocked 900000']);
  });

  it('a long pause also ends the waiting of those already in the queue', async () => {
    const { limiter, log, ask } = limiterOn();
    limiter.pauseUntil(3_000, 'rate_limited');
    ask('queued');
    await settle();
    limiter.pauseUntil(900_000, 'blocked');
    await settle();
    expect(log).toEqual(['queued 0 blocked 900000']);
  });

  it('refuses what the day cannot pay without sending, and lets cheaper requests go', async () => {
    const { limiter, log, ask } = limiterOn();
    limiter.learnBudget('tokens', 15, 3_600_000);
    ask('dear', call({ costs: { tokens: 20 } }));
    ask('cheap', call({ costs: { tokens: 10 } }));
    ask('second', call({ costs: { tokens: 10 } }));
    await settle();
    expect(log).toEqual(['dear 0 daily_budget 3600000', 'cheap 0', 'second 0 daily_budget 3600000']);
  });

  it('lets go of a waiting request that was aborted', async () => {
    const { limiter, log, ask, clock } = limiterOn();
    limiter.pauseUntil(3_000, 'rate_limited');
    const leaving = new AbortController();
    ask('leaving', call({ signal: leaving.signal }));
    ask('staying');
    leaving.abort();
    await clock.advance(3_000);
    expect(log).toEqual(['leaving 0 aborted undefined', 'staying 3000']);
    expect(clock.timers).toBe(0);
  });

  it('never lets a server see more than the window allows, however long the ways and the work take', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          there: fc.integer({ min: 1, max: 200 }),
          work: fc.integer({ min: 0, max: 300 }),
          seed: fc.infiniteStream(fc.integer({ min: 0, max: 150 })),
        }),
        async ({ there, work, seed }) => {
          const { clock, limiter } = limiterOn({ windows: [{ name: 'burst', max: 5, ms: 2_000 }] });
          const arrivals: number[] = [];
          const exchange = async (late: number, sayLeft: boolean): Promise<void> => {
            const slot = await limiter.acquire(call());
            if (!slot.ok) return;
            if (sayLeft) slot.value.left();
            clock.after(there + late, () => {
              arrivals.push(clock.now());
              clock.after(work + there, () => slot.value.done());
            });
          };
          for (let n = 0; n < 30; n++) void exchange(Number(seed.next().value), n % 7 !== 0);
          await clock.advance(60_000);
          arrivals.sort((a, b) => a - b);
          const tooClose = arrivals.filter((at, n) => at - (arrivals[n - 5] ?? -Infinity) < 2_000);
          // The jitter of one way may cost a refusal now and then; a volley of them it may not.
          expect([arrivals.length, tooClose.length <= 1]).toEqual([30, true]);
        },
      ),
      { numRuns: 15 },
    );
  });
});
