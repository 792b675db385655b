import { parseSettings, type SettingsHost } from '../../shared/settings.ts';

export const smallest = {
  agent: { extensions: ['100'], country: 'US', timeZone: 'UTC' },
  sources: [{ id: 'pbx', path: 'Master.csv' }],
};
export const account = {
  id: 'sales',
  crm: 'pipedrive',
  baseUrl: 'https://acme.pipedrive.com',
  credentials: { env: { apiToken: 'TOKEN' } },
};
export const source = smallest.sources[0];

export function accepted(settings: unknown, host?: SettingsHost) {
  const result = parseSettings(settings, '/etc/aftercall', host);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

export function problems(settings: unknown) {
  const result = parseSettings(settings, '/etc/aftercall');
  return result.ok ? [] : result.error.map(({ key, message }) => `${key}: ${message}`);
}

export const withSource = (change: object) => ({ ...smallest, sources: [{ ...source, ...change }] });
export const withAccount = (change: object) => ({ ...smallest, accounts: [{ ...account, ...change }] });
export const withLogging = (logging: object) => ({ ...smallest, accounts: [account], logging });
