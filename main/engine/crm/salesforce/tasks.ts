import type { CrmRecord } from '../../../../shared/call.ts';
import { ok, type Result } from '../../../../shared/result.ts';
import { refMark } from '../../../../shared/text.ts';
import type { LoggableCall } from '../port.ts';
import { noAnswer, rows, savedAnswer, statusRow, task, type Task } from './answers.ts';
import type { SalesforceClient } from './client.ts';
import { splitRecording } from './description.ts';
import { filesOf, removeFiles } from './files.ts';
import { newTask, type OutcomeWords } from './map.ts';
import type { Profile } from './profile.ts';
import { soqlText } from './text.ts';

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

/** Calls as tasks of the REST API. */
export class Tasks {
  readonly #client: SalesforceClient;
  readonly #profile: Profile;
  readonly #settings: TaskSettings;
  #completedStatus: string;

  constructor(client: SalesforceClient, profile: Profile, settings: TaskSettings) {
    this.#client = client;
    this.#profile = profile;
    this.#settings = settings;
    this.#completedStatus = settings.completedStatus;
  }

  async log(call: LoggableCall): Promise<Result<CrmRecord>> {
    const logged = await this.#write(call);
    if (logged.ok) return logged;
    const { code, field } = logged.error;
    if (code === 'picklist_value' && (field ?? 'Status') === 'Status') {
      return (await this.#learnStatus()) ? await this.#write(call) : logged;
    }
    // The kind of a task can only be set when it is made: the upsert met the task that an earlier attempt has made.
    if (this.#settings.externalIdField === null || field !== 'TaskSubtype') return logged;
    const there = await this.find(call);
    return there.ok && there.value !== undefined ? ok(there.value) : logged;
  }

  /**
   * By external id, which is exact; else by the marker in `CallObject`, the one text of a task that a query can be asked
   * for (`Description` cannot).
   */
  async find(call: LoggableCall): Promise<Result<CrmRecord | undefined>> {
    const { externalIdField } = this.#settings;
    const where =
      externalIdField === null
        ? `CallObject=${soqlText(refMark(call.ref))}`
        : `${externalIdField}=${soqlText(call.ref)}`;
    const found = await this.#client.call('query', {
      path: '/query',
      query: { q: `SELECT ${TASK_FIELDS.join(', ')} FROM Task WHERE ${where} LIMIT 2` },
      answer: rows(task),
    });
    if (!found.ok) return found;
    const [first] = found.value.records;
    return first === undefined ? ok(undefined) : await this.#recordOf(first);
  }

  async remove(record: CrmRecord): Promise<Result<void>> {
    if (this.#settings.uploads) {
      const removed = await removeFiles(this.#client, record.id);
      if (!removed.ok) return removed;
    }
    const path = `/sobjects/Task/${encodeURIComponent(record.id)}`;
    const gone = await this.#client.call('deleteTask', { path, answer: noAnswer });
    return gone.ok || gone.error.code === 'record_gone' ? ok(undefined) : gone;
  }

  async #write(call: LoggableCall): Promise<Result<CrmRecord>> {
    const timeZone = await this.#profile.timeZone();
    if (!timeZone.ok) return timeZone;
    const { words, externalIdField } = this.#settings;
    const fields = newTask(call, { words, status: this.#completedStatus, timeZone: timeZone.value });
    if (!fields.ok) return fields;
    const request = { json: fields.value, answer: savedAnswer };
    const saved =
      externalIdField === null
        ? await this.#client.call('addTask', { path: '/sobjects/Task', ...request })
        : await this.#client.call('upsertTask', {
            path: `/sobjects/Task/${encodeURIComponent(externalIdField)}/${call.ref}`,
            ...request,
          });
    if (!saved.ok) return saved;
    return ok({ id: saved.value.id, wrapperId: null, contactId: call.contact?.id ?? null, hasRecording: false });
  }

  /** The org may call "Completed" by another name; it is asked when it refuses ours. True: there is another one. */
  async #learnStatus(): Promise<boolean> {
    const listed = await this.#client.call('query', {
      path: '/query',
      query: { q: 'SELECT ApiName, MasterLabel FROM TaskStatus WHERE IsClosed=true ORDER BY SortOrder' },
      answer: rows(statusRow),
    });
    const first = listed.ok ? listed.value.records[0] : undefined;
    const found = first?.ApiName ?? first?.MasterLabel;
    if (found == null || found === this.#completedStatus) return false;
    this.#completedStatus = found;
    return true;
  }

  async #recordOf(found: Task): Promise<Result<CrmRecord>> {
    const record: CrmRecord = {
      id: found.Id,
      wrapperId: null,
      contactId: found.WhoId ?? null,
      hasRecording: splitRecording(found.Description ?? '').url !== null,
    };
    if (!this.#settings.uploads) return ok(record);
    const files = await filesOf(this.#client, found.Id);
    return files.ok ? ok({ ...record, hasRecording: files.value.length > 0 }) : files;
  }
}
