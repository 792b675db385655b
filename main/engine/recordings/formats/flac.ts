import { reading, type Reading, type Source } from './source.ts';

/**
 * FLAC (RFC 9639). The number of samples stands in the header and is written last; a cut copy keeps it, so the last
 * frame must be complete (its checksum holds up to the last byte) and end at that number.
 */
export async function readFlac(source: Source): Promise<Reading> {
  const head = await source.read(0, 42);
  if (head.length < 42) return reading('flac', 'flac', 0, { end: 'unfinished', reason: 'no_header' });
  const info = head.subarray(8);
  const rate = info.readUIntBE(10, 3) >> 4;
  const total = (info.readUInt8(13) & 15) * 2 ** 32 + info.readUInt32BE(14);
  const seconds = rate === 0 ? 0 : total / rate;
  if (total === 0) return reading('flac', 'flac', 0, { end: 'unfinished', reason: 'header_open' });
  const fixedBlock = info.readUInt16BE(0);
  const channels = ((info.readUInt8(12) >> 1) & 7) + 1;
  const longest = Math.max(info.readUIntBE(7, 3), info.readUInt16BE(2) * channels * 5) + 64;
  const tail = await source.read(Math.max(0, source.size - longest), longest);
  const end = lastSample(tail, fixedBlock);
  if (end === null) return reading('flac', 'flac', seconds, { end: 'unfinished', reason: 'cut' });
  if (end !== total) return reading('flac', 'flac', end / rate, { end: 'unfinished', reason: 'shorter_than_header' });
  return reading('flac', 'flac', seconds);
}

/** The sample after the last frame, or null when no frame ends with the file. */
function lastSample(tail: Buffer, fixedBlock: number): number | null {
  for (
    let at = tail.lastIndexOf(0xff, tail.length - 10);
    at >= 0;
    at = at === 0 ? -1 : tail.lastIndexOf(0xff, at - 1)
  ) {
    const frame = frameAt(tail, at, fixedBlock);
    if (frame === null) continue;
    if (crc16(tail.subarray(at, tail.length - 2)) === tail.readUInt16BE(tail.length - 2)) return frame;
  }
  return null;
}

/** The sample after the frame whose header begins here, or null when no valid header does. */
function frameAt(bytes: Buffer, at: number, fixedBlock: number): number | null {
  const [, second = 0, third = 0] = bytes.subarray(at, at + 3);
  if ((second & 0xfe) !== 0xf8) return null;
  const number = codedNumber(bytes, at + 4);
  if (number === null) return null;
  const sizeCode = third >> 4;
  const rateCode = third & 15;
  let next = number.end;
  let samples = sizeCode === 1 ? 192 : sizeCode <= 5 ? 576 << (sizeCode - 2) : 256 << (sizeCode - 8);
  if (sizeCode === 0) return null;
  if (sizeCode === 6) samples = (bytes[next++] ?? 0) + 1;
  else if (sizeCode === 7) {
    samples = ((bytes[next] ?? 0) << 8) + (bytes[next + 1] ?? 0) + 1;
    next += 2;
  }
  if (rateCode === 12) next += 1;
  else if (rateCode === 13 || rateCode === 14) next += 2;
  if (next >= bytes.length || crc8(bytes.subarray(at, next)) !== bytes[next]) return null;
  const variable = (second & 1) === 1;
  return (variable ? number.value : number.value * fixedBlock) + samples;
}

/** Frame or sample number in the manner of UTF-8, up to 7 bytes. */
function codedNumber(bytes: Buffer, at: number): { value: number; end: number } | null {
  const first = bytes[at];
  if (first === undefined) return null;
  if (first < 0x80) return { value: first, end: at + 1 };
  const length = Math.clz32(~(first << 24));
  if (length < 2 || length > 7 || at + length > bytes.length) return null;
  let value = first & (0x7f >> length);
  for (const byte of bytes.subarray(at + 1, at + length)) {
    if ((byte & 0xc0) !== 0x80) return null;
    value = value * 64 + (byte & 0x3f);
  }
  return { value, end: at + length };
}

/** Remainders of all bytes for a polynomial of `bits` bits, most significant bit first. */
function remainders(bits: 8 | 16, polynomial: number): Uint16Array {
  const top = 1 << (bits - 1);
  return Uint16Array.from({ length: 256 }, (_, index) => {
    let value = index << (bits - 8);
    for (let bit = 0; bit < 8; bit++) value = value & top ? (value << 1) ^ polynomial : value << 1;
    return value & (2 ** bits - 1);
  });
}

const CRC8 = remainders(8, 0x07);
const CRC16 = remainders(16, 0x8005);

function crc8(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) crc = CRC8[crc ^ byte] ?? 0;
  return crc;
}

function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) crc = ((crc << 8) & 0xffff) ^ (CRC16[(crc >> 8) ^ byte] ?? 0);
  return crc;
}
