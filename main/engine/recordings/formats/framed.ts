import { afterId3, isTag, walkFrames, type Frame } from './frames.ts';
import { reading, zeroTailOf, type Reading, type Source } from './source.ts';

const AAC_RATES = [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000, 7350];

/** AAC in ADTS frames (ISO 13818-7). No end mark. */
export async function readAac(source: Source): Promise<Reading> {
  return readFramed(source, 'aac', await afterId3(source), adtsFrameAt);
}

export function adtsFrameAt(bytes: Buffer, offset: number): Frame | null {
  if (offset + 7 > bytes.length || bytes[offset] !== 0xff) return null;
  const head = bytes.readUInt32BE(offset);
  const rest = bytes.readUIntBE(offset + 4, 3);
  const rate = AAC_RATES[(head >> 10) & 15];
  const length = ((head & 3) << 11) | (rest >> 13);
  if ((head & 0xf60000) !== 0xf00000 || rate === undefined || length < 7) return null;
  return { length, seconds: (1024 * ((rest & 3) + 1)) / rate };
}

/** Bytes of a frame by its mode, header byte included; RFC 4867 section 5.3. 0: no such mode. */
const AMR_NARROW = [13, 14, 16, 18, 20, 21, 27, 32, 6, 0, 0, 0, 0, 0, 0, 1];
const AMR_WIDE = [18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 0, 0, 0, 0, 1, 1];

/** AMR and AMR-WB as phones store them: a magic line, then frames of 20 ms. No end mark. */
export async function readAmr(source: Source): Promise<Reading> {
  const wide = (await source.read(0, 9)).toString('latin1') === '#!AMR-WB\n';
  const lengths = wide ? AMR_WIDE : AMR_NARROW;
  return readFramed(source, 'amr', wide ? 9 : 6, (bytes, offset) => {
    const head = bytes[offset] ?? 0xff;
    const length = (head & 0x83) === 0 ? (lengths[head >> 3] ?? 0) : 0;
    return length === 0 ? null : { length, seconds: 0.02 };
  });
}

async function readFramed(
  source: Source,
  codec: 'aac' | 'amr',
  start: number,
  frameAt: (bytes: Buffer, offset: number) => Frame | null,
): Promise<Reading> {
  const walk = await walkFrames(source, start, frameAt);
  if (walk.cut) return reading(codec, codec, walk.seconds, { end: 'unfinished', reason: 'cut' });
  // A zero byte begins a valid frame of AMR.
  if (await zeroTailOf(source, start, source.size, 64)) {
    return reading(codec, codec, walk.seconds, { end: 'unfinished', reason: 'zero_bytes' });
  }
  const damaged = walk.junk > 0 || (walk.end < source.size && !(await isTag(source, walk.end)));
  if (damaged) return reading(codec, codec, walk.seconds, { end: 'unfinished', reason: 'damaged' });
  return reading(codec, codec, walk.seconds, { end: walk.frames === 0 ? 'empty' : 'open' });
}
