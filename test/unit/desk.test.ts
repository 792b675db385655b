import { describe, expect, test } from 'vitest';
import { createCalendar } from '../../main/engine/desk/days.ts';
import { Desk } from '../../main/engine/desk/desk.ts';
import { describeCall } from '../../main/engine/ledger/describe.ts';
import type { Store } from '../../main/engine/store/port.ts';
import type { CallFilter } from '../../shared/desk.ts';
import { openTestStore, putCall, START, temporaryFolder } from '../fakes/calls.ts';
import { FakeClock } from '../fakes/fake-clock.ts';

const ALL: CallFilter = { view: 'all', search: '', from: null, before: null, direction: null, account: null };
const DAY = 86_400_000;

function deskOn(store: Store, clock = new FakeClock(), timeZone = 'UTC'): Desk {
  return new Desk({
    store,
    clock,
    timeZone,
    sources: 1,
    describe(no) {
      const call = store.calls.get(no);
      return call && describeCall(call, store.deliveries.get(no), store.recordings.get(no));
    },
    progress: () => null,
  });
}

const ref = (key: string): string => key.padStart(12, '0');

describe('the list', () => {
  test('is newest first, cut into days, and read by pages', () => {
    using folder = temporaryFolder();
    using store = openTestStore(folder);
    putCall(
      store,
      '1',
      { name: 'pending' },
      { startedAt: START - DAY, endedAt: START - DAY + 60_000, talkSeconds: 60 },
    );
    putCall(store, '2', { name: 'synced' }, { startedAt: START, endedAt: START + 60_000 });
    putCall(store, '3', { name: 'excluded', reason: 'internal' }, { startedAt: START - 1_000, endedAt: START });
    const page = deskOn(store).page(ALL, 1, 5);
    expect([page.total, page.offset, page.rows.map(({ id }) => id)]).toEqual([3, 1, [ref('3'), ref('1')]]);
    expect(page.days.map(({ day, calls }) => [day, calls])).toEqual([
      ['2026-11-21', 2],
      ['2026-11-20', 1],
    ]);
  });

  test.each([
    ['jane', ['1']],
    ['JANE doe', ['1']],
    ['doe jane', ['1']],
    ['0177', ['2']],
    ['(555) 010-0177', ['2']],
    ['+1 555 010 0177', ['2']],
    ['renewal', ['1']],
    ['nobody', []],
  ])('finds %j by name, number and note', async (search, found) => {
    using folder = temporaryFolder();
    using store = openTestStore(folder);
    const clock = new FakeClock();
    const no = putCall(store, '1', { name: 'pending' }, { remoteName: 'Jane Doe' });
    store.deliveries.begin(no, 'sales');
    store.deliveries.setWrapUp(no, { note: 'About the renewal', outcome: null });
    const remote = { raw: '5550100177', e164: '+15550100177', national: '5550100177', withheld: false };
    putCall(store, '2', { name: 'synced' }, { remote });
    const desk = deskOn(store, clock);
    desk.page(ALL, 0, 1);
    await clock.advance(1_000);
    expect(desk.page({ ...ALL, search }, 0, 10).rows.map(({ id }) => id)).toEqual(found.map(ref));
  });

  test('follows what happens: a new call, a new state, a call that is gone', () => {
    using folder = temporaryFolder();
    using store = openTestStore(folder);
    const desk = deskOn(store);
    expect(desk.page(ALL, 0, 10).total).toBe(0);
    const no = putCall(store, '1', { name: 'pending' });
    const told = {
      event: 'state',
      at: '',
      id: ref('1'),
      from: 'pending',
      to: 'queued',
      reason: null,
      crmId: null,
    } as const;
    desk.heard(told);
    expect(desk.page({ ...ALL, view: 'pending' }, 0, 10).total).toBe(1);
    store.transaction(() => store.calls.move(no, 'pending', { name: 'queued', due: 0, reason: null }));
    desk.heard(told);
    expect(desk.page({ ...ALL, view: 'pending' }, 0, 10).total).toBe(0);
    expect(desk.page({ ...ALL, view: 'on_its_way' }, 0, 10).rows[0]).toMatchObject({ id: ref('1'), state: 'queued' });
    store.transaction(() => {
      store.calls.absorb(no);
    });
    desk.heard(told);
    expect(desk.page(ALL, 0, 10).total).toBe(0);
  });

  test('of a private call nobody is shown', () => {
    using folder = temporaryFolder();
    using store = openTestStore(folder);
    putCall(store, '1', { name: 'excluded', reason: 'private' }, { remoteName: 'Jane Doe' });
    const [row] = deskOn(store).page(ALL, 0, 10).rows;
    expect(row).toMatchObject({ name: null, number: null, company: null, reason: 'private' });
  });
});

describe('the balance', () => {
  test('adds up by day, by account and by reason', () => {
    using folder = temporaryFolder();
    using store = openTestStore(folder);
    putCall(store, '1', { name: 'synced' });
    putCall(store, '2', { name: 'pending' }, { startedAt: START - DAY });
    putCall(store, '3', { name: 'excluded', reason: 'internal' });
    putCall(store, '4', { name: 'excluded', reason: 'too_short' });
    putCall(store, '5', { name: 'failed', reason: 'bad_field' });
    const { sum, days, reasons, addsUp } = deskOn(store).balance(null, null, null);
    expect(sum).toEqual({ found: 5, inCrm: 1, waiting: 1, held: 0, excluded: 2, failed: 1 });
    expect(days.map(({ day, found }) => [day, found])).toEqual([
      ['2026-11-21', 4],
      ['2026-11-20', 1],
    ]);
    expect(reasons.reduce((total, { calls }) => total + calls, 0)).toBe(5);
    expect(addsUp).toBe(true);
    expect(deskOn(store).balance(START, null, null).sum.found).toBe(4);
  });
});

describe('the calendar', () => {
  test.each([
    ['Asia/Kolkata', '2026-11-20T18:29:59Z', '2026-11-20'],
    ['Asia/Kolkata', '2026-11-20T18:30:00Z', '2026-11-21'],
    ['Asia/Kathmandu', '2026-11-20T18:15:00Z', '2026-11-21'],
    ['America/New_York', '2026-11-01T04:00:00Z', '2026-11-01'],
    ['America/New_York', '2026-11-02T04:59:59Z', '2026-11-01'],
    ['America/New_York', '2026-11-02T05:00:00Z', '2026-11-02'],
    ['Pacific/Kiritimati', '2026-11-20T10:00:00Z', '2026-11-21'],
  ])('in %s %s is on %s', (zone, at, day) => {
    const calendar = createCalendar(zone);
    expect(calendar.nameOf(calendar.dayOf(Date.parse(at)))).toBe(day);
  });
});
