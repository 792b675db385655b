import fc from 'fast-check';
import { expect, test } from 'vitest';
import { axisFor, whysOf } from '../../renderer/screens/balance/parts-of.ts';
import { createBalanceStore, spanOf, startOf } from '../../renderer/stores/balance-store.ts';
import type { Bridge } from '../../shared/contract.ts';
import type { Balance } from '../../shared/desk.ts';
import { appError } from '../../shared/errors.ts';
import { fail, ok } from '../../shared/result.ts';

const NOON = new Date(2026, 10, 20, 12).getTime();
const BALANCE: Balance = {
  ...{ sum: { found: 6, inCrm: 1, waiting: 3, held: 1, excluded: 1, failed: 0 }, days: [], accounts: [] },
  reasons: [
    { state: 'queued', reason: 'network', calls: 1 },
    { state: 'sending', reason: null, calls: 1 },
    { state: 'pending', reason: null, calls: 1 },
    { state: 'held', reason: 'no_contact', calls: 1 },
    { state: 'excluded', reason: 'internal', calls: 1 },
    { state: 'synced', reason: null, calls: 1 },
  ],
  ...{ legs: 6, rejectedRecords: 0, sources: 1, asOf: NOON, addsUp: true },
};

type Client = Pick<Bridge, 'balance' | 'exportBalance'>;

function openStore(more: Partial<Client> = {}) {
  const asked: Parameters<Client['balance']>[0][] = [];
  const client: Client = {
    balance(span) {
      asked.push(span);
      return Promise.resolve(ok(BALANCE));
    },
    exportBalance: () => Promise.resolve(ok(null)),
    ...more,
  };
  return { asked, store: createBalanceStore(client, () => NOON) };
}

test('two weeks are asked for first: today and the thirteen days before it', async () => {
  const { asked, store } = openStore();
  await store.getState().refresh();
  expect(asked).toEqual([{ from: new Date(2026, 10, 7).getTime(), before: null, account: null }]);
  expect(store.getState().balance).toEqual(BALANCE);
  expect(startOf('today', NOON)).toBe(new Date(2026, 10, 20).getTime());
});

test('a day that is chosen is asked for beside the period, and is forgotten with it', async () => {
  const { asked, store } = openStore();
  store.getState().setDay('2026-11-19');
  await expect.poll(() => store.getState().ofDay).toEqual(BALANCE);
  expect(asked.at(-1)).toEqual({ ...spanOf('2026-11-19'), account: null });
  store.getState().setPeriod('month');
  await expect.poll(() => store.getState().ofDay).toBeNull();
  expect(store.getState()).toMatchObject({ day: null, period: 'month' });
});

test('a day begins and ends at midnight, also where its clock is put back', () => {
  for (const day of ['2026-11-01', '2026-03-29', '2026-10-25', '2026-12-31']) {
    const { from, before } = spanOf(day);
    expect([new Date(from).getHours(), new Date(before).getHours()]).toEqual([0, 0]);
    expect(new Date(before - 1).getDate()).toBe(new Date(from).getDate());
  }
});

test('what is asked while an answer is on its way is asked once, with the last choice', async () => {
  const { asked, store } = openStore();
  store.getState().setAccount('sales');
  store.getState().setAccount('support');
  store.getState().setAccount(null);
  await expect.poll(() => asked.length).toBe(2);
  expect(asked.map(({ account }) => account)).toEqual(['sales', null]);
});

test('an answer that fails leaves the last numbers and says why', async () => {
  const { store } = openStore();
  await store.getState().refresh();
  const broken = createBalanceStore({
    balance: () => Promise.resolve(fail(appError('bug', 'no_engine', 'The engine does not run.'))),
    exportBalance: () => Promise.resolve(ok(null)),
  });
  broken.setState({ balance: BALANCE });
  await broken.getState().refresh();
  expect(broken.getState()).toMatchObject({ balance: BALANCE, problem: { code: 'no_engine' } });
});

test('an export says where it was written, that it was not, or nothing when it was called off', async () => {
  const answers = [
    ok({ path: '/tmp/balance.csv' }),
    fail(appError('local', 'not_written', 'The disk is full.')),
    ok(null),
  ] as const;
  const said: string[] = [];
  for (const answer of answers) {
    const { store } = openStore({ exportBalance: () => Promise.resolve(answer) });
    await store.getState().exportTo('csv');
    said.push(store.getState().exported.kind);
  }
  expect(said).toEqual(['written', 'failed', 'none']);
});

test('reasons: what waits in four lines, every part as many calls as its lines', () => {
  const whys = whysOf(BALANCE);
  expect(whys.map(({ part, calls }) => [part, calls])).toEqual([
    ['waiting', 3],
    ['held', 1],
    ['excluded', 1],
  ]);
  expect(whys[0]?.lines).toEqual([
    { states: ['pending'], reason: null, calls: 1 },
    { states: ['queued', 'sending'], reason: null, calls: 2 },
  ]);
  for (const { calls, lines } of whys) expect(lines.reduce((sum, line) => sum + line.calls, 0)).toBe(calls);
});

test('an axis covers the greatest value, begins at nought, goes in equal whole steps and is not too long', () => {
  fc.assert(
    fc.property(fc.nat({ max: 10_000_000 }), (greatest) => {
      const { end, marks } = axisFor(greatest);
      const steps = marks.slice(1).map((mark, index) => mark - (marks[index] ?? 0));
      expect(marks[0]).toBe(0);
      expect(marks.at(-1)).toBe(end);
      expect(end).toBeGreaterThanOrEqual(greatest);
      expect(new Set(steps).size).toBe(1);
      expect(marks.every(Number.isInteger)).toBe(true);
      expect(end).toBeLessThanOrEqual(Math.max(3, 2 * greatest + 3));
    }),
  );
});
