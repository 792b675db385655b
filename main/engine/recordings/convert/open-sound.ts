import type { Clock, Files, OpenFile } from '../../ports.ts';
import { diskCode } from '../disk-error.ts';
import { readSound } from '../formats/read-sound.ts';
import { sourceOf, type Reading, type SoundLayout } from '../formats/source.ts';
import { soundEnding } from '../stem.ts';
import { decoderOf } from './decoders.ts';
import { layoutOf, playingOf, type Playing } from './layout.ts';
import { otherSide } from './sides.ts';
import { SoundReader } from './sound-reader.ts';
import { wavSound, type WavSound } from './wav-sound.ts';

type Readers = readonly [SoundReader] | readonly [SoundReader, SoundReader];

/** The sound of a recording, seen by content. Closing it closes the second file, not the first, which is the caller's. */
export interface OpenedSound extends AsyncDisposable {
  readonly reading: Reading | null;
  readonly playing: Playing;
  /** Readers from the beginning: one, or one for each direction with the agent's first. Null: not decoded here. */
  readonly readers: (() => Readers) | null;
  /** What has to be given instead of the file so that browsers play it, and both directions are heard; null: the file itself. */
  readonly converted: WavSound | null;
  /** The other direction is there and still being written. */
  readonly otherGrows: boolean;
  /** The other direction is as it was when it was opened. */
  unchanged(): Promise<boolean>;
}

export interface SoundDeps {
  readonly files: Pick<Files, 'open'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** A file that was left unfinished for this long will not be finished. Milliseconds. */
const ABANDONED = 600_000;
/** A file without an end mark that was left alone for this long is whole. Milliseconds. */
const STILL = 2_000;

interface Opened {
  readonly file: OpenFile;
  readonly reading: Reading | null;
  readonly layout: SoundLayout | null;
}

export async function openSound(path: string, file: OpenFile, deps: SoundDeps): Promise<OpenedSound> {
  const here = await look(path, file);
  const playing = here.reading === null ? 'unplayable' : playingOf(here.reading);
  const side = otherSide(path);
  const other = side === null || readerOf(here) === null ? null : await openOther(side.path, deps.files);
  const alone = readerOf(here) === null ? null : (): Readers => [mustRead(here)];
  const otherGrows = other !== null && (await grows(other, deps.clock.now()));
  if (side === null || other === null || otherGrows || !fits(here, other)) {
    await other?.file[Symbol.asyncDispose]();
    const converted = alone !== null && playing === 'converted' ? wavSound(alone) : null;
    return {
      ...{ reading: here.reading, playing, readers: alone, converted, otherGrows },
      unchanged: () => Promise.resolve(true),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  }
  const [agent, remote] = side.agentIsHere ? [here, other] : [other, here];
  const readers = (): Readers => [mustRead(agent), mustRead(remote)];
  const before = await other.file.facts();
  return {
    ...{ reading: here.reading, playing: 'converted', readers, converted: wavSound(readers), otherGrows: false },
    async unchanged() {
      const now = await other.file.facts();
      return now.size === before.size && now.modifiedAt === before.modifiedAt;
    },
    [Symbol.asyncDispose]: () => other.file[Symbol.asyncDispose](),
  };
}

async function look(path: string, file: OpenFile): Promise<Opened> {
  const { size } = await file.facts();
  const source = sourceOf(file, size, soundEnding(path));
  const reading = await readSound(source);
  return { file, reading, layout: reading === null ? null : await layoutOf(source, reading) };
}

async function openOther(path: string, files: Pick<Files, 'open'>): Promise<Opened | null> {
  let file: OpenFile | undefined;
  try {
    file = await files.open(path);
    if ((await file.facts()).kind === 'file') return await look(path, file);
    await file[Symbol.asyncDispose]();
    return null;
  } catch (thrown) {
    await file?.[Symbol.asyncDispose]();
    if (diskCode(thrown) === undefined) throw thrown;
    return null;
  }
}

async function grows({ file, reading }: Opened, now: number): Promise<boolean> {
  const age = now - (await file.facts()).modifiedAt;
  if (reading?.end === 'unfinished' || reading?.end === 'empty') return age < ABANDONED;
  return reading?.end === 'open' && age < STILL;
}

/** Two directions of one call: mono both, of one rate, and whole. */
function fits(here: Opened, other: Opened): boolean {
  const [one, two] = [readerOf(here), readerOf(other)];
  if (one === null || two === null || other.reading === null) return false;
  if (other.reading.end === 'unfinished' || other.reading.end === 'empty') return false;
  return one.channels === 1 && two.channels === 1 && one.rate === two.rate;
}

function readerOf({ file, layout }: Opened): SoundReader | null {
  const decoder = layout === null ? null : decoderOf(layout);
  return layout === null || decoder === null ? null : new SoundReader(file, layout, decoder);
}

function mustRead(opened: Opened): SoundReader {
  const reader = readerOf(opened);
  if (reader === null) throw new Error('a sound that could be decoded before cannot be decoded now');
  return reader;
}
