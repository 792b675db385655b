import { mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { detect } from '../../main/engine/index.ts';
import { createFiles } from '../../main/node/files.ts';
import type { LedgerCall } from '../../shared/ledger.ts';
import { GrowingWav, wavBytes } from '../audio/wav-writer.ts';
import { sound } from '../audio/sounds.ts';
import { deskCalls, rowOf, type DeskCall } from '../crash/desk.ts';
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

/** The folder `monitor` is the source. */
function open(
  source: Readonly<Record<string, unknown>> = {},
  others: readonly Readonly<Record<string, unknown>>[] = [],
) {
  office = openOffice(sandbox, {
    source: { id: 'files', format: 'recordings', path: './monitor', recordings: undefined, ...source },
    others,
  });
}

/** `at`: when it was closed, epoch milliseconds. */
function leave(name: string, bytes: Buffer, at: number): void {
  const file = office.folder.file(path.join('monitor', name));
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, bytes);
  utimesSync(file, at / 1000, at / 1000);
}

const brief = ({ startedAt, direction, remoteRaw, localNumber, talkSeconds, outcome, state }: LedgerCall): string =>
  [
    startedAt.slice(0, 19),
    direction,
    (remoteRaw ?? '') === '' ? '-' : remoteRaw,
    localNumber ?? '-',
    talkSeconds,
    outcome,
    state,
  ].join(' ');
const once = async (): Promise<string[]> => (await office.once()).calls.map(brief);
const threeSeconds = wavBytes({ seconds: 3 });
const AT = Date.UTC(2026, 2, 14, 10, 15, 2);

describe('Recordings that are the calls', () => {
  it.each([
    ['MicroSIP', '20260314-101502-5550100102-outgoing-100.wav', 'outbound 5550100102 100'],
    ['MicroSIP, inbound', '20260314-101502-5550100102-incoming-100.wav', 'inbound 5550100102 100'],
    ['Linphone 4', '2026-03-14_10-15-02_100_5550100102.wav', 'outbound 5550100102 100'],
    ['Linphone 6', '2026-03-14_10-15-02_5550100102_.wav', 'unknown 5550100102 -'],
    ['3CX', '[Sales]_100-+15550100575_20260314101502(84).wav', 'unknown +15550100575 100'],
    ['FreePBX', 'out-5550100102-100-20260314-101502-1773483302.77.wav', 'outbound 5550100102 100'],
    ['FreePBX, inbound', 'external-100-5550100102-20260314-101502-1773483302.78.wav', 'inbound 5550100102 100'],
    ['UCM', 'auto-1773483302-5550100102-100.wav', 'inbound 5550100102 100'],
    ['UCM queue', 'q6500-5550100102-20260314-101502-1773483302.622744-100.wav', 'inbound 5550100102 100'],
    ['Swyx', 'Out#100#Smith, Eve#0012025550102#20260314#101502.wav', 'outbound 0012025550102 100'],
    ['Yeastar', '20260314101502-1773483302.77-100-5550100102-Outbound.wav', 'outbound 5550100102 100'],
    ['BCR', '20260314_061502.881926-0400_out_+12025550102.wav', 'outbound +12025550102 -'],
    ['LineageOS', '+12025550102_260314_101502577.wav', 'unknown +12025550102 -'],
    [
      'baresip',
      'dump-sip:100@pbx.example=>sip:5550100102@pbx.example-2026-03-14-10-15-02-dec.wav',
      'unknown 5550100102 100',
    ],
  ])('%s', async (_, name, who) => {
    open({ timeZone: 'UTC' });
    leave(name, threeSeconds, AT + 3_000);
    expect(await once()).toEqual([`2026-03-14T10:15:02 ${who} 3 connected synced`]);
    const [call] = (await office.ledger()).calls;
    expect(call?.recording).toMatchObject({ state: 'attached', seconds: 3 });
    expect(sandbox.liveCallLogs().map(({ recording }) => recording?.bytes)).toEqual([threeSeconds.length]);
  });

  it.each([
    ['Zoiper', 'recorded_conversation_2026-03-14-10-15_02_part1.wav'],
    ['FusionPBX', 'archive/2026/Mar/14/3f0c2b7e-0d8c-4b51-9a54-4a9d9a7a1c11.wav'],
  ])('without any number are held for a person: %s', async (_, name) => {
    open({ timeZone: 'UTC' });
    leave(name, threeSeconds, AT + 3_000);
    expect(await once()).toEqual(['2026-03-14T10:15:02 unknown - - 3 connected held']);
  });
});

const NAME = '20260314-101502-5550100102-outgoing-100';

describe('A recording that is a call', () => {
  it('stays that call when it is moved to a dated folder and converted at night', async () => {
    open({ timeZone: 'UTC' });
    leave(`${NAME}.wav`, threeSeconds, AT + 3_000);
    const [before] = (await office.once()).calls;
    mkdirSync(office.folder.file('monitor/2026/03/14'), { recursive: true });
    renameSync(office.folder.file(`monitor/${NAME}.wav`), office.folder.file(`monitor/2026/03/14/${NAME}.wav`));
    expect((await office.once()).calls).toMatchObject([{ id: before?.id, legs: 1, talkSeconds: 3 }]);
    rmSync(office.folder.file(`monitor/2026/03/14/${NAME}.wav`));
    leave(`2026/03/14/${NAME}.mp3`, sound('tone.mp3'), AT + 3_600_000);
    expect((await office.once()).calls).toMatchObject([{ id: before?.id, legs: 1, talkSeconds: 3, state: 'synced' }]);
    expect(sandbox.liveCallLogs()).toHaveLength(1);
  });

  it('is one with its copies by a sync program', async () => {
    open({ timeZone: 'UTC' });
    for (const copy of ['', ' (1)', " (Ann's conflicted copy 2026-03-14)"])
      leave(`${NAME}${copy}.wav`, threeSeconds, AT + 3_000);
    expect(await once()).toEqual(['2026-03-14T10:15:02 outbound 5550100102 100 3 connected synced']);
  });

  it('is one with the file of the other direction, as long as the longer one, and sent in stereo', async () => {
    open({ timeZone: 'UTC' });
    const stem = 'dump-sip:100@pbx.example=>sip:5550100102@pbx.example-2026-03-14-10-15-02';
    leave(`${stem}-enc.wav`, threeSeconds, AT + 3_000);
    leave(`${stem}-dec.wav`, wavBytes({ seconds: 1 }), AT + 1_000);
    expect(await once()).toEqual(['2026-03-14T10:15:02 unknown 5550100102 100 3 connected synced']);
    expect(sandbox.liveCallLogs().map(({ recording }) => recording?.bytes)).toEqual([44 + 3 * 32_000]);
  });

  it('of several parts talks from the first to the last', async () => {
    open({ timeZone: 'UTC' });
    leave(`${NAME}_part1.wav`, threeSeconds, AT + 3_000);
    leave(`${NAME}_part2.wav`, wavBytes({ seconds: 2 }), AT + 9_000);
    const { calls } = await office.once();
    expect(calls).toMatchObject([{ legs: 2 }]);
  });

  it('was not answered when nothing was recorded', async () => {
    open({ timeZone: 'UTC' });
    leave(`${NAME}.wav`, wavBytes({ seconds: 0 }), AT + 3_000);
    expect(await once()).toEqual(['2026-03-14T10:15:02 outbound 5550100102 100 0 no_answer synced']);
  });

  it('settles as it grows and is logged once, with its final length', { timeout: 20_000 }, async () => {
    open({ timeZone: 'UTC' });
    const started = await office.engine().start();
    expect(started.ok).toBe(true);
    const stamp = new Date(Date.now() - 4_000)
      .toISOString()
      .replace(/\.\d+Z/, '')
      .replaceAll(/[-:]/g, '')
      .replace('T', '-');
    const recorder = await GrowingWav.open(office.folder.file(`monitor/${stamp}-5550100102-outgoing-100.wav`));
    await recorder.write(3);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(sandbox.liveCallLogs()).toEqual([]);
    await recorder.write(1);
    await recorder.close();
    await expect.poll(() => sandbox.liveCallLogs().map(({ duration }) => duration), { timeout: 12_000 }).toEqual(['4']);
    await expect.poll(() => sandbox.liveCallLogs()[0]?.recording?.bytes, { timeout: 5_000 }).toBe(44 + 64_000);
  });

  it('whose name is in UTC while the phone is not is found out by its last write (Linphone 5.3)', async () => {
    open({ timeZone: 'America/New_York' });
    leave('2026-03-14_10-15-02_100_5550100102.wav', threeSeconds, AT + 3_500);
    leave('2026-03-14_11-15-02_100_5550100103.wav', threeSeconds, AT + 5 * 3_600_000 + 3_500);
    expect(await once()).toEqual([
      '2026-03-14T10:15:02 outbound 5550100102 100 3 connected synced',
      '2026-03-14T15:15:02 outbound 5550100103 100 3 connected synced',
    ]);
  });

  it('is described by the file beside it (BCR)', async () => {
    open({ timeZone: 'UTC' });
    const stem = '20260314_061502.881926-0400_12025550102';
    leave(`${stem}.wav`, threeSeconds, AT + 3_000);
    const sidecar = {
      timestamp_unix_ms: AT + 881,
      direction: 'in',
      calls: [{ phone_number: '+12025550102', caller_name: 'J. Doe', contact_name: 'Jane Doe' }],
    };
    leave(`${stem}.json`, Buffer.from(JSON.stringify(sidecar)), AT + 3_100);
    expect(await once()).toEqual(['2026-03-14T10:15:02 inbound +12025550102 - 3 connected synced']);
    expect((await office.ledger()).calls).toMatchObject([{ remoteName: 'Jane Doe' }]);
  });

  it('is none when its name tells nothing: it is listed with the reason', async () => {
    open({ timeZone: 'UTC' });
    leave('greeting.wav', threeSeconds, AT);
    leave('notes.txt', Buffer.from('no sound'), AT);
    const ledger = await office.once();
    expect([ledger.found, ledger.rejectedRecords]).toEqual([0, 1]);
  });

  it('of a call that another source has on the same folder is that call’s', async () => {
    const [call] = deskCalls(1);
    if (call === undefined) throw new Error('no call');
    const other = { ...call, startedAt: call.startedAt + 600_000, to: '+12025559999', uniqueId: '1.1' };
    const cdr = {
      id: 'pbx',
      format: 'asterisk-csv',
      path: './Master.csv',
      timeZone: 'UTC',
      recordings: { folder: './monitor', waitSeconds: 0 },
    };
    open({ timeZone: 'UTC' }, [cdr]);
    const named = ({ startedAt, to, ring }: DeskCall): string => {
      const stamp = new Date(startedAt + ring * 1_000)
        .toISOString()
        .slice(0, 19)
        .replaceAll(/[-:]/g, '')
        .replace('T', '-');
      return `${stamp}-${to.replace('+', '')}-outgoing-100.wav`;
    };
    // The second call's row was lost.
    await office.append(rowOf({ ...call, talk: 3, ring: 9 }));
    leave(named({ ...call, ring: 9 }), threeSeconds, call.startedAt + 12_000);
    leave(named(other), threeSeconds, other.startedAt + 6_000);
    const { calls } = await office.once();
    expect(calls.map(({ source, state, reason }) => [source, state, reason]).sort()).toEqual([
      ['files', 'synced', null],
      ['pbx', 'synced', null],
    ]);
    expect(sandbox.liveCallLogs().map(({ recording }) => recording?.bytes)).toEqual([
      threeSeconds.length,
      threeSeconds.length,
    ]);
  });
});

describe('Detection', () => {
  it('says that a folder of recordings is one, with the first calls', async () => {
    open();
    leave(`${NAME}.wav`, threeSeconds, AT + 3_000);
    const options = { country: 'US', timeZone: 'UTC', extensions: ['100'] };
    const answer = await detect(
      {
        files: createFiles(),
        clock: { ...Date, after: () => ({ [Symbol.dispose]: () => undefined }), now: () => Date.now() },
      },
      office.folder.file('monitor'),
      options,
    );
    expect(answer).toMatchObject({
      format: 'recordings',
      calls: [{ startedAt: '2026-03-14T10:15:02Z', remoteRaw: '5550100102', talkSeconds: 3 }],
    });
  });
});
