import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldGroup } from '../../main/engine/calls/fold.ts';
import type { FoldContext } from '../../main/engine/calls/fold.ts';
import { createNumbers } from '../../main/engine/calls/numbers.ts';
import { zoneDifference } from '../../main/engine/calls/times.ts';
import { createFormat } from '../../main/engine/sources/index.ts';
import { readDelimited } from '../../main/engine/tail/delimited.ts';
import type { Leg } from '../../shared/leg.ts';
import { formatRow } from '../softphone/row.ts';
import type { ColumnCount } from '../softphone/row.ts';
import type { Scenario } from '../softphone/scenario.ts';
import { createSwitchboard, writeScript } from '../softphone/script.ts';
import { groupsOf } from '../corpus/read-case.ts';

const context: FoldContext = { extensions: ['100'], internalDigits: 5, zone: 'UTC', numbers: createNumbers('US') };
const office = { extension: '100', agent: 'Ann', trunk: 'office-trunk' };
const caller = { number: '0015550101', name: 'Zoë' };
const rings = { ring: 4, talk: 20, ringAgain: 3, talkAgain: 31 };

const SCENARIOS: readonly Scenario[] = [
  { kind: 'inbound', from: caller, ring: 4, talk: 20 },
  { kind: 'missed', from: caller, ring: 12 },
  { kind: 'voicemail', from: caller, ring: 15, message: 9 },
  {
    kind: 'ring_group',
    from: caller,
    group: '600',
    phones: ['100', '101', '102'],
    answeredBy: '100',
    ring: 6,
    talk: 45,
  },
  { kind: 'outbound', to: '0015550102', ring: 5, talk: 17 },
  { kind: 'unanswered', to: '0015550102', ring: 25 },
  { kind: 'busy', to: '0015550102', ring: 1 },
  { kind: 'internal', to: '101', ring: 2, talk: 8 },
  { kind: 'blind_transfer', from: caller, to: '101', ...rings },
  { kind: 'attended_transfer', from: caller, to: '101', ...rings, consult: 12 },
];
const START = Date.UTC(2026, 2, 2, 9);

function legsOf(text: string): Leg[] {
  const { shape, start } = createFormat('asterisk-csv');
  const mapper = start();
  return readDelimited(Buffer.from(text), shape, 'utf8').flatMap((record) => mapper.map(record).leg ?? []);
}

function rowsOf(scenario: Scenario, columns: ColumnCount, zone = 'UTC'): string[] {
  const { rows } = writeScript(scenario, office, createSwitchboard(), START);
  return rows.map(({ call }) => formatRow(call, columns, zone));
}

describe('what the phone made is what is found', () => {
  const cases = SCENARIOS.flatMap((scenario) =>
    ([16, 18, 21] as const).map((columns) => [scenario.kind, columns, scenario] as const),
  );

  test.each(cases)('%s with %i columns', (_, columns, scenario) => {
    const { conversations } = writeScript(scenario, office, createSwitchboard(), START);
    const found = groupsOf(legsOf(rowsOf(scenario, columns).join(''))).flatMap((legs) => foldGroup(legs, context));
    expect(
      found.map(({ facts }) => ({
        ...{ direction: facts.direction, remote: facts.remote.raw, talkSeconds: facts.talkSeconds },
        ...{ startedAt: facts.startedAt, endedAt: facts.endedAt },
      })),
    ).toEqual(conversations);
  });

  test('wherever the server stands, as long as its rows carry ids', () => {
    const zones = ['Europe/Berlin', 'Asia/Kathmandu', 'America/St_Johns', 'Pacific/Kiritimati'];
    const startsIn = (zone: string) =>
      foldGroup(
        legsOf(rowsOf({ kind: 'outbound', to: '0015550102', ring: 5, talk: 17 }, 18, zone).join('')),
        context,
      ).map(({ facts }) => [facts.startedAt, facts.notes]);
    expect(zones.map(startsIn)).toEqual(zones.map(() => [[START, ['zone_differs']]]));
  });
});

describe('folding', () => {
  const leg = (more: Partial<Leg> & { src?: string; dst?: string } = {}): Leg => ({
    ...{ identity: JSON.stringify(more), unique: true, groupIds: ['U:1'], linkNames: [], clock: 'utc', start: START },
    ...{ answer: START + 5_000, end: START + 60_000, epoch: null, talkSeconds: 55, disposition: 'answered' },
    ...{ dialplanOnly: false, voicemail: false, ownNumber: null, direction: null, recordingNames: [], fileIds: [] },
    from: { address: more.src ?? '100', name: null, channel: null, kind: 'none', endpoint: null },
    to: { address: more.dst ?? '0015550101', name: null, channel: null, kind: 'none', endpoint: null },
    final: true,
    ...more,
  });
  const fold = (legs: Leg[], more: Partial<FoldContext> = {}) => foldGroup(legs, { ...context, ...more });
  const facts = (one: Leg, more: Partial<FoldContext> = {}) => fold([one], more)[0]?.facts;

  test('gives every leg to exactly one conversation, whatever the order of the legs', () => {
    const all = SCENARIOS.flatMap((scenario) => legsOf(rowsOf(scenario, 21).join('')));
    const shuffled = fc
      .subarray(all, { minLength: 1 })
      .chain((some) => fc.shuffledSubarray(some, { minLength: some.length }));
    fc.assert(
      fc.property(shuffled, (legs) => {
        const conversations = fold(legs);
        const places = conversations.flatMap((conversation) => conversation.legs);
        expect(places.sort((a, b) => a - b)).toEqual([...legs.keys()]);
        const inOrder = fold(all.filter((one) => legs.includes(one)));
        expect(conversations.map((one) => one.facts)).toEqual(inOrder.map((one) => one.facts));
        for (const { facts: made } of conversations) {
          expect(made.endedAt).toBeGreaterThanOrEqual(made.startedAt);
          expect(made.talkSeconds * 1000).toBeLessThanOrEqual(made.endedAt - made.startedAt);
          expect(made.answeredAt === null).toBe(made.outcome !== 'connected');
        }
      }),
      { numRuns: 200 },
    );
  });

  test('stays quick with thousands of legs in one group', () => {
    const [one] = legsOf(rowsOf(SCENARIOS[0] as Scenario, 21).join(''));
    const legs = Array.from({ length: 3_000 }, (_, index) => ({
      ...(one as Leg),
      start: START + index,
      identity: String(index),
    }));
    expect(fold(legs).map(({ facts: made }) => made.legs)).toEqual([3_000]);
  });

  test.each([
    ['100', '0015550101', { direction: 'outbound', remote: '0015550101', local: '100' }],
    ['0015550101', '100', { direction: 'inbound', remote: '0015550101', local: '100' }],
    ['100', '101', { direction: 'internal', remote: '101', local: '100' }],
    ['101', '100', { direction: 'internal', remote: '101', local: '100' }],
    ['101', '102', { direction: 'internal', remote: '102', local: '101' }],
    ['100', '*98', { direction: 'internal', remote: '*98', local: '100' }],
    ['anonymous', '100', { direction: 'inbound', remote: 'anonymous', local: '100' }],
    ['100', 'bob', { direction: 'outbound', remote: 'bob', local: '100' }],
    ['bob', '100', { direction: 'inbound', remote: 'bob', local: '100' }],
    ['0015550101', '0015550102', { direction: 'unknown', remote: '0015550101', local: null }],
  ])('%s to %s is %j', (src, dst, { direction, remote, local }) => {
    expect(facts(leg({ src, dst }))).toMatchObject({ direction, remote: { raw: remote }, localNumber: local });
  });

  test.each([
    [['100'], '100', true],
    [['*'], '100', true],
    [['1*'], '100', true],
    [['1??'], '100', true],
    [['1?'], '100', false],
    [['101', 'ann'], '100', false],
    [['200'], '100', false],
  ])('with the extensions %j, a call of %s being mine is %s', (extensions, src, mine) => {
    expect(facts(leg({ src }), { extensions })?.mine).toBe(mine);
  });

  test('digits decide what is inside where every extension is mine', () => {
    const directions = [5, 2, 0].map(
      (internalDigits) => facts(leg({ dst: '101' }), { extensions: ['*'], internalDigits })?.direction,
    );
    expect(directions).toEqual(['internal', 'unknown', 'unknown']);
  });

  test("believes the source's own word where there are no channels", () => {
    const words = (['inbound', 'outbound', 'internal', null] as const).map(
      (direction) => facts(leg({ src: '0015550101', dst: '0015550102', direction }))?.remote.raw,
    );
    expect(words).toEqual(['0015550101', '0015550102', '0015550102', '0015550101']);
  });

  test('marks what may still change', () => {
    expect(facts(leg({ final: false }))?.notes).toEqual(['unfinished']);
  });

  test('counts neither gaps nor overlaps as talk', () => {
    const part = (from: number, talkSeconds: number): Leg =>
      leg({
        start: START + from * 1000,
        answer: START + from * 1000,
        end: START + (from + talkSeconds) * 1000,
        talkSeconds,
      });
    expect(
      fold([part(0, 60), part(30, 60), part(200, 10)]).map(({ facts: made }) => [made.legs, made.talkSeconds]),
    ).toEqual([[3, 100]]);
  });

  test('keeps two outside parties apart', () => {
    expect(fold([leg({ dst: '0015550101' }), leg({ dst: '0015550102' })]).map((one) => one.legs)).toEqual([[0], [1]]);
  });

  describe('the clock', () => {
    const wall = (text: string, epoch: string | null): Leg =>
      leg({
        clock: 'wall',
        start: Date.parse(`${text}Z`),
        answer: null,
        end: null,
        epoch: epoch === null ? null : Date.parse(`${epoch}Z`),
      });

    test.each([
      ['UTC', '2026-07-01T11:00:00', '2026-07-01T09:00:00', { configured: 0, seen: 120 }],
      ['Europe/Berlin', '2026-07-01T11:00:00', '2026-07-01T09:00:00', null],
      ['Europe/Berlin', '2026-01-01T09:00:00', '2026-01-01T09:00:00', { configured: 60, seen: 0 }],
      ['UTC', '2026-07-01T14:45:00', '2026-07-01T09:00:00', { configured: 0, seen: 345 }],
      ['UTC', '2026-07-01T04:00:10', '2026-07-01T09:00:00', { configured: 0, seen: -300 }],
      // Time gone by since the channel was made.
      ['UTC', '2026-07-01T09:40:00', '2026-07-01T09:00:00', null],
      ['UTC', '2026-07-01T10:20:00', '2026-07-01T09:00:00', null],
      ['UTC', '2026-07-01T09:04:00', '2026-07-01T09:00:00', null],
      // Nonsense in the id.
      ['UTC', '2026-07-01T09:00:00', '2020-07-01T09:00:00', null],
      ['UTC', '2026-07-01T09:00:00', null, null],
    ])('in %s showing %s with the epoch of %s', (zone, shown, epoch, difference) => {
      expect(zoneDifference([wall(shown, epoch)], zone)).toEqual(difference);
    });

    test('asks the leg that began with its channel, not one that came an hour later', () => {
      const first = wall('2026-07-01T09:00:00', '2026-07-01T09:00:00');
      const transferred = wall('2026-07-01T10:00:00', '2026-07-01T09:00:00');
      expect(zoneDifference([transferred, first], 'UTC')).toBe(null);
    });

    test('keeps the order of the file in an hour that is shown twice', () => {
      const shown = { ...wall('2026-10-25T02:10:00', null), end: Date.parse('2026-10-25T02:12:00Z') };
      const startAfter = (previousEnd?: string) =>
        facts(shown, {
          zone: 'Europe/Berlin',
          ...(previousEnd === undefined ? {} : { previousEnd: Date.parse(previousEnd) }),
        })?.startedAt;
      expect([startAfter(), startAfter('2026-10-25T00:11:00Z'), startAfter('2026-10-25T00:30:00Z')]).toEqual(
        ['2026-10-25T00:10:00Z', '2026-10-25T00:10:00Z', '2026-10-25T01:10:00Z'].map((text) => Date.parse(text)),
      );
    });
  });
});
