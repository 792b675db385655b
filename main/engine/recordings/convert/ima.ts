/** IMA ADPCM as WAV holds it (tag 0x11): blocks that begin with a level and a step for each channel, then four bits a sample. */

const STEPS = Int32Array.from(
  (
    '7 8 9 10 11 12 13 14 16 17 19 21 23 25 28 31 34 37 41 45 50 55 60 66 73 80 88 97 107 118 130 143 157 173 190 209 230 ' +
    '253 279 307 337 371 408 449 494 544 598 658 724 796 876 963 1060 1166 1282 1411 1552 1707 1878 2066 2272 2499 2749 3024 ' +
    '3327 3660 4026 4428 4871 5358 5894 6484 7132 7845 8630 9493 10442 11487 12635 13899 15289 16818 18500 20350 22385 24623 ' +
    '27086 29794 32767'
  ).split(' '),
  Number,
);
const STEP_CHANGE = Int32Array.of(-1, -1, -1, -1, 2, 4, 6, 8);

export interface ImaBlock {
  readonly bytes: Uint8Array;
  readonly offset: number;
  readonly length: number;
  readonly channels: number;
}

/** Samples that a block of this many bytes holds for each channel. */
export function imaSamples(length: number, channels: number): number {
  return Math.max(0, Math.floor((length - 4 * channels) / (4 * channels))) * 8 + 1;
}

/** One block into `out`, the channels in turn for each sample. */
export function decodeIma({ bytes, offset, length, channels }: ImaBlock, out: Int16Array, at: number): void {
  const groups = Math.floor((length - 4 * channels) / (4 * channels));
  for (let channel = 0; channel < channels; channel++) {
    const head = offset + 4 * channel;
    let level = ((((bytes[head + 1] ?? 0) << 8) | (bytes[head] ?? 0)) << 16) >> 16;
    let step = Math.min(88, bytes[head + 2] ?? 0);
    let place = at + channel;
    out[place] = level;
    for (let group = 0; group < groups; group++) {
      const first = offset + 4 * channels * (1 + group) + 4 * channel;
      for (let index = 0; index < 8; index++) {
        const code = ((bytes[first + (index >> 1)] ?? 0) >> (4 * (index & 1))) & 15;
        const size = STEPS[step] ?? 0;
        const change = (code & 4 ? size : 0) + (code & 2 ? size >> 1 : 0) + (code & 1 ? size >> 2 : 0) + (size >> 3);
        level = Math.max(-32768, Math.min(32767, code & 8 ? level - change : level + change));
        step = Math.max(0, Math.min(88, step + (STEP_CHANGE[code & 7] ?? 0)));
        place += channels;
        out[place] = level;
      }
    }
  }
}
