import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confirmWhole, hashFile, Looks, openWhole, prove } from '../../main/engine/recordings/index.ts';
import { MemoryFiles, SetClock } from '../audio/memory-files.ts';
import { OPEN_ENDED, WHOLE_SOUNDS } from '../audio/sounds.ts';

const START = Date.UTC(2026, 10, 20, 10, 0, 0);
const HOUR = 3_600_000;
/** At least 2.9 s of sound fit this call; every whole file has them, and hardly any cut one. */
const EXPECTED = { talkSeconds: 5.8, startedAt: START - 8000, endedAt: START };
/** In these a stretch of zero bytes is silence like any other. */
const ZERO_IS_SILENCE = new Set(['pcm.wav', 'float.wav', 'adpcm.wav', 'tone.aiff', 'tone.sln', 'tone.sln16']);
const sha = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Small numbers from a seed, the same in every run. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

class Disk {
  readonly files = new MemoryFiles();
  readonly clock = new SetClock(START);
  readonly looks = new Looks();
  readonly path: string;

  constructor(name: string, bytes: Buffer, age: number) {
    this.path = `/rec/${name}`;
    this.files.put(this.path, bytes, this.clock.ms - age);
  }

  /** What the engine does: look, wait as told, look again; then open, hash, send, confirm. The sum of what was sent. */
  async deliver(limit: number, between: { proven?: () => void; opened?: () => void; sent?: () => void } = {}) {
    const until = this.clock.ms + limit;
    for (;;) {
      const proof = await prove(this.path, EXPECTED, this);
      if (!proof.ok || proof.value.state === 'unusable') return null;
      if (proof.value.state === 'whole') {
        between.proven?.();
        const opened = await openWhole(this.path, proof.value, this);
        if (!opened.ok) return null;
        await using file = opened.value;
        between.opened?.();
        const sum = await hashFile(file, proof.value.bytes);
        between.sent?.();
        const same = await confirmWhole(file, proof.value);
        return sum.ok && same.ok ? sum.value : null;
      }
      if (this.clock.ms + proof.value.recheckIn > until) return null;
      this.clock.ms += proof.value.recheckIn;
    }
  }
}

describe('Of all faults that a disk, a copy or a crash can make', () => {
  let cases = 0;
  const wrong: string[] = [];
  const refuse = async (what: string, disk: Disk, between = {}): Promise<void> => {
    cases++;
    if ((await disk.deliver(3 * HOUR, between)) !== null) wrong.push(what);
  };

  it.each(WHOLE_SOUNDS)('%s is delivered when nothing is wrong with it', async (name, bytes) => {
    expect(await new Disk(name, bytes, 60_000).deliver(60_000)).toBe(sha(bytes));
  });

  it.each(WHOLE_SOUNDS)('%s is not delivered when it is cut anywhere', async (name, bytes) => {
    wrong.length = 0;
    const random = seeded(bytes.length);
    const cuts = new Set([0, 1, 4, 8, 12, 20, 43, 44, 45, 60, bytes.length - 1, bytes.length - 2, bytes.length - 10]);
    while (cuts.size < 90) cuts.add(random(bytes.length));
    for (const cut of cuts) {
      // Without an end mark a clean cut leaves a shorter, valid recording: nobody can tell it from one.
      if (OPEN_ENDED.has(name) && cut >= 44 && isCleanCut(name, cut)) continue;
      for (const age of [0, 24 * HOUR]) {
        await refuse(`${name} cut at ${cut}, ${age} ms old`, new Disk(name, bytes.subarray(0, cut), age));
      }
    }
    expect(wrong).toEqual([]);
  });

  it.each(WHOLE_SOUNDS)('%s is not delivered when its header is missing or written in part', async (name, bytes) => {
    wrong.length = 0;
    const hasHeader = !/\.(gsm|ulaw|alaw|sln\d*)$/.test(name);
    for (const length of hasHeader ? [4, 8, 12, 16, 20, 24, 32, 40, 44] : []) {
      const damaged = Buffer.from(bytes);
      damaged.fill(0, 0, length);
      // In a stream of frames the frames after a lost one are whole, but the first says that there were more.
      await refuse(`${name} begins with ${length} zero bytes`, new Disk(name, damaged, 24 * HOUR));
    }
    expect(wrong).toEqual([]);
  });

  it.each(WHOLE_SOUNDS.filter(([name]) => name.toLowerCase().endsWith('.wav')))(
    '%s is not delivered while its sizes are patched in part or stale',
    async (name, bytes) => {
      wrong.length = 0;
      const data = bytes.indexOf('data') + 4;
      const stale = [0, 1, 36, 1000, bytes.length - 4, bytes.length + 8, 0xffff_ffff];
      for (const riff of [...stale, bytes.length - 8]) {
        for (const sound of [...stale, bytes.length - data - 4]) {
          if (riff === bytes.length - 8 && sound === bytes.length - data - 4) continue;
          const patched = Buffer.from(bytes);
          patched.writeUInt32LE(riff, 4);
          patched.writeUInt32LE(sound, data);
          await refuse(`${name} with sizes ${riff} and ${sound}`, new Disk(name, patched, 24 * HOUR));
        }
      }
      expect(wrong).toEqual([]);
    },
  );

  it.each(WHOLE_SOUNDS.filter(([name]) => !ZERO_IS_SILENCE.has(name)))(
    '%s is not delivered while its end is reserved and not filled',
    async (name, bytes) => {
      wrong.length = 0;
      for (let filled = 0; filled < bytes.length - 600; filled += 512) {
        const reserved = Buffer.from(bytes);
        reserved.fill(0, filled);
        await refuse(`${name} filled up to ${filled}`, new Disk(name, reserved, 24 * HOUR));
      }
      expect(wrong).toEqual([]);
    },
  );

  it.each(WHOLE_SOUNDS)('%s is delivered complete or not at all while it grows under our eyes', async (name, bytes) => {
    const random = seeded(bytes.length + 1);
    const bad: string[] = [];
    for (let round = 0; round < 20; round++) {
      // A slow copy that keeps the original's time, or a recorder. Its pauses stay below the stillness asked for.
      const copied = round % 2 === 0;
      const pause = OPEN_ENDED.has(name) ? 1900 : 9000;
      const disk = new Disk(name, bytes.subarray(0, random(bytes.length)), copied ? 24 * HOUR : 0);
      let next = disk.clock.ms + random(pause);
      let size = 0;
      disk.files.onRead = () => {
        if (disk.clock.ms < next || size === bytes.length) return;
        size = Math.min(bytes.length, size + 1 + random(bytes.length));
        next = disk.clock.ms + random(pause);
        disk.files.write(disk.path, bytes.subarray(0, size), copied ? START - 24 * HOUR : disk.clock.ms);
      };
      const sent = await disk.deliver(3 * HOUR);
      cases++;
      if (sent !== null && sent !== sha(bytes)) bad.push(`${name} in round ${round}`);
    }
    expect(bad).toEqual([]);
  });

  it.each(WHOLE_SOUNDS)('%s is not taken for another file that comes into its place', async (name, bytes) => {
    wrong.length = 0;
    const other = Buffer.from(bytes).fill(7, bytes.length - 100);
    for (const moment of ['proven', 'opened', 'sent'] as const) {
      const at = (disk: Disk, change: () => void) => refuse(`${name}, ${moment}`, disk, { [moment]: change });
      const rewritten = new Disk(name, bytes, HOUR);
      await at(rewritten, () => rewritten.files.write(rewritten.path, other, rewritten.clock.ms));
      const cut = new Disk(name, bytes, HOUR);
      await at(cut, () => cut.files.write(cut.path, bytes.subarray(0, 1000), START - HOUR));
      const grown = new Disk(name, bytes, HOUR);
      await at(grown, () => grown.files.write(grown.path, Buffer.concat([bytes, bytes]), START - HOUR));
      if (moment !== 'proven') continue;
      const replaced = new Disk(name, bytes, HOUR);
      await at(replaced, () => replaced.files.put(replaced.path, other, START - HOUR));
      const removed = new Disk(name, bytes, HOUR);
      await at(removed, () => removed.files.remove(removed.path));
    }
    expect(wrong).toEqual([]);
  });

  it('more than 5,000 were tried', () => {
    expect(cases).toBeGreaterThan(5000);
  });
});

describe('Whatever bytes a file holds', () => {
  const EDGES = [0, 1, 0x7f, 0x80, 0xff];
  const damage = fc.array(fc.tuple(fc.nat(), fc.oneof(fc.nat(255), fc.constantFrom(...EDGES))), { maxLength: 40 });

  it.each(WHOLE_SOUNDS)('%s with damaged bytes gets an answer, never a throw', async (name, bytes) => {
    await fc.assert(
      fc.asyncProperty(damage, fc.nat(), async (changes, length) => {
        const damaged = Buffer.from(bytes.subarray(0, bytes.length - (length % 3 === 0 ? length % bytes.length : 0)));
        // Most of what decides stands at the beginning.
        for (const [at, value] of changes) damaged[at % (at % 2 === 0 ? 200 : damaged.length || 1)] = value;
        expect((await prove('/rec/' + name, EXPECTED, new Disk(name, damaged, HOUR))).ok).toBe(true);
      }),
      { numRuns: 60, seed: 3 },
    );
  });

  it('nothing but noise is no recording, under any ending that promises a header', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 3000 }),
        fc.constantFrom('wav', 'mp3', 'ogg', 'm4a'),
        async (noise, ending) => {
          const name = `a.${ending}`;
          expect(await new Disk(name, Buffer.from(noise), HOUR).deliver(60_000)).toBeNull();
        },
      ),
      { numRuns: 300, seed: 5 },
    );
  });
});

/** Whether a cut leaves whole pieces of an open-ended form. */
function isCleanCut(name: string, cut: number): boolean {
  if (/law$/.test(name)) return true;
  if (/\.sln\d*$/.test(name)) return cut % 2 === 0;
  if (name.endsWith('.gsm')) return cut % 33 === 0;
  return frameEnds.get(name)?.has(cut) ?? false;
}

/** Ends of frames, told by a second reader of these forms: constant lengths, or those that each frame states. */
const frameEnds = new Map(
  WHOLE_SOUNDS.filter(([name]) => OPEN_ENDED.has(name)).map(([name, bytes]) => [name, endsOf(name, bytes)]),
);

function endsOf(name: string, bytes: Buffer): Set<number> {
  const ends = new Set<number>();
  const lengthAt = (at: number): number => {
    if (name.endsWith('.aac')) return (bytes.readUInt32BE(at + 3) >>> 13) & 0x1fff;
    if (name.endsWith('.amr')) return [13, 14, 16, 18, 20, 21, 27, 32, 6][(bytes[at] ?? 0) >> 3] ?? 1;
    return 72;
  };
  for (let at = name.endsWith('.amr') ? 6 : 0; at + 7 < bytes.length; at += lengthAt(at)) ends.add(at);
  return ends;
}
