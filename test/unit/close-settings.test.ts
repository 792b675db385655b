import { describe, expect, it } from 'vitest';
import { close } from '../../shared/settings/accounts/close.ts';
import { pipedrive } from '../../shared/settings/accounts/pipedrive.ts';

const smallest = { id: 'sales', crm: 'close', credentials: { env: { apiKey: 'CLOSE_API_KEY' } } };

const addressProblems = (baseUrl: string): readonly string[] => {
  const read = close.safeParse({ ...smallest, baseUrl });
  return read.success ? [] : read.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
};

describe('the settings of a Close account', () => {
  it('need a key and nothing more', () => {
    expect(close.parse(smallest)).toEqual({ ...smallest, baseUrl: 'https://api.close.com/api/v1' });
    expect(close.safeParse({ ...smallest, credentials: { env: { apiToken: 'X' } } }).success).toBe(false);
    expect(close.safeParse({ ...smallest, credentials: { keychain: 'close' } }).success).toBe(true);
    expect(close.safeParse({ ...smallest, burst: 5 }).success).toBe(false);
  });

  it.each([
    ['https://api.close.com/api/v1/', 'https://api.close.com/api/v1'],
    ['http://127.0.0.1:8803/api/v1', 'http://127.0.0.1:8803/api/v1'],
    ['http://localhost/api/v1//', 'http://localhost/api/v1'],
    ['http://[::1]:80/api/v1', 'http://[::1]:80/api/v1'],
  ])('take the address %s', (written, read) => {
    expect(close.parse({ ...smallest, baseUrl: written }).baseUrl).toBe(read);
  });

  it.each([
    'http://api.close.com/api/v1',
    'http://127.0.0.1.evil.example/api/v1',
    'https://user:pass@api.close.com/api/v1',
    'https://api.close.com/api/v1?x=1',
    'api.close.com',
    '',
  ])('refuse the address %j', (written) => {
    expect(addressProblems(written)).toEqual([expect.stringMatching(/^baseUrl must /)]);
  });

  it('take own words for outcomes, and only for outcomes', () => {
    expect(close.safeParse({ ...smallest, outcomes: { busy: 'Line busy' } }).success).toBe(true);
    expect(close.safeParse({ ...smallest, outcomes: { occupied: 'x' } }).success).toBe(false);
    expect(close.safeParse({ ...smallest, outcomes: { busy: '' } }).success).toBe(false);
  });
});

it('a Pipedrive account takes only words that Pipedrive knows', () => {
  const account = (word: string) =>
    pipedrive.safeParse({
      id: 'sales',
      crm: 'pipedrive',
      baseUrl: 'https://acme.pipedrive.com',
      credentials: { env: { apiToken: 'TOKEN' } },
      outcomes: { cancelled: word },
    }).success;
  expect([account('busy'), account('cancelled'), account('Line busy')]).toEqual([true, false, false]);
});
