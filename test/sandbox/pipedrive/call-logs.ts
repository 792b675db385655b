import { FORBIDDEN, GONE, NOT_FOUND, ok, type Answer } from './answers.ts';
import { numberOr, refuse, type Call, type Routes } from './route.ts';
import { OWN_USER_ID } from './store.ts';
import type { StoredCallLog } from './types.ts';

/** The five call endpoints of API v1; the recording's upload is in `recordings.ts`. */
export const callLogRoutes: Routes = {
  'POST /callLogs': (call) => create(call),
  'GET /callLogs': (call) => list(call),
  'GET /callLogs/{id}': ({ store, id }) => {
    const log = store.callLogs.get(id);
    return log === undefined || log.deleted ? NOT_FOUND : ok(shape(log));
  },
  'DELETE /callLogs/{id}': ({ store, id }) => {
    const log = store.callLogs.get(id);
    if (log === undefined) return NOT_FOUND;
    if (log.deleted) return GONE;
    // The recording goes with it, the activity stays.
    log.deleted = true;
    log.has_recording = false;
    log.recording = null;
    return { status: 200, body: { success: true } };
  },
};

interface Wanted {
  readonly to_phone_number: string;
  readonly outcome: string;
  readonly start_time: string;
  readonly end_time: string;
  readonly from_phone_number?: string;
  readonly duration?: string;
  readonly subject?: string;
  readonly note?: string;
  readonly person_id?: number;
  readonly org_id?: number;
  readonly deal_id?: number;
  readonly lead_id?: string;
  readonly user_id?: number;
  readonly activity_id?: number;
}

function create(call: Call): Answer {
  const wanted = call.body as unknown as Wanted;
  const refused = contractProblem(call, wanted);
  if (refused !== undefined) return refused;
  if (wanted.user_id !== undefined && wanted.user_id !== OWN_USER_ID) return FORBIDDEN;
  const { activity_id: given, ...fields } = wanted;
  if (given === undefined) {
    if (!linksExist(call, fields)) return NOT_FOUND;
    const activityId = call.store.addActivity(wrapper(fields)).id;
    return ok(shape(call.store.addCallLog({ ...fields, user_id: OWN_USER_ID, activity_id: activityId })));
  }
  return convert(call, given, fields);
}

/** The activity's own contact, organization and deal count, whatever the request says. */
function convert(call: Call, activityId: number, fields: Omit<Wanted, 'activity_id'>): Answer {
  const activity = call.store.activities.get(activityId);
  if (activity === undefined || activity.deleted) return NOT_FOUND;
  if (activity.fields['type'] !== 'call') {
    return refuse(call, 'v1', { field: 'activity_id', what: 'must refer to a call type activity' });
  }
  if ([...call.store.callLogs.values()].some((log) => log.activity_id === activityId)) {
    call.violation(`activity ${activityId} was converted twice: what the vendor does then is not known`);
  }
  const { person_id: _person, org_id: _org, deal_id: _deal, ...kept } = fields;
  const own = Object.fromEntries(
    ['person_id', 'org_id', 'deal_id']
      .map((key) => [key, activity.fields[key]] as const)
      .filter(([, value]) => typeof value === 'number'),
  );
  const { fields: before } = activity;
  const after = { ...before, ...present({ subject: kept.subject, note: kept.note }), done: true };
  call.store.activities.set(activityId, { ...activity, fields: after, updatedAt: call.store.now() });
  return ok(shape(call.store.addCallLog({ ...kept, ...own, user_id: OWN_USER_ID, activity_id: activityId })));
}

/** What the vendor's prose demands and its schema cannot say. */
function contractProblem(call: Call, wanted: Wanted): Answer | undefined {
  for (const field of ['start_time', 'end_time'] as const) {
    if (readTime(wanted[field]) === undefined) {
      return refuse(call, 'v1', { field, what: 'must be a valid date in the format YYYY-MM-DD HH:MM:SS' });
    }
  }
  if (wanted.duration !== undefined && !/^\d{1,9}$/.test(wanted.duration)) {
    return refuse(call, 'v1', { field: 'duration', what: 'must be a number of seconds' });
  }
  if (wanted.to_phone_number === '')
    return refuse(call, 'v1', { field: 'to_phone_number', what: 'is not allowed to be empty' });
  if (wanted.deal_id !== undefined && wanted.lead_id !== undefined) {
    return refuse(call, 'v1', { field: 'lead_id', what: 'conflicts with "deal_id"' });
  }
  if (wanted.lead_id !== undefined && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(wanted.lead_id)) {
    return refuse(call, 'v1', { field: 'lead_id', what: 'must be a valid GUID' });
  }
  return undefined;
}

function linksExist({ store }: Call, { person_id, org_id, deal_id, lead_id }: Omit<Wanted, 'activity_id'>): boolean {
  return (
    (person_id === undefined || store.persons.has(person_id)) &&
    (org_id === undefined || store.organizations.has(org_id)) &&
    (deal_id === undefined || store.deals.has(deal_id)) &&
    (lead_id === undefined || store.leads.has(lead_id))
  );
}

/** The activity that a log without `activity_id` brings along. */
function wrapper(fields: Omit<Wanted, 'activity_id'>): Record<string, unknown> {
  const minutes = Math.floor(Number(fields.duration ?? '0') / 60);
  const two = (value: number) => String(value).padStart(2, '0');
  return {
    ...present({ person_id: fields.person_id, org_id: fields.org_id, deal_id: fields.deal_id }),
    ...present({ lead_id: fields.lead_id, note: fields.note }),
    subject: fields.subject ?? 'Call',
    type: 'call',
    owner_id: OWN_USER_ID,
    due_date: fields.start_time.slice(0, 10),
    due_time: fields.start_time.slice(11, 16),
    duration: `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`,
    done: true,
  };
}

function list(call: Call): Answer {
  const start = numberOr(call.query['start'], 0);
  const asked = numberOr(call.query['limit'], 50);
  if (asked < 1 || start < 0) return refuse(call, 'v1', { field: asked < 1 ? 'limit' : 'start', what: 'is too small' });
  if (asked > 50) call.violation(`asked for ${asked} entries; the upper limit is 50`);
  const limit = Math.min(asked, 50);
  const own = [...call.store.callLogs.values()].filter((log) => !log.deleted && log.user_id === OWN_USER_ID);
  if (call.options.callLogOrder === 'newest') own.reverse();
  const more = own.length > start + limit;
  const pagination = { start, limit, more_items_in_collection: more, ...(more ? { next_start: start + limit } : {}) };
  return ok(own.slice(start, start + limit).map(shape), { pagination });
}

/** As the vendor answers: times in another format than sent, empty fields left out. */
function shape(log: StoredCallLog): Record<string, unknown> {
  const { createdAt: _createdAt, deleted: _deleted, recording: _recording, ...fields } = log;
  return { ...fields, start_time: isoTime(log.start_time), end_time: isoTime(log.end_time) };
}

function readTime(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return undefined;
  const at = Date.parse(`${text.replace(' ', 'T')}Z`);
  // The 31st of a short month must not become the next month's first.
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text.slice(0, 10) ? undefined : at;
}

const isoTime = (text: string) => `${text.replace(' ', 'T')}.000Z`;

const present = (fields: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
