import { describe, expect, it } from 'vitest';
import { createHeadlessSecrets, unsetVariables } from '../../main/headless/secrets.ts';
import type { Secrets } from '../../main/engine/ports.ts';
import type { AccountSettings } from '../../shared/settings.ts';

type Pipedrive = Extract<AccountSettings, { crm: 'pipedrive' }>;

const account = (id: string, credentials: Pipedrive['credentials']): Pipedrive => ({
  id,
  crm: 'pipedrive',
  baseUrl: 'https://acme.pipedrive.com',
  burst: 20,
  credentials,
});
const accounts = [
  account('sales', { env: { apiToken: 'SALES' } }),
  account('support', { env: { apiToken: 'SUPPORT' } }),
  account('desk', { keychain: 'aftercall/desk' }),
];

function secrets(environment: Record<string, string>) {
  const told: string[] = [];
  let loaded = 0;
  const keychain: Secrets = {
    read: (entry) =>
      Promise.resolve(
        entry === 'aftercall/desk' ? { kind: 'found', fields: { apiToken: 'from-keychain' } } : { kind: 'none' },
      ),
    write: (_entry, fields) => Promise.resolve({ kind: 'found', fields }),
    remove: () => Promise.resolve({ kind: 'unavailable', code: 'locked', detail: 'locked' }),
  };
  const vault = createHeadlessSecrets({
    accounts,
    environment,
    keychain: () => {
      loaded += 1;
      return Promise.resolve(keychain);
    },
    told: (secret) => told.push(secret),
  });
  return { vault, told, loaded: () => loaded };
}

describe('secrets of the headless run', () => {
  it('come from the environment by the names that the settings give, and the log hears of them', async () => {
    const { vault, told, loaded } = secrets({ SALES: 'token-1', SUPPORT: '' });
    expect([
      await vault.read('env:sales'),
      await vault.read('env:support'),
      await vault.read('env:desk'),
      await vault.read('env:other'),
    ]).toEqual([
      { kind: 'found', fields: { apiToken: 'token-1' } },
      { kind: 'none' },
      { kind: 'none' },
      { kind: 'none' },
    ]);
    expect([told, loaded()]).toEqual([['token-1'], 0]);
  });

  it('come from the keychain for every other entry', async () => {
    const { vault, told } = secrets({});
    expect([
      await vault.read('aftercall/desk'),
      await vault.write('aftercall/desk', { apiToken: 'new' }),
      await vault.remove('aftercall/desk'),
    ]).toEqual([
      { kind: 'found', fields: { apiToken: 'from-keychain' } },
      { kind: 'found', fields: { apiToken: 'new' } },
      { kind: 'unavailable', code: 'locked', detail: 'locked' },
    ]);
    expect(told).toEqual(['from-keychain', 'new']);
  });

  it('keep a rotated token in memory, and never in the keychain', async () => {
    const { vault, loaded } = secrets({ SALES: 'old' });
    await vault.write('env:sales', { apiToken: 'rotated' });
    const rotated = await vault.read('env:sales');
    await vault.remove('env:sales');
    expect([rotated, await vault.read('env:sales'), loaded()]).toEqual([
      { kind: 'found', fields: { apiToken: 'rotated' } },
      { kind: 'found', fields: { apiToken: 'old' } },
      0,
    ]);
  });

  it('that are not set are named with their key', () => {
    expect(unsetVariables(accounts, { SALES: 'x', SUPPORT: '\n' })).toEqual([
      { account: 'support', key: 'accounts[1].credentials.env.apiToken', variable: 'SUPPORT' },
    ]);
  });
});
