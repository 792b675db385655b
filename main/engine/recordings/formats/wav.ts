import { allZero, reading, zeroTailOf, type Reading, type SoundLayout, type Source } from './source.ts';

/** WAVE format tags (RFC 2361) that phones and PBXs write. */
const CODECS: Readonly<Record<number, string>> = {
  1: 'pcm',
  2: 'adpcm_ms',
  3: 'pcm_float',
  6: 'alaw',
  7: 'ulaw',
  0x11: 'adpcm_ima',
  0x31: 'gsm',
  0x45: 'g726',
  0x55: 'mp3',
  0x83: 'g729',
};

/** Codecs in which so many zero bytes are no silence (in G.711 they are the loudest sample): that part was never written. */
export const ZERO_MEANS_UNWRITTEN: Readonly<Record<string, number>> = {
  alaw: 64,
  ulaw: 64,
  gsm: 520,
  mp3: 4096,
  g729: 64,
};

interface Format {
  readonly codec: string;
  readonly bytesPerSecond: number;
  readonly channels: number;
  readonly rate: number;
  readonly bits: number;
  /** Bytes of the smallest piece. */
  readonly block: number;
}

interface Chunks {
  readonly format: Format | null;
  /** Where the sound begins, and its length as the header says; null when the header does not reach that far. */
  readonly data: { readonly start: number; readonly length: number } | null;
  /** End of the file as the header says. */
  readonly end: number;
  /** Chunks after the sound end exactly where the header says. */
  readonly tidy: boolean;
}

/**
 * Reads RIFF/WAVE and RF64. Recorders write both sizes at the end, so the header is final only when both agree with
 * the file: a copy that is cut, a header patched in part and a file that still grows all differ somewhere.
 */
export async function readWav(source: Source): Promise<Reading> {
  const { format, data, end, tidy } = await readChunks(source);
  if (format === null || data === null) {
    return reading('wav', format?.codec ?? 'unknown', 0, { end: 'unfinished', reason: 'no_header' });
  }
  const there = source.size - data.start;
  const secondsOf = (bytes: number): number => bytes / format.bytesPerSecond;
  const open = (reason: string): Reading =>
    reading('wav', format.codec, secondsOf(there), { end: 'unfinished', reason });
  if (format.bytesPerSecond <= 0) return reading('wav', format.codec, 0, { end: 'unfinished', reason: 'bad_header' });
  if (there <= 0) {
    // A recorder that closed without sound has patched the header; one that died or still waits has not.
    return reading('wav', format.codec, 0, { end: 'empty', reason: end === source.size ? null : 'header_open' });
  }
  if (data.length === 0 && end <= 8) return open('header_open');
  if (data.start + data.length > source.size) return open('shorter_than_header');
  if (data.length === 0 || !tidy || !sizesAgree(source.size, end, data)) return open('sizes_differ');

  const seconds = secondsOf(data.length);
  const soundEnd = data.start + data.length;
  const unwritten = ZERO_MEANS_UNWRITTEN[format.codec];
  if (unwritten !== undefined && (await zeroTailOf(source, data.start, soundEnd, unwritten))) return open('zero_bytes');
  const zeroTail = await zeroTailOf(source, data.start, soundEnd);
  if (!zeroTail) return reading('wav', format.codec, seconds);
  if (await allZero(source, data.start, soundEnd)) return reading('wav', format.codec, seconds, { end: 'silent' });
  return reading('wav', format.codec, seconds, { zeroTail });
}

/** Where the sound of a WAV lies and how it is coded, as far as the file reaches; null without both headers. */
export async function wavLayout(source: Source): Promise<SoundLayout | null> {
  const { format, data } = await readChunks(source);
  if (format === null || data === null) return null;
  const there = Math.max(0, source.size - data.start);
  const bytes = data.length === 0 ? there : Math.min(data.length, there);
  const { codec, channels, rate, bits, block } = format;
  return { start: data.start, bytes, codec, channels, rate, bits, block, bigEndian: false };
}

/** Equal, or off by the pad byte that follows a chunk of odd length and that some writers forget or do not count. */
function sizesAgree(size: number, end: number, data: { start: number; length: number }): boolean {
  if (end === size) return true;
  const odd = data.length % 2 === 1;
  if (end === size - 1) return data.start + data.length === end && odd;
  return end === size + 1 && odd && data.start + data.length === size;
}

async function readChunks(source: Source): Promise<Chunks> {
  const head = await source.read(0, 12);
  const large = head.toString('latin1', 0, 4) === 'RF64';
  let end = head.readUInt32LE(4) + 8;
  let largeData = 0;
  let format: Format | null = null;
  let data: Chunks['data'] = null;
  let offset = 12;
  for (let count = 0; count < 256 && offset + 8 <= source.size; count++) {
    const chunk = await source.read(offset, 48);
    if (chunk.length < 8) break;
    const name = chunk.toString('latin1', 0, 4);
    const length = chunk.readUInt32LE(4);
    if (data !== null && !/^[\x20-\x7e]{4}$/.test(name)) return { format, data, end, tidy: false };
    if (name === 'ds64' && large && chunk.length >= 24) {
      end = Number(chunk.readBigUInt64LE(8)) + 8;
      largeData = Number(chunk.readBigUInt64LE(16));
    } else if (name === 'fmt ' && length >= 16 && chunk.length >= 24) format = formatOf(chunk.subarray(8, 8 + length));
    else if (name === 'data' && data === null) {
      data = { start: offset + 8, length: large && length === 0xffffffff ? largeData : length };
      if (data.length === 0) break;
    }
    offset += 8 + (name === 'data' && data !== null ? data.length : length);
    offset += offset % 2;
  }
  return { format, data, end, tidy: data === null || offset >= source.size };
}

function formatOf(bytes: Buffer): Format {
  let tag = bytes.readUInt16LE(0);
  const rate = bytes.readUInt32LE(4);
  const declared = bytes.readUInt32LE(8);
  const block = bytes.readUInt16LE(12);
  if (tag === 0xfffe && bytes.length >= 26) tag = bytes.readUInt16LE(24);
  const codec = CODECS[tag] ?? `wav_0x${tag.toString(16)}`;
  const inBlocks = tag === 2 || tag === 0x11 || tag === 0x31;
  const samplesInBlock = inBlocks && bytes.length >= 20 ? bytes.readUInt16LE(18) : 0;
  const layout = { codec, channels: bytes.readUInt16LE(2), rate, bits: bytes.readUInt16LE(14), block };
  if (samplesInBlock > 0) return { ...layout, bytesPerSecond: (rate / samplesInBlock) * block };
  const exact = tag === 1 || tag === 3 || tag === 6 || tag === 7;
  return { ...layout, bytesPerSecond: exact && block > 0 ? rate * block : declared };
}
