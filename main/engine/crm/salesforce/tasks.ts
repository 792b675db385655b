import type { CrmRecord } from '../../../../shared/call.ts';
import { ok, type Result } from '../../../../shared/result.ts';
import type { CreatedTask, LoggableCall, TaskDraft } from '../port.ts';
import { idRow, noAnswer, rows, savedAnswer, statusRow, task, type Task } from './answers.ts';
import type { SalesforceClient } from './client.ts';
import { splitRecording } from './description.ts';
import { filesOf, removeFiles } from './files.ts';
import { linksOf, newTask, type OutcomeWords } from './map.ts';
import type { Profile } from './profile.ts';
import { markerOf, oneLine, severalLines, soqlText, withoutMarkers } from './text.ts';

export interface TaskSettings {
  readonly words: OutcomeWords;
  /** API name of a unique external id field on tasks, null when the org has none. */
  readonly externalIdField: string | null;
  /** The org's word for a task that is done. */
  readonly completedStatus: string;
  /** Recordings are stored as files beside the task. */
  readonly uploads: boolean;
}

export const TASK_FIELDS = [
  ...['Id', 'Subject', 'Description', 'CallDisposition', 'CallDurationInSeconds'],
  ...['WhoId', 'WhatId', 'ActivityDate'],
];

export interface Tasks {
  log(call: LoggableCall): Promise<Result<CrmRecord>>;
  find(call: LoggableCall): Promise<Result<CrmRecord | undefined>>;
  remove(record: CrmRecord): Promise<Result<void>>;
}

/** Calls as tasks of the REST API. */
export function createTasks(client: SalesforceClient, profile: Profile, settings: TaskSettings): Tasks {
  let { completedStatus } = settings;

  async function write(call: LoggableCall): Promise<Result<CrmRecord>> {
    const timeZone = await profile.timeZone();
    if (!timeZone.ok) return timeZone;
    const fields = newTask(call, { ...settings, status: completedStatus, timeZone: timeZone.value });
    if (!fields.ok) return fields;
    const { externalIdField } = settings;
    const saved =
      externalIdField === null
        ? await client.call('addTask', { path: '/sobjects/Task', json: fields.value, answer: savedAnswer })
        : await client.call('upsertTask', {
            path: `/sobjects/Task/${encodeURIComponent(externalIdField)}/${call.ref}`,
            json: fields.value,
            answer: savedAnswer,
          });
    if (!saved.ok) return saved;
    return ok({ id: saved.value.id, wrapperId: null, contactId: call.contact?.id ?? null, hasRecording: false });
  }

  /** The org may call "Completed" by another name; it is asked when it refuses ours. True: there is another one. */
  async function learnStatus(): Promise<boolean> {
    const listed = await client.call('query', {
      path: '/query',
      query: { q: 'SELECT ApiName, MasterLabel FROM TaskStatus WHERE IsClosed=true ORDER BY SortOrder' },
      answer: rows(statusRow),
    });
    const first = listed.ok ? listed.value.records[0] : undefined;
    const found = first?.ApiName ?? first?.MasterLabel;
    if (found == null || found === completedStatus) return false;
    completedStatus = found;
    return true;
  }

  async function find(call: LoggableCall): Promise<Result<CrmRecord | undefined>> {
    const found = await findTask(client, settings.externalIdField, call.ref);
    if (!found.ok) return found;
    return found.value === undefined ? ok(undefined) : await recordOf(found.value);
  }

  async function recordOf(found: Task): Promise<Result<CrmRecord>> {
    const record: CrmRecord = {
      id: found.Id,
      wrapperId: null,
      contactId: found.WhoId ?? null,
      hasRecording: splitRecording(found.Description ?? '').url !== null,
    };
    if (!settings.uploads) return ok(record);
    const files = await filesOf(client, found.Id);
    return files.ok ? ok({ ...record, hasRecording: files.value.length > 0 }) : files;
  }

  return {
    find,
    async log(call) {
      const logged = await write(call);
      if (logged.ok) return logged;
      const { code, field } = logged.error;
      if (code === 'picklist_value' && (field ?? 'Status') === 'Status' && (await learnStatus()))
        return await write(call);
      // The kind of a task can only be set when it is made: the upsert met the task that an earlier attempt has made.
      if (settings.externalIdField === null || field !== 'TaskSubtype') return logged;
      const there = await find(call);
      return there.ok && there.value !== undefined ? ok(there.value) : logged;
    },
    async remove(record) {
      if (settings.uploads) {
        const removed = await removeFiles(client, record.id);
        if (!removed.ok) return removed;
      }
      const gone = await client.call('deleteTask', {
        path: `/sobjects/Task/${encodeURIComponent(record.id)}`,
        answer: noAnswer,
      });
      return gone.ok || gone.error.code === 'record_gone' ? ok(undefined) : gone;
    },
  };
}

/**
 * By external id, which is exact; else by the marker in `CallObject`, the one text of a task that a query can be asked for
 * (`Description` cannot).
 */
async function findTask(
  client: SalesforceClient,
  externalIdField: string | null,
  ref: string,
): Promise<Result<Task | undefined>> {
  const where =
    externalIdField === null ? `CallObject=${soqlText(markerOf(ref))}` : `${externalIdField}=${soqlText(ref)}`;
  const found = await client.call('query', {
    path: '/query',
    query: { q: `SELECT ${TASK_FIELDS.join(', ')} FROM Task WHERE ${where} LIMIT 2` },
    answer: rows(task),
  });
  return found.ok ? ok(found.value.records[0]) : found;
}

/** A follow-up: looked for first, so that a lost answer makes no second one. */
export async function createFollowUp(client: SalesforceClient, draft: TaskDraft): Promise<Result<CreatedTask>> {
  const links = linksOf(draft);
  if (!links.ok) return links;
  const marker = `${markerOf(draft.ref)} follow-up`;
  const subject = oneLine(draft.subject, 255) || 'Follow up';
  const known = await client.call('query', {
    path: '/query',
    query: {
      q: `SELECT Id FROM Task WHERE CallObject=${soqlText(marker)} AND Subject=${soqlText(subject)} LIMIT 1`,
    },
    answer: rows(idRow),
  });
  if (!known.ok) return known;
  const [first] = known.value.records;
  if (first !== undefined) return linked(client, first.Id);
  const { WhoId, WhatId } = links.value;
  const note = withoutMarkers(severalLines(draft.note ?? '', 31_000));
  const made = await client.call('addFollowUp', {
    path: '/sobjects/Task',
    json: {
      Subject: subject,
      ActivityDate: draft.dueDate,
      CallObject: marker,
      Description: `${note === '' ? '' : `${note}\n\n`}Follow-up of call ${markerOf(draft.ref)}`,
      ...(WhoId === null ? {} : { WhoId }),
      ...(WhatId === null ? {} : { WhatId }),
    },
    answer: savedAnswer,
  });
  return made.ok ? linked(client, made.value.id) : made;
}

async function linked(client: SalesforceClient, id: string): Promise<Result<CreatedTask>> {
  const session = await client.session();
  return ok({ id, url: session.ok ? `${session.value.instanceUrl}/lightning/r/Task/${id}/view` : null });
}
