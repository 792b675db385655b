import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { appError } from '../../shared/errors.ts';
import type { EngineEvent } from '../../shared/events.ts';
import { fail, ok } from '../../shared/result.ts';
import { account, aCall, createWorld, ledgerOf } from './fake-world.ts';

const health: EngineEvent = {
  event: 'health',
  at: '2026-11-21T00:00:00Z',
  verdict: 'attention',
  reasons: [
    {
      scope: 'account',
      id: 'sales',
      code: 'sign_in',
      category: 'sign_in',
      message: 'the token is refused; set a new one',
    },
  ],
};
const never = () => new Promise<never>(() => undefined);
const jsonLines = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { event: string });

describe('run --once', () => {
  it.each([
    [{ synced: 9, excluded: 2 }, 0],
    [{ synced: 9, held: 1 }, 3],
    [{}, 0],
  ])('with %j ends with exit code %d and the ledger as the last line', async (states, code) => {
    const ledger = ledgerOf(states, 1);
    using world = createWorld({ ledger });
    world.writeSettings();
    const ended = await world.run('run', '--config', 'settings.json', '--once', '--json');
    expect([ended.code, jsonLines(ended.stdout), world.heard.asked, world.portsEnded]).toEqual([
      code,
      [{ event: 'ledger', ...ledger }],
      ['runOnce', 'stop', 'readLedger'],
      ['ended'],
    ]);
  });

  it('prints every event as one line of JSON before the ledger, whose calls come with --calls', async () => {
    const state: EngineEvent = {
      event: 'state',
      at: '2026-11-21T00:00:00Z',
      id: 'c1',
      from: 'queued',
      to: 'sending',
      reason: null,
      crmId: null,
    };
    const ledger = ledgerOf({ synced: 1 });
    using world = createWorld({
      ledger,
      calls: [aCall],
      runOnce() {
        world.heard.emit(state);
        world.heard.emit(health);
        return Promise.resolve(ok(ledger));
      },
    });
    world.writeSettings();
    const { stdout } = await world.run('run', '--config', 'settings.json', '--once', '--json', '--calls');
    expect(jsonLines(stdout)).toEqual([state, health, { event: 'ledger', ...ledger, calls: [aCall] }]);
  });

  it('tells people the balance on stdout and each health reason once on stderr', async () => {
    const ledger = ledgerOf({ synced: 1, held: 1 });
    using world = createWorld({
      ledger,
      runOnce() {
        world.heard.emit(health);
        world.heard.emit(health);
        return Promise.resolve(ok(ledger));
      },
    });
    world.writeSettings();
    const { stdout, stderr } = await world.run('run', '--config', 'settings.json', '--once');
    expect(stderr).toBe('account sales: the token is refused; set a new one\n');
    expect(stdout.split('\n').map((line) => line.replace(/ {2,}/, ' '))).toEqual([
      'found 2',
      'settling 0',
      'pending 0',
      'held 1',
      'queued 0',
      'sending 0',
      'unknown 0',
      'logged 0',
      'synced 1',
      'excluded 0',
      'failed 0',
      'rejected records 0',
      '',
    ]);
  });

  it('refuses to run beside another run, with exit code 2', async () => {
    using world = createWorld({
      runOnce: () => Promise.resolve(fail(appError('local', 'already_running', 'another run uses this folder'))),
    });
    world.writeSettings();
    const ended = await world.run('run', '--config', 'settings.json', '--once', '--json');
    expect([ended.code, ended.stdout, ended.stderr]).toEqual([2, '', 'another run uses this folder\n']);
  });

  it('ends with exit code 1 and the reason when the store cannot be opened', async () => {
    using world = createWorld({
      runOnce: () => Promise.resolve(fail(appError('local', 'newer_version', 'the database is of a newer version'))),
    });
    world.writeSettings();
    const ended = await world.run('run', '--config', 'settings.json', '--once');
    expect([ended.code, ended.stderr]).toEqual([1, 'the database is of a newer version\n']);
  });

  it('ends with exit code 1 when the ledger cannot be read at the end', async () => {
    using world = createWorld({
      readLedger: () => Promise.resolve(fail(appError('local', 'unreadable', 'the database cannot be read'))),
    });
    world.writeSettings();
    expect(await world.run('run', '--config', 'settings.json', '--once')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'the database cannot be read\n',
    });
  });
});

describe('run', () => {
  it.each([
    [{ synced: 2 }, 0],
    [{ synced: 1, queued: 1 }, 3],
  ])('goes on until a signal asks it to stop, then with %j ends with %d', async (states, code) => {
    const ledger = ledgerOf(states);
    using world = createWorld({
      ledger,
      start() {
        setTimeout(() => world.stop(), 30);
        return Promise.resolve(ok(undefined));
      },
    });
    world.writeSettings();
    const ended = await world.run('run', '--config', 'settings.json', '--json');
    expect([ended.code, jsonLines(ended.stdout), world.heard.asked]).toEqual([
      code,
      [{ event: 'ledger', ...ledger }],
      ['start', 'stop', 'readLedger'],
    ]);
  });

  it('ends in order when the signal comes in the middle of --once', async () => {
    using world = createWorld({ runOnce: never, ledger: ledgerOf({ queued: 1 }) });
    world.writeSettings();
    setTimeout(() => world.stop(), 30);
    expect((await world.run('run', '--config', 'settings.json', '--once', '--json')).code).toBe(3);
    expect(world.heard.asked).toEqual(['runOnce', 'stop', 'readLedger']);
  });

  it('waits two seconds for what will not stop, and says so', async () => {
    using world = createWorld({ stop: never, ledger: ledgerOf({ sending: 1 }) });
    world.writeSettings();
    world.stop();
    const before = performance.now();
    const ended = await world.run('run', '--config', 'settings.json');
    expect([ended.code, ended.stderr]).toEqual([
      3,
      'stopped before everything was put down; the next run goes on from there\n',
    ]);
    expect(performance.now() - before).toBeGreaterThan(1_900);
  });

  it('refuses to run beside another run at once', async () => {
    using world = createWorld({
      start: () => Promise.resolve(fail(appError('local', 'already_running', 'another run uses this folder'))),
    });
    world.writeSettings();
    expect((await world.run('run', '--config', 'settings.json')).code).toBe(2);
  });

  it('hands the engine complete settings with absolute paths', async () => {
    using world = createWorld();
    world.writeSettings({ accounts: [account] });
    world.stop();
    await world.run('run', '--config', 'settings.json');
    const { dataDir, sources, logging } = world.heard.settings ?? {};
    expect([dataDir, sources?.[0]?.path, logging?.account]).toEqual([
      path.join(world.folder, 'data'),
      path.join(world.folder, 'Master.csv'),
      'sales',
    ]);
  });

  it('captures without a credential and says which variable is missing', async () => {
    using world = createWorld();
    world.writeSettings({ accounts: [{ ...account, credentials: { env: { apiToken: 'UNSET_TOKEN' } } }] });
    const { code, stderr } = await world.run('run', '--config', 'settings.json', '--once');
    expect([code, stderr]).toEqual([
      0,
      'accounts[0].credentials.env.apiToken: the environment variable UNSET_TOKEN is not set; calls are captured and wait\n',
    ]);
  });
});

describe('run with bad settings', () => {
  const refused = async (change: object, prepare: (folder: string) => void = () => undefined) => {
    using world = createWorld();
    world.writeSettings(change);
    prepare(world.folder);
    const { code, stdout, stderr } = await world.run('run', '--config', 'settings.json', '--once', '--json');
    expect([code, stdout, world.heard.asked, existsSync(path.join(world.folder, 'data'))]).toEqual([2, '', [], false]);
    return stderr.trimEnd().replaceAll(world.folder, '.').split('\n');
  };
  const source = { id: 'pbx', path: 'Master.csv' };

  it('names every wrong key and touches nothing', async () => {
    expect(await refused({ dataDr: './data', sources: [source, source] })).toEqual([
      'settings.json: dataDr: is not a setting; did you mean "dataDir"?',
    ]);
    expect(await refused({ sources: [source, source] })).toEqual([
      'settings.json: sources[1].id: "pbx" is already the id of sources[0]',
    ]);
    expect(await refused({ sources: [] })).toEqual(['settings.json: sources: must hold at least one source']);
  });

  it('names the keys of missing files and folders', async () => {
    expect(
      await refused({
        sources: [
          { ...source, path: 'none.csv' },
          { id: 'b', path: 'no/where.csv', recordings: { folder: 'tapes' } },
        ],
      }),
    ).toEqual([
      'settings.json: sources[0].path: there is no file "./none.csv"',
      'settings.json: sources[1].path: there is no file "./no/where.csv": its folder does not exist',
      'settings.json: sources[1].recordings.folder: there is no folder "./tapes"',
    ]);
  });

  it('names the keys of paths that are something else', async () => {
    const prepare = (folder: string) => {
      mkdirSync(path.join(folder, 'calls'));
      symlinkSync('loop', path.join(folder, 'loop'));
    };
    const sources = [
      { ...source, format: 'microsip-ini', path: 'calls', recordings: { folder: 'Master.csv' } },
      { id: 'b', path: 'loop' },
      { id: 'c', path: '/dev/null' },
    ];
    expect(await refused({ sources, dataDir: 'Master.csv/data' }, prepare)).toEqual([
      'settings.json: dataDir: "./Master.csv/data" cannot be made: "./Master.csv" is not a folder',
      'settings.json: sources[0].path: "./calls" is a folder; the call file itself is needed',
      'settings.json: sources[0].recordings.folder: "./Master.csv" is not a folder',
      'settings.json: sources[1].path: "./loop" cannot be read (ELOOP)',
      'settings.json: sources[2].path: "/dev/null" is neither a file nor a folder',
    ]);
  });

  it.each([
    ['{ "agent": }', 'settings.json is no JSON: look at line 1, column 12'],
    ['{\n  "agent": {},\n}', 'settings.json is no JSON: look at line 3, column 1'],
    ['{\n  // a comment\n}', 'settings.json is no JSON: look at line 2, column 3'],
    ['{ "token": "abc', 'settings.json is no JSON: look at line 1, column 12'],
    ['', 'settings.json is empty'],
    ['\uFEFF[]', 'settings.json: must be an object in { }, not a list in [ ]'],
  ])('says where %j is wrong, without quoting it', async (written, message) => {
    const prepare = (folder: string) => writeFileSync(path.join(folder, 'settings.json'), written);
    expect(await refused({}, prepare)).toEqual([message.replace('settings.json:', 'settings.json')]);
  });

  it('says when the settings file is not there or is a folder', async () => {
    using world = createWorld();
    const first = await world.run('run', '--config', 'none.json');
    expect([first.code, first.stderr]).toEqual([2, 'none.json does not exist\n']);
    const second = await world.run('run', '--config', '.');
    expect([second.code, second.stderr]).toEqual([2, 'none.json does not exist\n. is a folder, not a file\n']);
  });
});
