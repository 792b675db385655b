import type { CrmRecord } from '../../../../shared/call.ts';
import { ok, type Result } from '../../../../shared/result.ts';
import type { CallChange, ChangeableField, LoggableCall, UpdatedCall } from '../port.ts';
import { noAnswer, type Task } from './answers.ts';
import type { SalesforceClient } from './client.ts';
import { splitRecording } from './description.ts';
import { kindOf, sameId, taskFields, type OutcomeWords, type TaskFields } from './map.ts';
import { readTask } from './recording.ts';

/**
 * Changes a task in place. Each field is written only where it still holds what we wrote, so what a person changed in
 * Salesforce stays and is named in `kept`. What already holds the new value needs nothing: repeating is harmless.
 */
export async function updateTask(
  client: SalesforceClient,
  words: OutcomeWords,
  record: CrmRecord,
  edit: { change: CallChange; written: LoggableCall },
): Promise<Result<UpdatedCall>> {
  const read = await readTask(client, record.id);
  if (!read.ok) return read;
  const { url } = splitRecording(read.value.Description ?? '');
  const before = taskFields(edit.written, words, null);
  if (!before.ok) return before;
  const wanted = changed(edit.written, edit.change);
  const after = taskFields(wanted, words, null);
  if (!after.ok) return after;
  const { fields, kept } = decide(read.value, before.value, after.value);
  // The link is no part of the comparison and goes on with the new text.
  if (fields.Description !== undefined && url !== null) {
    const whole = taskFields(wanted, words, url);
    if (!whole.ok) return whole;
    fields.Description = whole.value.Description;
  }
  if (Object.keys(fields).length > 0) {
    const written = await client.call('changeTask', {
      path: `/sobjects/Task/${encodeURIComponent(record.id)}`,
      json: fields,
      answer: noAnswer,
    });
    if (!written.ok) return written;
  }
  const contactId = 'WhoId' in fields || 'WhatId' in fields ? (wanted.contact?.id ?? null) : record.contactId;
  return ok({ record: { ...record, contactId }, kept });
}

export function changed(call: LoggableCall, change: CallChange): LoggableCall {
  const { deal, ...rest } = change;
  return { ...call, ...rest, ...deal };
}

type Fields = { -readonly [Field in keyof TaskFields]?: TaskFields[Field] };

function decide(now: Task, before: TaskFields, after: TaskFields): { fields: Fields; kept: ChangeableField[] } {
  const fields: Fields = {};
  const kept: ChangeableField[] = [];
  const consider = (stands: Standing, write: () => void, field: ChangeableField | null): void => {
    if (stands === 'ours') write();
    if (stands === 'theirs' && field !== null) kept.push(field);
  };
  const text = (value: string | null | undefined): string => splitRecording(value ?? '').text.trim();
  consider(
    standing(text(now.Description), text(before.Description), text(after.Description)),
    () => (fields.Description = after.Description),
    'note',
  );
  consider(
    standing(now.CallDisposition ?? '', before.CallDisposition, after.CallDisposition),
    () => (fields.CallDisposition = after.CallDisposition),
    'outcome',
  );
  consider(
    standing(now.CallDurationInSeconds ?? 0, before.CallDurationInSeconds, after.CallDurationInSeconds),
    () => (fields.CallDurationInSeconds = after.CallDurationInSeconds),
    'talkSeconds',
  );
  // The subject says who and what; it follows along and is nobody's field.
  consider(standing(now.Subject ?? '', before.Subject, after.Subject), () => (fields.Subject = after.Subject), null);
  considerLinks({ now, before, after }, fields, kept);
  return { fields, kept };
}

/** `same`: nothing to do. `ours`: it may be written. `theirs`: someone else has put something there. */
type Standing = 'same' | 'ours' | 'theirs';

function standing<T>(now: T, before: T, after: T, equal: (a: T, b: T) => boolean = Object.is): Standing {
  if (equal(before, after) || equal(now, after)) return 'same';
  return equal(now, before) ? 'ours' : 'theirs';
}

/** Contact and deal. A lead takes no deal beside it, so it is not set where a person has put a deal. */
function considerLinks(
  { now, before, after }: { now: Task; before: TaskFields; after: TaskFields },
  fields: Fields,
  kept: ChangeableField[],
): void {
  const who = standing(now.WhoId ?? null, before.WhoId, after.WhoId, sameId);
  const what = standing(now.WhatId ?? null, before.WhatId, after.WhatId, sameId);
  const leadBesideDeal = what === 'theirs' && after.WhoId !== null && kindOf(after.WhoId) === 'lead';
  if (what === 'ours') fields.WhatId = after.WhatId;
  if (what === 'theirs') kept.push('deal');
  if (who === 'ours' && !leadBesideDeal) fields.WhoId = after.WhoId;
  if (who === 'theirs' || (who === 'ours' && leadBesideDeal)) kept.push('contact');
}
