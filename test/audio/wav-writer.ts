import { open, writeFile, type FileHandle } from 'node:fs/promises';

export type WavCodec = 'pcm' | 'float' | 'alaw' | 'ulaw' | 'gsm';

export interface WavSound {
  /** Samples a second, default 8000. */
  readonly rate?: number;
  /** Hertz of the tone, default 440; null is digital silence. */
  readonly tone?: number | null;
  /** Default `pcm` (16 bit). `gsm` is well-formed in its header and blocks, its sound is noise. */
  readonly codec?: WavCodec;
}

export interface WavFile extends WavSound {
  readonly seconds: number;
  /** False leaves the RIFF and data sizes at 0, as in a file that is still being written. Default true. */
  readonly finalHeader?: boolean;
}

interface Encoding {
  readonly tag: number;
  readonly bitsPerSample: number;
  /** Bytes and samples of the smallest piece that can be written. */
  readonly blockBytes: number;
  readonly blockSamples: number;
}

const ENCODINGS: Readonly<Record<WavCodec, Encoding>> = {
  pcm: { tag: 1, bitsPerSample: 16, blockBytes: 2, blockSamples: 1 },
  float: { tag: 3, bitsPerSample: 32, blockBytes: 4, blockSamples: 1 },
  alaw: { tag: 6, bitsPerSample: 8, blockBytes: 1, blockSamples: 1 },
  ulaw: { tag: 7, bitsPerSample: 8, blockBytes: 1, blockSamples: 1 },
  gsm: { tag: 0x31, bitsPerSample: 0, blockBytes: 65, blockSamples: 320 },
};

/** A mono WAV as bytes: 44 bytes of header (60 for GSM), then the sound. */
export function wavBytes(file: WavFile): Buffer {
  const sound = soundBytes(file, 0, file.seconds);
  return Buffer.concat([wavHeader(file, (file.finalHeader ?? true) ? sound.length : null), sound]);
}

export async function writeWav(path: string, file: WavFile): Promise<void> {
  await writeFile(path, wavBytes(file));
}

/** The header for `dataBytes` of sound; null: sizes not known yet, both are 0. */
export function wavHeader(sound: WavSound, dataBytes: number | null): Buffer {
  const { tag, bitsPerSample, blockBytes, blockSamples } = ENCODINGS[sound.codec ?? 'pcm'];
  const rate = sound.rate ?? 8000;
  const format = Buffer.alloc(tag === 0x31 ? 20 : 16);
  format.writeUInt16LE(tag, 0);
  format.writeUInt16LE(1, 2);
  format.writeUInt32LE(rate, 4);
  format.writeUInt32LE(Math.floor((rate * blockBytes) / blockSamples), 8);
  format.writeUInt16LE(blockBytes, 12);
  format.writeUInt16LE(bitsPerSample, 14);
  if (tag === 0x31) {
    format.writeUInt16LE(2, 16);
    format.writeUInt16LE(blockSamples, 18);
  }
  const chunks = [chunk('fmt ', format.length), format];
  if (tag === 0x31) {
    const fact = Buffer.alloc(4);
    fact.writeUInt32LE(dataBytes === null ? 0 : (dataBytes / blockBytes) * blockSamples);
    chunks.push(chunk('fact', 4), fact);
  }
  const body = Buffer.concat([Buffer.from('WAVE'), ...chunks, chunk('data', dataBytes ?? 0)]);
  return Buffer.concat([chunk('RIFF', dataBytes === null ? 0 : body.length + dataBytes), body]);
}

function chunk(name: string, size: number): Buffer {
  const head = Buffer.alloc(8);
  head.write(name, 0, 'latin1');
  head.writeUInt32LE(size, 4);
  return head;
}

/** Sound from second `from` to second `to`, whole blocks only. */
function soundBytes(sound: WavSound, from: number, to: number): Buffer {
  const { blockBytes, blockSamples } = ENCODINGS[sound.codec ?? 'pcm'];
  const rate = sound.rate ?? 8000;
  const first = Math.round((from * rate) / blockSamples);
  const last = Math.round((to * rate) / blockSamples);
  const bytes = Buffer.alloc((last - first) * blockBytes);
  if (sound.codec === 'gsm') return bytes.map((_, index) => ((index + first * blockBytes) * 167 + 13) % 251) as Buffer;
  const tone = sound.tone === undefined ? 440 : sound.tone;
  for (let index = 0; index < last - first; index++) {
    const level = tone === null ? 0 : 0.5 * Math.sin((2 * Math.PI * tone * (first + index)) / rate);
    writeSample(bytes, index, level, sound.codec ?? 'pcm');
  }
  return bytes;
}

function writeSample(bytes: Buffer, index: number, level: number, codec: Exclude<WavCodec, 'gsm'>): void {
  const linear = Math.round(level * 32767);
  if (codec === 'pcm') bytes.writeInt16LE(linear, index * 2);
  else if (codec === 'float') bytes.writeFloatLE(level, index * 4);
  else bytes[index] = codec === 'alaw' ? toAlaw(linear) : toUlaw(linear);
}

/** ITU-T G.711, µ-law: 8 bits from 16. */
function toUlaw(linear: number): number {
  const sign = linear < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(linear), 32635) + 132;
  const exponent = Math.floor(Math.log2(magnitude)) - 7;
  return ~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0f)) & 0xff;
}

/** ITU-T G.711, A-law: 8 bits from 16. */
function toAlaw(linear: number): number {
  const sign = linear < 0 ? 0 : 0x80;
  const magnitude = Math.min(linear < 0 ? -linear - 1 : linear, 32767);
  const exponent = magnitude < 256 ? 0 : Math.floor(Math.log2(magnitude)) - 7;
  const mantissa = (magnitude >> (exponent === 0 ? 4 : exponent + 3)) & 0x0f;
  return (sign | (exponent << 4) | mantissa) ^ 0x55;
}

/**
 * Writes as real recorders do: a bare header with both sizes 0 at dial, sound in blocks of 32 kB as they fill, and only
 * `close` writes the rest and patches the sizes.
 */
export class GrowingWav {
  readonly path: string;
  readonly #file: FileHandle;
  readonly #sound: WavSound;
  readonly #blockBytes: number;
  #waiting: Buffer = Buffer.alloc(0);
  #written: number;
  #seconds = 0;

  private constructor(path: string, file: FileHandle, sound: WavSound, blockBytes: number) {
    this.path = path;
    this.#file = file;
    this.#sound = sound;
    this.#blockBytes = blockBytes;
    this.#written = wavHeader(sound, null).length;
  }

  static async open(path: string, sound: WavSound & { readonly blockBytes?: number } = {}): Promise<GrowingWav> {
    const file = await open(path, 'w');
    await file.write(wavHeader(sound, null));
    return new GrowingWav(path, file, sound, sound.blockBytes ?? 32_768);
  }

  /** Records `seconds` more; only full blocks reach the disk. */
  async write(seconds: number): Promise<void> {
    const more = soundBytes(this.#sound, this.#seconds, this.#seconds + seconds);
    this.#seconds += seconds;
    this.#waiting = Buffer.concat([this.#waiting, more]);
    const full = this.#waiting.length - (this.#waiting.length % this.#blockBytes);
    await this.#flush(full);
  }

  /** Writes the rest, then both sizes. */
  async close(): Promise<{ readonly bytes: number; readonly seconds: number }> {
    await this.#flush(this.#waiting.length);
    const header = wavHeader(this.#sound, null).length;
    await this.#file.write(wavHeader(this.#sound, this.#written - header), 0, header, 0);
    await this.#file.close();
    return { bytes: this.#written, seconds: this.#seconds };
  }

  /** The recorder dies: what was not a full block is lost and the sizes stay 0. */
  async abandon(): Promise<void> {
    await this.#file.close();
  }

  async #flush(bytes: number): Promise<void> {
    await this.#file.write(this.#waiting.subarray(0, bytes), 0, bytes, this.#written);
    this.#written += bytes;
    this.#waiting = this.#waiting.subarray(bytes);
  }
}
