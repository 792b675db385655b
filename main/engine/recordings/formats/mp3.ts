import { afterId3, isTag, walkFrames, type Frame } from './frames.ts';
import { reading, type Reading, type Source } from './source.ts';

/** kbit/s by [layer row][index]; ISO 11172-3 and 13818-3. */
const BITRATES = {
  v1l1: [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  v1l2: [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  v1l3: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  v2l1: [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  v2l23: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
} as const;
const RATES = [44_100, 48_000, 32_000];

interface MpegFrame extends Frame {
  /** Bytes of header and side information, after which a Xing mark stands in a first frame. */
  readonly sideEnd: number;
}

function mpegFrameAt(bytes: Buffer, offset: number): MpegFrame | null {
  if (offset + 4 > bytes.length || bytes[offset] !== 0xff) return null;
  const second = bytes[offset + 1] ?? 0;
  const third = bytes[offset + 2] ?? 0;
  const fourth = bytes[offset + 3] ?? 0;
  if ((second & 0xe0) !== 0xe0) return null;
  const version = (second >> 3) & 3;
  const layer = 4 - ((second >> 1) & 3);
  const base = RATES[(third >> 2) & 3];
  if (version === 1 || layer === 4 || base === undefined) return null;
  const first = version === 3;
  const table = first
    ? [BITRATES.v1l1, BITRATES.v1l2, BITRATES.v1l3][layer - 1]
    : layer === 1
      ? BITRATES.v2l1
      : BITRATES.v2l23;
  const kbits = table?.[third >> 4] ?? 0;
  if (kbits === 0) return null;
  const rate = base / (first ? 1 : version === 2 ? 2 : 4);
  const samples = layer === 1 ? 384 : layer === 3 && !first ? 576 : 1152;
  const padding = (third >> 1) & 1;
  const length =
    layer === 1
      ? (Math.floor((12_000 * kbits) / rate) + padding) * 4
      : Math.floor(((samples / 8) * kbits * 1000) / rate) + padding;
  const mono = fourth >> 6 === 3;
  const side = first ? (mono ? 17 : 32) : mono ? 9 : 17;
  return { length, seconds: samples / rate, sideEnd: 4 + side };
}

/**
 * MP3 has no end mark, but most encoders note the number of frames in the first one (Xing, Info). With it a missing
 * frame shows; without it only a frame cut in two does.
 */
export async function readMp3(source: Source): Promise<Reading> {
  const start = await afterId3(source);
  if (start >= source.size) return reading('mp3', 'mp3', 0, { end: 'unfinished', reason: 'cut' });
  const first = await source.read(start, 4096);
  const mark = xingFrames(first);
  const walk = await walkFrames(source, start, mpegFrameAt);
  const frames = walk.frames - (mark === null ? 0 : 1);
  const seconds = walk.frames === 0 ? 0 : (walk.seconds / walk.frames) * frames;
  const unfinished = (reason: string): Reading => reading('mp3', 'mp3', seconds, { end: 'unfinished', reason });
  if (walk.cut) return unfinished('cut');
  if (walk.end < source.size && !(await isTag(source, walk.end))) return unfinished('damaged');
  if (walk.junk > 4096) return unfinished('damaged');
  if (mark !== null && mark > 0)
    return frames < mark ? unfinished('shorter_than_header') : reading('mp3', 'mp3', seconds);
  if (frames <= 0) return reading('mp3', 'mp3', 0, { end: 'empty' });
  return reading('mp3', 'mp3', seconds, { end: 'open' });
}

/** Frames that the first frame promises; 0 when it holds the mark without a number, null when it holds none. */
function xingFrames(bytes: Buffer): number | null {
  const frame = mpegFrameAt(bytes, 0);
  if (frame === null || bytes.length < frame.sideEnd + 12) return null;
  const name = bytes.toString('latin1', frame.sideEnd, frame.sideEnd + 4);
  if (name !== 'Xing' && name !== 'Info') return null;
  return bytes.readUInt32BE(frame.sideEnd + 4) & 1 ? bytes.readUInt32BE(frame.sideEnd + 8) : 0;
}

/** A frame begins here and another one right after it. */
export function looksLikeMp3(bytes: Buffer): boolean {
  const frame = mpegFrameAt(bytes, 0);
  if (frame === null) return false;
  return frame.length >= bytes.length - 4 || mpegFrameAt(bytes, frame.length) !== null;
}
