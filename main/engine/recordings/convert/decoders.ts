import type { SoundLayout } from '../formats/source.ts';
import { ALAW, ULAW } from './g711.ts';
import { GSM_FRAME_BYTES, GSM_PAIR_BYTES, GSM_SAMPLES, GsmDecoder } from './gsm.ts';
import { decodeIma, imaSamples } from './ima.ts';

/** Turns blocks of coded sound into samples of 16 bits, the channels in turn. */
export interface Decoder {
  readonly blockBytes: number;
  /** Samples of each channel that a block gives. */
  readonly blockFrames: number;
  /** Blocks before a place that have to be decoded for the sound there to be right; 0: each block stands for itself. */
  readonly warmUp: number;
  reset(): void;
  /** Decodes `blocks` whole blocks from the beginning of `bytes`. */
  decode(bytes: Buffer, blocks: number, out: Int16Array): void;
}

/** Null: not decoded here. */
export function decoderOf(layout: SoundLayout): Decoder | null {
  const { codec, channels, block } = layout;
  if (channels < 1 || channels > 8 || block < 1) return null;
  if (codec === 'gsm') return channels === 1 ? gsm(block) : null;
  if (codec === 'adpcm_ima') return ima(block, channels);
  if (codec === 'ulaw') return table(ULAW, channels);
  if (codec === 'alaw') return table(ALAW, channels);
  return codec === 'pcm' || codec === 'pcm_float' ? linear(layout) : null;
}

/** A second of sound: by then the filters have forgotten what was before. */
const GSM_WARM_UP = 50;

function gsm(block: number): Decoder | null {
  if (block !== GSM_FRAME_BYTES && block !== GSM_PAIR_BYTES) return null;
  const decoder = new GsmDecoder();
  const pairs = block === GSM_PAIR_BYTES;
  const blockFrames = pairs ? 2 * GSM_SAMPLES : GSM_SAMPLES;
  return {
    blockBytes: block,
    blockFrames,
    warmUp: pairs ? GSM_WARM_UP / 2 : GSM_WARM_UP,
    reset: () => decoder.reset(),
    decode: (bytes, blocks, out) => {
      for (let index = 0; index < blocks; index++) {
        if (pairs) decoder.decodePair(bytes, index * block, out, index * blockFrames);
        else decoder.decodeFrame(bytes, index * block, out, index * blockFrames);
      }
    },
  };
}

function ima(block: number, channels: number): Decoder | null {
  const blockFrames = imaSamples(block, channels);
  if (block <= 4 * channels) return null;
  return {
    blockBytes: block,
    blockFrames,
    warmUp: 0,
    reset: () => undefined,
    decode: (bytes, blocks, out) => {
      for (let index = 0; index < blocks; index++) {
        decodeIma({ bytes, offset: index * block, length: block, channels }, out, index * blockFrames * channels);
      }
    },
  };
}

function table(levels: Int16Array, channels: number): Decoder {
  return {
    blockBytes: channels,
    blockFrames: 1,
    warmUp: 0,
    reset: () => undefined,
    decode: (bytes, blocks, out) => {
      for (let index = 0; index < blocks * channels; index++) out[index] = levels[bytes[index] ?? 0] ?? 0;
    },
  };
}

/** The upper 16 bits of each sample; floats by their range of -1 to 1. */
function linear({ codec, bits, channels, bigEndian }: SoundLayout): Decoder | null {
  const width = Math.ceil(bits / 8);
  const read = codec === 'pcm_float' ? floats(width, bigEndian) : integers(width, bigEndian);
  if (read === null) return null;
  return {
    blockBytes: width * channels,
    blockFrames: 1,
    warmUp: 0,
    reset: () => undefined,
    decode: (bytes, blocks, out) => {
      for (let index = 0; index < blocks * channels; index++) out[index] = read(bytes, index * width);
    },
  };
}

type ReadSample = (bytes: Buffer, offset: number) => number;

function integers(width: number, bigEndian: boolean): ReadSample | null {
  // Eight bits are unsigned in WAV and signed in `.au`.
  if (width === 1)
    return bigEndian ? (bytes, at) => bytes.readInt8(at) << 8 : (bytes, at) => ((bytes[at] ?? 0) - 128) << 8;
  if (width < 2 || width > 4) return null;
  return bigEndian ? (bytes, at) => bytes.readInt16BE(at) : (bytes, at) => bytes.readInt16LE(at + width - 2);
}

function floats(width: number, bigEndian: boolean): ReadSample | null {
  if (width !== 4 && width !== 8) return null;
  const level = (value: number): number => Math.max(-32768, Math.min(32767, Math.round(value * 32768)));
  if (width === 8) return (bytes, at) => level(bigEndian ? bytes.readDoubleBE(at) : bytes.readDoubleLE(at));
  return (bytes, at) => level(bigEndian ? bytes.readFloatBE(at) : bytes.readFloatLE(at));
}
