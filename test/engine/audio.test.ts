import { createHash } from 'node:crypto';
import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFiles } from '../../main/node/files.ts';
import { openSound } from '../../main/engine/recordings/index.ts';
import { sound } from '../audio/sounds.ts';
import { wavBytes } from '../audio/wav-writer.ts';
import { deskCalls, recordingName, rowOf, type DeskCall } from '../crash/desk.ts';
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

function openWith(recordings: Readonly<Record<string, unknown>> = {}): DeskCall {
  office = openOffice(sandbox, { source: { recordings: { folder: './monitor', waitSeconds: 0, ...recordings } } });
  const [call] = deskCalls(1);
  if (call === undefined) throw new Error('no call');
  return { ...call, talk: 3 };
}

/** A recording of the call as its recorder left it at the call's end. */
function leave(call: DeskCall, ending: string, bytes: Buffer): string {
  const file = office.folder.file(`monitor/${recordingName(call).replace(/\.wav$/, ending)}`);
  writeFileSync(file, bytes);
  const end = (call.startedAt + (call.ring + call.talk) * 1_000) / 1_000;
  utimesSync(file, end, end);
  return file;
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

async function convertedBytes(path: string): Promise<Buffer> {
  const files = createFiles();
  await using file = await files.open(path);
  await using opened = await openSound(path, file, { files, clock: Date });
  if (opened.converted === null) throw new Error('not converted');
  return Buffer.concat((await opened.converted.stream(0, opened.converted.bytes).toArray()) as Buffer[]);
}

describe('A recording that no browser plays', () => {
  it.each([
    ['GSM in WAV', '.WAV', wavBytes({ seconds: 3.04, codec: 'gsm' })],
    ['raw GSM', '.gsm', sound('tone.gsm')],
    ['raw µ-law', '.ulaw', wavBytes({ seconds: 3, codec: 'ulaw' }).subarray(44)],
  ])('reaches the CRM as PCM WAV; the ledger tells of the file itself: %s', async (_, ending, bytes) => {
    const call = openWith();
    const file = leave(call, ending, bytes);
    await office.append(rowOf(call));
    const ledger = await office.once();
    const wav = await convertedBytes(file);
    expect(sandbox.liveCallLogs().map(({ recording }) => recording)).toMatchObject([
      {
        bytes: wav.length,
        sha256: sha256(wav),
        contentType: 'audio/wav',
        filename: expect.stringMatching(/\.wav$/) as string,
      },
    ]);
    expect(ledger.calls).toMatchObject([
      { state: 'synced', recording: { path: file, sha256: sha256(bytes), state: 'attached' } },
    ]);
    expect(readFileSync(file).equals(bytes)).toBe(true);
    expect(sandbox.violations).toEqual([]);
  });

  it('is sent byte for byte where the settings say so', async () => {
    const call = openWith({ convert: false });
    const bytes = sound('tone.gsm');
    leave(call, '.gsm', bytes);
    await office.append(rowOf(call));
    await office.once();
    expect(sandbox.liveCallLogs().map(({ recording }) => recording?.sha256)).toEqual([sha256(bytes)]);
  });

  it('and that cannot be converted is sent as it is', async () => {
    const call = openWith();
    const bytes = sound('tone.amr');
    leave(call, '.amr', bytes);
    await office.append(rowOf(call));
    await office.once();
    expect(sandbox.liveCallLogs().map(({ recording }) => recording?.sha256)).toEqual([sha256(bytes)]);
  });

  it('and that cannot be converted is refused where the settings say so, with the reason', async () => {
    const call = openWith({ unplayable: 'refuse' });
    leave(call, '.amr', sound('tone.amr'));
    await office.append(rowOf(call));
    const ledger = await office.once();
    expect(sandbox.liveCallLogs().map(({ recording }) => recording)).toEqual([null]);
    expect(ledger.calls).toMatchObject([{ state: 'synced', recording: { state: 'refused' } }]);
  });
});

describe('Two files of one call, one for each direction', () => {
  it('reach the CRM as one stereo WAV with the agent left; the shorter one ends in silence', async () => {
    const call = openWith();
    leave(call, '-rx.wav', wavBytes({ seconds: 2, tone: 300 }));
    leave(call, '-tx.wav', wavBytes({ seconds: 3, tone: 700 }));
    await office.append(rowOf(call));
    const ledger = await office.once();
    const [left, right] = [wavBytes({ seconds: 3, tone: 700 }), wavBytes({ seconds: 2, tone: 300 })];
    const stereo = Buffer.alloc(3 * 8000 * 4);
    for (let index = 0; index < 24_000; index++) {
      stereo.writeInt16LE(left.readInt16LE(44 + index * 2), index * 4);
      if (index < 16_000) stereo.writeInt16LE(right.readInt16LE(44 + index * 2), index * 4 + 2);
    }
    const header = Buffer.from(left.subarray(0, 44));
    header.writeUInt32LE(36 + stereo.length, 4);
    header.writeUInt16LE(2, 22);
    header.writeUInt32LE(32_000, 28);
    header.writeUInt16LE(4, 32);
    header.writeUInt32LE(stereo.length, 40);
    expect(sandbox.liveCallLogs().map(({ recording }) => recording?.sha256)).toEqual([
      sha256(Buffer.concat([header, stereo])),
    ]);
    expect(ledger.calls).toMatchObject([{ state: 'synced', recording: { sha256: sha256(left), state: 'attached' } }]);
  });

  it('give way to a third with both sides', async () => {
    const call = openWith();
    leave(call, '-in.wav', wavBytes({ seconds: 3, tone: 300 }));
    leave(call, '-out.wav', wavBytes({ seconds: 3, tone: 700 }));
    const mixed = wavBytes({ seconds: 3, tone: 500 });
    leave(call, '.wav', mixed);
    await office.append(rowOf(call));
    await office.once();
    expect(sandbox.liveCallLogs().map(({ recording }) => recording?.sha256)).toEqual([sha256(mixed)]);
  });
});
