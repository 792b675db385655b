import { NOT_FOUND, ok, type Answer } from './answers.ts';
import { fits, termProblem } from './contacts.ts';
import { numberOr, pageV2, readWholeSeconds, refuse, wholeSeconds, type Call, type Routes } from './route.ts';
import { OWN_USER_ID } from './store.ts';
import type { StoredDeal, StoredLead } from './types.ts';

/** Deals and the lead search of API v2. */
export const salesRoutes: Routes = {
  'GET /deals': (call) => listDeals(call),
  'GET /leads/search': (call) => searchLeads(call),
};

/** Leads of API v1, which have no twin in v2. */
export const leadRoutes: Routes = {
  'GET /leads': (call) => listLeads(call),
  'POST /leads': (call) => createLead(call),
};

function listDeals(call: Call): Answer {
  const { person_id: person, org_id: org, status, ids, updated_since: since } = call.query;
  const after = typeof since === 'string' ? readWholeSeconds(since) : 0;
  if (after === undefined) return refuse(call, 'v2', { field: 'updated_since', what: 'is not a valid datetime' });
  const statuses = typeof status === 'string' ? status.split(',') : undefined;
  const wanted = typeof ids === 'string' ? ids.split(',') : undefined;
  const found = [...call.store.deals.values()].filter(
    (deal) =>
      (person === undefined || deal.person_id === person) &&
      (org === undefined || deal.org_id === org) &&
      (statuses === undefined || statuses.includes(deal.status)) &&
      (wanted === undefined || wanted.includes(String(deal.id))) &&
      deal.createdAt >= after,
  );
  if (call.query['sort_direction'] === 'desc') found.reverse();
  const page = pageV2(found, call.query);
  return ok(page.items.map(dealShape), page.additional);
}

function dealShape(deal: StoredDeal): Record<string, unknown> {
  const at = wholeSeconds(deal.createdAt);
  return {
    id: deal.id,
    title: deal.title,
    owner_id: OWN_USER_ID,
    person_id: deal.person_id,
    org_id: deal.org_id,
    pipeline_id: 1,
    stage_id: 1,
    value: 0,
    currency: 'EUR',
    add_time: at,
    update_time: at,
    stage_change_time: null,
    is_deleted: false,
    is_archived: false,
    status: deal.status,
    probability: null,
    lost_reason: null,
    visible_to: 3,
    close_time: deal.status === 'open' ? null : at,
    won_time: deal.status === 'won' ? at : null,
    lost_time: deal.status === 'lost' ? at : null,
    expected_close_date: null,
    label_ids: [],
    custom_fields: {},
  };
}

function searchLeads(call: Call): Answer {
  const refused = termProblem(call);
  if (refused !== undefined) return refused;
  const { term, exact_match: exact, person_id: person, organization_id: organization } = call.query;
  const found = [...call.store.leads.values()].filter(
    (lead) =>
      lead.indexedAt <= call.store.now() &&
      (person === undefined || lead.person_id === person) &&
      (organization === undefined || lead.organization_id === organization) &&
      fits(lead.title, String(term), exact === true),
  );
  const page = pageV2(found, call.query);
  const items = page.items.map((lead) => ({ result_score: 0.5, item: leadItem(lead, call) }));
  return ok({ items }, page.additional);
}

function leadItem(lead: StoredLead, { store }: Call): Record<string, unknown> {
  const person = lead.person_id === null ? undefined : store.persons.get(lead.person_id);
  return {
    id: lead.id,
    type: 'lead',
    title: lead.title,
    owner: { id: OWN_USER_ID },
    person: person === undefined ? null : { id: person.id, name: person.name },
    organization: (lead.organization_id === null ? undefined : store.organizations.get(lead.organization_id)) ?? null,
    phones: person?.phones.map(({ value }) => value) ?? [],
    emails: person?.emails.map(({ value }) => value) ?? [],
    custom_fields: [],
    notes: [],
    value: null,
    currency: null,
    visible_to: 3,
    is_archived: false,
  };
}

function listLeads(call: Call): Answer {
  const { person_id: person, organization_id: organization } = call.query;
  const start = numberOr(call.query['start'], 0);
  const limit = numberOr(call.query['limit'], 100);
  const found = [...call.store.leads.values()].filter(
    (lead) =>
      (person === undefined || lead.person_id === person) &&
      (organization === undefined || lead.organization_id === organization),
  );
  const page = found.slice(start, start + limit).map(leadShape);
  return ok(page, { start, limit, more_items_in_collection: found.length > start + limit });
}

function createLead(call: Call): Answer {
  const { title, person_id: person, organization_id: organization } = call.body;
  if (person === undefined && organization === undefined) {
    return refuse(call, 'v1', { field: 'person_id', what: 'or "organization_id" is required' });
  }
  if (person !== undefined && !call.store.persons.has(Number(person))) return NOT_FOUND;
  if (organization !== undefined && !call.store.organizations.has(Number(organization))) return NOT_FOUND;
  const lead = call.store.addLead({
    title: String(title),
    personId: typeof person === 'number' ? person : null,
    organizationId: typeof organization === 'number' ? organization : null,
  });
  return { ...ok(leadShape(lead)), status: 201 };
}

function leadShape(lead: StoredLead): Record<string, unknown> {
  const at = new Date(lead.createdAt).toISOString();
  return {
    id: lead.id,
    title: lead.title,
    owner_id: OWN_USER_ID,
    creator_id: OWN_USER_ID,
    label_ids: [],
    person_id: lead.person_id,
    organization_id: lead.organization_id,
    source_name: 'API',
    origin: 'API',
    origin_id: null,
    channel: null,
    channel_id: null,
    is_archived: false,
    was_seen: false,
    value: null,
    expected_close_date: null,
    next_activity_id: null,
    add_time: at,
    update_time: at,
    visible_to: '3',
    cc_email: 'sandbox@pipedrivemail.com',
  };
}
