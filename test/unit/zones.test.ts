import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { zoneOf } from '../../main/engine/calls/zones.ts';

const wall = (text: string) => Date.parse(`${text}Z`);
const utc = (moment: number) => new Date(moment).toISOString().slice(0, 19);

describe('a wall clock becomes a moment', () => {
  test.each([
    ['Europe/Berlin', '2026-01-01T00:00:00', '2025-12-31T23:00:00'],
    ['Europe/Berlin', '2026-03-29T01:59:59', '2026-03-29T00:59:59'],
    ['Europe/Berlin', '2026-03-29T03:00:00', '2026-03-29T01:00:00'],
    ['America/Los_Angeles', '2026-12-31T20:00:00', '2027-01-01T04:00:00'],
    ['Asia/Kathmandu', '2026-07-01T12:00:00', '2026-07-01T06:15:00'],
    ['America/St_Johns', '2006-10-29T00:30:00', '2006-10-29T04:00:00'],
    ['UTC', '2026-10-25T02:30:00', '2026-10-25T02:30:00'],
  ])('in %s, %s is %s UTC', (zone, shown, moment) => {
    const { earliest, latest } = {
      earliest: zoneOf(zone).earliest(wall(shown)),
      latest: zoneOf(zone).latest(wall(shown)),
    };
    expect([utc(earliest), utc(latest)]).toEqual([moment, moment]);
  });

  test('the hour that is shown twice has two moments', () => {
    const berlin = zoneOf('Europe/Berlin');
    const shown = wall('2026-10-25T02:30:00');
    expect([utc(berlin.earliest(shown)), utc(berlin.latest(shown))]).toEqual([
      '2026-10-25T00:30:00',
      '2026-10-25T01:30:00',
    ]);
  });

  test('the hour that is left out is counted on as if it were not', () => {
    expect(utc(zoneOf('Europe/Berlin').earliest(wall('2026-03-29T02:30:00')))).toBe('2026-03-29T01:30:00');
  });

  test('in any zone and year it is what the calendar says', () => {
    const names = [
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Africa/Casablanca',
      'Asia/Kolkata',
      'Pacific/Apia',
    ];
    const moments = fc.integer({ min: Date.UTC(1995, 0) / 1000, max: Date.UTC(2035, 0) / 1000 });
    fc.assert(
      fc.property(fc.constantFrom(...names), moments, (name, second) => {
        const zone = zoneOf(name);
        const shown = Temporal.Instant.fromEpochMilliseconds(second * 1000)
          .toZonedDateTimeISO(name)
          .toPlainDateTime();
        const asWall = shown.toZonedDateTime('UTC').epochMilliseconds;
        const moment = (disambiguation: 'earlier' | 'later') =>
          shown.toZonedDateTime(name, { disambiguation }).epochMilliseconds;
        expect([zone.earliest(asWall), zone.latest(asWall)]).toEqual([moment('earlier'), moment('later')]);
        expect(zone.offsetAt(second * 1000)).toBe(asWall - second * 1000);
      }),
      { numRuns: 1_000 },
    );
  });

  test('an unknown zone is refused', () => {
    expect(() => zoneOf('Mars/Olympus')).toThrow(RangeError);
  });
});
