import type { CrmRecord } from '../../../../shared/call.ts';
import { appError } from '../../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import { asHtml, wordsOfHtml } from '../../../../shared/text.ts';
import type { CallChange, ChangeableField, LinkedRecording, LoggableCall, UpdatedCall } from '../port.ts';
import { activityAnswer, type Activity } from './answers.ts';
import type { PipedriveClient } from './client.ts';
import { linkIds, noteOf, type LinkIds } from './map.ts';

/**
 * A call log cannot be changed, but the activity that Pipedrive makes for it can: its note, person, organisation, deal and
 * lead are what people see in the history of a contact.
 */

interface ActivityFields {
  note?: string;
  participants?: readonly { readonly person_id: number; readonly primary: true }[];
  org_id?: number;
  deal_id?: number;
  lead_id?: string;
}

/**
 * Reads the activity, then changes only what still says what we wrote. What already has the new value counts as done, so a
 * change whose answer was lost may be sent again.
 */
export async function updateCall(
  client: PipedriveClient,
  record: CrmRecord,
  change: CallChange,
  written: LoggableCall,
): Promise<Result<UpdatedCall>> {
  const fixed = change.outcome !== undefined ? 'outcome' : change.talkSeconds !== undefined ? 'duration' : undefined;
  if (fixed !== undefined) return notPossible(`change the ${fixed} of a logged call`, fixed);
  const path = pathOf(record);
  if (!path.ok) return path;
  const current = await client.call('getActivity', { path: path.value, answer: activityAnswer });
  if (!current.ok) return current;
  const plan = planOf(current.value.data, change, written);
  if (!plan.ok) return plan;
  const { fields, kept } = plan.value;
  const contactId =
    change.contact === undefined || kept.includes('contact') ? record.contactId : (change.contact?.id ?? null);
  const updated = ok({ record: { ...record, contactId }, kept });
  if (Object.keys(fields).length === 0) return updated;
  const changed = await client.call('changeActivity', { path: path.value, json: fields, answer: activityAnswer });
  return changed.ok ? updated : changed;
}

/** Pipedrive keeps files; where there is only an address, it goes into the note. */
export async function attachLink(
  client: PipedriveClient,
  record: CrmRecord,
  { url }: LinkedRecording,
): Promise<Result<CrmRecord>> {
  if (!/^https:\/\/[^\s"'<>]+$/i.test(url)) {
    return fail(
      appError(
        'refused',
        'insecure_recording_url',
        'Only https:// links go to Pipedrive: give the recording host one.',
      ),
    );
  }
  const path = pathOf(record);
  if (!path.ok) return path;
  const current = await client.call('getActivity', { path: path.value, answer: activityAnswer });
  if (!current.ok) return current;
  const note = current.value.data.note ?? '';
  if (linkIn(note) === url) return ok({ ...record, hasRecording: true });
  const json = { note: `${note}${linkHtml(url)}` };
  const changed = await client.call('changeActivity', { path: path.value, json, answer: activityAnswer });
  return changed.ok ? ok({ ...record, hasRecording: true }) : changed;
}

function planOf(
  current: Activity,
  change: CallChange,
  written: LoggableCall,
): Result<{ fields: ActivityFields; kept: readonly ChangeableField[] }> {
  const next: LoggableCall = { ...written, ...change, ...change.deal };
  const before = linkIds(written);
  if (!before.ok) return before;
  const after = linkIds(next);
  if (!after.ok) return after;
  const fields: ActivityFields = {};
  const kept: ChangeableField[] = [];

  if (change.note !== undefined && !saysSame(current, next)) {
    const link = linkIn(current.note ?? '');
    if (saysSame(current, written)) fields.note = `${noteOf(next)}${link === undefined ? '' : linkHtml(link)}`;
    else kept.push('note');
  }
  if (change.contact !== undefined && !isWith(current, after.value)) {
    if (isWith(current, before.value)) Object.assign(fields, contactFields(after.value));
    else kept.push('contact');
  }
  if (change.deal !== undefined && !isOn(current, after.value)) {
    if (!isOn(current, before.value)) kept.push('deal');
    else if (!canMove(before.value, after.value))
      return notPossible('take a deal or lead off a logged call', 'deal_id');
    else Object.assign(fields, dealFields(after.value));
  }
  return ok({ fields, kept });
}

/** No field of the specification can be emptied, so another organisation can be set but none cannot. */
function contactFields({ person_id: person, org_id: organization }: LinkIds): ActivityFields {
  return {
    participants: person === undefined ? [] : [{ person_id: person, primary: true }],
    ...(organization === undefined ? {} : { org_id: organization }),
  };
}

function dealFields({ deal_id: deal, lead_id: lead }: LinkIds): ActivityFields {
  return { ...(deal === undefined ? {} : { deal_id: deal }), ...(lead === undefined ? {} : { lead_id: lead }) };
}

/** From nothing to either, or to another one of the same kind. */
function canMove(before: LinkIds, after: LinkIds): boolean {
  const stays = (had: unknown, gets: unknown) => had === undefined || gets !== undefined;
  return stays(before.deal_id, after.deal_id) && stays(before.lead_id, after.lead_id);
}

function isWith(current: Activity, { person_id: person }: LinkIds): boolean {
  return (current.person_id ?? null) === textOf(person);
}

function isOn(current: Activity, { deal_id: deal, lead_id: lead }: LinkIds): boolean {
  return (current.deal_id ?? null) === textOf(deal) && (current.lead_id ?? null) === textOf(lead);
}

function textOf(id: number | string | undefined): string | null {
  return id === undefined ? null : String(id);
}

/** The link that came with a recording is not the agent's note. */
function saysSame(current: Activity, call: LoggableCall): boolean {
  const words = wordsOfHtml(current.note ?? '')
    .replace(LINK, '')
    .trim();
  return words === wordsOfHtml(noteOf(call));
}

const LINK = /\s*Recording: (https?:\/\/\S+)/;

function linkIn(note: string): string | undefined {
  return LINK.exec(wordsOfHtml(note))?.[1];
}

function linkHtml(url: string): string {
  return `<p>Recording: <a href="${asHtml(url)}">${asHtml(url)}</a></p>`;
}

function pathOf(record: CrmRecord): Result<string> {
  if (record.wrapperId === null) return notPossible('change a call log without its activity', 'activity_id');
  return ok(`/api/v2/activities/${encodeURIComponent(record.wrapperId)}`);
}

function notPossible(what: string, field: string): Result<never> {
  return fail(appError('refused', 'unsupported', `Pipedrive cannot ${what}: change it there.`, { field }));
}
