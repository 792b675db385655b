import type { Balance, Overview, Sum, Support } from '../../../shared/desk.ts';
import type { SettingsShown } from '../../../shared/contract/setup.ts';
import { createCallsWorld, type World } from './calls.ts';
import { NOW, ROWS } from './rows.ts';

type Numbers = readonly [number, number, number, number, number, number];
const sumOf = ([found, inCrm, waiting, held, excluded, failed]: Numbers): Sum => ({
  ...{ found, inCrm, waiting, held, excluded, failed },
});

const DAYS: readonly (readonly [string, Numbers])[] = [
  ['20', [80, 61, 9, 3, 6, 1]],
  ['19', [100, 88, 2, 1, 9, 0]],
  ['18', [109, 96, 0, 2, 11, 0]],
  ['17', [83, 74, 1, 0, 7, 1]],
  ['16', [112, 103, 0, 1, 8, 0]],
  ['14', [13, 11, 0, 0, 2, 0]],
  ['13', [89, 79, 0, 0, 10, 0]],
  ['12', [99, 92, 0, 1, 6, 0]],
  ['11', [73, 68, 0, 0, 5, 0]],
  ['10', [110, 97, 0, 0, 12, 1]],
  ['09', [93, 84, 0, 0, 9, 0]],
];

export const BALANCE: Balance = {
  sum: sumOf([961, 853, 12, 8, 85, 3]),
  days: DAYS.map(([day, numbers]) => ({ day: `2026-11-${day}`, ...sumOf(numbers) })),
  accounts: [
    { account: 'sales', ...sumOf([688, 612, 10, 5, 59, 2]) },
    { account: 'support', ...sumOf([273, 241, 2, 3, 26, 1]) },
  ],
  reasons: [
    { state: 'pending', reason: null, calls: 4 },
    { state: 'logged', reason: null, calls: 4 },
    { state: 'queued', reason: 'network', calls: 1 },
    { state: 'sending', reason: null, calls: 1 },
    { state: 'unknown', reason: null, calls: 1 },
    { state: 'settling', reason: null, calls: 1 },
    { state: 'held', reason: 'several_contacts', calls: 5 },
    { state: 'held', reason: 'no_contact', calls: 3 },
    { state: 'excluded', reason: 'internal', calls: 41 },
    { state: 'excluded', reason: 'too_short', calls: 22 },
    { state: 'excluded', reason: 'private', calls: 13 },
    { state: 'excluded', reason: 'not_mine', calls: 9 },
    { state: 'failed', reason: 'invalid_data', calls: 2 },
    { state: 'failed', reason: 'record_gone', calls: 1 },
    { state: 'synced', reason: null, calls: 853 },
  ],
  ...{ legs: 1_009, rejectedRecords: 3, sources: 2, asOf: NOW.getTime(), addsUp: true },
};
export const NO_CALLS: Balance = {
  ...{ sum: sumOf([0, 0, 0, 0, 0, 0]), days: [], accounts: [], reasons: [], legs: 0, rejectedRecords: 0, sources: 1 },
  ...{ asOf: NOW.getTime(), addsUp: true },
};

const minutes = (before: number): number => NOW.getTime() - before * 60_000;
const waves = (from: number, to: number): number[] =>
  Array.from({ length: 24 }, (_, index) => Math.round(from + (((index * 37) % 23) / 23) * (to - from)));

export const SUPPORT: Support = {
  version: '1.4.0',
  figures: [
    { name: 'noticed', p50: 40, p99: 110, target: 5_000, recent: waves(20, 90) },
    { name: 'click_to_crm', p50: 420, p99: 1_080, target: 1_500, recent: waves(300, 900) },
    { name: 'attached', p50: 2_900, p99: 4_600, target: 5_000, recent: waves(1_900, 4_000) },
  ],
  waiting: { calls: 5, oldestSeconds: 2_640 },
  sources: [
    {
      ...{ id: 'MicroSIP', format: 'microsip-ini', path: '%APPDATA%\\MicroSIP\\microsip.ini', trouble: null },
      ...{ calls: 688, rejected: 0, lastRecordAt: minutes(1) },
    },
    {
      ...{ id: 'Office PBX', format: 'asterisk-csv', path: '\\\\pbx\\cdr\\Master.csv', trouble: null },
      ...{ calls: 273, rejected: 3, lastRecordAt: minutes(10) },
    },
  ],
  accounts: [
    {
      ...{ id: 'sales', crm: 'pipedrive', state: 'fine', why: null, signedInAs: null, loggedToday: 44 },
      answerP50: null,
    },
    {
      ...{ id: 'support', crm: 'close', state: 'fine', why: null, signedInAs: null, loggedToday: 17 },
      answerP50: null,
    },
  ],
  ...{ memoryBytes: 94e6, cpuShare: 0.001, databaseBytes: 31e6, diskFreeBytes: 212e9, calls: 12_408 },
  logLines: [
    '14:35:02.118 outbox call 7f2a unknown → logged, found in CRM, number •••147',
    '14:35:43.902 recordings call 7f2a attached, 5.7 MB in 2.9 s',
  ],
};

export const SETTINGS: SettingsShown = {
  file: '/home/ann/.config/Aftercall/settings.json',
  written: { logging: { unknownNumbers: 'hold', minimumSeconds: 5, since: '2026-11-01' } },
  inForce: {
    agent: { extensions: ['100', '101'], internalDigits: 5 },
    sources: [
      { id: 'MicroSIP', format: 'microsip-ini', path: 'C:\\Users\\Ann\\AppData\\Roaming\\MicroSIP\\microsip.ini' },
      {
        ...{ id: 'pbx', format: 'asterisk-csv', path: '//pbx/cdr/Master.csv' },
        recordings: { folder: '//pbx/monitor' },
      },
    ],
    accounts: [
      { id: 'sales', crm: 'pipedrive', baseUrl: 'https://harborline.pipedrive.com' },
      { id: 'support', crm: 'close', baseUrl: 'https://api.close.com/api/v1' },
    ],
    logging: {
      ...{ account: 'sales', mode: 'ask', graceSeconds: 8, unknownNumbers: 'hold', severalMatches: 'hold' },
      ...{ internalCalls: 'exclude', minimumSeconds: 5, since: '2026-11-01T00:00:00Z', privateNumbers: [] },
      withheldNumbers: 'exclude',
    },
    desktop: {
      ...{ wrapUp: true, notifications: true, language: 'system', theme: 'system', startAtLogin: true },
      shortcuts: { log: 'CommandOrControl+Shift+L', focus: 'CommandOrControl+Shift+A' },
    },
    recordingHost: { kind: 's3', endpoint: 'https://s3.example.com', region: 'eu-1', bucket: 'calls' },
  },
  ...{ problems: [], locked: ['logging.severalMatches'], keychain: 'GNOME Keyring', platform: 'linux' },
  shortcuts: {
    log: { keys: 'CommandOrControl+Shift+L', taken: true },
    focus: { keys: 'CommandOrControl+Shift+A', taken: false },
  },
};

const OVERVIEW: Partial<Overview> = {
  health: { verdict: 'fine', reasons: [] },
  accounts: SUPPORT.accounts.map(({ id, crm, state, why }) => ({ id, crm, state, why })),
};

/** A main process that has these numbers and settings; `minimumSeconds` above 600 is refused as the schema does. */
export function createPlacesWorld(balance: Balance = BALANCE): World {
  const world = createCallsWorld(ROWS, OVERVIEW);
  const ok = (value: unknown) => ({ ok: true, value });
  world.special.balance = () => ok(balance);
  world.special.exportBalance = () => ok({ path: '/home/ann/Documents/balance.csv' });
  world.special.rejectedRecords = () =>
    ok([
      {
        ...{
          source: 'pbx',
          file: '//pbx/cdr/Master.csv',
          offset: 12_400,
          reason: 'columns',
          text: '"100","2025550101"',
        },
        detail: 'The row has 2 columns, 18 are expected.',
      },
    ]);
  world.special.support = () => ok(SUPPORT);
  world.special.copySummary = () => ok(null);
  world.special.saveSupportFile = () => ok({ path: '/home/ann/aftercall-support.txt' });
  world.special.settings = () => ok(SETTINGS);
  world.special.changeSetting = (input) => {
    const { key, value } = input as { key: string; value?: unknown };
    if (typeof value === 'number' && value > 600) {
      const message = `${key}: must be at most 600`;
      return {
        ok: false,
        error: { category: 'local', code: 'bad_setting', message, field: key, delivery: 'not_sent' },
      };
    }
    return ok(SETTINGS);
  };
  return world;
}
