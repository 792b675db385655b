import { createHash } from 'node:crypto';
import { appError } from '../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { FileFacts, OpenFile } from '../ports.ts';
import { diskCode, fileError } from './disk-error.ts';
import type { WholeProof } from './prove.ts';
import type { RecordingDeps } from './types.ts';

const READ_BYTES = 1_048_576;

type Proven = Pick<WholeProof, 'bytes' | 'modifiedAt' | 'fileId'>;

const changed = appError('local', 'recording_changed', 'The recording has changed since it was proven whole.');

function isAsProven(facts: FileFacts, proof: Proven): boolean {
  return facts.size === proof.bytes && facts.modifiedAt === proof.modifiedAt && facts.id === proof.fileId;
}

/**
 * Opens a proven recording for the upload. The caller closes it.
 *
 * Errors (all `local`): `recording_changed` (prove it again), `recording_gone`, `recording_unreadable`.
 */
export async function openWhole(
  path: string,
  proof: Proven,
  deps: Pick<RecordingDeps, 'files'>,
): Promise<Result<OpenFile>> {
  let file: OpenFile | undefined;
  try {
    file = await deps.files.open(path);
    if (isAsProven(await file.facts(), proof)) return ok(file);
    await file[Symbol.asyncDispose]();
    return fail(changed);
  } catch (thrown) {
    await file?.[Symbol.asyncDispose]();
    const code = diskCode(thrown);
    if (code === undefined) throw thrown;
    return fail(fileError(code));
  }
}

/** Asked after the upload: what was sent is still what was proven. Fails with `recording_changed` otherwise. */
export async function confirmWhole(file: OpenFile, proof: Proven): Promise<Result<void>> {
  try {
    return isAsProven(await file.facts(), proof) ? ok(undefined) : fail(changed);
  } catch (thrown) {
    const code = diskCode(thrown);
    if (code === undefined) throw thrown;
    return fail(fileError(code));
  }
}

/** SHA-256 of the first `bytes` bytes in hex, read in pieces of 1 MiB. A shorter file is `recording_changed`. */
export async function hashFile(file: OpenFile, bytes: number): Promise<Result<string>> {
  const sum = createHash('sha256');
  try {
    for (let offset = 0; offset < bytes;) {
      const piece = await file.read(offset, Math.min(READ_BYTES, bytes - offset));
      if (piece.length === 0) return fail(changed);
      sum.update(piece);
      offset += piece.length;
    }
  } catch (thrown) {
    const code = diskCode(thrown);
    if (code === undefined) throw thrown;
    return fail(fileError(code));
  }
  return ok(sum.digest('hex'));
}
