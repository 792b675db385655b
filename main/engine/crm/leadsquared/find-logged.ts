import type { CrmRecord } from '../../../../shared/call.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import type { LoggableCall } from '../port.ts';
import { activitiesAnswer, type Activity } from './answers.ts';
import { unreadable } from './errors.ts';
import { directionOf, leadIdOf, recordOf, statusOf, wholeSeconds, type Words } from './map.ts';
import type { Session } from './session.ts';
import { refsIn, timeOf } from './text.ts';

/** LeadSquared's own codes of phone calls. */
const EVENTS = { Inbound: 21, Outbound: 22 } as const;
const PAGE = 50;
/** LeadSquared keeps whole seconds, and not always the ones it was told. Milliseconds. */
const TOLERANCE = 2_000;

/**
 * The record of this call among the calls of its lead. By our reference, which comes back inside the activity; else a
 * call without one of ours that began at the same time, took as long and ended alike: a company may not keep the tag.
 */
export async function findLogged(
  session: Session,
  call: LoggableCall,
  words: Words,
): Promise<Result<CrmRecord | undefined>> {
  const leadId = leadIdOf(call);
  // Without a lead nothing was ever sent.
  if (!leadId.ok) return ok(undefined);
  const seen = new Set<string>();
  let alike: Activity | undefined;
  for (let page = 0; ; page++) {
    const answer = await session.call('listActivities', {
      query: { leadId: leadId.value },
      json: {
        Parameter: { ActivityEvent: EVENTS[directionOf(call)] },
        Paging: { Offset: String(page), RowCount: String(PAGE) },
      },
      answer: activitiesAnswer,
    });
    if (!answer.ok) return answer;
    const activities = answer.value.ProspectActivities ?? [];
    const fresh = activities.filter(({ Id }) => !seen.has(Id));
    const ours = fresh.find((activity) => refsIn(JSON.stringify(activity)).includes(call.ref));
    if (ours !== undefined) return ok(asRecord(ours, leadId.value));
    alike ??= fresh.find((activity) => isSame(activity, call, words));
    fresh.forEach(({ Id }) => seen.add(Id));
    if (activities.length < PAGE) break;
    // A page that brings nothing new: the list does not turn its pages as documented, so its "no" is none.
    if (fresh.length === 0) return fail(unreadable('listActivities'));
  }
  return ok(alike === undefined ? undefined : asRecord(alike, leadId.value));
}

function asRecord(activity: Activity, leadId: string): CrmRecord {
  return recordOf(activity.Id, leadId, /^https?:/i.test(valueOf(activity, 'ResourceURL')));
}

function isSame(activity: Activity, call: LoggableCall, words: Words): boolean {
  if (refsIn(JSON.stringify(activity)).length > 0) return false;
  const starts = [valueOf(activity, 'mx_Custom_2'), valueOf(activity, 'StartTime')].flatMap(
    (text) => timeOf(text) ?? [],
  );
  const seconds = valueOf(activity, 'mx_Custom_3') || valueOf(activity, 'Duration');
  return (
    starts.some((at) => Math.abs(at - call.startedAt) <= TOLERANCE) &&
    seconds !== '' &&
    Number(seconds) === wholeSeconds(call.talkSeconds) &&
    valueOf(activity, 'Status') === statusOf(call, words)
  );
}

/**
 * A value of an activity: of its fields, of its pairs, or of the note, which is a text of the form
 * `UserId{=}{next}UserId{=}…{next}Tag{=}…`. Keys repeat there and the first may be empty: the last that says something counts.
 */
export function valueOf(activity: Activity, key: string): string {
  const wanted = key.toLowerCase();
  const field = Object.entries(activity.ActivityFields ?? {}).find(([name]) => name.toLowerCase() === wanted)?.[1];
  const pair = activity.Data?.find(({ Key }) => Key?.toLowerCase() === wanted)?.Value;
  const note = activity.ActivityFields?.['ActivityEvent_Note'];
  const noted = (typeof note === 'string' ? note : '').split('{next}').flatMap((part) => {
    const [name = '', ...rest] = part.split('{=}');
    return name.trim().toLowerCase() === wanted ? [rest.join('{=}')] : [];
  });
  return [...noted, pair, field].map(plain).findLast((text) => text !== '') ?? '';
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';
}
