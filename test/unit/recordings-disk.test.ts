import { createHash } from 'node:crypto';
import { appendFile, mkdtemp, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseBuffer } from 'music-metadata';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  confirmWhole,
  findRecordings,
  hashFile,
  Looks,
  openWhole,
  prove,
  type Proof,
  type WholeProof,
} from '../../main/engine/recordings/index.ts';
import { createFiles } from '../../main/node/files.ts';
import { SetClock, wallToUtc } from '../audio/memory-files.ts';
import { GrowingWav, wavBytes, writeWav, type WavCodec } from '../audio/wav-writer.ts';

let folder = '';
const files = createFiles();
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recordings-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function proofNow(path: string, talkSeconds: number): Promise<Proof> {
  const now = Date.now();
  const expected = { talkSeconds, startedAt: now - talkSeconds * 1000, endedAt: now };
  const answer = await prove(path, expected, { files, clock: new SetClock(now), looks: new Looks() });
  if (!answer.ok) throw new Error(answer.error.code);
  return answer.value;
}

async function wholeProof(path: string, talkSeconds: number): Promise<WholeProof> {
  const proof = await proofNow(path, talkSeconds);
  if (proof.state !== 'whole') throw new Error(proof.reason);
  return proof;
}

describe('A recorder on a real disk', () => {
  it('is followed from dial to hang-up: bare header, blocks, final header', async () => {
    const wav = await GrowingWav.open(join(folder, 'a.wav'));
    const seen: unknown[] = [[(await stat(wav.path)).size, await proofNow(wav.path, 5)]];
    await wav.write(1);
    seen.push([(await stat(wav.path)).size, await proofNow(wav.path, 5)]);
    await wav.write(4);
    seen.push([(await stat(wav.path)).size, await proofNow(wav.path, 5)]);
    await wav.close();
    const growing = { state: 'growing', reason: 'header_open', recheckIn: 1000 };
    expect(seen).toEqual([
      [44, growing],
      [44, growing],
      [44 + 2 * 32_768, growing],
    ]);
    expect(await proofNow(wav.path, 5)).toMatchObject({ state: 'whole', bytes: 80_044, seconds: 5 });
    expect(await readFile(wav.path)).toEqual(wavBytes({ seconds: 5 }));
  });

  it('that dies leaves a file that is never taken for whole', async () => {
    const wav = await GrowingWav.open(join(folder, 'a.wav'));
    await wav.write(5);
    await wav.abandon();
    expect(await proofNow(wav.path, 5)).toMatchObject({ state: 'growing' });
  });

  it.each(['pcm', 'float', 'alaw', 'ulaw', 'gsm'] satisfies WavCodec[])(
    'writes %s that a second reader understands in the same way',
    async (codec) => {
      await writeWav(join(folder, 'a.wav'), { seconds: 2, codec });
      const { seconds } = await wholeProof(join(folder, 'a.wav'), 2);
      const { format } = await parseBuffer(await readFile(join(folder, 'a.wav')), 'audio/wav', { duration: true });
      expect(seconds).toBeCloseTo(2, 2);
      expect(format.duration).toBeCloseTo(seconds, 1);
    },
  );

  it('is found in a dated folder by the system’s own listing', async () => {
    const at = Date.UTC(2026, 10, 20, 9, 0, 0);
    const path = join(folder, '20261120-100000-5550100123-outgoing-100.wav');
    await writeWav(path, { seconds: 3 });
    await utimes(path, at / 1000 + 3, at / 1000 + 3);
    const call = {
      ...{ callId: 'a', names: [], fileIds: [], remoteDigits: '5550100123', localNumber: '100' },
      ...{ startedAt: at, answeredAt: at, endedAt: at + 3000, talkSeconds: 3 },
    };
    const settings = { folder, timeZone: 'Europe/Berlin', wallToUtc };
    expect(await findRecordings([call], settings, { files, clock: new SetClock(at) })).toEqual({
      ok: true,
      value: { found: [{ callId: 'a', path, pairing: 'number_time', others: [] }], ambiguous: [], unreadable: [] },
    });
  });
});

describe('Between proof and upload', () => {
  const sound = wavBytes({ seconds: 4 });

  it('the file is hashed as it lies on the disk, and confirmed afterwards', async () => {
    const path = join(folder, 'a.wav');
    await writeFile(path, sound);
    const proof = await wholeProof(path, 4);
    const opened = await openWhole(path, proof, { files });
    if (!opened.ok) throw new Error(opened.error.code);
    await using file = opened.value;
    expect([await hashFile(file, proof.bytes), await confirmWhole(file, proof)]).toEqual([
      { ok: true, value: createHash('sha256').update(sound).digest('hex') },
      { ok: true, value: undefined },
    ]);
  });

  it.each([
    ['is appended to', (path: string) => appendFile(path, 'x')],
    ['is cut', (path: string) => writeFile(path, sound.subarray(0, 1000))],
    ['is touched', (path: string) => utimes(path, 1, 1)],
    [
      'is replaced by another of the same size and time',
      async (path: string) => {
        const { atime, mtime } = await stat(path);
        await writeFile(`${path}.new`, sound);
        await utimes(`${path}.new`, atime, mtime);
        await rename(`${path}.new`, path);
      },
    ],
  ])('nothing is uploaded when it %s', async (_what, change) => {
    const path = join(folder, 'a.wav');
    await writeFile(path, sound);
    const proof = await wholeProof(path, 4);
    await change(path);
    expect(await openWhole(path, proof, { files })).toMatchObject({ error: { code: 'recording_changed' } });
  });

  it('what was sent does not count when it changed meanwhile, and a vanished file is named so', async () => {
    const path = join(folder, 'a.wav');
    await writeFile(path, sound);
    const proof = await wholeProof(path, 4);
    const opened = await openWhole(path, proof, { files });
    if (!opened.ok) throw new Error(opened.error.code);
    await using file = opened.value;
    await writeFile(path, sound.subarray(0, 1000));
    expect([await hashFile(file, proof.bytes), await confirmWhole(file, proof)]).toMatchObject([
      { error: { code: 'recording_changed' } },
      { error: { code: 'recording_changed' } },
    ]);
    await rm(path);
    expect(await openWhole(path, proof, { files })).toMatchObject({ error: { code: 'recording_gone' } });
  });
});
