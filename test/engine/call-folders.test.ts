import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFiles } from '../../main/node/files.ts';
import type { LedgerCall } from '../../shared/ledger.ts';
import { freeswitchJson, type FreeswitchCall, freeswitchXml } from '../fakes/softphones.ts';
import { startPipedriveSandbox, type PipedriveSandbox } from '../sandbox/pipedrive/index.ts';
import { openOffice, type TestOffice } from './office.ts';

let sandbox: PipedriveSandbox;
let office: TestOffice;
beforeEach(async () => {
  sandbox = await startPipedriveSandbox({ limits: 'off' });
});
afterEach(async () => {
  await office[Symbol.asyncDispose]();
  await sandbox.stop();
});

function open(format: string, place = 'cdr', source: Readonly<Record<string, unknown>> = {}): void {
  office = openOffice(sandbox, { source: { format, path: `./${place}`, recordings: undefined, ...source } });
  if (place === 'cdr') mkdirSync(office.folder.file('cdr'));
}
const put = (name: string, text: string): void => {
  const file = office.folder.file(path.join('cdr', name));
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
};
const eventually = { timeout: 10_000 };
const NOW = Math.floor(Date.now() / 1_000);
const brief = ({
  state,
  reason,
  direction,
  remoteRaw,
  remoteName,
  localNumber,
  outcome,
  talkSeconds,
  legs,
}: LedgerCall): string =>
  [state, reason ?? '-', direction, remoteRaw, remoteName ?? '-', localNumber ?? '-', outcome, talkSeconds, legs].join(
    ' ',
  );
const once = async (): Promise<string[]> => (await office.once()).calls.map(brief);
const found = async (): Promise<number> => (await office.ledger()).found;

const dialled: FreeswitchCall = {
  ...{
    uuid: '0a6ba4a0-0000-4000-8000-000000000001',
    from: '100',
    to: '2025550102',
    start: NOW - 900,
    answer: NOW - 895,
    end: NOW - 835,
  },
  bridge: 'sofia/gateway/office/2025550102',
};
const incoming: FreeswitchCall = {
  ...{ uuid: '0a6ba4a0-0000-4000-8000-000000000002', from: '2025550103', name: 'Zoë & <Ô>', to: '100' },
  ...{ start: NOW - 800, answer: NOW - 795, end: NOW - 755, bridge: 'sofia/internal/100@10.0.0.9:5060' },
  channel: 'sofia/external/2025550103@carrier.example',
};
const missed: FreeswitchCall = {
  ...incoming,
  uuid: '0a6ba4a0-0000-4000-8000-000000000003',
  start: NOW - 700,
  answer: 0,
  end: NOW - 690,
  bridge: '',
  cause: 'ORIGINATOR_CANCEL',
};
const inside: FreeswitchCall = {
  ...dialled,
  uuid: '0a6ba4a0-0000-4000-8000-000000000004',
  to: '101',
  start: NOW - 600,
  answer: NOW - 595,
  end: NOW - 590,
  bridge: 'sofia/internal/101@10.0.0.8',
};
const seen = [
  'synced - outbound 2025550102 - 100 connected 60 1',
  'synced - inbound 2025550103 Zoë & <Ô> 100 connected 40 1',
  'synced - inbound 2025550103 Zoë & <Ô> 100 no_answer 0 1',
  'excluded internal internal 101 - 100 connected 5 1',
];

describe('FreeSWITCH', () => {
  for (const [format, write, end] of [
    ['freeswitch-json', freeswitchJson, 'json'],
    ['freeswitch-xml', freeswitchXml, 'xml'],
  ] as const) {
    it(`${format}: one file for each call, in dated folders, across restarts`, async () => {
      open(format);
      put(`a_${dialled.uuid}.cdr.${end}`, write(dialled));
      put(`2026-11-21-09-00-00/a_${incoming.uuid}.cdr.${end}`, write(incoming));
      expect(await once()).toEqual(seen.slice(0, 2));
      put(`2026-11-21-10-00-00/a_${missed.uuid}.cdr.${end}`, write(missed));
      put(`a_${inside.uuid}.cdr.${end}`, write(inside));
      put(`copy/a_${dialled.uuid} (1).cdr.${end}`, write(dialled));
      put('notes.txt', 'no call');
      expect(await once()).toEqual(seen);
      expect(await once()).toEqual(seen);
      expect([sandbox.liveCallLogs().length, sandbox.violations]).toEqual([3, []]);
    });
  }

  it('while it runs: a file is taken when it is whole, the share goes away and comes back', async () => {
    open('freeswitch-json');
    const engine = office.engine();
    expect((await engine.start()).ok).toBe(true);
    const text = freeswitchJson(dialled);
    put('2026/11/21/a_1.cdr.json', text.slice(0, 100));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await found()).toBe(0);
    appendFileSync(office.folder.file('cdr/2026/11/21/a_1.cdr.json'), text.slice(100));
    await expect.poll(found, eventually).toBe(1);
    renameSync(office.folder.file('cdr'), office.folder.file('away'));
    await expect.poll(() => engine.health().reasons.map(({ code }) => code), eventually).toEqual(['folder_missing']);
    expect((await office.ledger()).found).toBe(1);
    renameSync(office.folder.file('away'), office.folder.file('cdr'));
    put('2026/11/21/a_2.cdr.json', freeswitchJson(incoming));
    await expect.poll(found, eventually).toBe(2);
    await expect.poll(() => engine.health().reasons, eventually).toEqual([]);
  });

  it('what the folder holds is found by content', async () => {
    open('auto');
    put('2026/a_1.cdr.json', freeswitchJson(dialled));
    expect(await once()).toEqual(seen.slice(0, 1));
  });

  it('both legs of a call and the phones that did not win are one call', async () => {
    open('freeswitch-json');
    const more = { call_uuid: incoming.uuid, direction: 'outbound', originating_leg_uuid: incoming.uuid };
    const leg = (uuid: string, ext: string, cause: string, answer: number) =>
      freeswitchJson({
        ...incoming,
        uuid,
        to: ext,
        answer,
        cause,
        bridge: '',
        channel: `sofia/internal/${ext}@10.0.0.${ext}`,
        more,
      });
    put('a_1.cdr.json', freeswitchJson(incoming));
    put('2.cdr.json', leg(`b-${incoming.uuid}`, '100', 'NORMAL_CLEARING', incoming.answer));
    put('3.cdr.json', leg('x', '101', 'LOSE_RACE', 0));
    expect(await once()).toEqual(['synced - inbound 2025550103 Zoë & <Ô> 100 connected 40 2']);
  });

  it('stopped in the middle of the first scan and started again, each call is there once and no file is read twice', async () => {
    office = openOffice(sandbox, {
      source: { format: 'freeswitch-json', path: './cdr', recordings: undefined },
      logging: { mode: 'ask' },
    });
    mkdirSync(office.folder.file('cdr'));
    const many = 900;
    for (let nth = 0; nth < many; nth++) {
      const at = NOW - 90_000 + nth * 90;
      put(
        `a_${nth}.cdr.json`,
        freeswitchJson({
          ...dialled,
          uuid: `u${nth}`,
          start: at,
          answer: at + 4,
          end: at + 64,
          more: { call_uuid: `u${nth}`, bridge_uuid: `b${nth}` },
        }),
      );
    }
    const opened: string[] = [];
    const files = createFiles();
    const counting = {
      ...files,
      open: (name: string) => {
        opened.push(path.basename(name));
        // What a stop in the middle leaves: the second batch is not taken.
        if (opened.length === 400) void engine.stop();
        return files.open(name);
      },
    };
    const engine = office.engine({ files: counting });
    expect((await engine.start()).ok).toBe(true);
    await expect.poll(() => opened.length, eventually).toBeGreaterThanOrEqual(400);
    await engine.stop();
    const taken = await found();
    expect(taken).toBeGreaterThan(0);
    expect(taken).toBeLessThan(many);
    opened.length = 0;
    const rest = { ...counting, open: (name: string) => (opened.push(path.basename(name)), files.open(name)) };
    expect((await office.engine({ files: rest }).runOnce()).ok).toBe(true);
    const ledger = await office.ledger();
    expect([ledger.found, ledger.rejectedRecords, opened.length]).toEqual([many, 0, many - taken]);
  });

  it('a file that is no call is kept with its reason', async () => {
    open('freeswitch-json');
    put('other.json', '{"a":1}');
    const ledger = await office.once();
    expect([ledger.found, ledger.rejectedRecords]).toEqual([0, 1]);
  });
});

describe('a new file for each period', () => {
  const columns = [
    'cdrRecordType',
    'globalCallID_callManagerId',
    'globalCallID_callId',
    'origLegCallIdentifier',
    'dateTimeOrigination',
  ];
  const more = [
    'callingPartyNumber',
    'originalCalledPartyNumber',
    'finalCalledPartyNumber',
    'origCause_value',
    'destCause_value',
  ];
  const last = [
    'dateTimeConnect',
    'dateTimeDisconnect',
    'lastRedirectDn',
    'duration',
    'origDeviceName',
    'destDeviceName',
    'globalCallId_ClusterID',
  ];
  const header = `${[...columns, ...more, ...last].map((name) => `"${name}"`).join(',')}\n${Array(17).fill('INTEGER').join(',')}\n`;
  const row = (id: number, to: string, at: number, talk: number): string =>
    `1,1,${id},${id},${at},"100","${to}","${to}",16,0,${talk > 0 ? at + 5 : 0},${at + 5 + talk},"${to}",${talk},"SEP000000000100","TRUNK","Cluster1"\n`;

  it('cucm-cdr: files without an ending, each with two header lines, sent again; files of quality are no calls', async () => {
    open('cucm-cdr');
    put('cdr_Cluster1_01_202611210900_1', header + row(7, '2025550102', NOW - 900, 60));
    put('cmr_Cluster1_01_202611210900_1', 'other,columns\nINTEGER,INTEGER\n1,2\n');
    put('cdr_Cluster1_01_202611210901_2', header + row(8, '2025550103', NOW - 800, 0));
    const first = await once();
    expect(first.map((call) => call.split(' ').slice(0, 4).join(' '))).toEqual([
      'synced - outbound 2025550102',
      'synced - outbound 2025550103',
    ]);
    put('resent/cdr_Cluster1_01_202611210900_1', header + row(7, '2025550102', NOW - 900, 60));
    put('cdr_Cluster1_01_202611210902_3', header + row(9, '2025550104', NOW - 700, 30));
    expect((await office.once()).found).toBe(3);
    expect((await office.ledger()).rejectedRecords).toBe(0);
  });

  it('a day file that grows and a new one at midnight, also of any delimited format', async () => {
    open('asterisk-csv');
    const line = (nth: number): string => {
      const stamp = (at: number): string => new Date(at * 1_000).toISOString().slice(0, 19).replace('T', ' ');
      const at = NOW - 1_000 + nth * 100;
      return `"","100","202555010${nth}","from-internal","""Ann"" <100>","PJSIP/100-0000000${nth}","PJSIP/office-0000001${nth}","Dial","x","${stamp(at)}","${stamp(at + 5)}","${stamp(at + 45)}",45,40,"ANSWERED","DOCUMENTATION","${at}.${nth}"\n`;
    };
    put('20261120.csv', line(1));
    const engine = office.engine();
    expect((await engine.start()).ok).toBe(true);
    await expect.poll(found, eventually).toBe(1);
    appendFileSync(office.folder.file('cdr/20261120.csv'), line(2));
    await expect.poll(found, eventually).toBe(2);
    put('20261121.csv', line(3));
    await expect.poll(found, eventually).toBe(3);
    await engine.stop();
    appendFileSync(office.folder.file('cdr/20261121.csv'), line(4));
    expect((await office.once()).found).toBe(4);
    expect((await office.ledger()).rejectedRecords).toBe(0);
  });
});

describe('Yeastar', () => {
  it('a JSON object a line, appended; half a line waits', async () => {
    open('yeastar-jsonl', 'calls.jsonl', { timeZone: 'UTC' });
    const file = office.folder.file('calls.jsonl');
    const lines = readFileSync(path.join(import.meta.dirname, '../corpus/cdr/yeastar/input.csv'), 'utf8').split('\n');
    writeFileSync(file, `${lines[0]}\n${lines[1]?.slice(0, 50)}`);
    const engine = office.engine();
    expect((await engine.start()).ok).toBe(true);
    await expect.poll(found, eventually).toBe(1);
    appendFileSync(file, `${lines[1]?.slice(50)}\n${lines.slice(2).join('\n')}\n`);
    await expect.poll(found, eventually).toBe(6);
    expect((await office.ledger()).rejectedRecords).toBe(2);
  });
});
