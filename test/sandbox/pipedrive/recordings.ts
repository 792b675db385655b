import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { NOT_FOUND, RECORDING_EXISTS, type Answer } from './answers.ts';
import { boundaryOf, dispositionOf, readMultipart } from './multipart.ts';
import { refuse, type Call } from './route.ts';
import type { StoredRecording } from './types.ts';

/** What came in as the part named `file`, and what was wrong with the form. */
interface Form {
  readonly file: StoredRecording | undefined;
  readonly problem: { readonly field: string; readonly what: string } | undefined;
}

/**
 * Reads the form to its end, counting and hashing, and answers like the vendor. Nothing is stored when the body ends
 * early: this rejects then, as the connection has nobody to answer. The whole body is read even where the answer is
 * known before, as the vendor's gateway does.
 */
export async function receiveRecording(request: IncomingMessage, call: Call): Promise<Answer> {
  const form = await readForm(request, call);
  const log = call.store.callLogs.get(call.id);
  if (log === undefined || log.deleted) return NOT_FOUND;
  if (form.problem !== undefined) return refuse(call, 'v1', form.problem);
  if (log.has_recording) return RECORDING_EXISTS;
  if (form.file === undefined) return refuse(call, 'v1', { field: 'file', what: 'is required' });
  log.recording = form.file;
  log.has_recording = true;
  return { status: 200, body: { success: true } };
}

async function readForm(request: IncomingMessage, call: Call): Promise<Form> {
  const boundary = boundaryOf(request.headers['content-type']);
  if (boundary === undefined) {
    await drain(request);
    return { file: undefined, problem: { field: '', what: 'must be multipart/form-data with a boundary' } };
  }
  const parts = collector(call);
  const reader = readMultipart(boundary, parts);
  for await (const chunk of request) reader.write(chunk as Buffer);
  const broken = reader.end();
  const problem = broken === undefined ? parts.problem() : { field: '', what: `cannot be read: ${broken}` };
  return { file: parts.file(), problem };
}

function collector(call: Call) {
  const hashing = call.options.hashUploads !== false;
  let file: StoredRecording | undefined;
  let problem: Form['problem'];
  let hash = createHash('sha256');
  let bytes = 0;
  let counting = false;
  let seen: { filename?: string; contentType?: string; createdAt: number } = { createdAt: 0 };

  return {
    file: () => file,
    problem: () => problem,
    part(headers: ReadonlyMap<string, string>) {
      const { name, filename } = dispositionOf(headers);
      const contentType = headers.get('content-type');
      counting = name === 'file' && file === undefined;
      if (!counting) problem ??= { field: name ?? 'the part', what: 'is not allowed' };
      if (counting && (filename === undefined || filename === ''))
        problem ??= { field: 'file', what: 'needs a filename' };
      if (counting && contentType === undefined) problem ??= { field: 'file', what: 'needs a content type' };
      seen = { createdAt: call.store.now(), ...(filename === undefined ? {} : { filename }) };
      if (contentType !== undefined) seen.contentType = contentType;
      hash = createHash('sha256');
      bytes = 0;
    },
    data(chunk: Buffer) {
      bytes += chunk.length;
      if (hashing && counting) hash.update(chunk);
    },
    partEnd() {
      if (!counting) return;
      counting = false;
      if (bytes === 0) problem ??= { field: 'file', what: 'is not allowed to be empty' };
      file = {
        bytes,
        sha256: hashing ? hash.digest('hex') : '',
        filename: seen.filename ?? '',
        contentType: seen.contentType ?? '',
        createdAt: seen.createdAt,
        completedAt: call.store.now(),
      };
    },
  };
}

/** Reads a body to its end and forgets it. */
export async function drain(request: IncomingMessage): Promise<void> {
  for await (const _chunk of request) continue;
}
