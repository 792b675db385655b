import { diskCode } from '../disk-error.ts';
import { reading, zeroTailOf, type Reading, type Source } from './source.ts';

/** Three a second are usual in fragmented files. */
const MAX_BOXES = 100_000;

/** MP4, M4A and 3GP: `moov`, written at the end, holds all there is to know; boxes must fill the file exactly. */
export async function readMp4(source: Source): Promise<Reading> {
  let [at, moov, sound, fragments]: [number, boolean, number, boolean] = [0, false, 0, false];
  const unfinished = (reason: string): Reading => reading('mp4', 'unknown', 0, { end: 'unfinished', reason });
  let openEnd = false;
  let zeroTail = false;
  for (let boxes = 0; at < source.size; boxes++) {
    const head = await source.read(at, 16);
    if (boxes > MAX_BOXES) return unfinished('damaged');
    if (head.length < 8) return unfinished('cut');
    const name = head.toString('latin1', 4, 8);
    if (!/^[\x20-\x7e\xa9]{4}$/.test(name)) return unfinished('damaged');
    let length = head.readUInt32BE(0);
    if (length === 1) {
      if (head.length < 16) return unfinished('cut');
      length = Number(head.readBigUInt64BE(8));
    } else if (length === 0) {
      length = source.size - at;
      openEnd = true;
    }
    if (length < 8) return unfinished('damaged');
    if (at + length > source.size) return unfinished('cut');
    if (name === 'moov') moov = true;
    else if (name === 'moof') fragments = true;
    else if (name === 'mdat') {
      sound += length - 8;
      zeroTail ||= await zeroTailOf(source, at + 8, at + length, 64);
    }
    at += length;
  }
  if (!moov) return unfinished('header_open');
  if (zeroTail) return unfinished('zero_bytes');
  if (sound === 0) return reading('mp4', 'unknown', 0, { end: 'empty' });
  const { seconds, codec } = await describe(source, 'audio/mp4');
  return reading('mp4', codec, seconds, { end: openEnd || fragments ? 'open' : 'final' });
}

/** AIFF and AIFF-C: the length of the outer chunk is written last. */
export async function readAiff(source: Source): Promise<Reading> {
  const head = await source.read(0, 12);
  const length = head.readUInt32BE(4) + 8;
  if (length !== source.size) {
    return reading('aiff', 'unknown', 0, { end: 'unfinished', reason: length < source.size ? 'header_open' : 'cut' });
  }
  const { seconds, codec } = await describe(source, 'audio/aiff');
  return reading('aiff', codec, seconds);
}

/** Duration and codec by music-metadata, loaded only when such a file is met. Zero seconds when it cannot tell. */
async function describe(source: Source, type: string): Promise<{ seconds: number; codec: string }> {
  const { parseBlob } = await import('music-metadata');
  try {
    const { format } = await parseBlob(new SourceBlob(source, 0, source.size, type), { skipCovers: true });
    const seconds = format.duration ?? 0;
    return { seconds: Number.isFinite(seconds) ? seconds : 0, codec: (format.codec ?? 'unknown').toLowerCase() };
  } catch (thrown) {
    if (!(thrown instanceof Error) || diskCode(thrown) !== undefined) throw thrown;
    // A fault in a foreign file's inner parts: its length cannot be told, so it is not proven.
    return { seconds: 0, codec: 'unknown' };
  }
}

/** A file as the random-access reader of music-metadata wants it; nothing is held in memory. */
class SourceBlob extends Blob {
  override readonly size: number;
  override readonly type: string;
  readonly #source: Source;
  readonly #start: number;

  constructor(source: Source, start: number, end: number, type: string) {
    super([]);
    this.#source = source;
    this.#start = start;
    this.size = end - start;
    this.type = type;
  }

  override slice(start = 0, end = this.size): Blob {
    return new SourceBlob(this.#source, this.#start + start, this.#start + Math.min(end, this.size), this.type);
  }

  override async arrayBuffer(): Promise<ArrayBuffer> {
    const bytes = await this.#source.read(this.#start, this.size);
    return new Uint8Array(bytes).buffer;
  }
}
