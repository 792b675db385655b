import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { STATE_NAMES } from '../../shared/call.ts';
import type { Overview } from '../../shared/contract.ts';
import { appError } from '../../shared/errors.ts';
import type { LedgerCall } from '../../shared/ledger.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { createOverviewStore } from '../../renderer/overview-store.ts';
import { CallsWindow } from '../../renderer/screens/calls-window.tsx';
import {
  bricksOf,
  byDay,
  clockOf,
  countOf,
  isIn,
  lengthOf,
  noteOf,
  VIEWS,
  whoOf,
  type View,
} from '../../renderer/view.ts';
import { ledgerCall, ledgerOf } from '../fakes/ledger.ts';

const NARROW: readonly View[] = VIEWS.filter((view) => view !== 'all');

test('every state belongs to exactly one view, so that the views add up to the calls found', () => {
  for (const state of STATE_NAMES) {
    expect(NARROW.filter((view) => isIn(view, ledgerCall({ state })))).toHaveLength(1);
  }
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
  const ledger = ledgerOf({ synced: 61, pending: 4, unknown: 5, held: 3, excluded: 6 });
  expect(bricksOf(ledger)).toEqual([
    { brick: 'crm', calls: 61 },
    { brick: 'waiting', calls: 9 },
    { brick: 'held', calls: 3 },
    { brick: 'excluded', calls: 6 },
  ]);
});

const contact = { id: '1', name: 'Jane Doe', reason: 'Only match' };
test.each<[string, Partial<LedgerCall>, { text: string; isNumber: boolean }]>([
  ['the contact', { crm: { account: 'a', id: null, url: null, contact } }, { text: 'Jane Doe', isNumber: false }],
  ['the name of the source', { remoteName: 'Zoë' }, { text: 'Zoë', isNumber: false }],
  ['the number', {}, { text: '+15550102', isNumber: true }],
  ['the address as it was', { remoteNumber: null, remoteRaw: 'alice@pbx' }, { text: 'alice@pbx', isNumber: true }],
  ['no number', { remoteNumber: null, remoteRaw: '' }, { text: 'No number', isNumber: false }],
  [
    'nothing of a private call',
    { state: 'excluded', reason: 'private', remoteName: 'Mum' },
    { text: 'Private number', isNumber: false },
  ],
])('a row shows %s', (_, change, expected) => {
  expect(whoOf(ledgerCall(change))).toEqual(expected);
});

test.each<[Partial<LedgerCall>, string]>([
  [{ state: 'held', reason: 'no_contact' }, 'No contact'],
  [{ state: 'held', reason: 'never_heard_of' }, 'Held'],
  [{ state: 'excluded', reason: 'internal' }, 'Internal'],
  [{ state: 'queued', reason: 'sign_in' }, 'Waits for sign-in'],
  [{ state: 'queued', reason: null }, 'Queued'],
  [{ state: 'unknown' }, 'Checking'],
  [{ state: 'logged' }, 'Recording to come'],
  [{ state: 'synced', outcome: 'no_answer' }, 'No answer'],
])('%o is noted as "%s"', (change, note) => {
  expect(noteOf(ledgerCall(change))).toBe(note);
});

test('lengths, clock and days read as in the mock-ups', () => {
  expect([0, 5, 201, 724.4, 3729].map(lengthOf)).toEqual(['–', '0:05', '3:21', '12:04', '1:02:09']);
  expect(clockOf('2026-11-20T23:05:00Z', 'Europe/Berlin')).toBe('00:05');
  const calls = ['2026-11-20T23:05:00Z', '2026-11-20T22:59:00Z', '2026-11-20T08:00:00Z'].map((startedAt) =>
    ledgerCall({ startedAt }),
  );
  expect(byDay(calls, 'Europe/Berlin')).toEqual([
    { day: 'Saturday 21 November', calls: [calls[0]] },
    { day: 'Friday 20 November', calls: [calls[1], calls[2]] },
  ]);
});

function clientOf(overview: Result<Overview>, calls: readonly LedgerCall[] = []) {
  const asked: unknown[] = [];
  return {
    asked,
    overview: () => {
      asked.push('overview');
      return Promise.resolve(overview);
    },
    newestCalls: (input: { limit: number }) => {
      asked.push(input);
      return Promise.resolve(ok(calls));
    },
  };
}

test('however often it is told, the store asks once at a time and once more after the last word', async () => {
  const client = clientOf(ok({ ledger: ledgerOf(), health: { verdict: 'fine', reasons: [] } }));
  const { refresh } = createOverviewStore(client).getState();
  await Promise.all([refresh(), refresh(), refresh()]);
  expect(client.asked).toEqual(['overview', { limit: 200 }, 'overview', { limit: 200 }]);
});

async function pageOf(client: ReturnType<typeof clientOf>): Promise<string> {
  const store = createOverviewStore(client);
  await store.getState().refresh();
  return renderToStaticMarkup(createElement(CallsWindow, { store: { ...store, getInitialState: store.getState } }));
}

test('the window shows the balance, the newest calls and how the engine feels', async () => {
  const reasons = [
    { scope: 'account', id: 'sales', code: 'sign_in', category: 'sign_in', message: 'Sign in to Pipedrive again.' },
  ] as const;
  const page = await pageOf(
    clientOf(ok({ ledger: ledgerOf({ synced: 1, held: 1 }, 2), health: { verdict: 'attention', reasons } }), [
      ledgerCall({ id: 'c2', state: 'held', reason: 'several_contacts', remoteName: '<b>Eve</b>' }),
      ledgerCall(),
    ]),
  );
  const words = page
    .replace(/<svg class="sprite".*?<\/svg>(?=<nav)/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/ +/g, ' ');
  for (const said of ['2 found', '2 records could not be read', 'Several contacts', 'Sign in to Pipedrive again.']) {
    expect(words).toContain(said);
  }
  expect(page).toContain('&lt;b&gt;Eve&lt;/b&gt;');
  expect(page).toContain('aria-label="Held"');
});

test('without settings the window says so, and where they belong', async () => {
  const page = await pageOf(clientOf(fail(appError('local', 'no_settings', 'There is no settings file yet: /x.json'))));
  expect(page).toContain('Aftercall is not set up yet.');
  expect(page).toContain('There is no settings file yet: /x.json');
});
