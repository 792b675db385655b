import type { OpenFile } from '../../ports.ts';

/** An open file of known size, read in pieces. */
export interface Source {
  readonly size: number;
  /** The path's ending of sound in lower case, only for formats without any header. */
  readonly ending: string;
  /** Up to `length` bytes; fewer at the end of the file. */
  read(offset: number, length: number): Promise<Buffer>;
}

/** Headers are read in small pieces; one question to the disk answers them all. */
const HEAD = 4096;

export function sourceOf(file: Pick<OpenFile, 'read'>, size: number, ending: string): Source {
  let head: Buffer | null = null;
  return {
    size,
    ending,
    read: async (offset, length) => {
      const wanted = Math.max(0, Math.min(length, size - offset));
      if (wanted === 0) return Buffer.alloc(0);
      if (offset + wanted > HEAD) return file.read(offset, wanted);
      head ??= await file.read(0, Math.min(HEAD, size));
      return head.subarray(offset, offset + wanted);
    },
  };
}

export type Container =
  'wav' | 'mp3' | 'ogg' | 'flac' | 'mp4' | 'webm' | 'matroska' | 'aac' | 'amr' | 'au' | 'aiff' | 'headerless';

/**
 * What the bytes say about themselves.
 *
 * - `final`: the format states its own end and the file reaches it
 * - `open`: the format has no end mark; everything there is in order
 * - `unfinished`: not final yet, or cut; see `reason`
 * - `empty`: a header without sound; `silent`: nothing but zero bytes
 */
export interface Reading {
  readonly container: Container;
  readonly codec: string;
  /** Of the sound that is there now. */
  readonly seconds: number;
  readonly end: 'final' | 'open' | 'unfinished' | 'empty' | 'silent';
  /** Stable code for `unfinished` and `empty`, else null. */
  readonly reason: string | null;
  /** The sound ends in zero bytes: digital silence, or space that a copy has reserved and not filled yet. */
  readonly zeroTail: boolean;
}

/** Where uncompressed or lightly coded sound lies in its file. */
export interface SoundLayout {
  readonly start: number;
  readonly bytes: number;
  readonly codec: string;
  readonly channels: number;
  /** Samples a second. */
  readonly rate: number;
  /** Of a PCM sample. */
  readonly bits: number;
  /** Bytes of the smallest piece. */
  readonly block: number;
  readonly bigEndian: boolean;
}

export function reading(
  container: Container,
  codec: string,
  seconds: number,
  more: Partial<Pick<Reading, 'end' | 'reason' | 'zeroTail'>> = {},
): Reading {
  return { container, codec, seconds, end: 'final', reason: null, zeroTail: false, ...more };
}

/** Only zero bytes from `start` up to `end`. */
export async function allZero(source: Source, start: number, end: number): Promise<boolean> {
  for (let offset = start, length = 4096; offset < end; offset += length, length = 1_048_576) {
    const block = await source.read(offset, Math.min(length, end - offset));
    if (block.length === 0) return true;
    if (block.some((byte) => byte !== 0)) return false;
    length = block.length;
  }
  return true;
}

/** The last bytes of a stretch (4 kB, or as many as told) are all zero. */
export async function zeroTailOf(source: Source, start: number, end: number, bytes = 4096): Promise<boolean> {
  return end > start && allZero(source, Math.max(start, end - bytes), end);
}
