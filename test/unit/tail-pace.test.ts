import { describe, expect, it } from 'vitest';
import { Pace } from '../../main/engine/tail/pace.ts';

/** The sizes of turns in a row, each taking `cost` milliseconds for so many records. */
async function sizes(turns: number, cost: (records: number, turn: number) => number, most = 1000): Promise<number[]> {
  let now = 0;
  const pace = new Pace({ now: () => now, after: () => ({ [Symbol.dispose]: () => undefined }) }, most);
  const seen: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    const { records } = pace;
    seen.push(records);
    await pace.measure(records, () => void (now += cost(records, turn)));
  }
  return seen;
}

describe('how many records a turn takes', () => {
  it('begins with few, and grows until a turn is long enough', async () => {
    const seen = await sizes(30, (records) => Math.floor(records / 100));
    expect(seen[0]).toBeLessThan(100);
    expect(seen.at(-1)).toBeGreaterThanOrEqual(500);
    expect(seen.at(-1)).toBeLessThan(900);
  });

  it('falls when turns become long', async () => {
    const seen = await sizes(30, (records, turn) => Math.floor(records / (turn < 20 ? 100 : 40)));
    expect(Math.floor((seen.at(-1) ?? 0) / 40)).toBeLessThanOrEqual(8);
  });

  it('does not fall because of a slow disk, which waits as long for one record as for many', async () => {
    const seen = await sizes(30, () => 40);
    expect(seen.at(-1)).toBe(200);
  });

  it('never takes more than allowed, a clock set back included', async () => {
    expect(Math.max(...(await sizes(30, () => 0, 60)))).toBe(60);
    expect(Math.max(...(await sizes(30, () => -3_600_000)))).toBe(1000);
  });
});
