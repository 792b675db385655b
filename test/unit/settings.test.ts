import { getCountries } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { COUNTRIES } from '../../shared/settings/countries.ts';
import { parseSettings } from '../../shared/settings.ts';
import { SOURCE_FORMATS } from '../../shared/settings/source.ts';
import {
  accepted,
  account,
  problems,
  smallest,
  source,
  withAccount,
  withLogging,
  withSource,
} from '../fakes/settings.ts';

describe('accepted settings', () => {
  it('are completed with every default', () => {
    expect(accepted(smallest)).toEqual({
      dataDir: '/etc/aftercall/data',
      presetsDir: '/etc/aftercall/data/presets',
      agent: { name: '', extensions: ['100'], country: 'US', internalDigits: 5, timeZone: 'UTC' },
      sources: [
        {
          id: 'pbx',
          format: 'auto',
          path: '/etc/aftercall/Master.csv',
          timeZone: 'UTC',
          codePage: 'windows-1252',
          outsideLine: '',
          settleSeconds: 43_200,
          lateDays: 30,
          recordings: undefined,
        },
      ],
      accounts: [],
      logging: {
        mode: 'ask',
        account: null,
        since: null,
        unknownNumbers: 'log',
        severalMatches: 'hold',
        internalCalls: 'exclude',
        minimumSeconds: 0,
        withheldNumbers: 'exclude',
        privateNumbers: [],
        graceSeconds: 0,
      },
      desktop: {
        wrapUp: true,
        notifications: true,
        startAtLogin: true,
        language: 'system',
        theme: 'system',
        shortcuts: { log: 'CommandOrControl+Shift+L', focus: 'CommandOrControl+Shift+A' },
      },
      recordingHost: { kind: 'none' },
    });
  });

  it('may be the example of the documentation', () => {
    const example = {
      dataDir: './data',
      agent: { name: 'Ann', extensions: ['100'], country: 'US' },
      sources: [
        {
          id: 'pbx',
          format: 'asterisk-csv',
          path: '/var/log/asterisk/cdr-csv/Master.csv',
          timeZone: 'UTC',
          recordings: { folder: '/var/spool/asterisk/monitor' },
        },
      ],
      accounts: [
        {
          id: 'sales',
          crm: 'pipedrive',
          baseUrl: 'https://acme.pipedrive.com',
          credentials: { env: { apiToken: 'PIPEDRIVE_TOKEN' } },
        },
      ],
      logging: {
        mode: 'auto',
        account: 'sales',
        since: '2026-01-01T00:00:00Z',
        unknownNumbers: 'log',
        severalMatches: 'hold',
        internalCalls: 'exclude',
        minimumSeconds: 0,
      },
      recordingHost: { kind: 'none' },
    };
    const { accounts, logging, sources } = accepted(example);
    expect({ accounts, since: logging.since, recordings: sources[0]?.recordings }).toEqual({
      accounts: example.accounts,
      since: Date.UTC(2026, 0, 1),
      recordings: {
        folder: '/var/spool/asterisk/monitor',
        timeZone: 'UTC',
        waitSeconds: 30,
        convert: true,
        unplayable: 'send',
      },
    });
  });

  it('pass the zone on from the agent to the source to its recordings', () => {
    const zones = (settings: unknown) =>
      accepted(settings).sources.map(({ timeZone, recordings }) => [timeZone, recordings?.timeZone]);
    const agent = { ...smallest.agent, timeZone: 'Europe/Vienna' };
    const recordings = { folder: 'monitor' };
    expect(zones({ agent, sources: [{ ...source, recordings }] })).toEqual([['Europe/Vienna', 'Europe/Vienna']]);
    expect(zones({ agent, sources: [{ ...source, recordings, timeZone: 'UTC' }] })).toEqual([['UTC', 'UTC']]);
    expect(zones({ agent, sources: [{ ...source, recordings: { ...recordings, timeZone: 'Asia/Tokyo' } }] })).toEqual([
      ['Europe/Vienna', 'Asia/Tokyo'],
    ]);
  });

  it('use the zone of the system when none is named', () => {
    const { agent } = accepted({ ...smallest, agent: { extensions: ['100'], country: 'US' } });
    expect(agent.timeZone).toBe(new Intl.DateTimeFormat().resolvedOptions().timeZone);
  });

  it.each([
    ['2026-03-01T09:30:00+01:00', 'UTC', '2026-03-01T08:30:00.000Z'],
    ['2026-03-01', 'UTC', '2026-03-01T00:00:00.000Z'],
    ['2026-03-01', 'America/New_York', '2026-03-01T05:00:00.000Z'],
    ['2026-07-01', 'Europe/Berlin', '2026-06-30T22:00:00.000Z'],
    ['2026-01-01', 'Pacific/Kiritimati', '2025-12-31T10:00:00.000Z'],
    ['2026-01-01', 'Pacific/Pago_Pago', '2026-01-01T11:00:00.000Z'],
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'], // clocks jumped from 00:00 to 01:00
  ])('read since %s in %s as %s', (since, timeZone, moment) => {
    const { logging } = accepted({ ...smallest, agent: { ...smallest.agent, timeZone }, logging: { since } });
    expect(new Date(logging.since ?? 0).toISOString()).toBe(moment);
  });

  it('give the desktop app its grace and leave a chosen one alone', () => {
    expect(accepted(smallest, 'desktop').logging.graceSeconds).toBe(8);
    expect(accepted({ ...smallest, logging: { graceSeconds: 2.5 } }, 'desktop').logging.graceSeconds).toBe(2.5);
  });

  it('take the only account when none is named', () => {
    expect(accepted({ ...smallest, accounts: [account], logging: { mode: 'auto' } }).logging.account).toBe('sales');
  });

  it.each([
    ['https://acme.pipedrive.com/', 'https://acme.pipedrive.com'],
    ['HTTPS://Acme.Pipedrive.com', 'https://acme.pipedrive.com'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['http://localhost:1/', 'http://localhost:1'],
    ['http://[::1]:9', 'http://[::1]:9'],
  ])('keep the origin %s as %s', (baseUrl, origin) => {
    expect(accepted(withAccount({ baseUrl })).accounts[0]).toMatchObject({ baseUrl: origin });
  });

  it.each([
    ['/etc/aftercall', '/var/log/Master.csv', '/var/log/Master.csv'],
    ['/etc/aftercall', '../log/./Master.csv', '/etc/log/Master.csv'],
    ['/', '../../Master.csv', '/Master.csv'],
    ['/etc', 'odd\\name.csv', '/etc/odd\\name.csv'],
    ['C:\\Users\\ann', 'calls\\Master.csv', 'C:\\Users\\ann\\calls\\Master.csv'],
    ['C:\\Users\\ann', '..\\Master.csv', 'C:\\Users\\Master.csv'],
    ['C:\\Users\\ann', 'D:/pbx/Master.csv', 'D:/pbx/Master.csv'],
    ['C:\\Users\\ann', '\\\\server\\share\\Master.csv', '\\\\server\\share\\Master.csv'],
  ])('from the folder %s lead %s to %s', (folder, path, absolute) => {
    const result = parseSettings({ ...smallest, sources: [{ ...source, path }] }, folder);
    expect(result.ok && result.value.sources[0]?.path).toBe(absolute);
  });

  it('know the countries whose numbers can be read', () => {
    expect([...COUNTRIES]).toEqual(getCountries().sort());
  });

  it('may name a keychain entry instead of variables', () => {
    const credentials = { keychain: 'aftercall/sales' };
    expect(accepted(withAccount({ credentials })).accounts[0]?.credentials).toEqual(credentials);
  });
});

describe('unknown keys', () => {
  it.each([
    [{ ...smallest, datadir: 'x' }, 'datadir: is not a setting; did you mean "dataDir"?'],
    [
      { ...smallest, agent: { ...smallest.agent, extension: '1' } },
      'agent.extension: is not a setting; did you mean "extensions"?',
    ],
    [withSource({ time_zone: 'UTC' }), 'sources[0].time_zone: is not a setting; did you mean "timeZone"?'],
    [
      withSource({ recordings: { foldre: 'x', folder: 'x' } }),
      'sources[0].recordings.foldre: is not a setting; did you mean "folder"?',
    ],
    [withAccount({ brust: 3 }), 'accounts[0].brust: is not a setting; did you mean "burst"?'],
    [
      withAccount({ credentials: { env: { apiTokens: 'TOKEN', apiToken: 'TOKEN' } } }),
      'accounts[0].credentials.env.apiTokens: is not a setting; did you mean "apiToken"?',
    ],
    [withLogging({ minimumSecond: 3 }), 'logging.minimumSecond: is not a setting; did you mean "minimumSeconds"?'],
    [
      { ...smallest, recordingHost: { kind: 'none', bucket: 'b' } },
      'recordingHost.bucket: is not a setting; here are: kind',
    ],
    [
      { ...smallest, telemetry: true },
      'telemetry: is not a setting; here are: $schema, dataDir, presetsDir, agent, sources, accounts, logging, desktop, recordingHost',
    ],
    [
      JSON.parse('{"agent":{"extensions":["1"],"country":"US","__proto__":{"x":1}}}'),
      'agent.__proto__: is not a setting; here are: name, extensions, country, internalDigits, timeZone',
    ],
  ])('are named with their place and the nearest known key (%#)', (settings, problem) => {
    expect(problems(settings)).toEqual([problem]);
  });

  it('never show a secret that was written into the file', () => {
    const token = '0123456789abcdef0123456789abcdef01234567';
    for (const credentials of [
      { apiToken: token },
      { env: { apiToken: token } },
      { env: token },
      token,
      { keychain: token, apiToken: token },
    ]) {
      const found = problems(withAccount({ credentials }));
      expect(found.length).toBeGreaterThan(0);
      expect(found.join('\n')).toMatch(/^accounts\[0\]\.credentials/);
      expect(found.join('\n')).not.toContain(token);
    }
  });
});

describe('wrong values', () => {
  it.each([
    [null, ': must be an object in { }, not null'],
    [[], ': must be an object in { }, not a list in [ ]'],
    [{ sources: smallest.sources }, 'agent: is missing'],
    [
      { ...smallest, agent: { ...smallest.agent, extensions: [100] } },
      'agent.extensions[0]: must be text in quotes, not a number',
    ],
    [
      { ...smallest, agent: { ...smallest.agent, extensions: [] } },
      'agent.extensions: must name at least one extension, or "*" for every call of the file',
    ],
    [{ ...smallest, agent: { ...smallest.agent, extensions: [''] } }, 'agent.extensions[0]: must not be empty'],
    [
      { ...smallest, agent: { ...smallest.agent, country: 'usa' } },
      'agent.country: must be the two capital letters of a country (ISO 3166), for example "US"',
    ],
    [
      { ...smallest, agent: { ...smallest.agent, country: 'XQ' } },
      'agent.country: "XQ" is no country of ISO 3166 with telephone numbers',
    ],
    [
      { ...smallest, agent: { ...smallest.agent, country: 'UK' } },
      'agent.country: "UK" is no country of ISO 3166 with telephone numbers; did you mean "GB"?',
    ],
    [
      { ...smallest, agent: { ...smallest.agent, timeZone: 'Mars/Base' } },
      'agent.timeZone: must be a time zone of the IANA list, for example "Europe/Berlin" or "UTC"',
    ],
    [
      { ...smallest, agent: { ...smallest.agent, internalDigits: 2.5 } },
      'agent.internalDigits: must be a whole number',
    ],
    [
      withSource({ format: 'asterisk_csv' }),
      `sources[0].format: must be one of ${SOURCE_FORMATS.map((name) => `"${name}"`).join(', ')}; did you mean "asterisk-csv"?`,
    ],
    [
      withSource({ id: 'my pbx' }),
      'sources[0].id: must be 1 to 64 letters, digits, ".", "_" or "-", a letter or digit first',
    ],
    [withSource({ path: undefined }), 'sources[0].path: is missing'],
    [withSource({ path: '' }), 'sources[0].path: must not be empty'],
    [withSource({ recordings: {} }), 'sources[0].recordings.folder: is missing'],
    [withSource({ recordings: 'monitor' }), 'sources[0].recordings: must be an object in { }, not text in quotes'],
    [withSource({ format: 'delimited' }), 'sources[0].mapping: is missing; the format "delimited" needs it'],
    [
      withSource({ format: 'delimited', mapping: { columns: { start: ['a', 'b', 'c'], to: 'b', talk: 'c' } } }),
      'sources[0].mapping.columns.start: must be the name of a column, or its number from 1; or must have at most 2 entries',
    ],
    [
      withSource({ format: 'delimited', mapping: { columns: { start: 'a', to: 0, talk: 'c' } } }),
      'sources[0].mapping.columns.to: must be at least 1',
    ],
    [
      withSource({ format: 'delimited', mapping: { columns: { start: 'a', to: 'b', talk: 'c' }, quote: "'" } }),
      'sources[0].mapping.quote: must be "\\""',
    ],
    [
      withSource({ format: 'freepbx-csv', mapping: { columns: { start: 'a', to: 'b', talk: 'c' } } }),
      'sources[0].mapping: is only for the format "delimited"',
    ],
    [
      withAccount({ crm: 'pipdrive' }),
      expect.stringMatching(/^accounts\[0\].crm: must be one of "pipedrive", .*did you mean "pipedrive"\?$/),
    ],
    [{ ...smallest, accounts: ['sales'] }, 'accounts[0]: must be an object in { }, not text in quotes'],
    [withAccount({ crm: undefined }), 'accounts[0].crm: is missing'],
    [withAccount({ credentials: undefined }), 'accounts[0].credentials: is missing'],
    [withAccount({ credentials: { env: {} } }), 'accounts[0].credentials.env.apiToken: is missing'],
    [
      withAccount({ credentials: { env: { apiToken: 'MY TOKEN' } } }),
      'accounts[0].credentials.env.apiToken: must be the name of an environment variable',
    ],
    [
      withAccount({ baseUrl: 'http://acme.pipedrive.com' }),
      'accounts[0].baseUrl: must begin with https://; http is for this machine only',
    ],
    [
      withAccount({ baseUrl: 'http://127.0.0.1.example.com' }),
      'accounts[0].baseUrl: must begin with https://; http is for this machine only',
    ],
    [withAccount({ burst: 0 }), 'accounts[0].burst: must be at least 1'],
    [withLogging({ mode: 'automatic' }), 'logging.mode: must be one of "auto", "ask"'],
    [withLogging({ minimumSeconds: 601 }), 'logging.minimumSeconds: must be at most 600'],
    [
      withLogging({ since: '2026-01-01T00:00:00' }),
      'logging.since: must be a date ("2026-01-31") or a time with its zone ("2026-01-31T09:00:00Z", "…+01:00")',
    ],
    [
      withLogging({ since: 20260101 }),
      'logging.since: must be a date ("2026-01-31") or a time with its zone ("2026-01-31T09:00:00Z", "…+01:00")',
    ],
    [withLogging({ account: 'support' }), 'logging.account: must be one of "sales"'],
    [{ ...smallest, logging: { account: 'sales' } }, 'logging.account: names an account, but "accounts" is empty'],
    [{ ...smallest, logging: { mode: 'auto' } }, 'accounts: must hold an account; "logging.mode": "auto" needs one'],
    [
      { ...smallest, recordingHost: { kind: 'ftp' } },
      'recordingHost.kind: must be one of "none", "s3", "webdav", "template"',
    ],
  ])('are named with their place (%#)', (settings, problem) => {
    expect(problems(settings)).toEqual([problem]);
  });

  it.each([
    'https://acme.pipedrive.com/v1',
    'https://user:pass@acme.pipedrive.com',
    'acme.pipedrive.com',
    'https://a.b?x=1',
    'ftp://a.b',
  ])('refuse %s as an origin', (baseUrl) => {
    expect(problems(withAccount({ baseUrl }))).toEqual([
      'accounts[0].baseUrl: must be a bare origin such as "https://acme.pipedrive.com", without path, query or user',
    ]);
  });

  it('of a mapping are told together with what they leave missing', () => {
    const mapping = { columns: { start: 'a', too: 'b', talk: 'c' } };
    expect(problems(withSource({ format: 'delimited', mapping }))).toEqual([
      'sources[0].mapping.columns.too: is not a setting; did you mean "to"?',
      'sources[0].mapping.columns: must name "from" and "to", or "remote"',
    ]);
  });

  it('are all told at once', () => {
    expect(
      problems({ agent: { extensions: 100 }, sources: [{ id: 'a' }, { id: 'a', path: 'x', format: 1 }], extra: 1 }),
    ).toEqual([
      'agent.extensions: must be a list in [ ], not a number',
      'agent.country: is missing',
      'sources[0].path: is missing',
      `sources[1].format: must be one of ${SOURCE_FORMATS.map((name) => `"${name}"`).join(', ')}`,
      'extra: is not a setting; here are: $schema, dataDir, presetsDir, agent, sources, accounts, logging, desktop, recordingHost',
    ]);
  });
});
