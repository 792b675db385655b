import { NOT_FOUND, ok, type Answer } from './answers.ts';
import { isoTime, page, type Call, type Routes } from './route.ts';
import { ORGANIZATION_ID, OWN_USER_ID, type Store } from './store.ts';
import type { StoredContact, StoredLead, StoredOpportunity, StoredPhone } from './types.ts';

/** Leads, their contacts and their opportunities. */
export const leadRoutes: Routes = {
  'POST /lead/': (call) => createLead(call),
  'GET /lead/{id}/': ({ store, id }) => {
    const lead = store.leads.get(id);
    return lead === undefined ? NOT_FOUND : ok(leadShape(lead, store));
  },
  'POST /contact/': (call) => createContact(call),
  'GET /contact/{id}/': ({ store, id }) => {
    const contact = store.contacts.get(id);
    return contact === undefined ? NOT_FOUND : ok(contactShape(contact));
  },
  'GET /opportunity/': (call) => {
    const { lead_id: lead, status_type: type } = call.query;
    const found = [...call.store.opportunities.values()].filter(
      (entry) => (lead === undefined || entry.lead_id === lead) && (type === undefined || entry.status_type === type),
    );
    return page(call, found, (entry) => opportunityShape(entry, call.store));
  },
};

interface NewContact {
  readonly name?: string;
  readonly lead_id?: string;
  readonly phones?: readonly { phone: string; type?: string }[];
}

function createLead({ store, body }: Call): Answer {
  const lead = store.addLead(String(body['name']));
  for (const contact of (body['contacts'] ?? []) as NewContact[]) {
    store.addContact({ leadId: lead.id, name: contact.name ?? '', phones: phonesOf(contact) });
  }
  return ok(leadShape(lead, store));
}

function createContact(call: Call): Answer {
  const wanted = call.body as NewContact;
  if (wanted.lead_id === undefined) call.violation('a contact without a lead makes a nameless lead');
  else if (!call.store.leads.has(wanted.lead_id)) return NOT_FOUND;
  const leadId = wanted.lead_id ?? call.store.addLead('').id;
  return ok(contactShape(call.store.addContact({ leadId, name: wanted.name ?? '', phones: phonesOf(wanted) })));
}

function phonesOf(contact: NewContact): StoredPhone[] {
  return (contact.phones ?? []).map(({ phone, type }) => ({ phone, type: type ?? 'office' }));
}

export function leadShape(lead: StoredLead, store: Store): Record<string, unknown> {
  const contacts = [...store.contacts.values()].filter(({ lead_id: id }) => id === lead.id);
  const opportunities = [...store.opportunities.values()].filter(({ lead_id: id }) => id === lead.id);
  return {
    id: lead.id,
    name: lead.name,
    display_name: lead.name,
    contact_ids: contacts.map(({ id }) => id),
    contacts: contacts.map(contactShape),
    opportunities: opportunities.map((entry) => opportunityShape(entry, store)),
    tasks: [],
    addresses: [],
    description: '',
    html_url: `https://app.close.com/lead/${lead.id}/`,
    status_id: 'stat_1ZdiPotential',
    status_label: 'Potential',
    url: null,
    ...authorship(lead.createdAt),
  };
}

export function contactShape(contact: StoredContact): Record<string, unknown> {
  return {
    id: contact.id,
    lead_id: contact.lead_id,
    name: contact.name,
    display_name: contact.name === '' ? 'Unnamed' : contact.name,
    title: '',
    emails: [],
    phones: contact.phones.map((entry) => ({ ...entry, country: null, phone_formatted: entry.phone })),
    urls: [],
    integration_links: [],
    ...authorship(contact.createdAt),
  };
}

function opportunityShape(entry: StoredOpportunity, store: Store): Record<string, unknown> {
  const { createdAt, ...fields } = entry;
  return {
    ...fields,
    annualized_expected_value: null,
    annualized_value: null,
    confidence: 50,
    contact_id: null,
    date_lost: entry.status_type === 'lost' ? isoTime(createdAt) : null,
    date_won: entry.status_type === 'won' ? isoTime(createdAt).slice(0, 10) : null,
    expected_value: entry.value / 2,
    lead_name: store.leads.get(entry.lead_id)?.name ?? '',
    status_id: 'stat_3PB2',
    status_label: entry.status_type === 'active' ? 'Active' : 'Closed',
    user_id: OWN_USER_ID,
    value_currency: 'USD',
    value_formatted: `$${entry.value / 100}`,
    value_period: 'one_time',
    ...authorship(createdAt),
  };
}

function authorship(createdAt: number): Record<string, unknown> {
  return {
    organization_id: ORGANIZATION_ID,
    created_by: OWN_USER_ID,
    updated_by: OWN_USER_ID,
    date_created: isoTime(createdAt),
    date_updated: isoTime(createdAt),
  };
}
