import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../shared/settings.ts';
import { salesforceAccount } from '../../main/engine/crm/salesforce/account.ts';

const REST = { clientId: 'c', credentials: { env: { refreshToken: 'RT' } } };
const VOICE = {
  ...{ telephonyUrl: 'https://acme.my.salesforce-scrt.com/telephony/v1', callCenter: 'Center', provider: 'p' },
  credentials: { env: { token: 'TK' } },
};

function parse(account: object) {
  const file = {
    agent: { name: 'Ann', extensions: ['100'], country: 'US' },
    accounts: [{ id: 'sf', crm: 'salesforce', ...account }],
    logging: { account: 'sf' },
  };
  return parseSettings(file, '/etc');
}

const complaints = (account: object): string[] => {
  const parsed = parse(account);
  return parsed.ok ? [] : parsed.error.map(({ key, message }) => `${key} ${message}`);
};

describe('settings of a Salesforce account', () => {
  it.each([
    ['tasks', REST],
    ['voice calls', VOICE],
    ['both', { ...REST, ...VOICE, credentials: { env: { refreshToken: 'RT', token: 'TK' } } }],
    ['the keychain', { clientId: 'c', credentials: { keychain: 'salesforce' } }],
  ])('%s are accepted', (_what, account) => {
    expect(complaints(account)).toEqual([]);
  });

  it.each([
    [{ credentials: REST.credentials }, /^accounts\[0\]\.clientId is missing/],
    [{ ...REST, ...VOICE }, /^accounts\[0\]\.credentials\.env\.refreshToken is missing/],
    [{ ...VOICE, provider: undefined }, /^accounts\[0\]\.provider is missing/],
    [{ ...REST, credentials: { env: { refreshToken: 'RT', token: 'TK' } } }, /^accounts\[0\]\.telephonyUrl is missing/],
    [{ ...VOICE, recordings: 'upload' }, /^accounts\[0\]\.recordings must be "url"/],
    [{ ...REST, loginUrl: 'http://login.example.com' }, /loginUrl must begin with https/],
    [{ ...REST, externalIdField: 'Id; DROP' }, /externalIdField must be the API name/],
    [{ ...REST, apiVersion: '67' }, /apiVersion must be a version/],
    [{ ...VOICE, provider: 'a\r\nb: c' }, /provider must be the name/],
  ])('what does not go together is named (%#)', (account, message) => {
    expect(complaints(account).join('\n')).toMatch(message);
  });

  it('become the two ways into an org', () => {
    const parsed = parse({ ...REST, ...VOICE, credentials: { env: { refreshToken: 'RT', token: 'TK' } } });
    const account = parsed.ok ? parsed.value.accounts[0] : undefined;
    if (account?.crm !== 'salesforce') throw new Error('no account');
    const common = { id: 'sf', credentials: {}, comparePhones: () => false };
    expect(salesforceAccount(account, common)).toMatchObject({
      rest: { loginUrl: 'https://login.salesforce.com', clientId: 'c', apiVersion: '67.0', externalIdField: null },
      telephony: { url: 'https://acme.my.salesforce-scrt.com', callCenter: 'Center', provider: 'p', agent: null },
    });
  });
});
