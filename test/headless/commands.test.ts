import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { appError } from '../../shared/errors.ts';
import { fail } from '../../shared/result.ts';
import { USAGE } from '../../main/headless/usage.ts';
import { account, aCall, createWorld, ledgerOf } from './fake-world.ts';

describe('wrong usage', () => {
  it.each([
    [[], 'a command is missing'],
    [['rnu'], '"rnu" is no command; did you mean "run"?'],
    [['toString'], '"toString" is no command'],
    [['run'], '"run" needs --config FILE'],
    [['run', '--config'], '--config needs a value'],
    [['run', '--config='], '--config needs a value'],
    [['run', '--config', '--once'], '--config needs a value'],
    [['run', '--confg', 'x'], '"run" has no option --confg; did you mean --config?'],
    [['run', '--config', 'x', '--once=yes'], '--once takes no value'],
    [['run', '--config', 'x', 'y'], '"run" does not know what to do with "y"'],
    [['run', '--config', 'x', '--log-level', 'loud'], '--log-level must be one of debug, info, warn, error'],
    [['ledger', '--config', 'x', '--once'], '"ledger" has no option --once'],
    [['detect'], '"detect" needs the path of a file or folder'],
    [['detect', 'a', 'b'], '"detect" does not know what to do with "b"'],
    [['check', '-x'], '"check" has no option -x'],
  ])('%j ends with exit code 2, the reason and the usage', async (args, reason) => {
    using world = createWorld();
    expect(await world.run(...args)).toEqual({ code: 2, stdout: '', stderr: `${reason}\n\n${USAGE}` });
  });

  it.each([[['--help']], [['help']], [['run', '-h']]])('%j prints the usage', async (args) => {
    using world = createWorld();
    expect(await world.run(...args)).toEqual({ code: 0, stdout: USAGE, stderr: '' });
  });
});

describe('ledger', () => {
  it('prints one line of JSON, with every call when asked, and ends with 0 whatever is owed', async () => {
    const ledger = ledgerOf({ held: 1 });
    using world = createWorld({ ledger, calls: [aCall] });
    world.writeSettings();
    const { code, stdout } = await world.run('ledger', '--config', 'settings.json', '--json', '--calls');
    expect([code, JSON.parse(stdout)]).toEqual([0, { event: 'ledger', ...ledger, calls: [aCall] }]);
  });

  it('is a table for people, in which no stranger can steer the terminal', async () => {
    const hostile = {
      ...aCall,
      remoteName: 'Eve\u001b[2J\u202Egnp.exe',
      remoteNumber: null,
      crm: null,
      recording: null,
      state: 'held',
      reason: 'no_number',
    } as const;
    using world = createWorld({ ledger: ledgerOf({ synced: 1, held: 1 }), calls: [aCall, hostile] });
    world.writeSettings();
    const { stdout } = await world.run('ledger', '--config', 'settings.json', '--calls');
    expect(stdout.split('\n').slice(-4)).toEqual([
      'started (UTC)         way  number      name             talk  outcome    state            recording  CRM id',
      '2026-11-21T01:40:38Z  out  +15550102   Zoë              1:06  connected  synced           attached   CA1',
      '2026-11-21T01:40:38Z  out  0015550102  Eve\uFFFD[2J\uFFFDgnp.exe  1:06  connected  held, no_number  -          -',
      '',
    ]);
  });

  it('needs neither the sources nor the credentials, and touches nothing', async () => {
    using world = createWorld();
    world.writeSettings({ sources: [{ id: 'pbx', path: 'gone/Master.csv' }], accounts: [account] });
    expect((await world.run('ledger', '--config', 'settings.json', '--json')).code).toBe(0);
    expect(world.heard.asked).toEqual(['readLedger']);
  });

  it('says when the store cannot be read', async () => {
    using world = createWorld({
      readLedger: () => Promise.resolve(fail(appError('local', 'unreadable', 'the database cannot be read'))),
    });
    world.writeSettings();
    expect(await world.run('ledger', '--config', 'settings.json')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'the database cannot be read\n',
    });
  });

  it('refuses bad settings', async () => {
    using world = createWorld();
    world.writeSettings({ logging: { mode: 'aut' } });
    expect(await world.run('ledger', '--config', 'settings.json')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'settings.json: logging.mode: must be one of "auto", "ask"; did you mean "auto"?\n',
    });
  });
});

describe('detect', () => {
  const known = (place: string) => ({
    path: place,
    format: 'asterisk-csv',
    evidence: ['18 columns', 'column 10 is a date'],
    calls: [aCall],
  });

  it('prints the answer as JSON and ends with 0 for a known format', async () => {
    using world = createWorld({ detect: (_ports, place) => Promise.resolve(known(place)) });
    const { code, stdout } = await world.run('detect', 'Master.csv', '--json');
    expect([code, JSON.parse(stdout)]).toEqual([0, known(path.join(world.folder, 'Master.csv'))]);
  });

  it('ends with 4 for an unknown format, and for a folder without any known one', async () => {
    using first = createWorld();
    expect((await first.run('detect', 'Master.csv')).code).toBe(4);
    using folder = createWorld({ detect: (_ports, place) => Promise.resolve({ path: place, found: [] }) });
    const { stdout } = await folder.run('detect', '.', '--json');
    expect(JSON.parse(stdout)).toEqual({ path: folder.folder, found: [], format: null });
    using second = createWorld({ detect: (_ports, place) => Promise.resolve({ path: place, found: [] }) });
    expect(await second.run('detect', '.')).toEqual({
      code: 4,
      stdout: `${second.folder}: no file of a known format\n`,
      stderr: '',
    });
  });

  it('shows people the evidence and the first calls of each file found', async () => {
    using world = createWorld({
      detect: () => Promise.resolve({ path: '/x', found: [known('/x/a.csv'), known('/x/b.csv')] }),
    });
    const { code, stdout } = await world.run('detect', '.');
    expect([code, stdout.split('\n').filter((line) => !/^\s*$|2026|started/.test(line))]).toEqual([
      0,
      [
        '/x/a.csv: asterisk-csv',
        '  18 columns',
        '  column 10 is a date',
        '/x/b.csv: asterisk-csv',
        '  18 columns',
        '  column 10 is a date',
      ],
    ]);
  });

  it('passes on how the calls are to be read', async () => {
    const seen: unknown[] = [];
    using world = createWorld({
      detect(_ports, place, options) {
        seen.push(options);
        return Promise.resolve(known(place));
      },
    });
    await world.run(
      'detect',
      'Master.csv',
      '--country',
      'AT',
      '--time-zone',
      'Europe/Vienna',
      '--extensions',
      '100, 101',
    );
    expect(seen).toEqual([{ country: 'AT', timeZone: 'Europe/Vienna', extensions: ['100', '101'] }]);
  });

  it.each([
    [['detect', 'nothing.csv'], 'nothing.csv: there is no such file or folder\n'],
    [
      ['detect', 'x', '--country', 'UK'],
      '--country "UK" is no country of ISO 3166 with telephone numbers; did you mean "GB"?\n',
    ],
    [
      ['detect', 'x', '--time-zone', 'Moon'],
      '--time-zone must be a time zone of the IANA list, for example "Europe/Berlin" or "UTC"\n',
    ],
  ])('%j ends with 2', async (args, stderr) => {
    using world = createWorld();
    expect(await world.run(...args)).toEqual({ code: 2, stdout: '', stderr });
  });

  it('says when the file may not be read', async () => {
    const denied = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
    using world = createWorld({ detect: () => Promise.reject(denied) });
    expect(await world.run('detect', 'x.csv')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'x.csv cannot be read: EACCES: permission denied\n',
    });
  });
});

describe('check', () => {
  const line = (ok: boolean, id = 'sales') =>
    ({
      scope: 'account',
      id,
      ok,
      code: ok ? 'signed_in' : 'sign_in',
      message: ok ? 'signed in as Ann' : 'refused',
    }) as const;

  it.each([
    [true, 0],
    [false, 3],
  ])('with an account that is fine: %s, ends with %d', async (ok, code) => {
    using world = createWorld({ check: () => Promise.resolve({ ok, lines: [line(ok)] }) });
    world.writeSettings({ accounts: [account] });
    const ended = await world.run('check', '--config', 'settings.json', '--json');
    expect([ended.code, JSON.parse(ended.stdout), world.portsEnded]).toEqual([
      code,
      { event: 'check', ...line(ok) },
      ['ended'],
    ]);
  });

  it('tells missing paths and unset variables once, by their keys, and goes on to the rest', async () => {
    using world = createWorld({
      check: () => Promise.resolve({ ok: false, lines: [line(false), line(true, 'support')] }),
    });
    world.writeSettings({
      sources: [{ id: 'pbx', path: 'gone.csv' }],
      accounts: [
        { ...account, credentials: { env: { apiToken: 'UNSET' } } },
        { ...account, id: 'support' },
      ],
      logging: { account: 'sales' },
    });
    const ended = await world.run('check', '--config', 'settings.json');
    expect([ended.code, ended.stdout.replaceAll(world.folder, '.').split('\n')]).toEqual([
      3,
      [
        'FAILED  source   pbx      sources[0].path: there is no file "./gone.csv"',
        'FAILED  account  sales    accounts[0].credentials.env.apiToken: the environment variable UNSET is not set',
        'ok      account  support  signed in as Ann',
        '',
      ],
    ]);
  });
});
