import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findRecordings, Looks, prove, sweep, type WantedRecording } from '../../main/engine/recordings/index.ts';
import { MemoryFiles, SetClock, wallToUtc } from '../audio/memory-files.ts';
import { sound } from '../audio/sounds.ts';
import { wavBytes, type WavCodec } from '../audio/wav-writer.ts';

/** Cases are folders of test/corpus/audio; a new one needs no code. Times are ISO 8601. */
interface Input {
  readonly timeZone: string;
  readonly files: Readonly<Record<string, SoundOnDisk>>;
  readonly wanted: readonly (Record<'startedAt' | 'endedAt', string> &
    Omit<WantedRecording, 'startedAt' | 'answeredAt' | 'endedAt'> & { readonly answeredAt: string | null })[];
  readonly claimed?: readonly string[];
  /** Links to folders: path to target. */
  readonly links?: Readonly<Record<string, string>>;
  readonly broken?: Readonly<Record<string, string>>;
  readonly sweep?: boolean;
  readonly gone?: boolean;
}

interface SoundOnDisk {
  readonly modified: string;
  /** Seconds of sound in a WAV; `open` leaves its sizes 0. */
  readonly wav?: number;
  readonly codec?: WavCodec;
  readonly open?: boolean;
  /** A file of test/corpus/audio/sounds. */
  readonly fixture?: string;
  /** Only so many bytes of a WAV that has just begun. */
  readonly bytes?: number;
}

const CORPUS = join(import.meta.dirname, '../corpus/audio');
const CASES = readdirSync(CORPUS).filter((name) => name !== 'sounds');
/** Long after every case, so that what is whole can be told from what grows for ever. */
const NOW = Date.UTC(2026, 10, 22);

function read(name: string, file: string): unknown {
  return JSON.parse(readFileSync(join(CORPUS, name, file), 'utf8'));
}

function bytesOf({ wav, codec, open, fixture, bytes }: SoundOnDisk): Buffer {
  if (fixture !== undefined) return sound(fixture);
  const made = wavBytes({
    seconds: wav ?? 1,
    codec: codec ?? 'pcm',
    finalHeader: open !== true && bytes === undefined,
  });
  return made.subarray(0, bytes ?? made.length);
}

function diskOf(input: Input): MemoryFiles {
  const files = new MemoryFiles('/rec');
  for (const [path, file] of Object.entries(input.files)) files.put(path, bytesOf(file), Date.parse(file.modified));
  for (const [path, target] of Object.entries(input.links ?? {})) files.link(path, target);
  for (const [path, code] of Object.entries(input.broken ?? {})) files.break(path, code);
  if (input.gone === true) files.removeFolder('/rec');
  return files;
}

function wantedOf(input: Input): WantedRecording[] {
  return input.wanted.map((call) => ({
    ...call,
    startedAt: Date.parse(call.startedAt),
    answeredAt: call.answeredAt === null ? null : Date.parse(call.answeredAt),
    endedAt: Date.parse(call.endedAt),
  }));
}

async function outcomeOf(input: Input): Promise<unknown> {
  const files = diskOf(input);
  const clock = new SetClock(NOW);
  const wanted = wantedOf(input);
  const settings = {
    folder: '/rec',
    timeZone: input.timeZone,
    wallToUtc,
    claimed: new Set(input.claimed ?? []),
    ignoreCase: false,
  };
  const answer = await (input.sweep === true ? sweep : findRecordings)(wanted, settings, { files, clock });
  if (!answer.ok) return { error: answer.error.code };
  const found: Record<string, unknown> = {};
  for (const { callId, ...rest } of answer.value.found) {
    const call = wanted.find((one) => one.callId === callId);
    const looks = new Looks();
    if (call !== undefined) await prove(rest.path, call, { files, clock, looks });
    clock.ms += 10_000;
    const proof = call === undefined ? undefined : await prove(rest.path, call, { files, clock, looks });
    found[callId] = { ...rest, proof: proof?.ok === true ? wordsFor(proof.value) : proof?.error.code };
  }
  const ambiguous = Object.fromEntries(answer.value.ambiguous.map(({ callId, paths }) => [callId, paths]));
  return { found, ambiguous, unreadable: answer.value.unreadable };
}

const wordsFor = (proof: { state: string; reason?: string }): string =>
  proof.reason === undefined ? proof.state : `${proof.state}: ${proof.reason}`;

describe('Recordings on the disk, case by case', () => {
  it.each(CASES)('%s', async (name) => {
    expect(await outcomeOf(read(name, 'input.json') as Input)).toEqual(read(name, 'expected.json'));
  });
});
