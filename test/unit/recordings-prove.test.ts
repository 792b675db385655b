import { describe, expect, it } from 'vitest';
import {
  Looks,
  mediaType,
  prove,
  uploadName,
  type Expectation,
  type Proof,
} from '../../main/engine/recordings/index.ts';
import { MemoryFiles, SetClock } from '../audio/memory-files.ts';
import { sound, WHOLE_SOUNDS } from '../audio/sounds.ts';
import { wavBytes, wavHeader } from '../audio/wav-writer.ts';

const END = Date.UTC(2026, 10, 20, 10, 0, 30);
const call = (talkSeconds: number, ringing = 4): Expectation => ({
  talkSeconds,
  startedAt: END - (talkSeconds + ringing) * 1000,
  endedAt: END,
});

/** A disk with one file, last written `age` ms ago. */
function disk(bytes: Buffer, age: number, name = 'a.wav') {
  const files = new MemoryFiles();
  const clock = new SetClock(END + 1000);
  const path = `/rec/${name}`;
  files.put(path, bytes, clock.ms - age);
  const deps = { files, clock, looks: new Looks() };
  return { files, clock, path, look: (expected: Expectation) => prove(path, expected, deps) };
}

async function proofOf(bytes: Buffer, age: number, expected: Expectation, name?: string): Promise<Proof> {
  const answer = await disk(bytes, age, name).look(expected);
  if (!answer.ok) throw new Error(answer.error.code);
  return answer.value;
}

const HOUR = 3_600_000;

describe('A recording is whole', () => {
  it('at once when its header is final and its length is that of the call', async () => {
    expect(await proofOf(wavBytes({ seconds: 5 }), 3, call(5))).toEqual({
      state: 'whole',
      bytes: 80_044,
      seconds: 5,
      container: 'wav',
      codec: 'pcm',
      type: 'audio/wav',
      modifiedAt: END + 997,
      fileId: '1:1',
      shorterThanCall: false,
    });
  });

  it.each([
    [9.9, 'as long as talking and ringing together'],
    [3.1, 'short by less than three seconds'],
  ])('at once with %d s of sound: %s', async (seconds) => {
    expect(await proofOf(wavBytes({ seconds }), 3, call(6))).toMatchObject({ state: 'whole', shorterThanCall: false });
  });

  it.each([
    [1, 'begun by hand in the middle', true],
    [60, 'longer than the call', false],
  ])('after two quiet seconds with %d s of sound: %s', async (seconds, _why, shorterThanCall) => {
    const bytes = wavBytes({ seconds });
    expect(await proofOf(bytes, 500, call(10))).toEqual({
      state: 'growing',
      reason: 'still_changing',
      recheckIn: 1500,
    });
    expect(await proofOf(bytes, 2000, call(10))).toMatchObject({ state: 'whole', shorterThanCall });
  });

  it.each(WHOLE_SOUNDS)('%s, judged by its content', async (name, bytes, container, codec) => {
    const recording = disk(bytes, 2000, name);
    await recording.look(call(3));
    recording.clock.ms += 2000;
    const answer = await recording.look(call(3));
    const proof: Proof = answer.ok ? answer.value : { state: 'unusable', reason: answer.error.code };
    expect(proof).toMatchObject({ state: 'whole', container, codec, bytes: bytes.length });
    if (proof.state === 'whole') expect(Math.abs(proof.seconds - 3)).toBeLessThan(0.4);
  });

  it.each(WHOLE_SOUNDS.filter(([name]) => !/(gsm|law|sln\d*)$/.test(name)))(
    'as %s under a wrong ending',
    async (_name, bytes, container) => {
      const recording = disk(bytes, 2000, 'wrong.WAV');
      await recording.look(call(3));
      recording.clock.ms += 2000;
      expect(await recording.look(call(3))).toMatchObject({ value: { state: 'whole', container } });
    },
  );

  it('after ten quiet seconds when only stillness can prove it and it is too short for the call', async () => {
    const recording = disk(sound('tone-plain.mp3'), 8 * HOUR, 'a.mp3');
    expect(await recording.look(call(60))).toEqual({
      ok: true,
      value: { state: 'growing', reason: 'still_changing', recheckIn: 10_000 },
    });
    recording.clock.ms += 10_000;
    expect(await recording.look(call(60))).toMatchObject({ value: { state: 'whole', shorterThanCall: true } });
  });

  it('at once long after the call, when its own time says that it was left alone', async () => {
    const recording = disk(sound('tone-plain.mp3'), 0, 'a.mp3');
    recording.clock.ms += 2 * HOUR;
    expect(await recording.look(call(60))).toMatchObject({ value: { state: 'whole', shorterThanCall: true } });
  });

  it('when the clock of its server is ahead of ours, by our own looks', async () => {
    const recording = disk(sound('tone.mp3'), -5 * 60_000, 'a.mp3');
    expect(await recording.look(call(3))).toMatchObject({ value: { state: 'growing' } });
    recording.clock.ms += 2000;
    expect(await recording.look(call(3))).toMatchObject({ value: { state: 'whole' } });
  });
});

describe('A recording is still growing', () => {
  const sizes = (riff: number, data: number): Buffer => {
    const bytes = wavBytes({ seconds: 5 });
    bytes.writeUInt32LE(riff, 4);
    bytes.writeUInt32LE(data, 40);
    return bytes;
  };

  it.each([
    ['both sizes 0', sizes(0, 0), 'header_open'],
    ['the RIFF size patched, the data size not', sizes(80_036, 0), 'sizes_differ'],
    ['the data size patched, the RIFF size not', sizes(0, 80_000), 'sizes_differ'],
    ['the sizes of an earlier moment', sizes(40_036, 40_000), 'sizes_differ'],
    ['sizes left open by a pipe', sizes(0xffff_ffff, 0xffff_ffff), 'shorter_than_header'],
    ['less sound than the header says', wavBytes({ seconds: 5 }).subarray(0, 60_000), 'shorter_than_header'],
    ['half a header', wavBytes({ seconds: 5 }).subarray(0, 20), 'no_header'],
    ['nothing but the space for it', Buffer.alloc(80_044), 'no_header'],
    ['a live WebM without duration', sound('live.webm'), 'header_open'],
    ['an M4A without its index', sound('tone.m4a').subarray(0, 5000), 'cut'],
    ['an Ogg without its last page', sound('tone.opus').subarray(0, 2500), 'cut'],
    ['an Ogg that ends between two pages', beforeLastPage(sound('tone.opus')), 'no_end_mark'],
    ['an MP3 that ends inside a frame', sound('tone-plain.mp3').subarray(0, 3100), 'cut'],
    ['an MP3 with fewer frames than it announced', sound('tone.mp3').subarray(0, 3429 - 72), 'shorter_than_header'],
    ['µ-law whose end was reserved and not written', reservedEnd(), 'zero_bytes'],
  ])('with %s, and never completed after an hour of silence', async (_what, bytes, reason) => {
    const recording = disk(bytes, 3);
    expect(await recording.look(call(5))).toEqual({
      ok: true,
      value: { state: 'growing', reason, recheckIn: 1000 },
    });
    recording.clock.ms += HOUR;
    expect(await recording.look(call(5))).toEqual({
      ok: true,
      value: { state: 'unusable', reason: 'never_completed' },
    });
  });

  it('while a copy carries an old time: it is given up only after ten seconds under our eyes', async () => {
    const recording = disk(sizes(0, 0), 24 * HOUR);
    expect(await recording.look(call(5))).toMatchObject({ value: { state: 'growing', recheckIn: 10_000 } });
    recording.clock.ms += 10_000;
    expect(await recording.look(call(5))).toMatchObject({ value: { state: 'unusable' } });
  });

  it('when it changes while it is read', async () => {
    const recording = disk(wavBytes({ seconds: 5 }), HOUR);
    recording.files.onRead = () => {
      recording.files.onRead = undefined;
      recording.files.write(recording.path, wavBytes({ seconds: 6 }), END);
    };
    expect(await recording.look(call(5))).toMatchObject({ value: { state: 'growing' } });
  });

  it.each(['EBUSY', 'EPERM'])('while its writer keeps it to itself (%s)', async (code) => {
    const recording = disk(wavBytes({ seconds: 5 }), HOUR);
    recording.files.break(recording.path, code);
    expect(await recording.look(call(5))).toEqual({
      ok: true,
      value: { state: 'growing', reason: 'in_use', recheckIn: 2000 },
    });
  });

  it('for two seconds when it ends in silence that may be space not filled yet', async () => {
    const bytes = wavBytes({ seconds: 5 });
    bytes.fill(0, bytes.length - 8000);
    expect(await proofOf(bytes, 500, call(5))).toMatchObject({ state: 'growing', recheckIn: 1500 });
    expect(await proofOf(bytes, 2000, call(5))).toMatchObject({ state: 'whole' });
  });
});

describe('A file is no recording', () => {
  it('when a recorder closed it without sound', async () => {
    expect(await proofOf(wavHeader({}, 0), 3, call(5))).toEqual({ state: 'unusable', reason: 'header_only' });
  });

  it('when 44 bytes stay alone for ten seconds', async () => {
    const recording = disk(wavHeader({}, null), 3);
    expect(await recording.look(call(5))).toEqual({
      ok: true,
      value: { state: 'growing', reason: 'header_open', recheckIn: 1000 },
    });
    recording.clock.ms += 10_000;
    expect(await recording.look(call(5))).toEqual({ ok: true, value: { state: 'unusable', reason: 'header_only' } });
  });

  it('when all its sound is zero bytes', async () => {
    const recording = disk(wavBytes({ seconds: 5, tone: null }), 3);
    expect(await recording.look(call(5))).toMatchObject({ value: { state: 'growing', reason: 'zero_bytes' } });
    recording.clock.ms += 10_000;
    expect(await recording.look(call(5))).toEqual({ ok: true, value: { state: 'unusable', reason: 'silent' } });
  });

  it('when it holds something else', async () => {
    const page = Buffer.from('<!doctype html><title>Not Found</title>');
    expect(await proofOf(page, HOUR, call(5))).toEqual({ state: 'unusable', reason: 'unknown_format' });
  });

  it('when it is gone or may not be read: an error, never "none"', async () => {
    const recording = disk(wavBytes({ seconds: 5 }), HOUR);
    recording.files.break(recording.path, 'EACCES');
    expect(await recording.look(call(5))).toMatchObject({ error: { category: 'local', code: 'recording_unreadable' } });
    const gone = disk(wavBytes({ seconds: 5 }), HOUR);
    gone.files.remove(gone.path);
    expect(await gone.look(call(5))).toMatchObject({ error: { category: 'local', code: 'recording_gone' } });
  });
});

describe('What the CRM is told about a recording', () => {
  it('is its real media type and a name without a stranger’s text', () => {
    expect([
      uploadName('/rec/in-100-"><script>-20261120-100000-1.2.WAV', 'A1B2C3D4E5F6', 'wav'),
      uploadName('/rec/a.WAV', 'A1B2C3D4E5F6', 'mp3'),
      uploadName('/rec/a.ulaw', 'A1B2C3D4E5F6', 'headerless'),
      mediaType('ogg', 'opus'),
      mediaType('mp4', 'mpeg-4/aac'),
      mediaType('headerless', 'gsm'),
    ]).toEqual([
      'call-A1B2C3D4E5F6.wav',
      'call-A1B2C3D4E5F6.mp3',
      'call-A1B2C3D4E5F6.ulaw',
      'audio/ogg',
      'audio/mp4',
      'audio/x-gsm',
    ]);
  });
});

function beforeLastPage(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.lastIndexOf('OggS'));
}

function reservedEnd(): Buffer {
  const bytes = wavBytes({ seconds: 5, codec: 'ulaw' });
  return bytes.fill(0, 30_000);
}
