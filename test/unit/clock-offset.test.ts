import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clockOffset, startDifferences } from '../../main/engine/calls/clock-offset.ts';
import type { CallFacts } from '../../shared/call.ts';

const call = (startedAt: number, talkSeconds: number, raw: string): CallFacts => ({
  direction: 'outbound',
  remote: { raw, e164: null, national: null, withheld: false },
  remoteName: null,
  localNumber: '100',
  startedAt,
  answeredAt: startedAt,
  endedAt: startedAt + talkSeconds * 1000,
  talkSeconds,
  outcome: 'connected',
  mine: true,
  legs: 1,
  recordingNames: [],
  fileIds: [],
  notes: [],
});
const sameNumber = (a: CallFacts, b: CallFacts): boolean => a.remote.raw === b.remote.raw;

describe('one clock against another', () => {
  test.each([
    ['few pairs say nothing', [40_000, 40_000], null],
    ['the middle of what most say', [40_100, 39_900, 40_000, 9_000, 40_050, 40_000], { offset: 40_000, pairs: 5 }],
    ['pairs that contradict each other are no matter of clocks', [0, 40_000, -10_000, 90_000], null],
    ['equal clocks', [0, 0, 1_000], { offset: 0, pairs: 3 }],
  ])('%s', (_, differences, answer) => {
    expect(clockOffset(differences)).toEqual(answer);
  });

  test('is found in calls that two sources share, among calls that they do not', () => {
    const distinct = fc.uniqueArray(fc.integer({ min: 0, max: 500 }), { minLength: 5, maxLength: 40 });
    fc.assert(
      fc.property(distinct, fc.integer({ min: -500_000, max: 500_000 }), (slots, offset) => {
        const own = slots.map((slot) => call(slot * 1_000_000, 10 + (slot % 90), `n${slot}`));
        const theirs = own.map((one) => ({ ...one, startedAt: one.startedAt - offset }));
        const alone = [call(5_000_000_000, 30, 'x'), call(6_000_000_000, 2, 'y')];
        const differences = startDifferences([...own, ...alone], theirs, sameNumber);
        expect(clockOffset(differences)).toEqual({ offset, pairs: slots.length });
      }),
      { numRuns: 100 },
    );
  });

  test('a call that could be two of the other side is not asked', () => {
    const twice = [call(0, 30, 'a'), call(20_000, 30, 'a')];
    expect(startDifferences([call(1_000, 30, 'a')], twice, sameNumber)).toEqual([]);
    expect(startDifferences(twice, [call(1_000, 30, 'a')], sameNumber)).toEqual([]);
  });
});
