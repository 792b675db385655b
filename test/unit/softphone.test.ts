import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSoftphone } from '../softphone/index.ts';
import type { Scenario, Softphone } from '../softphone/index.ts';
import { formatRow } from '../softphone/row.ts';
import type { CallDetail } from '../softphone/row.ts';
import { createSwitchboard, writeScript } from '../softphone/script.ts';

const AT = Date.UTC(2026, 10, 21, 1, 40, 38, 250);
const OFFICE = { extension: '100', agent: 'Ann', trunk: 'office-trunk' };
const JANE = { number: '+15550100101', name: 'Jane Doe' };

const scriptOf = (scenario: Scenario) => writeScript(scenario, OFFICE, createSwitchboard(), AT);
const linesOf = (scenario: Scenario) => scriptOf(scenario).rows.map(({ call }) => formatRow(call, 18, 'UTC'));

describe('a row of the softphone', () => {
  const call = scriptOf({ kind: 'inbound', from: JANE, ring: 3, talk: 6.9 }).rows[0]?.call as CallDetail;

  it('has 16, 18 or 21 columns as Asterisk writes them', () => {
    const sixteen =
      '"","+15550100101","100","from-trunk","""Jane Doe"" <+15550100101>","PJSIP/office-trunk-00000000",' +
      '"PJSIP/100-00000001","Dial","PJSIP/100,30,tT","2026-11-21 01:40:38","2026-11-21 01:40:41","2026-11-21 01:40:48",' +
      '9,6,"ANSWERED","DOCUMENTATION"';
    expect([16, 18, 21].map((columns) => formatRow(call, columns as 16 | 18 | 21, 'UTC'))).toEqual([
      `${sixteen}\n`,
      `${sixteen},"1795225238.0",""\n`,
      `${sixteen},"1795225238.0","","","1795225238.0",0\n`,
    ]);
  });

  it('shows the clock of its zone, and nothing at all for an answer that never came', () => {
    const missed = { ...call, answer: null, disposition: 'NO ANSWER' as const };
    expect(formatRow(missed, 16, 'Asia/Kolkata')).toContain(
      '"2026-11-21 07:10:38",,"2026-11-21 07:10:48",9,0,"NO ANSWER"',
    );
  });

  it('escapes a quote in a name with a backslash and doubles it, and a name may end in a backslash', () => {
    const named = { ...call, callerId: { name: 'Jürgen "Jay" Müller\\', number: '100' } };
    expect(formatRow(named, 16, 'UTC')).toContain(String.raw`,"""Jürgen \""Jay\"" Müller\\"" <100>",`);
  });
});

describe('the rows of a call', () => {
  const shape = (scenario: Scenario) =>
    parse(linesOf(scenario).join(''), { relax_quotes: true }).map(
      ([, src, dst, , , channel, dstChannel, app, , start, answer, end, , , disposition, , uniqueId]) =>
        [
          src,
          dst,
          channel,
          dstChannel,
          app,
          start?.slice(11),
          answer?.slice(11),
          end?.slice(11),
          disposition,
          uniqueId,
        ].join(' '),
    );

  it('repeat the unique id once per rung phone in a ring group', () => {
    const phones = ['100', '101', '102'];
    expect(
      shape({ kind: 'ring_group', from: JANE, group: '600', phones, answeredBy: '100', ring: 4, talk: 60 }),
    ).toEqual([
      '+15550100101 600 PJSIP/office-trunk-00000000 PJSIP/100-00000001 Dial 01:40:38 01:40:42 01:41:42 ANSWERED 1795225238.0',
      '+15550100101 600 PJSIP/office-trunk-00000000 PJSIP/101-00000002 Dial 01:40:38  01:40:42 NO ANSWER 1795225238.0',
      '+15550100101 600 PJSIP/office-trunk-00000000 PJSIP/102-00000003 Dial 01:40:38  01:40:42 NO ANSWER 1795225238.0',
    ]);
  });

  it('are two for a mailbox and two for a blind transfer, whose first destination is overwritten', () => {
    expect(shape({ kind: 'voicemail', from: JANE, ring: 20, message: 12 })).toEqual([
      '+15550100101 100 PJSIP/office-trunk-00000000 PJSIP/100-00000001 Dial 01:40:38  01:40:58 NO ANSWER 1795225238.0',
      '+15550100101 100 PJSIP/office-trunk-00000000  VoiceMail 01:40:58 01:40:58 01:41:10 ANSWERED 1795225238.0',
    ]);
    expect(
      shape({ kind: 'blind_transfer', from: JANE, to: '101', ring: 2, talk: 30, ringAgain: 3, talkAgain: 60 }),
    ).toEqual([
      '+15550100101 101 PJSIP/office-trunk-00000000 PJSIP/100-00000001 Dial 01:40:38 01:40:40 01:41:10 ANSWERED 1795225238.0',
      '+15550100101 101 PJSIP/office-trunk-00000000 PJSIP/101-00000002 Dial 01:41:10 01:41:10 01:42:13 ANSWERED 1795225238.0',
    ]);
  });

  it('are five with four unique ids at two moments for an attended transfer', () => {
    const transfer: Scenario = {
      ...{ kind: 'attended_transfer', from: JANE, to: '101', ring: 2, talk: 30 },
      ...{ ringAgain: 3, consult: 10, talkAgain: 60 },
    };
    expect(shape(transfer)).toEqual([
      '100 101 PJSIP/100-00000002 PJSIP/101-00000003 Dial 01:41:10 01:41:13 01:41:23 ANSWERED 1795225270.2',
      '100  PJSIP/100-00000001  AppDial 01:41:23 01:41:23 01:41:23 ANSWERED 1795225238.1',
      '+15550100101 100 PJSIP/office-trunk-00000000 PJSIP/101-00000003 Dial 01:41:23 01:41:23 01:42:23 ANSWERED 1795225238.0',
      '101  PJSIP/101-00000003  AppDial 01:42:23 01:42:23 01:42:23 ANSWERED 1795225270.3',
      '+15550100101 100 PJSIP/office-trunk-00000000 PJSIP/100-00000001 Dial 01:40:38 01:40:40 01:41:23 ANSWERED 1795225238.0',
    ]);
    const { rows, conversations } = scriptOf(transfer);
    expect(new Set(rows.map(({ at }) => at)).size).toBe(2);
    expect(conversations.map(({ direction, remote, talkSeconds }) => [direction, remote, talkSeconds])).toEqual([
      ['inbound', '+15550100101', 103],
      ['internal', '101', 10],
    ]);
  });
});

describe('the softphone on disk', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'softphone-'));
  });
  afterEach(async () => rm(folder, { recursive: true }));

  const recordingsOf = async (phone: Softphone) =>
    (await readdir(phone.recordings, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());

  it('leaves a whole recording as long as the call in the folder of its day', async () => {
    const phone = await createSoftphone({ folder, now: () => AT + 201_000 });
    const call = await phone.call({ kind: 'outbound', to: '15550100102', ring: 3, talk: 198 });
    expect(call.recordings).toEqual([
      {
        path: path.join(folder, 'monitor/2026/11/21/out-15550100102-100-20261121-014038-1795225238.0.wav'),
        bytes: 44 + 198 * 16_000,
        closedAt: expect.any(Number) as number,
      },
    ]);
    const wav = await readFile(call.recordings[0]?.path ?? '');
    expect([wav.length, wav.readUInt32LE(4), wav.readUInt32LE(40)]).toEqual([3_168_044, 3_168_036, 3_168_000]);
    expect(await readFile(phone.callFile, 'utf8')).toBe(call.rows.join(''));
    expect(call.rows.join('')).toContain(',201,198,"ANSWERED"');
  });

  it('leaves 44 bytes for ever where nobody picked up, and repeats rows in the file of the account', async () => {
    const phone = await createSoftphone({ folder, accountCode: 'sales' });
    const call = await phone.call({ kind: 'busy', to: '15550100102', ring: 2 });
    expect(call.recordings.map(({ bytes }) => bytes)).toEqual([44]);
    expect(await readFile(path.join(folder, 'cdr-csv/sales.csv'), 'utf8')).toBe(call.rows.join(''));
    expect(call.rows[0]).toMatch(/^"sales","100","15550100102"/);
  });

  it('lets a recording grow before the row comes, and closes it first', async () => {
    const phone = await createSoftphone({ folder });
    const calling = phone.call({ kind: 'inbound', from: JANE, ring: 2, talk: 100 }, 500);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const [growing] = await recordingsOf(phone);
    const bytes = await readFile(path.join(growing?.parentPath ?? '', growing?.name ?? ''));
    expect([bytes.length % 32_768, bytes.readUInt32LE(4), bytes.readUInt32LE(40)]).toEqual([44, 0, 0]);
    expect(bytes.length).toBeGreaterThan(44);
    expect(await readFile(phone.callFile, 'utf8')).toBe('');
    const call = await calling;
    expect(call.recordings[0]?.bytes).toBe(44 + 100 * 16_000);
  });

  it('makes two recordings of a transfer, the first of them the whole conversation', async () => {
    const phone = await createSoftphone({ folder, columns: 21 });
    const call = await phone.call({
      ...{ kind: 'blind_transfer', from: JANE, to: '101', ring: 2, talk: 30, ringAgain: 3, talkAgain: 60 },
    });
    expect(call.recordings.map(({ bytes }) => (bytes - 44) / 16_000)).toEqual([93, 63]);
    expect(await recordingsOf(phone)).toHaveLength(2);
  });
});
