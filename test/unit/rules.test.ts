import { describe, expect, test } from 'vitest';
import { createNumbers } from '../../main/engine/calls/numbers.ts';
import { judge, missingNumber } from '../../main/engine/calls/rules.ts';
import type { Rules } from '../../main/engine/calls/rules.ts';
import type { CallFacts } from '../../shared/call.ts';

const numbers = createNumbers('US');
const NOON = Date.UTC(2026, 2, 2, 12);
const rules: Rules = {
  ...{ since: NOON, minimumSeconds: 10, internalCalls: 'exclude', withheldNumbers: 'exclude' },
  ...{ privateNumbers: ['(555) 010-0199'], numbers },
};
const call = (facts: Partial<CallFacts> & { number?: string }): CallFacts => ({
  ...{
    direction: 'inbound',
    remote: numbers.normalise(facts.number ?? '15550100102'),
    remoteName: null,
    localNumber: '100',
  },
  ...{ startedAt: NOON, answeredAt: NOON + 5_000, endedAt: NOON + 65_000, talkSeconds: 60, outcome: 'connected' },
  ...{ mine: true, legs: 1, recordingNames: [], fileIds: [], notes: [] },
  ...facts,
});

describe('every exclusion names its rule', () => {
  test.each([
    ['an ordinary call', {}, null],
    ['a private number, however it is written', { number: '0015550100199' }, 'private'],
    ['a call between extensions', { direction: 'internal', number: '101' }, 'internal'],
    ['an answered call that was too short', { talkSeconds: 9 }, 'too_short'],
    ['a call that nobody answered', { answeredAt: null, talkSeconds: 0, outcome: 'no_answer' }, null],
    ["a colleague's call", { mine: false }, 'not_mine'],
    ['a call before the start date', { startedAt: NOON - 1 }, 'before_start'],
    ['a caller who hides', { number: 'anonymous' }, 'withheld'],
    ['a call without any address, which waits for a person', { number: '' }, null],
  ] as const)('%s', (_, facts, rule) => {
    expect(judge(call(facts), rules)).toBe(rule);
  });

  test('the first rule that applies is named, in the order of the design', () => {
    const all = { number: 'anonymous', direction: 'internal', talkSeconds: 0, mine: false, startedAt: 0 } as const;
    const order = [
      judge({ ...call(all), remote: numbers.normalise('5550100199') }, rules),
      judge(call(all), rules),
      judge(call({ ...all, direction: 'inbound' }), rules),
      judge(call({ ...all, direction: 'inbound', talkSeconds: 60 }), rules),
      judge(call({ ...all, direction: 'inbound', talkSeconds: 60, mine: true }), rules),
      judge(call({ number: 'anonymous' }), rules),
    ];
    expect(order).toEqual(['private', 'internal', 'too_short', 'not_mine', 'before_start', 'withheld']);
  });

  test('rules that are switched off exclude nothing', () => {
    const off: Rules = { ...rules, since: null, minimumSeconds: 0, internalCalls: 'log', withheldNumbers: 'log' };
    const calls = [
      call({ direction: 'internal' }),
      call({ number: 'anonymous' }),
      call({ startedAt: 0, talkSeconds: 0 }),
    ];
    expect(calls.map((one) => judge(one, off))).toEqual([null, null, null]);
  });

  test('only a call without an address misses its number', () => {
    expect(['', 'anonymous', 'client1', '100'].map((number) => missingNumber(call({ number })))).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
