import type { CrmRecord } from '../../../../shared/call.ts';
import { appError } from '../../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import type { CallChange, ChangeableField, LoggableCall, RecordingSource, UpdatedCall } from '../port.ts';
import { activityAnswer, doneAnswer } from './answers.ts';
import { leadIdOf, updateBody, wholeSeconds } from './map.ts';
import { changeNote } from './notes.ts';
import type { Session } from './session.ts';

/** What can be changed in place. */
export const CHANGEABLE = ['note', 'talkSeconds'] as const satisfies readonly ChangeableField[];

const LONGEST_URL = 2_000;

/** Adds the address of a recording to a logged call; a second time it says the same again. */
export async function attachRecording(
  session: Session,
  record: CrmRecord,
  recording: RecordingSource,
  setOwner: boolean,
): Promise<Result<CrmRecord>> {
  const url = linkOf(recording);
  if (!url.ok) return url;
  const updated = await update(session, record, { recordingUrl: url.value }, setOwner);
  return updated.ok ? ok({ ...record, hasRecording: true }) : updated;
}

/** LeadSquared plays what it can reach: an https address without a sign-in in it. */
function linkOf(recording: RecordingSource): Result<string> {
  const refuse = (code: string, message: string): Result<never> =>
    fail(appError('refused', code, message, { field: 'RecordingURL' }));
  if (!('url' in recording)) {
    return refuse('unsupported', 'LeadSquared takes no files; set up a recording host so that it gets an address.');
  }
  const url = URL.parse(recording.url);
  if (url?.protocol !== 'https:') {
    return refuse('insecure_recording_url', 'LeadSquared only gets https addresses; change the recording host.');
  }
  if (url.username !== '' || url.password !== '') {
    return refuse('recording_url_credential', 'The address of the recording holds a sign-in; it must work without.');
  }
  return url.href.length <= LONGEST_URL
    ? ok(url.href)
    : refuse('recording_url_too_long', `The address of the recording is longer than ${LONGEST_URL} characters.`);
}

export async function updateCall(
  session: Session,
  { record, change, written }: { record: CrmRecord; change: CallChange; written: LoggableCall },
  setOwner: boolean,
): Promise<Result<UpdatedCall>> {
  const fixed = (['outcome', 'contact', 'deal'] as const).find((field) => change[field] !== undefined);
  if (fixed !== undefined) {
    return fail(
      appError('refused', 'not_supported', `LeadSquared cannot change the ${fixed} of a logged call.`, {
        field: fixed,
      }),
    );
  }
  const kept: ChangeableField[] = [];
  if (change.talkSeconds !== undefined) {
    const answer = await changeDuration(session, { record, seconds: change.talkSeconds, written }, setOwner);
    if (!answer.ok) return answer;
    if (answer.value === 'kept') kept.push('talkSeconds');
  }
  if (change.note !== undefined) {
    const leadId = record.contactId === null ? leadIdOf(written) : ok(record.contactId);
    if (!leadId.ok) return leadId;
    const answer = await changeNote(session, leadId.value, change.note, written);
    if (!answer.ok) return answer;
    if (answer.value === 'kept') kept.push('note');
  }
  return ok({ record, kept });
}

async function changeDuration(
  session: Session,
  { record, seconds, written }: { record: CrmRecord; seconds: number; written: LoggableCall },
  setOwner: boolean,
): Promise<Result<'changed' | 'kept'>> {
  const there = await session.call('getActivity', { query: { activityId: record.id }, answer: activityAnswer });
  if (!there.ok) return there;
  const stored = there.value.Fields?.find(({ SchemaName }) => SchemaName === 'mx_Custom_3')?.Value;
  const known = stored === undefined || stored === null || stored === '' ? undefined : Number(stored);
  if (known === wholeSeconds(seconds)) return ok('changed');
  if (known !== undefined && known !== wholeSeconds(written.talkSeconds)) return ok('kept');
  const updated = await update(session, record, { seconds }, setOwner);
  return updated.ok ? ok('changed') : updated;
}

async function update(
  session: Session,
  record: CrmRecord,
  change: Parameters<typeof updateBody>[1],
  setOwner: boolean,
): Promise<Result<unknown>> {
  const who = await session.who();
  if (!who.ok) return who;
  const json = updateBody(record.id, change, setOwner ? who.value.userId : undefined);
  return session.call('updateCall', { json, answer: doneAnswer });
}
