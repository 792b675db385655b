import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { assist, detect, detectKnown, previewFile } from '../../main/engine/index.ts';
import { knownPlaces } from '../../main/engine/sources/index.ts';
import { createClock } from '../../main/node/clock.ts';
import { createFiles } from '../../main/node/files.ts';
import { temporaryFolder } from '../fakes/calls.ts';
import { openOffice } from './office.ts';

const ports = { files: createFiles(), clock: createClock() };
const options = { country: 'US', timeZone: 'UTC', extensions: ['*'] };
const corpus = (name: string): Buffer =>
  readFileSync(path.join(import.meta.dirname, '../corpus/cdr', name, 'input.csv'));

const PRESET = {
  title: 'Our little PBX',
  separators: [';'],
  columns: { start: 'When', from: ['Caller', 'Anrufer'], to: 'Callee', talk: 'Talk', id: 'No' },
  dates: ['DD.MM.YYYY HH:mm:ss'],
  lengths: ['mm:ss'],
  groups: [['No']],
};
const OWN_FILE = 'No;When;Anrufer;Callee;Talk\n7;02.03.2026 09:00:00;2125550101;100;1:30\n';

describe('detect', () => {
  it.each([
    ['freeswitch-quotes', 'freeswitch-csv'],
    ['3cx-cdr-free-order', '3cx-cdr'],
    ['3cx-report-foreign-header', '3cx-report'],
    ['grandstream-api', 'grandstream-csv'],
    ['avaya-collector', 'avaya-smdr'],
    ['cucm', 'cucm-cdr'],
    ['aircall', 'aircall-csv'],
    ['fritzbox-8', 'fritzbox-csv'],
  ])('knows %s by its content, with evidence and calls', async (name, format) => {
    using folder = temporaryFolder();
    writeFileSync(folder.file('file'), corpus(name));
    const answer = await detect(ports, folder.file('file'), options);
    if ('found' in answer) throw new Error('a folder');
    expect(answer.format).toBe(format);
    expect(answer.evidence[0]).toMatch(/^\d+ of \d+ lines are calls/);
    expect(answer.calls.length).toBeGreaterThan(0);
  });

  it.each([
    [
      'microsip-ini',
      Buffer.from(
        '\ufeff[Settings]\r\ncallsLastKey=1\r\n[Calls]\r\n0=100;Ann;0;1772442000;5;Call Ended\r\n',
        'utf16le',
      ),
    ],
    ['freeswitch-json', Buffer.from('{"core-uuid":"x","channel_data":{"state":"CS_REPORTING"}}')],
    ['freeswitch-xml', Buffer.from('<?xml version="1.0"?>\n<cdr core-uuid="x"><channel_data/></cdr>')],
  ])('knows %s by its first bytes', async (format, bytes) => {
    using folder = temporaryFolder();
    writeFileSync(folder.file('file'), bytes);
    expect(await detect(ports, folder.file('file'), options)).toMatchObject({ format });
  });

  it('tries the presets of a folder first, and says nothing of files that are none', async () => {
    using folder = temporaryFolder();
    mkdirSync(folder.file('presets'));
    writeFileSync(folder.file('presets/little-pbx.json'), JSON.stringify(PRESET));
    writeFileSync(folder.file('presets/broken.json'), '{');
    writeFileSync(folder.file('calls.csv'), OWN_FILE);
    const answer = await detect(ports, folder.file('calls.csv'), { ...options, presets: folder.file('presets') });
    expect(answer).toMatchObject({ format: 'little-pbx', calls: [{ talkSeconds: 90, remoteRaw: '2125550101' }] });
  });
});

describe('detect of a file that nobody knows', () => {
  it('comes with a mapping from its data when its columns have strange names, or none', async () => {
    using folder = temporaryFolder();
    writeFileSync(folder.file('x.csv'), 'Wann,Wer,Apparat,Sek,Weg\n2026-03-02 09:00:00,2125550101,100,60,rein\n');
    const answer = await detect(ports, folder.file('x.csv'), options);
    expect(answer).toMatchObject({ format: null, calls: [], mapping: { columns: { start: 'Wann', remote: 'Wer' } } });
  });
});

describe('a preset of the user', () => {
  it('reads a source, from the folder in the data folder', async () => {
    const source = { format: 'delimited', preset: 'little-pbx', path: './calls.csv', recordings: undefined };
    await using office = openOffice({ origin: 'http://127.0.0.1:1', token: 'none' } as never, {
      source,
      logging: { mode: 'ask', since: '2020-01-01T00:00:00Z' },
    });
    writeFileSync(office.folder.file('calls.csv'), OWN_FILE);
    mkdirSync(office.folder.file('data/presets'), { recursive: true });
    writeFileSync(office.folder.file('data/presets/little-pbx.json'), JSON.stringify(PRESET));
    expect((await office.once()).calls).toMatchObject([{ direction: 'inbound', talkSeconds: 90, state: 'pending' }]);
  });

  it('that is missing is told with its folder', async () => {
    const source = { format: 'delimited', preset: 'little-pbx', path: './calls.csv', recordings: undefined };
    await using office = openOffice({ origin: 'http://127.0.0.1:1', token: 'none' } as never, {
      source,
      logging: { mode: 'ask' },
    });
    writeFileSync(office.folder.file('calls.csv'), OWN_FILE);
    const engine = office.engine();
    await engine.runOnce();
    const [reason] = engine.health().reasons;
    expect(reason).toMatchObject({ scope: 'source', code: 'preset_unknown' });
    expect(reason?.message).toContain('Put little-pbx.json there.');
  });
});

describe('the places where systems keep their calls', () => {
  it('are written as each system writes paths', () => {
    const at = (platform: 'win32' | 'darwin' | 'linux', env: Record<string, string>, home: string): string[] =>
      knownPlaces({ platform, env, home }).map((place) => place.path);
    expect(at('win32', { APPDATA: 'C:\\Users\\a\\AppData\\Roaming' }, 'C:\\Users\\a')).toEqual(
      expect.arrayContaining([
        'C:\\Users\\a\\AppData\\Roaming\\MicroSIP\\MicroSIP.ini',
        'C:\\Users\\a\\AppData\\Local\\linphone\\linphone.db',
        'C:\\ProgramData\\3CX\\Instance1\\Data\\Logs\\CDRLogs',
        'C:\\Users\\a\\Downloads',
      ]),
    );
    expect(at('darwin', {}, '/Users/a')[0]).toBe('/Users/a/Library/Application Support/linphone/linphone.db');
    expect(at('linux', { XDG_DATA_HOME: '/data' }, '/home/a')).toEqual(
      expect.arrayContaining([
        '/data/calls/records.db',
        '/home/a/.twinkle/twinkle.ch',
        '/var/log/asterisk/cdr-csv/Master.csv',
      ]),
    );
  });

  it('are looked at, with the newest calls as a proof', async () => {
    using home = temporaryFolder();
    mkdirSync(home.file('Downloads'));
    const rows = Array.from({ length: 900 }, (_, at) => {
      const start = new Date(Date.UTC(2026, 2, 2, 9, at)).toISOString().slice(0, 16).replace('T', ' ');
      const [date = '', time = ''] = start.split(' ');
      return `1;${date.slice(8)}.${date.slice(5, 7)}.26 ${time};;030${1000000 + at};Berlin;Office with a long name for a row of some length;5550199;0:05`;
    });
    const header = 'Typ;Datum;Name;Rufnummer;Landes-/Ortsnetzbereich;Nebenstelle;Eigene Rufnummer;Dauer';
    writeFileSync(home.file('Downloads/list.csv'), ['sep=;', header, ...rows].join('\r\n'));
    writeFileSync(home.file('Downloads/other.csv'), 'Item,Price\nBolt,1\n');
    const found = await detectKnown(
      ports,
      { platform: 'darwin', env: {}, home: home.path },
      { ...options, country: 'DE' },
    );
    expect(found.map(({ system, format }) => [system, format])).toEqual([['Exports', 'fritzbox-csv']]);
    expect(found[0]?.calls.map(({ remoteRaw }) => remoteRaw)).toEqual(
      [899, 898, 897, 896, 895].map((at) => `030${1000000 + at}`),
    );
  });
});

describe('the mapping assistant', () => {
  it('gives a mapping and the calls that it finds, and follows a change', async () => {
    using folder = temporaryFolder();
    writeFileSync(folder.file('x.csv'), 'When,Who,Ext,Secs,Way\n02/03/2026 09:00:00,2125550101,100,60,In\n');
    const answer = await assist(ports, folder.file('x.csv'), options);
    if (!answer.ok || answer.value.proposal === null) throw new Error('nothing proposed');
    expect(answer.value.calls).toMatchObject([
      { startedAt: '2026-02-03T09:00:00Z', talkSeconds: 60, direction: 'inbound' },
    ]);
    expect(answer.value.proposal.doubts[0]).toContain('Day and month may be the other way round');
    const changed = { ...answer.value.proposal.mapping, dateFormat: 'DD/MM/YYYY HH:mm:ss' };
    const preview = await previewFile(ports.files, folder.file('x.csv'), changed, options);
    expect(preview).toMatchObject({ ok: true, value: { rows: 1, calls: [{ startedAt: '2026-03-02T09:00:00Z' }] } });
  });
});
