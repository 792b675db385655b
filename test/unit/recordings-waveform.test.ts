import { describe, expect, it } from 'vitest';
import { answerRecording } from '../../main/app/recording-scheme.ts';
import { openPlayable, Waveforms } from '../../main/engine/recordings/index.ts';
import { MemoryFiles, SetClock } from '../audio/memory-files.ts';
import { sound, WHOLE_SOUNDS } from '../audio/sounds.ts';
import { wavBytes } from '../audio/wav-writer.ts';

const NOW = Date.UTC(2026, 10, 20, 10);

function disk(entries: Readonly<Record<string, Buffer>>) {
  const files = new MemoryFiles();
  for (const [name, bytes] of Object.entries(entries)) files.put(`/rec/${name}`, bytes, NOW - 60_000);
  return { files, clock: new SetClock(NOW) };
}

async function drawn(entries: Readonly<Record<string, Buffer>>, name: string, points = 20) {
  const answer = await new Waveforms(disk(entries)).of(`/rec/${name}`, points);
  if (!answer.ok) throw new Error(answer.error.code);
  return answer.value;
}

/** Two seconds of silence, two of a tone of half the full level. */
function halfSilent(codec: 'pcm' | 'ulaw'): Buffer {
  const [quiet, loud] = [wavBytes({ seconds: 2, codec, tone: null }), wavBytes({ seconds: 2, codec })];
  const whole = wavBytes({ seconds: 4, codec });
  return Buffer.concat([whole.subarray(0, 44), quiet.subarray(44), loud.subarray(44)]);
}

describe('The waveform of a recording', () => {
  it.each(['pcm', 'ulaw'] as const)('shows where it is loud and where it is not: %s', async (codec) => {
    const { seconds, channels } = await drawn({ 'a.wav': halfSilent(codec) }, 'a.wav');
    expect([seconds, channels.length]).toEqual([4, 1]);
    const rounded = channels[0]?.map((level) => Math.round(level * 20) / 20);
    expect(rounded).toEqual([...Array<number>(10).fill(0), ...Array<number>(10).fill(0.5)]);
  });

  it('has their voice above and the agent’s below where each direction has a file of its own', async () => {
    const files = { 'a-enc.wav': halfSilent('pcm'), 'a-dec.wav': wavBytes({ seconds: 2, tone: 300 }) };
    const { seconds, channels } = await drawn(files, 'a-dec.wav', 4);
    const rounded = channels.map((levels) => levels.map((level) => Math.round(level * 10) / 10));
    expect([seconds, rounded]).toEqual([
      4,
      [
        [0.5, 0.5, 0, 0],
        [0, 0, 0.5, 0.5],
      ],
    ]);
  });

  it.each(WHOLE_SOUNDS.filter(([, , container]) => ['wav', 'au', 'headerless'].includes(container)))(
    'can be drawn: %s',
    async (name, bytes) => {
      const { seconds, channels } = await drawn({ [name]: bytes }, name, 50);
      expect(Math.abs(seconds - 3)).toBeLessThan(0.1);
      expect(channels).toHaveLength(1);
      expect(Math.max(...(channels[0] ?? []))).toBeGreaterThan(0.1);
      expect(Math.max(...(channels[0] ?? []))).toBeLessThanOrEqual(1);
    },
  );

  it.each(['tone.opus', 'tone.m4a', 'tone.flac', 'tone.amr'])('says that it cannot be drawn: %s', async (name) => {
    const answer = await new Waveforms(disk({ [name]: sound(name) })).of(`/rec/${name}`, 20);
    expect(answer).toMatchObject({ ok: false, error: { code: 'no_waveform' } });
  });

  it('is computed once for each state of the file', async () => {
    const deps = disk({ 'a.wav': halfSilent('pcm') });
    const waveforms = new Waveforms(deps);
    let reads = 0;
    deps.files.onRead = () => {
      reads++;
    };
    const first = await waveforms.of('/rec/a.wav', 20);
    const needed = reads;
    expect(await waveforms.of('/rec/a.wav', 20)).toEqual(first);
    expect(reads).toBe(needed);
    deps.files.write('/rec/a.wav', wavBytes({ seconds: 2 }), NOW);
    expect(await waveforms.of('/rec/a.wav', 20)).toMatchObject({ ok: true, value: { seconds: 2 } });
  });

  it('of a file that is gone is no waveform', async () => {
    const answer = await new Waveforms(disk({})).of('/rec/a.wav', 20);
    expect(answer).toMatchObject({ ok: false, error: { code: 'recording_gone' } });
  });
});

describe('A player', () => {
  const ask = async (name: string, bytes: Buffer, range?: string): Promise<Response> => {
    const headers = new Headers(range === undefined ? {} : { range });
    const request = { url: 'recording://call/0123456789AB', method: 'GET', headers };
    return answerRecording(request, () => openPlayable(`/rec/${name}`, 'audio/wav', disk({ [name]: bytes })));
  };
  const bytesOf = async (answer: Response): Promise<Buffer> => Buffer.from(await answer.arrayBuffer());
  const told = ({ headers }: Response, ...names: string[]) => names.map((name) => headers.get(name));

  it('is given what every browser plays as it lies', async () => {
    const bytes = wavBytes({ seconds: 1 });
    const answer = await ask('a.wav', bytes);
    expect(told(answer, 'content-type', 'content-length')).toEqual(['audio/wav', String(bytes.length)]);
    expect((await bytesOf(answer)).equals(bytes)).toBe(true);
  });

  it('is given the rest as PCM WAV, in ranges over the converted length', async () => {
    const raw = wavBytes({ seconds: 1, codec: 'ulaw' }).subarray(44);
    const whole = await bytesOf(await ask('a.ulaw', raw));
    expect([whole.length, whole.toString('latin1', 0, 4)]).toEqual([44 + 16_000, 'RIFF']);
    const part = await ask('a.ulaw', raw, 'bytes=15000-');
    expect([part.status, ...told(part, 'content-type', 'content-range')]).toEqual([
      206,
      'audio/wav',
      'bytes 15000-16043/16044',
    ]);
    expect((await bytesOf(part)).equals(whole.subarray(15_000))).toBe(true);
  });

  it('plays Matroska of Linphone under the name that Chromium knows', async () => {
    expect(told(await ask('tone.mka', sound('tone.mka')), 'content-type')).toEqual(['audio/webm']);
  });
});
