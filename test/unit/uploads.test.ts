import { expect, test } from 'vitest';
import { Uploads } from '../../main/engine/wiring/uploads.ts';

test('an upload tells how far it has come a few times a second, and is forgotten when it ends', () => {
  let now = 1_000;
  const uploads = new Uploads(() => now);
  const told: [string, number][] = [];
  const listening = uploads.on((ref, share) => told.push([ref, share]));
  uploads.came('A', 0.1);
  now += 100;
  uploads.came('A', 0.2);
  now += 200;
  uploads.came('A', 0.64);
  expect(told).toEqual([
    ['A', 0.1],
    ['A', 0.64],
  ]);
  expect([uploads.shareOf('A'), uploads.shareOf('B')]).toEqual([0.64, null]);
  uploads.came('A', null);
  expect(uploads.shareOf('A')).toBeNull();
  listening[Symbol.dispose]();
  now += 1_000;
  uploads.came('A', 0.5);
  expect(told).toHaveLength(2);
});
