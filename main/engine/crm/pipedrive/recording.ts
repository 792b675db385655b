import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import type { CrmRecord } from '../../../../shared/call.ts';
import { appError, systemCode } from '../../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import type { OpenFile } from '../../ports.ts';
import type { FileRecording } from '../port.ts';
import { anyAnswer, callAnswer } from './answers.ts';
import type { PipedriveClient } from './client.ts';
import { withoutControls } from '../../../../shared/text.ts';

/** Bytes read at once. Measured: from 512 KiB on, an upload is as quick as curl's. */
const PIECE = 1024 * 1024;
/** Pieces of memory used in turn: one on its way out, one waiting, one being filled, one to spare. */
const PIECES = 4;

/**
 * Attaches the file to a call log as one multipart field `file`. Pipedrive keeps one recording per log and answers a
 * second one with 409, which is success: so an attempt whose answer was lost is safe to repeat, and `retry` only saves
 * sending the file again.
 */
export async function attachRecording(
  client: PipedriveClient,
  record: CrmRecord,
  recording: FileRecording,
): Promise<Result<CrmRecord>> {
  const attached = ok({ ...record, hasRecording: true });
  if (record.hasRecording) return attached;
  const path = `/api/v1/callLogs/${encodeURIComponent(record.id)}`;
  if (recording.retry === true) {
    const there = await client.call('getCall', { path, answer: callAnswer });
    if (!there.ok) return there;
    if (there.value.data.has_recording === true) return attached;
  }
  let broken: unknown;
  const sent = await client.call('addRecording', {
    path: `${path}/recordings`,
    upload: () => multipart(recording, (error) => (broken = error)),
    answer: anyAnswer,
    ...(recording.sent === undefined ? {} : { sent: recording.sent }),
    ...(recording.signal === undefined ? {} : { signal: recording.signal }),
  });
  if (sent.ok || sent.error.code === 'recording_exists') return attached;
  if (broken === undefined) return sent;
  return fail(
    appError(
      'local',
      'recording_unreadable',
      `The recording cannot be read to its end (${systemCode(broken) ?? 'unknown'}).`,
      {
        delivery: 'maybe',
      },
    ),
  );
}

function multipart(
  recording: FileRecording,
  onBroken: (error: unknown) => void,
): { body: Readable; headers: Readonly<Record<string, string>> } {
  const { file, bytes } = recording;
  const boundary = `aftercall-${randomBytes(18).toString('hex')}`;
  const head = Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${fileName(recording.name)}"\r\n` +
      `Content-Type: ${mediaType(recording.type)}\r\n\r\n`,
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);

  async function* parts(): AsyncGenerator<Buffer> {
    yield head;
    yield* file.readInto === undefined
      ? streamed(file, bytes, onBroken)
      : ringed(file.readInto.bind(file), bytes, onBroken);
    yield tail;
  }

  return {
    body: Readable.from(parts(), { highWaterMark: 1 }),
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': String(head.length + bytes + tail.length),
    },
  };
}

/**
 * The file in pieces of memory that are used again and again: fresh memory for every piece halves the rate and grows
 * the process by 60 MB. The `Http` port promises that a piece has left before the next but two is asked for.
 */
async function* ringed(
  readInto: (target: Uint8Array, offset: number) => Promise<number>,
  length: number,
  onBroken: (error: unknown) => void,
): AsyncGenerator<Buffer> {
  const ring: Buffer[] = [];
  for (let offset = 0, turn = 0; offset < length; turn++) {
    const wanted = Math.min(PIECE, length - offset);
    const piece = (ring[turn % PIECES] ??= Buffer.allocUnsafeSlow(wanted)).subarray(0, wanted);
    for (let filled = 0; filled < wanted;) {
      const got = await orTell(() => readInto(piece.subarray(filled), offset + filled), onBroken);
      if (got === 0) await orTell(() => Promise.reject(new ShorterFile()), onBroken);
      filled += got;
    }
    offset += wanted;
    yield piece;
  }
}

async function* streamed(file: OpenFile, length: number, onBroken: (error: unknown) => void): AsyncGenerator<Buffer> {
  const stream = await orTell(() => file.stream(length), onBroken);
  try {
    const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    for (;;) {
      const next = await orTell(() => chunks.next(), onBroken);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    if (!stream.readableEnded) stream.destroy();
  }
}

class ShorterFile extends Error {
  readonly code = 'file_shrank';
}

/** Only failures of the file itself are told: a broken connection, too, ends these generators with an error. */
async function orTell<T>(read: () => T | Promise<T>, onBroken: (error: unknown) => void): Promise<T> {
  try {
    return await read();
  } catch (error) {
    onBroken(error);
    throw error;
  }
}

/** RFC 7578 with the escape browsers use: a quote or a line end in a name must not end the header. */
function fileName(name: string): string {
  const plain = withoutControls(basename(name.replaceAll('\\', '/'))).trim();
  return plain === '' ? 'recording' : plain.replaceAll('"', '%22');
}

function mediaType(type: string): string {
  return /^[\w.+-]+\/[\w.+-]+$/.test(type) ? type : 'application/octet-stream';
}
