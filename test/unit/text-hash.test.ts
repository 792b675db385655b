import { expect, it } from 'vitest';
import { textHash } from '../../main/engine/wiring/text-hash.ts';

it('tells a million like rows apart, and stays a safe integer', () => {
  const seen = new Set<number>();
  for (let row = 0; row < 1_000_000; row++)
    seen.add(textHash(`1735689600000||${String(row)}|5|0|no_answer|100|+12025550000|${String(row % 7)}`));
  expect(seen.size).toBe(1_000_000);
  expect([...seen].every((hash) => Number.isSafeInteger(hash) && hash >= 0)).toBe(true);
});

it('is the same in every run: it is stored', () => {
  expect([textHash(''), textHash('Zoë|100'), textHash('100|Zoë')]).toMatchInlineSnapshot(`
    [
      7309467143438033,
      3472034997877991,
      1489866588448901,
    ]
  `);
});
