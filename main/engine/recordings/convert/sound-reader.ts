import type { OpenFile } from '../../ports.ts';
import type { SoundLayout } from '../formats/source.ts';
import type { Decoder } from './decoders.ts';

/**
 * Samples of one open file in order, 16 bits, the channels in turn. Memory is bounded by what is asked for at once.
 * From the beginning the sound is exact to the bit; after `seek` a coder with a memory may differ inaudibly.
 */
export class SoundReader {
  readonly channels: number;
  readonly rate: number;
  /** Samples of each channel in the whole file. */
  readonly frames: number;
  readonly #file: Pick<OpenFile, 'read'>;
  readonly #layout: SoundLayout;
  readonly #decoder: Decoder;
  readonly #blocks: number;
  #nextBlock = 0;
  /** Decoded and not given yet. */
  #ready = new Int16Array(0);
  /** Frames to be thrown away: from the start of a block to the place wanted. */
  #skip = 0;

  constructor(file: Pick<OpenFile, 'read'>, layout: SoundLayout, decoder: Decoder) {
    this.#file = file;
    this.#layout = layout;
    this.#decoder = decoder;
    this.channels = layout.channels;
    this.rate = layout.rate;
    this.#blocks = Math.floor(layout.bytes / decoder.blockBytes);
    this.frames = this.#blocks * decoder.blockFrames;
  }

  seek(frame: number): void {
    const { blockFrames, warmUp } = this.#decoder;
    const block = Math.min(this.#blocks, Math.floor(frame / blockFrames));
    this.#decoder.reset();
    this.#nextBlock = Math.max(0, block - warmUp);
    this.#ready = new Int16Array(0);
    this.#skip = frame - this.#nextBlock * blockFrames;
  }

  /** The next `count` frames; fewer at the end, and where the file turns out to be shorter than it was. */
  async read(count: number): Promise<Int16Array> {
    const { blockBytes, blockFrames } = this.#decoder;
    while (this.#ready.length < count * this.channels && this.#nextBlock < this.#blocks) {
      const missing = count - this.#ready.length / this.channels + this.#skip;
      const blocks = Math.min(this.#blocks - this.#nextBlock, Math.ceil(missing / blockFrames));
      const bytes = await this.#file.read(this.#layout.start + this.#nextBlock * blockBytes, blocks * blockBytes);
      const whole = Math.floor(bytes.length / blockBytes);
      if (whole === 0) break;
      this.#nextBlock += whole;
      const samples = new Int16Array(whole * blockFrames * this.channels);
      this.#decoder.decode(bytes, whole, samples);
      const dropped = Math.min(this.#skip, whole * blockFrames);
      this.#skip -= dropped;
      this.#ready = joined(this.#ready, samples.subarray(dropped * this.channels));
    }
    const given = this.#ready.subarray(0, count * this.channels);
    this.#ready = this.#ready.subarray(given.length);
    return given;
  }
}

function joined(one: Int16Array, other: Int16Array): Int16Array<ArrayBuffer> {
  const both = new Int16Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
