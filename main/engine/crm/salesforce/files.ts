import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { appError, systemCode } from '../../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import { refMark, refsIn } from '../../../../shared/text.ts';
import type { FileRecording } from '../port.ts';
import { linkRow, noAnswer, rows, savedAnswer } from './answers.ts';
import type { SalesforceClient } from './client.ts';
import { oneLine, soqlText } from './text.ts';

/** Salesforce takes files of up to 2 GB in one multipart request. */
const MOST_BYTES = 2_000_000_000;

/** Ids of the files of ours beside a task (`ContentDocument`). */
export async function filesOf(client: SalesforceClient, taskId: string): Promise<Result<readonly string[]>> {
  const linked = await client.call('query', {
    path: '/query',
    query: {
      q:
        'SELECT ContentDocumentId, ContentDocument.Title FROM ContentDocumentLink ' +
        `WHERE LinkedEntityId=${soqlText(taskId)}`,
    },
    answer: rows(linkRow),
  });
  if (!linked.ok) return linked;
  const ours = linked.value.records.filter(({ ContentDocument: file }) => refsIn(file?.Title ?? '').length > 0);
  return ok(ours.map(({ ContentDocumentId }) => ContentDocumentId));
}

/** Removes our files beside a task: they would stay in their owner's files when the task goes. */
export async function removeFiles(client: SalesforceClient, taskId: string): Promise<Result<void>> {
  const files = await filesOf(client, taskId);
  if (!files.ok) return files;
  for (const id of files.value) {
    const path = `/sobjects/ContentDocument/${encodeURIComponent(id)}`;
    const gone = await client.call('deleteFile', { path, answer: noAnswer });
    if (!gone.ok && gone.error.code !== 'record_gone') return gone;
  }
  return ok(undefined);
}

/** Stores a recording as a file beside the task. A second upload makes a second file: after a lost answer look first. */
export async function uploadFile(
  client: SalesforceClient,
  task: { id: string; ref: string },
  recording: FileRecording,
): Promise<Result<void>> {
  if (recording.bytes > MOST_BYTES) {
    return fail(appError('refused', 'too_large', 'Salesforce takes recordings of at most 2 GB.'));
  }
  let broken: unknown;
  const sent = await client.call('uploadFile', {
    path: '/sobjects/ContentVersion',
    upload: () => multipart(task, recording, (error) => (broken = error)),
    answer: savedAnswer,
    ...(recording.sent === undefined ? {} : { sent: recording.sent }),
    ...(recording.signal === undefined ? {} : { signal: recording.signal }),
  });
  if (sent.ok) return ok(undefined);
  if (broken === undefined) return sent;
  const message = `The recording cannot be read to its end (${systemCode(broken) ?? 'unknown'}).`;
  return fail(appError('local', 'recording_unreadable', message, { delivery: 'maybe' }));
}

/** The fields as JSON in the first part, the sound in the second. */
function multipart(
  task: { id: string; ref: string },
  recording: FileRecording,
  onBroken: (error: unknown) => void,
): { body: Readable; headers: Readonly<Record<string, string>> } {
  const { file, bytes } = recording;
  const boundary = `aftercall-${randomBytes(18).toString('hex')}`;
  const name = fileName(recording.name);
  const fields = {
    Title: `Call recording ${refMark(task.ref)}`,
    PathOnClient: name,
    FirstPublishLocationId: task.id,
  };
  const head = Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="entity_content"\r\nContent-Type: application/json\r\n\r\n` +
      `${JSON.stringify(fields)}\r\n--${boundary}\r\n` +
      `Content-Disposition: form-data; name="VersionData"; filename="${name.replaceAll('"', '%22')}"\r\n` +
      `Content-Type: ${mediaType(recording.type)}\r\n\r\n`,
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);

  async function* parts(): AsyncGenerator<Buffer> {
    yield head;
    // Only failures of the file itself are told: a broken connection, too, ends this with an error.
    const stream = file.stream(bytes).on('error', onBroken);
    try {
      for await (const chunk of stream) yield chunk as Buffer;
    } finally {
      stream.destroy();
    }
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

function fileName(name: string): string {
  const plain = oneLine(basename(name.replaceAll('\\', '/')), 200);
  return plain === '' ? 'recording' : plain;
}

function mediaType(type: string): string {
  return /^[\w.+-]+\/[\w.+-]+$/.test(type) ? type : 'application/octet-stream';
}
