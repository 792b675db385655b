import { describe, expect, test } from 'vitest';
import { zoneByFile } from '../../main/engine/calls/zone-by-file.ts';

const HOUR = 3_600_000;
const now = Date.UTC(2026, 2, 2, 9);

describe('the newest call of a file and the time at which the file was written', () => {
  test.each([
    ['agree', now - 5, true, null],
    ['agree when the row was held back for minutes', now - 5 * 60_000, true, null],
    ['a call in the future, in whatever file', now + 3 * HOUR, false, 3 * HOUR],
    ['a row just appended about a call two hours ago', now - 2 * HOUR - 1_000, true, -2 * HOUR],
    ['half an hour is a zone too', now - 5.5 * HOUR, true, -5.5 * HOUR],
    ['an old file says nothing', now - 2 * HOUR, false, null],
    ['a row appended late by no whole quarter of an hour', now - 2 * HOUR - 7 * 60_000, true, null],
    ['further than any zone', now - 20 * HOUR, true, null],
    ['a date years ahead is no zone', now + 20 * HOUR, true, null],
  ])('%s', (_, newestEnd, fresh, shift) => {
    expect(zoneByFile(newestEnd, now, fresh)).toBe(shift);
  });
});
