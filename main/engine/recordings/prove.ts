import { fail, ok, type Result } from '../../../shared/result.ts';
import type { OpenFile } from '../ports.ts';
import { diskCode, fileError } from './disk-error.ts';
import { readSound } from './formats/read-sound.ts';
import { sourceOf, type Container, type Reading } from './formats/source.ts';
import { judge, type Expectation } from './judge.ts';
import type { Looks } from './looks.ts';
import { mediaType } from './media.ts';
import { soundEnding } from './stem.ts';
import type { RecordingDeps } from './types.ts';

/** A recording that is final, with what identifies this very state of the file. */
export interface WholeProof {
  readonly state: 'whole';
  readonly bytes: number;
  readonly seconds: number;
  readonly container: Container;
  readonly codec: string;
  /** Media type. */
  readonly type: string;
  readonly modifiedAt: number;
  readonly fileId: string;
  /** More than 3 s shorter than the talk: begun by hand in the middle, or paused. */
  readonly shorterThanCall: boolean;
}

export type Proof =
  | WholeProof
  /** `recheckIn`: milliseconds after which another look may say more. */
  | { readonly state: 'growing'; readonly reason: string; readonly recheckIn: number }
  /** No use as it is now; only a change of the file can alter that. */
  | { readonly state: 'unusable'; readonly reason: string };

export interface ProveDeps extends RecordingDeps {
  /** Kept by the caller between looks. */
  readonly looks: Looks;
}

/** Milliseconds after its end for which a call counts as recent. */
const RECENT = 3_600_000;

/**
 * Says whether a file is a complete recording of the call, by its content. Never accepts a file that is cut, that its
 * own header contradicts, or that changes while it is read.
 *
 * Errors (all `local`): `recording_gone` (look for it again), `recording_unreadable`.
 */
export async function prove(path: string, expected: Expectation, deps: ProveDeps): Promise<Result<Proof>> {
  try {
    await using file = await deps.files.open(path);
    return ok(await proveOpen(path, file, expected, deps));
  } catch (thrown) {
    const code = diskCode(thrown);
    if (code === undefined) throw thrown;
    if (code === 'EBUSY' || code === 'EPERM') return ok({ state: 'growing', reason: 'in_use', recheckIn: 2000 });
    return fail(fileError(code));
  }
}

async function proveOpen(path: string, file: OpenFile, expected: Expectation, deps: ProveDeps): Promise<Proof> {
  const facts = await file.facts();
  if (facts.kind !== 'file') return { state: 'unusable', reason: 'not_a_file' };
  const sound = await readSound(sourceOf(file, facts.size, soundEnding(path)));
  const after = await file.facts();
  const now = deps.clock.now();
  const seen = deps.looks.unchangedFor(path, after, now);
  if (after.size !== facts.size || after.modifiedAt !== facts.modifiedAt) {
    return { state: 'growing', reason: 'still_changing', recheckIn: 1000 };
  }
  if (sound === null) return { state: 'unusable', reason: 'unknown_format' };
  const recent = now - expected.endedAt < RECENT;
  const verdict = judge(sound, { age: now - facts.modifiedAt, seen, recent }, expected);
  if (verdict.state !== 'whole') return verdict;
  const { container, codec, seconds } = sound;
  const { size: bytes, modifiedAt, id: fileId } = facts;
  const type = mediaType(container, codec);
  return { ...verdict, bytes, seconds, container, codec, type, modifiedAt, fileId };
}

/** What sound a file holds now, complete or not; null when that cannot be told. For choosing between files. */
export async function listen(path: string, deps: RecordingDeps): Promise<Reading | null> {
  try {
    await using file = await deps.files.open(path);
    const facts = await file.facts();
    return facts.kind === 'file' ? await readSound(sourceOf(file, facts.size, soundEnding(path))) : null;
  } catch (thrown) {
    if (diskCode(thrown) === undefined) throw thrown;
    return null;
  }
}
