import { invalid, made, ok, type Answer } from './answers.ts';
import { americanTime, part, plainTime, refuse, type Call, type Routes } from './route.ts';
import { OWN_USER_ID } from './store.ts';
import type { StoredCallLog } from './types.ts';

export const callRoutes: Routes = {
  'POST /Telephony.svc/LogCall': (call) => log(call),
  'POST /Telephony.svc/PhoneCallActivity/Update': (call) => update(call),
  'POST /ProspectActivity.svc/Retrieve': (call) => list(call),
  'GET /ProspectActivity.svc/GetActivityDetails': (call) => details(call),
};

const EVENTS = { Inbound: 21, Outbound: 22 } as const;
/** Without paging, and for who asks for nothing. */
const PAGE = 25;

type Wanted = Partial<Omit<StoredCallLog, 'id' | 'createdAt' | 'OwnerId'>>;

function log(call: Call): Answer {
  const wanted = call.body as Wanted;
  const { store, options } = call;
  for (const field of ['StartTime', 'EndTime'] as const) {
    if (wanted[field] !== undefined && !isTime(wanted[field]))
      return refuse(call, { field, what: 'is not a valid date' });
  }
  for (const [field, value] of Object.entries(wanted)) {
    if (/\{next\}|\{=\}/.test(String(value))) call.violation(`"${field}" parts the note of the activity`);
  }
  if (wanted.LeadId !== undefined && !store.leads.has(wanted.LeadId)) {
    return invalid('MXLeadNotFoundException', 'Lead with the given LeadId does not exist');
  }
  if (wanted.UserId !== undefined && !store.users.has(wanted.UserId)) {
    return invalid('MXUserNotFoundException', 'User with the given UserId does not exist');
  }
  const session = wanted.CallSessionId;
  const before = [...store.callLogs.values()].find((other) => other.CallSessionId === session);
  if (options.dedupeSessions === true && session !== undefined && before !== undefined) return logged(before.id);
  const LeadId = wanted.LeadId ?? leadOf(call, wanted);
  return logged(store.addCallLog({ ...wanted, LeadId, CallDuration: wanted.CallDuration ?? 0 }).id);
}

const logged = (id: string): Answer => made(id, 'Phone call logged successfully');

/** A call that names no lead makes one. */
function leadOf(call: Call, wanted: Wanted): string {
  const phone = wanted.Direction === 'Inbound' ? wanted.SourceNumber : wanted.DestinationNumber;
  const attributes = {
    Phone: phone ?? '',
    ...(wanted.CallerSource === undefined ? {} : { Source: wanted.CallerSource }),
  };
  return call.store.addLead(attributes, { madeByCall: true }).id;
}

function isTime(text: string): boolean {
  const at = Date.parse(`${text.replace(' ', 'T')}Z`);
  return !Number.isNaN(at) && plainTime(at) === text;
}

function update(call: Call): Answer {
  const { ActivityId, RecordingURL, CallDuration, OwnerId } = call.body as Record<string, string | undefined>;
  const stored = call.store.callLogs.get(ActivityId ?? '');
  if (stored === undefined) return invalid('MXActivityNotFoundException', 'Activity with the given Id does not exist');
  if (OwnerId !== undefined && !call.store.users.has(OwnerId)) {
    return invalid('MXUserNotFoundException', 'User with the given OwnerId does not exist');
  }
  if (RecordingURL !== undefined) stored.ResourceURL = RecordingURL;
  if (CallDuration !== undefined) stored.CallDuration = Number(CallDuration);
  if (OwnerId !== undefined) stored.OwnerId = OwnerId;
  return made(stored.id, 'Activity updated successfully');
}

/** Newest first; `Offset` is the number of the page. */
function list(call: Call): Answer {
  const leadId = String(call.query['leadId']);
  if (!call.store.leads.has(leadId)) return invalid('MXLeadNotFoundException', 'Lead does not exist');
  const event = part(call.body, 'Parameter')['ActivityEvent'];
  const { Offset, RowCount } = part(call.body, 'Paging');
  const rows = Number(RowCount ?? PAGE);
  const from = Number(Offset ?? 0) * rows;
  const calls = [...call.store.callLogs.values()]
    .filter((stored) => stored.LeadId === leadId && (event === undefined || eventOf(stored) === event))
    .reverse();
  const keepsTag = call.options.keepsTag !== false;
  return ok({
    RecordCount: calls.length,
    ProspectActivities: calls.slice(from, from + rows).map((one) => shape(one, keepsTag)),
  });
}

const eventOf = ({ Direction }: StoredCallLog) => EVENTS[Direction ?? 'Outbound'];

/** Two forms of dates in one record, keys that repeat, the first of them empty: as stored calls were seen to come back. */
function shape(stored: StoredCallLog, keepsTag: boolean): Record<string, unknown> {
  const owner = stored.OwnerId ?? stored.UserId ?? OWN_USER_ID;
  const created = plainTime(stored.createdAt);
  const start = stored.StartTime ?? created;
  const note = [
    ['Caller', 'Ann Agent'],
    ['UserId', ''],
    ['UserId', owner],
    ['Duration', String(stored.CallDuration)],
    ['Status', stored.Status ?? ''],
    ['CallNotes', ''],
    ['ResourceURL', stored.ResourceURL ?? ''],
    ['StartTime', americanTime(start)],
    ['Tag', keepsTag ? (stored.Tag ?? '') : ''],
    ['DisplayNumber', stored.DisplayNumber ?? ''],
    ['EventNote', ''],
    ['SourceData', ''],
  ];
  return {
    Id: stored.id,
    EventCode: eventOf(stored),
    EventName: `${stored.Direction ?? 'Outbound'} Phone Call Activity`,
    CreatedOn: created,
    ActivityType: 3,
    Type: stored.Direction ?? 'Outbound',
    SessionId: stored.id,
    RelatedProspectId: stored.LeadId,
    Data: [
      { Key: 'CallType', Value: 'Complete' },
      { Key: 'Duration', Value: String(stored.CallDuration) },
      { Key: 'ResourceUrl', Value: stored.ResourceURL ?? '' },
    ],
    ActivityFields: {
      ActivityEvent_Note: note.map(([key, value]) => `${key ?? ''}{=}${value ?? ''}{next}`).join(''),
      CreatedOn: americanTime(created),
      CreatedBy: owner,
      mx_Custom_2: start,
      mx_Custom_3: String(stored.CallDuration),
      Status: stored.Status ?? '',
      Owner: owner,
    },
  };
}

function details(call: Call): Answer {
  const stored = call.store.callLogs.get(String(call.query['activityId']));
  if (stored === undefined) return invalid('MXActivityNotFoundException', 'Activity with the given Id does not exist');
  const { ActivityFields } = shape(stored, call.options.keepsTag !== false);
  const fields = Object.entries(ActivityFields as Record<string, string>);
  return ok({
    ID: stored.id,
    Name: `${stored.Direction ?? 'Outbound'} Phone Call Activity`,
    Fields: fields.map(([SchemaName, Value]) => ({ SchemaName, Value })),
  });
}
