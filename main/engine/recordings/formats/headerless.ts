import { allZero, reading, zeroTailOf, type Reading, type SoundLayout, type Source } from './source.ts';
import { ZERO_MEANS_UNWRITTEN } from './wav.ts';

interface Raw {
  readonly codec: string;
  readonly bytesPerSecond: number;
  /** Bytes of the smallest piece; a file that ends inside one is cut. */
  readonly piece: number;
}

/** Formats without a header, as Asterisk names them; the ending is all there is to tell them by. */
const RAW: Readonly<Record<string, Raw>> = {
  ...named('ulaw ul mu pcm', { codec: 'ulaw', bytesPerSecond: 8000, piece: 1 }),
  ...named('alaw al', { codec: 'alaw', bytesPerSecond: 8000, piece: 1 }),
  ...named('g722', { codec: 'g722', bytesPerSecond: 8000, piece: 1 }),
  ...named('g729', { codec: 'g729', bytesPerSecond: 1000, piece: 2 }),
  ...named('gsm', { codec: 'gsm', bytesPerSecond: 1650, piece: 33 }),
  ...named('sln sln8 raw', { codec: 'pcm', bytesPerSecond: 16_000, piece: 2 }),
};

function named(endings: string, raw: Raw): Record<string, Raw> {
  return Object.fromEntries(endings.split(' ').map((ending) => [ending, raw]));
}

function rawOf(ending: string): Raw | null {
  const rate = /^sln(\d+)$/.exec(ending)?.[1];
  if (rate !== undefined) return { codec: 'pcm', bytesPerSecond: Number(rate) * 2000, piece: 2 };
  return RAW[ending] ?? null;
}

/** Sound without a header; null when the ending is not one of these. The length follows from the size. */
export async function readHeaderless(source: Source): Promise<Reading | null> {
  const raw = rawOf(source.ending);
  if (raw === null) return null;
  const { codec, bytesPerSecond, piece } = raw;
  const seconds = source.size / bytesPerSecond;
  const unfinished = (reason: string): Reading => reading('headerless', codec, seconds, { end: 'unfinished', reason });
  if (source.size === 0) return reading('headerless', codec, 0, { end: 'empty' });
  if (codec === 'gsm' && ((await source.read(0, 1))[0] ?? 0) >> 4 !== 0xd) return unfinished('damaged');
  if (source.size % piece !== 0) return unfinished('cut');
  const unwritten = ZERO_MEANS_UNWRITTEN[codec];
  if (unwritten !== undefined && (await zeroTailOf(source, 0, source.size, unwritten))) return unfinished('zero_bytes');
  const zeroTail = await zeroTailOf(source, 0, source.size);
  if (zeroTail && (await allZero(source, 0, source.size)))
    return reading('headerless', codec, seconds, { end: 'silent' });
  return reading('headerless', codec, seconds, { end: 'open', zeroTail });
}

/** Mono, all of the file. Null when the ending is not one of these. */
export function headerlessLayout(source: Source): SoundLayout | null {
  const raw = rawOf(source.ending);
  if (raw === null) return null;
  const { codec, bytesPerSecond, piece } = raw;
  const rate = codec === 'pcm' ? bytesPerSecond / 2 : codec === 'g722' ? 16_000 : 8000;
  return { start: 0, bytes: source.size, codec, channels: 1, rate, bits: 16, block: piece, bigEndian: false };
}

/** Bytes per sample by the encoding number of the `.snd` header. */
const AU_CODECS: Readonly<Record<number, readonly [codec: string, bytes: number]>> = {
  1: ['ulaw', 1],
  2: ['pcm', 1],
  3: ['pcm', 2],
  4: ['pcm', 3],
  5: ['pcm', 4],
  6: ['pcm_float', 4],
  27: ['alaw', 1],
};

/** Sun `.au`: the length of the sound stands in the header, or is left open for ever. */
export async function readAu(source: Source): Promise<Reading> {
  const head = await source.read(0, 24);
  if (head.length < 24) return reading('au', 'unknown', 0, { end: 'unfinished', reason: 'no_header' });
  const [start, length, encoding] = [head.readUInt32BE(4), head.readUInt32BE(8), head.readUInt32BE(12)];
  const [codec, width] = AU_CODECS[encoding] ?? ['unknown', 0];
  const perSecond = head.readUInt32BE(16) * head.readUInt32BE(20) * width;
  const there = Math.max(0, source.size - start);
  const seconds = perSecond === 0 ? 0 : there / perSecond;
  if (there === 0) return reading('au', codec, 0, { end: 'empty', reason: length === 0 ? null : 'header_open' });
  if (await zeroTailOf(source, start, source.size, ZERO_MEANS_UNWRITTEN[codec])) {
    return reading('au', codec, seconds, { end: 'unfinished', reason: 'zero_bytes' });
  }
  if (length === 0xffff_ffff) return reading('au', codec, seconds, { end: 'open' });
  if (length === there) return reading('au', codec, seconds);
  const reason = length > there ? 'shorter_than_header' : 'header_open';
  return reading('au', codec, seconds, { end: 'unfinished', reason });
}

export async function auLayout(source: Source): Promise<SoundLayout | null> {
  const head = await source.read(0, 24);
  if (head.length < 24) return null;
  const start = head.readUInt32BE(4);
  const [codec, width] = AU_CODECS[head.readUInt32BE(12)] ?? ['unknown', 0];
  const [rate, channels] = [head.readUInt32BE(16), head.readUInt32BE(20)];
  const there = Math.max(0, source.size - start);
  const bytes = Math.min(there, head.readUInt32BE(8));
  return { start, bytes, codec, channels, rate, bits: width * 8, block: width * channels, bigEndian: true };
}
