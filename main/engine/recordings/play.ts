import { Readable } from 'node:stream';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { openSound } from './convert/open-sound.ts';
import { diskCode, fileError } from './disk-error.ts';
import type { Reading } from './formats/source.ts';
import { mediaType } from './media.ts';
import type { RecordingDeps } from './types.ts';

/** A recording that can be heard from any place on. */
export interface PlayableRecording {
  readonly bytes: number;
  /** Media type. */
  readonly type: string;
  /** Bytes `from` to `to`, both included. */
  stream(from: number, to: number): Readable;
}

/** Bytes read at once for a player. */
const PIECE = 256 * 1024;

/**
 * Opens a recording to be heard: as it lies where browsers play that, else as PCM WAV made while it is read.
 * `type` is told of files whose content says nothing. Errors (`local`): `recording_gone`, `recording_unreadable`.
 */
export async function openPlayable(
  path: string,
  type: string,
  deps: RecordingDeps,
): Promise<Result<PlayableRecording>> {
  try {
    await using file = await deps.files.open(path);
    await using sound = await openSound(path, file, deps);
    const { reading, converted } = sound;
    if (converted !== null) {
      const stream = (from: number, to: number): Readable => Readable.from(convertedPieces(path, { from, to }, deps));
      return ok({ bytes: converted.bytes, type: 'audio/wav', stream });
    }
    return ok({
      bytes: (await file.facts()).size,
      type: reading === null ? type : typeForPlayers(reading),
      stream: (from, to) => Readable.from(pieces(path, { from, to }, deps)),
    });
  } catch (thrown) {
    const code = diskCode(thrown);
    if (code === undefined) throw thrown;
    return fail(fileError(code));
  }
}

/** Chromium plays Matroska when it is called by the name of its smaller sister. */
function typeForPlayers({ container, codec }: Reading): string {
  return container === 'matroska' ? 'audio/webm' : mediaType(container, codec);
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

async function* convertedPieces(path: string, { from, to }: Stretch, deps: RecordingDeps): AsyncGenerator<Buffer> {
  await using file = await deps.files.open(path);
  await using sound = await openSound(path, file, deps);
  if (sound.converted === null) throw new Error('The recording is not what it was a moment ago.');
  yield* sound.converted.stream(from, to + 1) as AsyncIterable<Buffer>;
}

async function* pieces(path: string, { from, to }: Stretch, deps: RecordingDeps): AsyncGenerator<Buffer> {
  await using file = await deps.files.open(path);
  for (let offset = from; offset <= to;) {
    const piece = await file.read(offset, Math.min(PIECE, to - offset + 1));
    if (piece.length === 0) return;
    yield piece;
    offset += piece.length;
  }
}
