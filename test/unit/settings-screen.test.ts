import { expect, test } from 'vitest';
import { acceleratorOf, GROUPS, shownKeys, valueAt } from '../../renderer/screens/settings/model.ts';
import { SETTINGS as DE } from '../../renderer/i18n/de/settings.ts';
import { SETTINGS as EN } from '../../renderer/i18n/en/settings.ts';
import { createSettingsStore } from '../../renderer/stores/settings-store.ts';
import type { Bridge } from '../../shared/contract.ts';
import type { SettingsShown } from '../../shared/contract/setup.ts';
import { appError } from '../../shared/errors.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { parseSettings } from '../../shared/settings.ts';

const SHOWN: SettingsShown = {
  ...{ file: '/home/ann/settings.json', written: {}, inForce: { logging: { minimumSeconds: 5 } }, problems: [] },
  ...{ locked: [], keychain: 'the keychain', platform: 'linux' },
  shortcuts: { log: { keys: '', taken: false }, focus: { keys: '', taken: false } },
};

type Client = Pick<Bridge, 'settings' | 'changeSetting' | 'removeSource' | 'removeAccount'>;

function openStore(change: (value: unknown) => Result<SettingsShown>) {
  const asked: unknown[] = [];
  const client: Client = {
    settings: () => Promise.resolve(ok(SHOWN)),
    changeSetting(input) {
      asked.push(input);
      return Promise.resolve(change(input.value));
    },
    removeSource: () => Promise.resolve(ok({ ...SHOWN, inForce: { sources: [] } })),
    removeAccount: () => Promise.resolve(fail(appError('local', 'in_use', 'It is in use.'))),
  };
  return { asked, store: createSettingsStore(client) };
}

const KEY = 'logging.minimumSeconds';
const strict = (value: unknown): Result<SettingsShown> =>
  Number(value) > 600
    ? fail(appError('local', 'bad_setting', 'logging.minimumSeconds: must be at most 600', { field: KEY }))
    : ok({ ...SHOWN, inForce: { logging: { minimumSeconds: value ?? 0 } } });

test('a refused value keeps the last good one and says so, until one is taken', async () => {
  const { store } = openStore(strict);
  await store.getState().refresh();
  expect(await store.getState().change(KEY, 6_000)).toBe(false);
  expect(store.getState().refused[KEY]?.code).toBe('bad_setting');
  expect(valueAt(store.getState().shown?.inForce, KEY)).toBe(5);
  expect(await store.getState().change(KEY, 60)).toBe(true);
  expect(store.getState().refused).toEqual({});
  expect(valueAt(store.getState().shown?.inForce, KEY)).toBe(60);
});

test('back to the default is asked for without a value', async () => {
  const { asked, store } = openStore(strict);
  await store.getState().change(KEY, undefined);
  expect(asked).toEqual([{ key: KEY }]);
});

test('removing: what is left is shown, a refusal is said', async () => {
  const { store } = openStore(strict);
  await store.getState().removeSource('pbx');
  expect(store.getState().shown?.inForce).toEqual({ sources: [] });
  await store.getState().removeAccount('sales');
  expect(store.getState().problem?.code).toBe('in_use');
});

test('a value at a dotted key', () => {
  const json = { logging: { mode: 'ask', none: null }, list: [1] };
  expect(
    ['logging.mode', 'logging.none', 'logging.none.deeper', 'nothing.there', 'list'].map((key) => valueAt(json, key)),
  ).toEqual(['ask', null, undefined, undefined, [1]]);
  expect(valueAt(null, 'logging')).toBeUndefined();
});

const PRESS = { key: '', code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

test('keys as Electron names them', () => {
  const pressed = [
    { ...PRESS, key: 'L', code: 'KeyL', ctrlKey: true, shiftKey: true },
    { ...PRESS, key: 'l', code: 'KeyL', metaKey: true },
    // A Cyrillic or French keyboard: the place of the key counts, not its letter.
    { ...PRESS, key: 'д', code: 'KeyL', ctrlKey: true },
    { ...PRESS, key: '!', code: 'Digit1', altKey: true, shiftKey: true },
    { ...PRESS, key: 'F9', code: 'F9', altKey: true },
    { ...PRESS, key: ' ', code: 'Space', ctrlKey: true },
  ];
  expect(pressed.map(acceleratorOf)).toEqual([
    'CommandOrControl+Shift+L',
    'CommandOrControl+L',
    'CommandOrControl+L',
    'Alt+Shift+1',
    'Alt+F9',
    'CommandOrControl+Space',
  ]);
});

test('a letter alone, or modifiers alone, are no shortcut', () => {
  const pressed = [
    { ...PRESS, key: 'l', code: 'KeyL' },
    { ...PRESS, key: 'Control', code: 'ControlLeft', ctrlKey: true },
    { ...PRESS, key: 'F25', code: 'F25', ctrlKey: true },
  ];
  expect(pressed.map(acceleratorOf)).toEqual([null, null, null]);
});

test('keys as people read them', () => {
  expect(shownKeys('CommandOrControl+Shift+L', 'linux')).toBe('Ctrl Shift L');
  expect(shownKeys('CommandOrControl+Shift+L', 'darwin')).toBe('Cmd Shift L');
});

const ITEMS = Object.values(GROUPS).flatMap((groups) => groups.flatMap(({ items }) => items));

test('every setting has its name, its reason and its choices in both languages', () => {
  for (const { key, control } of ITEMS) {
    const options = control.kind === 'choice' ? [...control.options].sort() : [];
    for (const { items } of [EN, DE]) {
      expect({ key, name: items[key]?.name, why: items[key]?.why }).toEqual({
        key,
        name: expect.stringMatching(/./) as string,
        why: expect.stringMatching(/./) as string,
      });
      expect(Object.keys(items[key]?.options ?? {}).sort()).toEqual(options);
    }
  }
});

test('the defaults shown are those in force when nothing is written', () => {
  const parsed = parseSettings(
    {
      ...{ agent: { name: 'Ann', country: 'US', extensions: ['*'] }, accounts: [] },
      sources: [{ id: 'pbx', format: 'auto', path: '/var/log/calls.csv', timeZone: 'UTC' }],
    },
    '/home/ann',
    'desktop',
  );
  const inForce = parsed.ok ? parsed.value : parsed.error;
  const shown = ITEMS.filter(({ key }) => key !== 'logging.since').map(({ key, fallback }) => [key, fallback]);
  expect(shown).toEqual(shown.map(([key]) => [key, valueAt(inForce, String(key))]));
});
