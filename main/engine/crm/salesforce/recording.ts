import type { CrmRecord } from '../../../../shared/call.ts';
import { appError } from '../../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import type { LoggableCall, RecordingSource } from '../port.ts';
import { noAnswer, rows, task } from './answers.ts';
import type { SalesforceClient } from './client.ts';
import { splitRecording, withRecording } from './description.ts';
import { filesOf, uploadFile } from './files.ts';
import { TASK_FIELDS } from './tasks.ts';
import { soqlText } from './text.ts';

/** A link goes into the task's description, a file beside the task. */
export async function attachToTask(
  client: SalesforceClient,
  record: CrmRecord,
  recording: RecordingSource,
  call: LoggableCall,
): Promise<Result<CrmRecord>> {
  const done = 'url' in recording ? await addLink(client, record, recording.url) : await addFile();
  return done.ok ? ok({ ...record, hasRecording: true }) : done;

  async function addFile(): Promise<Result<void>> {
    if ('url' in recording || record.hasRecording) return ok(undefined);
    if (recording.retry === true) {
      const there = await filesOf(client, record.id);
      if (!there.ok) return there;
      if (there.value.length > 0) return ok(undefined);
    }
    return await uploadFile(client, { id: record.id, ref: call.ref }, recording);
  }
}

/** Links in a CRM are opened by others, elsewhere: only https. */
export function linkProblem(url: string): Result<never> | undefined {
  if (URL.canParse(url) && url.startsWith('https://') && !/\s/.test(url)) return undefined;
  const message = 'The link to the recording is no https address; set the public address of the recording host.';
  return fail(appError('refused', 'insecure_link', message, { field: 'url' }));
}

/** Read, add, write: what people wrote meanwhile stays. An earlier link of ours is replaced. */
async function addLink(client: SalesforceClient, record: CrmRecord, url: string): Promise<Result<void>> {
  const problem = linkProblem(url);
  if (problem !== undefined) return problem;
  const read = await readTask(client, record.id);
  if (!read.ok) return read;
  const description = read.value.Description ?? '';
  if (splitRecording(description).url === url) return ok(undefined);
  const written = await client.call('changeTask', {
    path: `/sobjects/Task/${encodeURIComponent(record.id)}`,
    json: { Description: withRecording(description, url) },
    answer: noAnswer,
  });
  return written.ok ? ok(undefined) : written;
}

/** A task as it stands; `record_gone` when it is not there. */
export async function readTask(client: SalesforceClient, id: string) {
  const read = await client.call('query', {
    path: '/query',
    query: { q: `SELECT ${TASK_FIELDS.join(', ')} FROM Task WHERE Id=${soqlText(id)}` },
    answer: rows(task),
  });
  if (!read.ok) return read;
  const [found] = read.value.records;
  if (found !== undefined) return ok(found);
  return fail(appError('refused', 'record_gone', 'The record no longer exists in Salesforce.'));
}
