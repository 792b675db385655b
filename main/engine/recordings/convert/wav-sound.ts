import { Readable } from 'node:stream';
import type { SoundReader } from './sound-reader.ts';

/** Samples of each channel that are made at once: 64 KiB of mono. */
const PIECE = 32_768;
const LONGEST_PLAIN = 0xffff_ffff;

/** A sound that can be read as 16-bit PCM WAV from any byte on, of a length known beforehand. */
export interface WavSound {
  readonly bytes: number;
  readonly seconds: number;
  /** Bytes `from` up to and without `to`. Ends with an error when the files get shorter. */
  readonly stream: (from: number, to: number) => Readable;
}

/**
 * One file, or the two directions of a call as the left and right channel of one; the shorter one ends in silence.
 * `readers` are made anew for every stream.
 */
export function wavSound(readers: () => readonly [SoundReader] | readonly [SoundReader, SoundReader]): WavSound {
  const [first, second] = readers();
  const channels = second === undefined ? first.channels : 2;
  const frames = Math.max(first.frames, second?.frames ?? 0);
  const header = wavHeader({ channels, rate: first.rate, frames });
  const bytes = header.length + frames * channels * 2;
  return {
    bytes,
    seconds: first.rate > 0 ? frames / first.rate : 0,
    stream: (from, to) => Readable.from(pieces({ header, channels, frames, readers: readers() }, from, to)),
  };
}

interface Making {
  readonly header: Buffer;
  readonly channels: number;
  readonly frames: number;
  readonly readers: readonly [SoundReader] | readonly [SoundReader, SoundReader];
}

async function* pieces(
  { header, channels, frames, readers }: Making,
  from: number,
  to: number,
): AsyncGenerator<Buffer> {
  if (from < header.length) yield header.subarray(from, to);
  const width = channels * 2;
  const start = Math.max(0, from - header.length);
  const end = Math.min(to - header.length, frames * width);
  let frame = Math.floor(start / width);
  if (frame > 0) for (const reader of readers) reader.seek(frame);
  for (let place = frame * width; place < end;) {
    const count = Math.min(PIECE, frames - frame);
    const made = await samplesOf(readers, count);
    const piece = toBytes(made);
    yield piece.subarray(Math.max(0, start - place), Math.min(piece.length, end - place));
    frame += count;
    place += piece.length;
  }
}

async function samplesOf(readers: Making['readers'], count: number): Promise<Int16Array> {
  const [first, second] = readers;
  if (second === undefined) {
    const samples = await first.read(count);
    if (samples.length < count * first.channels) throw new Error('The recording got shorter while it was converted.');
    return samples;
  }
  const [left, right] = [await first.read(count), await second.read(count)];
  const both = new Int16Array(count * 2);
  for (let index = 0; index < count; index++) {
    both[index * 2] = left[index * first.channels] ?? 0;
    both[index * 2 + 1] = right[index * second.channels] ?? 0;
  }
  return both;
}

const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

function toBytes(samples: Int16Array): Buffer {
  const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  return LITTLE_ENDIAN ? bytes : Buffer.from(bytes).swap16();
}

/** 44 bytes; 80 (RF64) when the sizes need more than 32 bits. */
export function wavHeader({ channels, rate, frames }: { channels: number; rate: number; frames: number }): Buffer {
  const sound = frames * channels * 2;
  const large = sound + 36 > LONGEST_PLAIN;
  const header = Buffer.alloc(large ? 80 : 44);
  header.write(large ? 'RF64' : 'RIFF', 0, 'latin1');
  header.writeUInt32LE(large ? LONGEST_PLAIN : sound + 36, 4);
  header.write('WAVE', 8, 'latin1');
  let at = 12;
  if (large) {
    header.write('ds64', at, 'latin1');
    header.writeUInt32LE(28, at + 4);
    header.writeBigUInt64LE(BigInt(sound + 72), at + 8);
    header.writeBigUInt64LE(BigInt(sound), at + 16);
    header.writeBigUInt64LE(BigInt(frames), at + 24);
    at += 36;
  }
  header.write('fmt ', at, 'latin1');
  header.writeUInt32LE(16, at + 4);
  header.writeUInt16LE(1, at + 8);
  header.writeUInt16LE(channels, at + 10);
  header.writeUInt32LE(rate, at + 12);
  header.writeUInt32LE(rate * channels * 2, at + 16);
  header.writeUInt16LE(channels * 2, at + 20);
  header.writeUInt16LE(16, at + 22);
  header.write('data', at + 24, 'latin1');
  header.writeUInt32LE(large ? LONGEST_PLAIN : sound, at + 28);
  return header;
}
