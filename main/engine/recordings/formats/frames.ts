import type { Source } from './source.ts';

export interface Frame {
  /** Bytes, its header included. */
  readonly length: number;
  readonly seconds: number;
}

export interface Walk {
  readonly frames: number;
  readonly seconds: number;
  /** The first byte after the last whole frame. */
  readonly end: number;
  /** Bytes between frames that are none. */
  readonly junk: number;
  /** A frame begins at `end` and the file stops inside it. */
  readonly cut: boolean;
}

const BLOCK = 262_144;
/** No frame header of the formats walked here is longer. */
const HEADER = 9;
/** More junk in one place is not stepped over. */
const MAX_JUNK = 65_536;

/**
 * Steps from frame to frame up to the end of the file. `frameAt` says which frame begins at an offset of a buffer, or
 * null; it gets at least `HEADER` bytes where the file has them.
 */
export async function walkFrames(
  source: Source,
  start: number,
  frameAt: (bytes: Buffer, offset: number) => Frame | null,
): Promise<Walk> {
  let block = await source.read(start, BLOCK);
  let base = start;
  let at = start;
  let [frames, seconds, junk, skipped] = [0, 0, 0, 0];
  while (at < source.size) {
    if (at - base + HEADER > block.length && base + block.length < source.size) {
      base = at;
      block = await source.read(base, BLOCK);
      if (block.length === 0) break;
    }
    const frame = at - base < block.length ? frameAt(block, at - base) : null;
    if (frame !== null && at + frame.length > source.size) {
      return { frames, seconds, end: at - skipped, junk, cut: true };
    }
    if (frame === null) {
      skipped++;
      at++;
      if (skipped > MAX_JUNK) break;
      continue;
    }
    junk += skipped;
    skipped = 0;
    frames++;
    seconds += frame.seconds;
    at += frame.length;
  }
  return { frames, seconds, end: at - skipped, junk, cut: false };
}

/** Where the sound begins after ID3v2 tags. */
export async function afterId3(source: Source): Promise<number> {
  let start = 0;
  for (;;) {
    const head = await source.read(start, 10);
    if (head.length < 10 || head.toString('latin1', 0, 3) !== 'ID3') return start;
    const size = head.subarray(6, 10).reduce((sum, byte) => sum * 128 + (byte & 0x7f), 0);
    start += 10 + size + ((head[5] ?? 0) & 0x10 ? 10 : 0);
  }
}

/** Tags that may follow the last frame: ID3v1, APE, Lyrics3. */
export async function isTag(source: Source, offset: number): Promise<boolean> {
  const text = (await source.read(offset, 11)).toString('latin1');
  if (text.startsWith('TAG')) return source.size - offset === 128;
  return text.startsWith('APETAGEX') || text.startsWith('LYRICSBEGIN');
}
