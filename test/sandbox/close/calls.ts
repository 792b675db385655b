import { fieldError, NOT_FOUND, ok, type Answer } from './answers.ts';
import { isoTime, page, readTime, refuse, type Call, type Routes } from './route.ts';
import { OWN_USER_ID, ORGANIZATION_ID } from './store.ts';
import type { StoredCall } from './types.ts';

/** The five call endpoints. */
export const callRoutes: Routes = {
  'POST /activity/call/': (call) => create(call),
  'GET /activity/call/': (call) => list(call),
  'GET /activity/call/{id}/': ({ store, id }) => {
    const found = store.readableCall(id);
    return found === undefined ? NOT_FOUND : ok(callShape(found));
  },
  'PUT /activity/call/{id}/': (call) => change(call),
  'DELETE /activity/call/{id}/': ({ store, id }) => {
    const found = store.calls.get(id);
    if (found === undefined || found.deletedAt !== null) return NOT_FOUND;
    store.changeCall(id, { deletedAt: store.now() });
    return ok({});
  },
};

type Sent = Partial<{ -readonly [Key in keyof StoredCall]: StoredCall[Key] }>;

function create(call: Call): Answer {
  const sent = call.body as Sent;
  const problem = contentProblem(call, sent);
  if (problem !== undefined) return problem;
  const { store } = call;
  if (sent.lead_id == null) call.violation('a call without a lead makes a nameless lead');
  const leadId = sent.lead_id ?? store.addLead('').id;
  if (sent.contact_id != null && store.contacts.get(sent.contact_id)?.lead_id !== leadId) {
    call.violation('the contact does not belong to the lead');
    return fieldError('contact_id', 'The contact does not belong to this lead.');
  }
  const now = isoTime(store.now());
  const made = store.addCall({
    lead_id: leadId,
    contact_id: sent.contact_id ?? null,
    user_id: sent.user_id ?? OWN_USER_ID,
    direction: sent.direction ?? null,
    status: sent.status ?? 'completed',
    outcome_id: sent.outcome_id ?? null,
    duration: sent.duration ?? null,
    phone: sent.phone ?? null,
    activity_at: sent.activity_at ?? now,
    date_created: sent.date_created ?? now,
    ...noteOf(sent, { note: '', note_html: '' }),
    recording_url: sent.recording_url ?? null,
    voicemail_url: sent.voicemail_url ?? null,
  });
  return ok(callShape(made));
}

function change(call: Call): Answer {
  const before = call.store.calls.get(call.id);
  if (before === undefined || before.deletedAt !== null) return NOT_FOUND;
  const sent = call.body as Sent;
  const problem = contentProblem(call, sent);
  if (problem !== undefined) return problem;
  const next = { ...before, ...sent };
  if (next.contact_id !== null && call.store.contacts.get(next.contact_id)?.lead_id !== next.lead_id) {
    call.violation('the contact does not belong to the lead');
    return fieldError('contact_id', 'The contact does not belong to this lead.');
  }
  const after = call.store.changeCall(call.id, { ...sent, ...noteOf(sent, before) });
  return after === undefined ? NOT_FOUND : ok(callShape(after));
}

/** What the vendor's prose demands and its schema cannot say. */
function contentProblem(call: Call, sent: Sent): Answer | undefined {
  const { store } = call;
  for (const field of ['recording_url', 'voicemail_url'] as const) {
    const url = sent[field];
    if (url != null && !/^https:\/\/\S+$/.test(url)) return refuse(call, { field, what: 'must start with https://' });
  }
  for (const field of ['activity_at', 'date_created'] as const) {
    const text = sent[field];
    if (text != null && readTime(text) === undefined) return refuse(call, { field, what: 'is no valid datetime' });
  }
  if (sent.phone != null && !/^\+[1-9]\d{5,14}$/.test(sent.phone))
    return refuse(call, { field: 'phone', what: 'must be in E.164 format' });
  if (sent.duration != null && sent.duration < 0) return refuse(call, { field: 'duration', what: 'is negative' });
  if (sent.note_html != null && !/^<body>.*<\/body>$/s.test(sent.note_html))
    return refuse(call, { field: 'note_html', what: 'must be wrapped in <body>' });
  // Things that a person can have deleted meanwhile: an ordinary refusal, no violation.
  if (sent.lead_id != null && !store.leads.has(sent.lead_id)) return fieldError('lead_id', 'Object does not exist.');
  if (sent.contact_id != null && !store.contacts.has(sent.contact_id))
    return fieldError('contact_id', 'Object does not exist.');
  if (sent.outcome_id != null && !store.outcomes.has(sent.outcome_id))
    return fieldError('outcome_id', 'Object does not exist.');
  return undefined;
}

/** If both are sent, the rich one wins; each is made of the other. */
function noteOf(sent: Sent, before: Pick<StoredCall, 'note' | 'note_html'>): Pick<StoredCall, 'note' | 'note_html'> {
  if (sent.note_html != null) return { note_html: sent.note_html, note: plain(sent.note_html) };
  if (sent.note != null) return { note: sent.note, note_html: `<body><p>${escape(sent.note)}</p></body>` };
  return { note: before.note, note_html: before.note_html };
}

function plain(html: string): string {
  return html
    .replace(/<br>|<\/p>/g, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&#(\d+);/g, (_all, code: string) => String.fromCodePoint(Number(code)))
    .trim();
}

const escape = (text: string) => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);

function list(call: Call): Answer {
  const { query } = call;
  const bounds: { key: 'activity_at' | 'date_created'; holds: (at: number) => boolean }[] = [];
  for (const key of ['activity_at', 'date_created'] as const) {
    for (const operator of ['gte', 'lte', 'gt', 'lt'] as const) {
      const text = query[`${key}__${operator}`];
      if (text === undefined) continue;
      const bound = readTime(String(text));
      if (bound === undefined) return refuse(call, { field: `${key}__${operator}`, what: 'is no valid datetime' });
      bounds.push({ key, holds: (at) => COMPARE[operator](at, bound) });
    }
  }
  const links = ['lead_id', 'contact_id', 'user_id'] as const;
  const found = call.store
    .listedCalls()
    .filter(
      (entry) =>
        links.every((key) => query[key] === undefined || entry[key] === query[key]) &&
        bounds.every(({ key, holds }) => holds(Date.parse(entry[key]))),
    );
  // Newest first, as the vendor lists activities.
  return page(call, found.reverse(), callShape);
}

const COMPARE = {
  gte: (at: number, bound: number) => at >= bound,
  lte: (at: number, bound: number) => at <= bound,
  gt: (at: number, bound: number) => at > bound,
  lt: (at: number, bound: number) => at < bound,
};

/** As the vendor answers, with what only its sample shows. */
function callShape(entry: StoredCall): Record<string, unknown> {
  const { createdAt: _createdAt, updatedAt, deletedAt: _deletedAt, ...fields } = entry;
  return {
    _type: 'Call',
    ...fields,
    activity_at: isoTime(Date.parse(entry.activity_at)),
    date_created: isoTime(Date.parse(entry.date_created)),
    date_updated: isoTime(updatedAt),
    call_method: 'external',
    cost: '0',
    created_by: OWN_USER_ID,
    created_by_name: 'Ann Agent',
    disposition: entry.status === 'completed' ? 'answered' : entry.status,
    organization_id: ORGANIZATION_ID,
    remote_phone: entry.phone,
    source: 'External',
    updated_by: OWN_USER_ID,
    updated_by_name: 'Ann Agent',
    user_name: 'Ann Agent',
    users: [],
  };
}
