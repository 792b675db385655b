import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { assist as engineAssist } from '../../main/engine/index.ts';
import { createFiles } from '../../main/node/files.ts';
import { parseSettings } from '../../shared/settings.ts';
import { createWorld } from './fake-world.ts';

/** The fake world has no files of its own to read from. */
const assist: typeof engineAssist = (_ports, place, options) => engineAssist({ files: createFiles() }, place, options);

const FILE = 'When;Who;Ext;Secs;Way\n02.03.2026 09:00;2125550101;100;60;In\n';

describe('detect --map', () => {
  it('prints a mapping that the settings take, and the calls that it finds', async () => {
    using world = createWorld({ assist });
    writeFileSync(path.join(world.folder, 'x.csv'), FILE);
    const { code, stdout } = await world.run('detect', 'x.csv', '--map', '--json', '--time-zone', 'UTC');
    const answer = JSON.parse(stdout) as Record<string, unknown>;
    expect([code, answer['format'], answer['rows'], answer['rejected']]).toEqual([0, 'delimited', 1, []]);
    expect(answer['calls']).toMatchObject([
      { startedAt: '2026-03-02T09:00:00Z', talkSeconds: 60, direction: 'inbound' },
    ]);
    const source = { id: 'export', path: 'x.csv', format: answer['format'], mapping: answer['mapping'] };
    const settings = { agent: { extensions: ['*'], country: 'US' }, sources: [source], logging: { mode: 'ask' } };
    expect(parseSettings(settings, '/etc')).toMatchObject({ ok: true });
  });

  it('says it to people: columns, how sure, doubts, block, calls', async () => {
    using world = createWorld({ assist });
    writeFileSync(path.join(world.folder, 'x.csv'), FILE);
    const { stdout } = await world.run('detect', 'x.csv', '--map', '--time-zone', 'UTC');
    expect(stdout).toContain('1 of its first lines are calls with this mapping; look it over first');
    expect(stdout).toMatch(/start +When +\d+ % +All its values are dates like DD\.MM\.YYYY HH:mm\./);
    expect(stdout).toContain('"dateFormat": "DD.MM.YYYY HH:mm"');
    expect(stdout).toMatch(/2026-03-02T09:00:00Z +in +/);
  });

  it('ends with 4 for what is no call file', async () => {
    using world = createWorld({ assist });
    writeFileSync(path.join(world.folder, 'x.csv'), 'Item,Price\nBolt,1\n');
    const { code, stdout } = await world.run('detect', 'x.csv', '--map', '--json');
    expect([code, JSON.parse(stdout)]).toEqual([4, expect.objectContaining({ format: null, calls: [] })]);
  });
});

describe('detect --known', () => {
  it('prints what was found, and 4 when there is nothing', async () => {
    const found = { path: '/x/Master.csv', system: 'Asterisk', format: 'asterisk-csv', evidence: ['Rows.'], calls: [] };
    using one = createWorld({ detectKnown: () => Promise.resolve([found]) });
    const first = await one.run('detect', '--known', '--json');
    expect([first.code, JSON.parse(first.stdout)]).toEqual([0, { path: null, found: [found] }]);
    using none = createWorld({});
    const { code, stdout } = await none.run('detect', '--known');
    expect([code, stdout]).toEqual([4, 'No call files where phones and PBXs keep them.\n']);
  });

  it.each([
    [['detect', 'x.csv', '--known'], '"detect --known" looks at places of its own and takes no path'],
    [['detect', '--known', '--map'], '--map needs the path of a file'],
  ])('%j ends with 2', async (args, sentence) => {
    using world = createWorld({});
    const { code, stderr } = await world.run(...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(sentence)]);
  });
});
