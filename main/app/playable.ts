import { Readable } from 'node:stream';
import { appError, systemCode } from '../../shared/errors.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { Files, OpenFile } from '../engine/ports.ts';
import { atDesk, type EngineHost } from './engine-host.ts';
import type { PlayableFile } from './recording-scheme.ts';

/** Bytes read at once for a player. */
const PIECE = 256 * 1024;

/** Opens the recording of a call to be heard. Only files that the engine has paired with a call can be reached. */
export async function openPlayable(host: EngineHost, files: Files, id: string): Promise<Result<PlayableFile>> {
  const at = atDesk(host);
  if (!at.ok) return at;
  const recording = at.value.desk.recordingFile(id);
  if (recording === null) return fail(appError('local', 'no_recording', 'This call has no recording.'));
  try {
    const facts = await files.facts(recording.path);
    if (facts === undefined) return fail(appError('local', 'recording_gone', 'The recording is not where it was.'));
    const { path } = recording;
    return ok({
      bytes: facts.size,
      type: recording.type,
      stream: (from, to) => Readable.from(pieces(files, path, from, to)),
    });
  } catch (thrown) {
    const code = systemCode(thrown);
    if (code === undefined) throw thrown;
    return fail(appError('local', 'recording_unreadable', `The recording cannot be read (${code}).`));
  }
}

async function* pieces(files: Files, path: string, from: number, to: number): AsyncGenerator<Buffer> {
  await using file: OpenFile = await files.open(path);
  for (let offset = from; offset <= to;) {
    const piece = await file.read(offset, Math.min(PIECE, to - offset + 1));
    if (piece.length === 0) return;
    yield piece;
    offset += piece.length;
  }
}
