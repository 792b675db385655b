import { reading, type Reading, type Source } from './source.ts';

/** No page is longer: 27 bytes of header, 255 lengths, 255 segments of 255 bytes; RFC 3533. */
const LONGEST_PAGE = 27 + 255 + 255 * 255;
const END_OF_STREAM = 0x04;
const NO_POSITION = 0xffff_ffff_ffff_ffffn;

interface Page {
  readonly last: boolean;
  readonly position: bigint;
  readonly start: number;
  /** Offset of the first byte after it. */
  readonly end: number;
}

/** Ogg with Opus, Vorbis, Speex or FLAC. Whole when its last page is complete, sound, and marked as the end. */
export async function readOgg(source: Source): Promise<Reading> {
  const { codec, rate, skip } = streamOf(await source.read(0, 512));
  const tailStart = Math.max(0, source.size - 2 * LONGEST_PAGE);
  const tail = await source.read(tailStart, source.size - tailStart);
  const pages = pagesFromEnd(tail);
  const last = pages.find((page) => page.end === tail.length && checksumHolds(tail.subarray(page.start, page.end)));
  const positioned = pages.find(({ position }) => position !== NO_POSITION);
  const samples = positioned === undefined ? 0 : Number(positioned.position) - skip;
  const seconds = rate === 0 ? 0 : Math.max(0, samples / rate);
  const unfinished = (reason: string): Reading => reading('ogg', codec, seconds, { end: 'unfinished', reason });
  if (last === undefined) return unfinished('cut');
  if (!last.last) return unfinished('no_end_mark');
  return seconds === 0 ? reading('ogg', codec, 0, { end: 'empty' }) : reading('ogg', codec, seconds);
}

function streamOf(head: Buffer): { codec: string; rate: number; skip: number } {
  const body = head.subarray(27 + (head[26] ?? 0));
  const name = body.toString('latin1', 0, 8);
  if (name === 'OpusHead' && body.length >= 12) return { codec: 'opus', rate: 48_000, skip: body.readUInt16LE(10) };
  if (name.startsWith('\u0001vorbis') && body.length >= 16) {
    return { codec: 'vorbis', rate: body.readUInt32LE(12), skip: 0 };
  }
  if (name === 'Speex   ' && body.length >= 40) return { codec: 'speex', rate: body.readUInt32LE(36), skip: 0 };
  if (name.startsWith('\u007fFLAC') && body.length >= 31) {
    return { codec: 'flac', rate: body.readUIntBE(27, 3) >> 4, skip: 0 };
  }
  return { codec: 'unknown', rate: 0, skip: 0 };
}

/** What looks like a page in the buffer, the last first. */
function pagesFromEnd(tail: Buffer): readonly Page[] {
  const pages: Page[] = [];
  for (
    let at = tail.lastIndexOf('OggS');
    at >= 0 && pages.length < 64;
    at = at === 0 ? -1 : tail.lastIndexOf('OggS', at - 1)
  ) {
    const page = pageAt(tail, at);
    if (page !== null) pages.push(page);
  }
  return pages;
}

function pageAt(tail: Buffer, start: number): Page | null {
  if (start + 27 > tail.length) return null;
  const segments = tail[start + 26] ?? 0;
  const lengths = tail.subarray(start + 27, start + 27 + segments);
  if (lengths.length < segments) return null;
  const end = start + 27 + segments + lengths.reduce((sum, length) => sum + length, 0);
  const flags = tail[start + 5] ?? 0;
  return { start, end, last: (flags & END_OF_STREAM) !== 0, position: tail.readBigUInt64LE(start + 6) };
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index << 24;
  for (let bit = 0; bit < 8; bit++) value = value & 0x8000_0000 ? (value << 1) ^ 0x04c1_1db7 : value << 1;
  return value >>> 0;
});

/** Page checksum (RFC 3533): CRC-32 over the page with its own field as zero. */
export function oggChecksum(page: Buffer): number {
  let crc = 0;
  for (let index = 0; index < page.length; index++) {
    const value = index >= 22 && index < 26 ? 0 : (page[index] ?? 0);
    crc = ((crc << 8) ^ (CRC_TABLE[((crc >>> 24) ^ value) & 0xff] ?? 0)) >>> 0;
  }
  return crc;
}

function checksumHolds(page: Buffer): boolean {
  return page.readUInt32LE(22) === oggChecksum(page);
}
