import { expect, test, vi } from 'vitest';
import { credentialsFromEnvironment } from '../../main/node/environment-secrets.ts';
import { createKeychainSecrets, refusalOf, type Keychain, type KeychainOptions } from '../../main/node/secrets.ts';

function keychainOf(entries: Map<string, string>): Keychain {
  return {
    getPassword: (service, account) => Promise.resolve(entries.get(`${service}/${account}`) ?? null),
    setPassword: (service, account, password) => {
      entries.set(`${service}/${account}`, password);
      return Promise.resolve();
    },
    deletePassword: (service, account) => Promise.resolve(entries.delete(`${service}/${account}`)),
  };
}

const secretsOn = (keychain: Keychain, more: KeychainOptions = {}) =>
  createKeychainSecrets({
    load: () => Promise.resolve(keychain),
    look: () => Promise.resolve({ kind: 'open' }),
    ...more,
  });

test('an entry is one JSON object of fields under the service Aftercall', async () => {
  const entries = new Map<string, string>();
  const heard: string[] = [];
  const secrets = secretsOn(keychainOf(entries), { told: (secret) => heard.push(secret) });
  const fields = { apiToken: 'täg"en', refreshToken: 'r' };
  expect(await secrets.write('sales', fields)).toEqual({ kind: 'found', fields });
  expect(entries).toEqual(new Map([['Aftercall/sales', JSON.stringify(fields)]]));
  expect(await secrets.read('sales')).toEqual({ kind: 'found', fields });
  expect(heard).toEqual(['täg"en', 'r', 'täg"en', 'r']);
  expect(await secrets.remove('sales')).toEqual({ kind: 'none' });
  expect(await secrets.read('sales')).toEqual({ kind: 'none' });
});

test.each(['no json', '"text"', 'null', '["a"]', '{"apiToken":1}'])(
  'an entry that somebody else wrote (%s) is named and never read as missing',
  async (stored) => {
    const secrets = secretsOn(keychainOf(new Map([['Aftercall/sales', stored]])));
    expect(await secrets.read('sales')).toEqual({
      kind: 'unavailable',
      code: 'denied',
      detail: 'the entry sales holds something that Aftercall did not write; sign in again',
    });
  },
);

test('a keyring that cannot be asked now is not touched, and never reads as empty', async () => {
  const entries = new Map([['Aftercall/sales', '{"apiToken":"t"}']]);
  const locked = { kind: 'unavailable', code: 'locked', detail: 'the default keyring is locked' } as const;
  const secrets = secretsOn(keychainOf(entries), { look: () => Promise.resolve(locked) });
  expect([await secrets.read('sales'), await secrets.write('sales', {}), await secrets.remove('sales')]).toEqual([
    locked,
    locked,
    locked,
  ]);
  expect(entries).toEqual(new Map([['Aftercall/sales', '{"apiToken":"t"}']]));
});

test('a native part that cannot be loaded is an answer, and is looked for again next time', async () => {
  let installed = false;
  const keychain = keychainOf(new Map([['Aftercall/sales', '{"apiToken":"t"}']]));
  const load = () => (installed ? Promise.resolve(keychain) : Promise.reject(new Error('libsecret-1.so.0 is missing')));
  const secrets = secretsOn(keychain, { load });
  expect(await secrets.read('sales')).toEqual({
    kind: 'unavailable',
    code: 'no_keyring',
    detail: 'libsecret-1.so.0 is missing',
  });
  installed = true;
  expect(await secrets.read('sales')).toEqual({ kind: 'found', fields: { apiToken: 't' } });
});

test('a keyring that hangs ends in locked, costs one thread however often it is asked, and is used again', async () => {
  vi.useFakeTimers();
  try {
    const dialog = Promise.withResolvers<string | null>();
    const getPassword = vi.fn(() => dialog.promise);
    const secrets = secretsOn({ ...keychainOf(new Map()), getPassword }, { timeoutMs: 5_000 });
    const asked = [secrets.read('sales'), secrets.read('support')];
    await vi.advanceTimersByTimeAsync(5_000);
    const waiting = { kind: 'unavailable', code: 'locked', detail: 'a dialog of the keyring waits for an answer' };
    expect(await Promise.all([...asked, secrets.read('sales')])).toEqual([waiting, waiting, waiting]);
    expect(getPassword).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);

    dialog.resolve('{"apiToken":"t"}');
    await vi.advanceTimersByTimeAsync(0);
    expect(await secrets.read('sales')).toEqual({ kind: 'found', fields: { apiToken: 't' } });
  } finally {
    vi.useRealTimers();
  }
});

test('calls take turns, so that a slow keyring never holds more than one thread', async () => {
  let running = 0;
  let most = 0;
  const getPassword = async () => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, 5));
    running -= 1;
    return null;
  };
  const secrets = secretsOn({ ...keychainOf(new Map()), getPassword });
  await Promise.all(['a', 'b', 'c'].map((entry) => secrets.read(entry)));
  expect(most).toBe(1);
});

test.each([
  ['Cannot create an item in a locked collection', 'locked'],
  ['User interaction is not allowed.', 'locked'],
  ['Cannot autolaunch D-Bus without X11 $DISPLAY', 'no_keyring'],
  ['The name org.freedesktop.secrets was not provided by any .service files', 'no_keyring'],
  ['Object does not exist at path “/org/freedesktop/secrets/collection/login”', 'no_keyring'],
  ['A specified logon session does not exist. It may already have been terminated.', 'no_keyring'],
  ['GDBus.Error:org.freedesktop.DBus.Error.AccessDenied: Rejected send message', 'denied'],
  ['User canceled the operation.', 'denied'],
  ['The user name or passphrase you entered is not correct.', 'denied'],
])('the refusal "%s" means %s', async (message, code) => {
  const expected = { kind: 'unavailable', code, detail: message };
  expect(refusalOf(message)).toEqual(expected);
  const refusing = { ...keychainOf(new Map()), getPassword: () => Promise.reject(new Error(message)) };
  expect(await secretsOn(refusing).read('sales')).toEqual(expected);
});

test('credentials come from the named environment variables, and missing ones are named', () => {
  const variables = { apiToken: 'PIPEDRIVE_TOKEN', refreshToken: 'REFRESH' };
  expect(credentialsFromEnvironment(variables, { PIPEDRIVE_TOKEN: 'abc\r\n', REFRESH: ' r ' })).toEqual({
    kind: 'found',
    fields: { apiToken: 'abc', refreshToken: ' r ' },
    missing: [],
  });
  expect(credentialsFromEnvironment(variables, { PIPEDRIVE_TOKEN: '\n' })).toEqual({
    kind: 'none',
    missing: ['PIPEDRIVE_TOKEN', 'REFRESH'],
  });
});
