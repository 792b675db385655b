import { expect, test } from 'vitest';
import { STATE_NAMES } from '../../shared/call.ts';
import type { CallRow, CallSheet } from '../../shared/desk.ts';
import { fail, ok } from '../../shared/result.ts';
import { appError } from '../../shared/errors.ts';
import { saidIn } from '../../renderer/i18n/index.tsx';
import { layoutOf } from '../../renderer/screens/calls/layout.ts';
import { daysOf, spanOf, DAYS } from '../../renderer/screens/calls/span.ts';
import { sentenceOf } from '../../renderer/screens/calls/timeline.tsx';
import { createListStore, EVERYTHING, PAGE } from '../../renderer/stores/list-store.ts';
import { createSelectionStore } from '../../renderer/stores/selection-store.ts';
import { createSheetStore } from '../../renderer/stores/sheet-store.ts';
import { bricksOf, countOf, isIn, noteOf, VIEWS, whoOf } from '../../renderer/view.ts';
import { sheetOf, ROWS } from '../e2e/gallery/rows.ts';
import { ledgerOf } from '../fakes/ledger.ts';

const EN = saidIn('en', 'en-GB', 'UTC');
const DE = saidIn('de', 'de', 'UTC');
const [FIRST] = ROWS;
if (FIRST === undefined) throw new Error('the gallery has rows');
const row = (change: Partial<CallRow> = {}): CallRow => ({ ...FIRST, ...change });

test('every state belongs to exactly one view, so that the views add up to the calls found', () => {
  const narrow = VIEWS.filter((view) => view !== 'all');
  for (const state of STATE_NAMES) expect(narrow.filter((view) => isIn(view, state))).toHaveLength(1);
  const ledger = ledgerOf({
    pending: 4,
    held: 3,
    sending: 1,
    queued: 2,
    logged: 2,
    synced: 61,
    excluded: 6,
    failed: 1,
  });
  expect(VIEWS.map((view) => countOf(view, ledger))).toEqual([4, 3, 5, 61, 6, 1, 80]);
});

test('the bricks are as long as the ruler, and empty ones are left out', () => {
  expect(bricksOf(ledgerOf({ synced: 61, pending: 4, unknown: 5, held: 3, excluded: 6 }))).toEqual([
    { brick: 'crm', calls: 61 },
    { brick: 'waiting', calls: 9 },
    { brick: 'held', calls: 3 },
    { brick: 'excluded', calls: 6 },
  ]);
});

test('a row names who it was, and nothing of a private call', () => {
  expect(whoOf(row({ name: 'Zoë' }), EN.words)).toEqual({ text: 'Zoë', isNumber: false });
  expect(whoOf(row({ name: null, number: '+1 202 555 0101' }), EN.words)).toEqual({
    text: '+1 202 555 0101',
    isNumber: true,
  });
  expect(whoOf(row({ name: 'Mum', reason: 'private' }), EN.words)).toEqual({ text: 'Private number', isNumber: false });
});

test.each<[Partial<CallRow>, string]>([
  [{ state: 'held', reason: 'several_contacts', matches: 3 }, '3 contacts match'],
  [{ state: 'held', reason: 'never_heard_of' }, 'Held'],
  [{ state: 'queued', reason: 'sign_in' }, 'Waits for sign-in'],
  [{ state: 'sending', progress: 0.64 }, 'Sending, 64 %'],
  [{ state: 'synced', outcome: 'no_answer' }, 'No answer'],
])('%o is noted as "%s"', (change, note) => {
  expect(noteOf(row({ matches: null, progress: null, ...change }), EN)).toBe(note);
});

test('every place of a list has its height without asking for its row', () => {
  const days = [
    { day: '2026-11-20', calls: 3, talkSeconds: 0 },
    { day: '2026-11-19', calls: 100_000, talkSeconds: 0 },
  ];
  const layout = layoutOf(days, { row: 36, day: 28 });
  expect(layout.height).toBe(2 * 28 + 100_003 * 36);
  expect([0, 2, 3, 100_002].map(layout.topOf)).toEqual([28, 100, 164, 164 + 99_999 * 36]);
  for (const place of [0, 1, 2, 3, 500, 100_002]) expect(layout.placeAt(layout.topOf(place))).toBe(place);
  const seen = layout.between(90, 210);
  expect(seen.map((item) => (item.kind === 'day' ? item.day.day : item.place))).toEqual([1, 2, '2026-11-19', 3, 4]);
});

test('days are named again from their bounds', () => {
  const now = new Date(2026, 10, 20, 15);
  for (const days of DAYS) expect(daysOf(spanOf(days, now), now)).toBe(days);
});

/** Codes of the timeline as the engine writes them. */
const CODES = [
  'more_legs recording_awaited recording_growing recording_whole recording_attached recording_unusable recording_refused',
  'no_recording same_call recording_deleted_from_host answer_lost taken_back held failed failed_attempt updated kept_in_crm',
  'cannot_change logged found_in_crm record_removed sent follow_up_added follow_up_created follow_up_refused',
  'follow_up_uncertain remove_refused change_refused recording_waits matched no_contact contact_created link_renewed',
  'recording_changed link_not_renewed failed_upload approved ignored take_back_asked marked_private tried_again edited',
  'looked_up contact_chosen contact_remembered',
].flatMap((line) => line.split(' '));

test.each([
  ['English', EN],
  ['German', DE],
] as const)('the timeline tells every code in %s, and a newer one as what it is', (_, said) => {
  for (const code of CODES) {
    const sentence = sentenceOf({ code, detail: null }, 'Pipedrive', said);
    expect(sentence, code).not.toContain('_');
    expect(sentence, code).not.toBe(said.screens.calls.timeline.unknown(code));
  }
  expect(sentenceOf({ code: 'brand_new', detail: null }, 'Pipedrive', said)).toContain('brand new');
});

function client(rows: readonly CallRow[]) {
  const asked: unknown[] = [];
  const all = { rows: [...rows] };
  return {
    asked,
    all,
    listCalls: (input: { offset: number; limit: number }) => {
      asked.push(input);
      const days = [{ day: '2026-11-20', calls: all.rows.length, talkSeconds: 0 }];
      const part = all.rows.slice(input.offset, input.offset + input.limit);
      return Promise.resolve(ok({ total: all.rows.length, days, offset: input.offset, rows: part }));
    },
    callRows: ({ ids }: { ids: string[] }) => Promise.resolve(ok(all.rows.filter(({ id }) => ids.includes(id)))),
  };
}

test('while somebody reads, what changed stays in its place and what came is only counted', async () => {
  const desk = client(ROWS);
  const store = createListStore(desk);
  await store.getState().refresh();
  const before = [...store.getState().rows.values()].map(({ id }) => id);
  store.getState().hold(true);
  const arrived = row({ id: 'NEW', startedAt: FIRST.startedAt + 60_000 });
  desk.all.rows = [arrived, { ...FIRST, state: 'pending' }, ...ROWS.slice(1)];
  await store.getState().changed(['NEW', FIRST.id]);
  expect([...store.getState().rows.values()].map(({ id }) => id)).toEqual(before);
  expect(store.getState().rows.get(0)?.state).toBe('pending');
  expect([...store.getState().arrived]).toEqual(['NEW']);
  store.getState().hold(false);
  await expect.poll(() => store.getState().rows.get(0)?.id).toBe('NEW');
});

test('a stretch of places asks for the rows that are missing', async () => {
  const many = Array.from({ length: 450 }, (_, index) => row({ id: String(index) }));
  const store = createListStore(client(many), EVERYTHING);
  await store.getState().refresh();
  expect(store.getState().rows.size).toBe(PAGE);
  const rows = await store.getState().between(90, 420);
  expect(rows.map(({ id }) => id)).toEqual(many.slice(90, 421).map(({ id }) => id));
});

test('one call alone, then several: the first comes along', () => {
  const { getState } = createSelectionStore();
  getState().moveTo(0, FIRST.id);
  getState().toggle(1, row({ id: 'b' }), FIRST);
  expect([...getState().chosen.keys()]).toEqual([FIRST.id, 'b']);
  getState().clear();
  expect(getState().chosen.size).toBe(0);
});

test('a sheet that cannot be had says why; whose number it is gets asked once', async () => {
  const bare = sheetOf(row({ id: 'A', state: 'pending', number: '+1 202 555 0101', name: null }));
  const sheet: CallSheet = { ...bare, detail: { ...bare.detail, lookedUp: null, contactDecided: false } };
  const looked: string[] = [];
  const store = createSheetStore({
    callSheet: ({ id }) => Promise.resolve(id === 'A' ? ok(sheet) : fail(appError('local', 'unknown_call', 'gone'))),
    lookUp: ({ id }) => {
      looked.push(id);
      return Promise.resolve(fail(appError('network', 'unreachable', 'no network')));
    },
  });
  store.getState().open('A');
  await expect.poll(() => store.getState().isLooking || looked.length > 0).toBe(true);
  store.getState().changed(['A']);
  await expect.poll(() => store.getState().sheet?.row.id).toBe('A');
  expect(looked).toEqual(['A']);
  store.getState().open('B');
  await expect.poll(() => store.getState().problem?.code).toBe('unknown_call');
});
