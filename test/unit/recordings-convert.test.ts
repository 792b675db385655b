import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createFiles } from '../../main/node/files.ts';
import { openSound } from '../../main/engine/recordings/index.ts';

/**
 * Judges: sox and ffmpeg with libgsm, the reference coder. They make the files and decode them; ours has to be the same
 * to the bit.
 */
const folder = mkdtempSync(join(tmpdir(), 'aftercall-convert-'));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (program: string, ...args: string[]): void => {
  execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
};
const at = (name: string): string => join(folder, name);

/** Speech-like: a sweep over noise, loud and soft, 7.3 seconds. */
const voice = at('voice.wav');
run(
  'sox',
  '-R',
  '-n',
  '-r',
  '8000',
  '-c',
  '1',
  '-b',
  '16',
  voice,
  'synth',
  '7.3',
  'sine',
  '120-3200',
  'synth',
  'pinknoise',
  'mix',
  'tremolo',
  '3',
  '90',
);

const files = createFiles();

/** 16-bit samples of our conversion, without the header. */
async function ours(path: string): Promise<Buffer> {
  await using file = await files.open(path);
  await using opened = await openSound(path, file, { files, clock: Date });
  if (opened.converted === null) throw new Error(`${path} is not converted`);
  const { bytes, stream } = opened.converted;
  const whole = Buffer.concat((await stream(0, bytes).toArray()) as Buffer[]);
  expect(whole).toHaveLength(bytes);
  expect([whole.readUInt32LE(4) + 8, whole.readUInt32LE(40) + 44]).toEqual([bytes, bytes]);
  return whole;
}

/** Whole blocks as the judge decodes them; sox ends a GSM file in WAV where its header says, in the middle of a block. */
function judged(name: string, ...args: string[]): Buffer {
  const raw = at(`${name}.judge.raw`);
  run('ffmpeg', '-v', 'error', '-y', ...args, '-i', at(name), '-f', 's16le', raw);
  return readFileSync(raw);
}

const GSM = ['-c:a', 'libgsm'];
const GSM_MS = ['-c:a', 'libgsm_ms'];
const RAW = (codec: string, rate = 8000): string[] => ['-f', codec, '-ar', String(rate), '-ac', '1'];

describe('Audio that no browser plays becomes PCM WAV, to the bit what the reference coder makes of it', () => {
  it.each([
    ['raw GSM', 'voice.gsm', ['-t', 'gsm'], GSM],
    ['GSM in WAV', 'voice.WAV', ['-t', 'wav', '-e', 'gsm-full-rate'], GSM_MS],
    ['µ-law without a header', 'voice.ulaw', ['-t', 'ul'], RAW('mulaw')],
    ['A-law without a header', 'voice.alaw', ['-t', 'al'], RAW('alaw')],
    ['signed linear', 'voice.sln', ['-t', 's16'], RAW('s16le')],
    ['signed linear of 16 kHz', 'voice.sln16', ['-t', 's16', '-r', '16000'], RAW('s16le', 16_000)],
    ['µ-law in a Sun header', 'voice.au', ['-t', 'au', '-e', 'mu-law'], []],
  ])('%s', async (_, name, made, judge) => {
    run('sox', '-R', voice, ...made, at(name));
    const wav = await ours(at(name));
    expect(wav.subarray(44).equals(judged(name, ...judge))).toBe(true);
  });

  it('IMA ADPCM in WAV, as sox decodes it', async () => {
    run('sox', '-R', voice, '-e', 'ima-adpcm', at('ima.wav'));
    run('sox', at('ima.wav'), '-b', '16', '-e', 'signed', at('ima.raw'));
    const judge = readFileSync(at('ima.raw'));
    const wav = await ours(at('ima.wav'));
    expect(judge.length).toBeGreaterThan(100_000);
    expect(wav.subarray(44, 44 + judge.length).equals(judge)).toBe(true);
  });
});

describe('A converted recording', () => {
  it('can be read from any place: linear sound exactly, GSM as near as its memory reaches', async () => {
    for (const [name, exact] of [
      ['voice.ulaw', true],
      ['voice.gsm', false],
    ] as const) {
      const whole = await ours(at(name));
      await using file = await files.open(at(name));
      await using opened = await openSound(at(name), file, { files, clock: Date });
      for (const [from, to] of [
        [0, 10],
        [40, 50],
        [43, 47],
        [70_002, 70_100],
        [64_000, whole.length],
      ] as const) {
        const part = Buffer.concat((await opened.converted?.stream(from, to).toArray()) as Buffer[]);
        expect(part).toHaveLength(to - from);
        if (exact || from < 50) expect(part.equals(whole.subarray(from, to))).toBe(true);
        else expect(worst(part, whole.subarray(from, to))).toBeLessThan(256);
      }
    }
  });

  it('takes little memory and no long turn, however large the file', { timeout: 30_000 }, async () => {
    const large = at('large.gsm');
    const frames = readFileSync(at('voice.gsm'));
    writeFileSync(large, Buffer.concat(Array<Buffer>(400).fill(frames)));
    await using file = await files.open(large);
    await using opened = await openSound(large, file, { files, clock: Date });
    const { converted } = opened;
    if (converted === null) throw new Error('not converted');
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    let [bytes, most] = [0, 0];
    const before = process.memoryUsage.rss();
    const cpu = process.cpuUsage();
    for await (const piece of converted.stream(0, converted.bytes) as AsyncIterable<Buffer>) {
      bytes += piece.length;
      most = Math.max(most, piece.length);
    }
    delay.disable();
    const used = process.cpuUsage(cpu);
    const seconds = converted.bytes / 16_000;
    console.log(
      `${Math.round(seconds)} s of GSM: ${Math.round((used.user + used.system) / 1000)} ms CPU, longest turn ` +
        `${Math.round(delay.max / 1e6)} ms, ${Math.round((process.memoryUsage.rss() - before) / 1e6)} MB more`,
    );
    expect([bytes, most <= 256 * 1024]).toEqual([converted.bytes, true]);
  });
});

/** Largest difference of two sounds, in levels of 16 bits. */
function worst(one: Buffer, other: Buffer): number {
  let most = 0;
  for (let at = 0; at + 1 < one.length; at += 2)
    most = Math.max(most, Math.abs(one.readInt16LE(at) - other.readInt16LE(at)));
  return most;
}
