/**
 * Decoder of GSM 06.10 full rate (ETSI EN 300 961), exact to the bit in its fixed-point arithmetic. A frame is 260 bits
 * and gives 160 samples at 8 kHz. Two ways to pack it occur in files: raw frames of 33 bytes, high bits first behind a
 * mark of four bits; and in WAV ("WAV49") pairs of frames in 65 bytes, low bits first.
 */

export const GSM_FRAME_BYTES = 33;
export const GSM_PAIR_BYTES = 65;
export const GSM_SAMPLES = 160;

/** Widths of the fields of a frame: eight reflection coefficients, then four parts of lag, gain, grid, maximum, 13 pulses. */
const LAR_BITS = [6, 6, 5, 5, 4, 4, 3, 3];
const PART_BITS = [7, 2, 2, 6, ...Array<number>(13).fill(3)];
const FIELDS = Uint8Array.from([...LAR_BITS, ...PART_BITS, ...PART_BITS, ...PART_BITS, ...PART_BITS]);
const PART_FIELDS = PART_BITS.length;

/** Tables 4.1 (least coefficient, offset, inverse of the step) and 4.3b, 4.6 of the standard. */
const LAR_LEAST = Int32Array.of(-32, -32, -16, -16, -8, -8, -4, -4);
const LAR_OFFSET = Int32Array.of(0, 0, 2048, -2560, 94, -1792, -341, -1144);
const LAR_INVERSE = Int32Array.of(13107, 13107, 13107, 13107, 19223, 17476, 31454, 29708);
const GAIN = Int32Array.of(3277, 11469, 21299, 32767);
const MANTISSA = Int32Array.of(18431, 20479, 22527, 24575, 26623, 28671, 30719, 32767);
const SAMPLES_IN_PART = 40;
const HISTORY = 120;
/** The filter changes at these samples of a frame: between two frames the coefficients are blended. */
const BLENDS = [13, 27, 40, 160];

function word(value: number): number {
  return value > 32767 ? 32767 : value < -32768 ? -32768 : value;
}

/** Product of two fractions, rounded. */
function times(one: number, other: number): number {
  return word((one * other + 16384) >> 15);
}

export class GsmDecoder {
  readonly #fields = new Uint8Array(FIELDS.length);
  /** 120 samples of the past, then the 40 under way. */
  readonly #long = new Int32Array(HISTORY + SAMPLES_IN_PART);
  readonly #excitation = new Int32Array(GSM_SAMPLES);
  readonly #pulses = new Int32Array(SAMPLES_IN_PART);
  #lars = new Int32Array(8);
  #larsBefore = new Int32Array(8);
  readonly #reflection = new Int32Array(8);
  readonly #lattice = new Int32Array(9);
  #lag = 40;
  #emphasis = 0;

  /** As before the first frame. */
  reset(): void {
    this.#long.fill(0);
    this.#lars.fill(0);
    this.#larsBefore.fill(0);
    this.#lattice.fill(0);
    this.#lag = 40;
    this.#emphasis = 0;
  }

  /** One raw frame of 33 bytes at `offset`; 160 samples into `out` at `at`. */
  decodeFrame(bytes: Uint8Array, offset: number, out: Int16Array, at: number): void {
    let bit = 4;
    for (let index = 0; index < FIELDS.length; index++) {
      let value = 0;
      for (let count = FIELDS[index] ?? 0; count > 0; count--, bit++) {
        value = (value << 1) | (((bytes[offset + (bit >> 3)] ?? 0) >> (7 - (bit & 7))) & 1);
      }
      this.#fields[index] = value;
    }
    this.#decode(out, at);
  }

  /** A pair of frames as in WAV, 65 bytes at `offset`; 320 samples into `out` at `at`. */
  decodePair(bytes: Uint8Array, offset: number, out: Int16Array, at: number): void {
    let bit = 0;
    for (let frame = 0; frame < 2; frame++) {
      for (let index = 0; index < FIELDS.length; index++) {
        let value = 0;
        const width = FIELDS[index] ?? 0;
        for (let count = 0; count < width; count++, bit++) {
          value |= (((bytes[offset + (bit >> 3)] ?? 0) >> (bit & 7)) & 1) << count;
        }
        this.#fields[index] = value;
      }
      this.#decode(out, at + frame * GSM_SAMPLES);
    }
  }

  #decode(out: Int16Array, at: number): void {
    for (let part = 0; part < 4; part++) this.#longTerm(part, LAR_BITS.length + part * PART_FIELDS);
    this.#readLars();
    let from = 0;
    for (const [phase, to] of BLENDS.entries()) {
      this.#blend(phase);
      this.#shortTerm(from, to);
      from = to;
    }
    for (let index = 0; index < GSM_SAMPLES; index++) {
      this.#emphasis = word((this.#excitation[index] ?? 0) + times(this.#emphasis, 28180));
      out[at + index] = word(this.#emphasis * 2) & ~7;
    }
  }

  /** Sections 5.3.1 and 5.3.2: the pulses of a part on their grid, and what the past adds to them. */
  #longTerm(part: number, first: number): void {
    const lag = this.#fields[first] ?? 0;
    const gain = GAIN[this.#fields[first + 1] ?? 0] ?? 0;
    this.#readPulses(first);
    if (lag >= 40 && lag <= HISTORY) this.#lag = lag;
    const long = this.#long;
    for (let index = 0; index < SAMPLES_IN_PART; index++) {
      const past = long[HISTORY + index - this.#lag] ?? 0;
      const value = word((this.#pulses[index] ?? 0) + times(gain, past));
      long[HISTORY + index] = value;
      this.#excitation[part * SAMPLES_IN_PART + index] = value;
    }
    long.copyWithin(0, SAMPLES_IN_PART);
  }

  #readPulses(first: number): void {
    const grid = this.#fields[first + 2] ?? 0;
    const block = this.#fields[first + 3] ?? 0;
    let exponent = block > 15 ? (block >> 3) - 1 : 0;
    let mantissa = block - (exponent << 3);
    if (mantissa === 0) {
      exponent = -4;
      mantissa = 7;
    } else {
      for (; mantissa <= 7; exponent--) mantissa = (mantissa << 1) | 1;
      mantissa -= 8;
    }
    const factor = MANTISSA[mantissa] ?? 0;
    const shift = 6 - exponent;
    const round = shift === 0 ? 0 : 1 << (shift - 1);
    this.#pulses.fill(0);
    for (let index = 0; index < 13; index++) {
      const level = (((this.#fields[first + 4 + index] ?? 0) << 1) - 7) << 12;
      this.#pulses[grid + index * 3] = word(times(factor, level) + round) >> shift;
    }
  }

  /** Section 5.2.8: the logarithmic area ratios of this frame. */
  #readLars(): void {
    [this.#lars, this.#larsBefore] = [this.#larsBefore, this.#lars];
    for (let index = 0; index < 8; index++) {
      const coded = ((this.#fields[index] ?? 0) + (LAR_LEAST[index] ?? 0)) << 10;
      const value = times(LAR_INVERSE[index] ?? 0, word(coded - (LAR_OFFSET[index] ?? 0) * 2));
      this.#lars[index] = word(value * 2);
    }
  }

  /** Section 5.2.9: reflection coefficients, blended with those of the frame before over its first 40 samples. */
  #blend(phase: number): void {
    for (let index = 0; index < 8; index++) {
      const now = this.#lars[index] ?? 0;
      const before = this.#larsBefore[index] ?? 0;
      let ratio = now;
      if (phase === 0) ratio = word(word((before >> 2) + (now >> 2)) + (before >> 1));
      else if (phase === 1) ratio = word((before >> 1) + (now >> 1));
      else if (phase === 2) ratio = word(word((before >> 2) + (now >> 2)) + (now >> 1));
      const size = ratio === -32768 ? 32767 : Math.abs(ratio);
      const value = size < 11059 ? size << 1 : size < 20070 ? size + 11059 : word((size >> 2) + 26112);
      this.#reflection[index] = ratio < 0 ? -value : value;
    }
  }

  /** Section 5.3.4: the lattice filter, in place. */
  #shortTerm(from: number, to: number): void {
    const lattice = this.#lattice;
    for (let sample = from; sample < to; sample++) {
      let value = this.#excitation[sample] ?? 0;
      for (let index = 7; index >= 0; index--) {
        const reflection = this.#reflection[index] ?? 0;
        const held = lattice[index] ?? 0;
        value = word(value - times(reflection, held));
        lattice[index + 1] = word(held + times(reflection, value));
      }
      lattice[0] = value;
      this.#excitation[sample] = value;
    }
  }
}
