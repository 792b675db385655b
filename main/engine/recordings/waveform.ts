import type { Waveform } from '../../../shared/desk.ts';
import { appError } from '../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { OpenFile } from '../ports.ts';
import { openSound } from './convert/open-sound.ts';
import type { SoundReader } from './convert/sound-reader.ts';
import { diskCode, fileError } from './disk-error.ts';
import type { RecordingDeps } from './types.ts';

/** Samples of each channel looked at before others get their turn. */
const PIECE = 65_536;
const KEPT = 50;

/** Loudness over time, computed once for each recording and kept for the last fifty. Only in memory. */
export class Waveforms {
  readonly #deps: RecordingDeps;
  readonly #kept = new Map<string, Promise<Result<Waveform>>>();

  constructor(deps: RecordingDeps) {
    this.#deps = deps;
  }

  /**
   * `points` levels of 0 to 1 for each channel: the loudest sample of each stretch. Two files of a call's two directions
   * give two channels, theirs first.
   *
   * Errors (`local`): `no_waveform` (compressed, or nothing that is known), `recording_gone`, `recording_unreadable`.
   */
  async of(path: string, points: number): Promise<Result<Waveform>> {
    try {
      await using file = await this.#deps.files.open(path);
      const { size, modifiedAt } = await file.facts();
      const key = `${path}\n${size}:${modifiedAt}:${points}`;
      const known = this.#kept.get(key);
      if (known !== undefined) return await known;
      const drawn = draw(path, file, { points, deps: this.#deps });
      this.#keep(key, drawn);
      return await drawn;
    } catch (thrown) {
      const code = diskCode(thrown);
      if (code === undefined) throw thrown;
      return fail(fileError(code));
    }
  }

  #keep(key: string, drawn: Promise<Result<Waveform>>): void {
    this.#kept.set(key, drawn);
    drawn.catch(() => this.#kept.delete(key));
    const oldest = this.#kept.keys().next().value;
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }
}

async function draw(
  path: string,
  file: OpenFile,
  { points, deps }: { readonly points: number; readonly deps: RecordingDeps },
): Promise<Result<Waveform>> {
  await using sound = await openSound(path, file, deps);
  if (sound.readers === null) {
    return fail(appError('local', 'no_waveform', 'This recording is compressed: it can be played but not drawn.'));
  }
  const [first, second] = sound.readers();
  const frames = Math.max(first.frames, second?.frames ?? 0);
  if (frames === 0) return fail(appError('local', 'no_waveform', 'This recording holds no sound.'));
  const across = { points, frames };
  const seconds = frames / first.rate;
  if (second === undefined) return ok({ seconds, channels: await levelsOf(first, across) });
  const [agent, remote] = [await levelsOf(first, across), await levelsOf(second, across)];
  return ok({ seconds, channels: [...remote, ...agent] });
}

/** One list for each channel, two at most. */
async function levelsOf(
  reader: SoundReader,
  { points, frames }: { readonly points: number; readonly frames: number },
): Promise<number[][]> {
  const { channels } = reader;
  const levels = Array.from({ length: Math.min(2, channels) }, () => Array<number>(points).fill(0));
  let frame = 0;
  for (let samples = await reader.read(PIECE); samples.length > 0; samples = await reader.read(PIECE)) {
    for (const [channel, peaks] of levels.entries()) {
      let place = frame;
      for (let index = channel; index < samples.length; index += channels, place++) {
        const level = Math.abs(samples[index] ?? 0);
        const point = Math.floor((place * points) / frames);
        if (level > (peaks[point] ?? 0)) peaks[point] = level;
      }
    }
    frame += samples.length / channels;
  }
  return levels.map((peaks) => peaks.map((level) => level / 32_768));
}
