import { describe, expect, test } from 'vitest';
import { bareTray, trayModel, type TrayItem } from '../../main/app/tray-model.ts';
import { trayWords } from '../../main/app/tray-words.ts';
import type { CallRow, Overview } from '../../shared/desk.ts';
import { ledgerOf } from '../fakes/ledger.ts';

const row = (change: Partial<CallRow> = {}): CallRow => ({
  id: '0123456789AB',
  state: 'pending',
  reason: null,
  direction: 'outbound',
  name: 'Jane Doe',
  company: null,
  number: '+15550102',
  outcome: 'connected',
  startedAt: Date.UTC(2026, 10, 21, 14, 34),
  endedAt: Date.UTC(2026, 10, 21, 14, 38),
  talkSeconds: 201,
  recording: null,
  progress: null,
  matches: null,
  account: null,
  source: 'pbx',
  ...change,
});

const overview = (change: Partial<Overview> = {}): Overview => ({
  ledger: ledgerOf({ pending: 4, held: 3 }),
  today: ledgerOf(),
  health: { verdict: 'fine', reasons: [] },
  healthSince: Date.UTC(2026, 10, 21, 14, 36),
  paused: false,
  mode: 'ask',
  sources: [],
  accounts: [],
  catchingUp: null,
  next: row(),
  ...change,
});

const KEYS = { log: 'CommandOrControl+Shift+L', open: null };
const words = trayWords('en', []);
const model = (over: Overview, last: readonly CallRow[] = []) => trayModel(over, last, words, KEYS);
const labels = (items: readonly TrayItem[]) => items.map((item) => (item.kind === 'line' ? '-' : item.label));

describe('the tray', () => {
  test('first the call that one click logs, then the last calls, then the rest', () => {
    const last = [
      row(),
      row({ id: 'B', state: 'synced', name: 'Amara Nwosu', talkSeconds: 724 }),
      row({ id: 'C', state: 'held', reason: 'several_contacts', name: null, number: '+16175550119' }),
      row({ id: 'D', state: 'queued', name: 'Étienne Marchand' }),
    ];
    const { items, state, tip } = model(overview(), last);
    expect(labels(items)).toEqual([
      'Log: Jane Doe, 3 min 21 s',
      '-',
      'Amara Nwosu, 12 min 4 s',
      '+16175550119, Several contacts match',
      'Étienne Marchand, Queued',
      '3 more to log…',
      '-',
      'Pause',
      'Open Aftercall',
      'Settings…',
      'Quit',
    ]);
    expect(items[0]).toMatchObject({ does: { act: 'log', id: '0123456789AB' }, keys: KEYS.log });
    expect([state, tip]).toEqual(['idle', 'Aftercall: 4 to log, 3 held']);
  });

  test('excluded calls, private ones above all, are not in the menu', () => {
    const hidden = row({ id: 'P', state: 'excluded', reason: 'private', name: null, number: null });
    expect(labels(model(overview({ next: null }), [hidden]).items).slice(0, 3)).toEqual([
      'Nothing to log',
      '-',
      '4 more to log…',
    ]);
  });

  test('a lost sign-in is said with what waits, and one click leads there', () => {
    const over = overview({
      next: null,
      ledger: ledgerOf({ queued: 5 }),
      health: { verdict: 'attention', reasons: [] },
      accounts: [{ id: 'sales', crm: 'pipedrive', state: 'sign_in', why: null }],
    });
    const account = { id: 'sales', crm: 'pipedrive' } as never;
    const { items, state, tip } = trayModel(over, [], trayWords('en', [account]), KEYS);
    expect(labels(items).slice(0, 4)).toEqual([
      'Nothing to log',
      '-',
      'Sign in to Pipedrive…',
      '5 calls wait for it, none is lost',
    ]);
    expect([state, tip]).toEqual(['attention', 'Aftercall: sign in to Pipedrive']);
  });

  test.each([
    [overview({ paused: true }), 'paused', 'Aftercall: paused'],
    [
      overview({ health: { verdict: 'offline', reasons: [] }, ledger: ledgerOf({ queued: 5 }) }),
      'offline',
      'Aftercall: offline, 5 calls wait',
    ],
    [overview({ ledger: ledgerOf({ sending: 1, queued: 1 }), next: null }), 'working', 'Aftercall: sending, 2 to go'],
    [overview({ ledger: ledgerOf(), next: null }), 'idle', 'Aftercall: all logged'],
  ])('its picture and words follow the health (%#)', (over, state, tip) => {
    expect(model(over)).toMatchObject({ state, tip });
  });

  test('speaks German', () => {
    const german = trayModel(overview(), [], trayWords('de', []), KEYS);
    expect(labels(german.items)[0]).toBe('Erfassen: Jane Doe, 3 min 21 s');
    expect(german.tip).toBe('Aftercall: 4 zu erfassen, 3 zu klären');
  });

  test('while nothing is watched there is a way in and a way out', () => {
    expect(labels(bareTray(words, true).items)).toEqual(['Open Aftercall', 'Settings…', '-', 'Quit']);
    expect(bareTray(words, true).state).toBe('attention');
  });
});
