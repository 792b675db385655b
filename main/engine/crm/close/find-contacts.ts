import type { PhoneNumber } from '../../../../shared/call.ts';
import { ok, type Result } from '../../../../shared/result.ts';
import { oneLine } from '../../../../shared/text.ts';
import type { Contact, ContactDraft, CrmAccount } from '../port.ts';
import { contactsFound, lead, leadsFound, type ContactHit, type Lead } from './answers.ts';
import type { CloseClient } from './client.ts';

/** Who has more contacts with one number, or more leads with one word, has another problem. */
const MOST_CONTACTS = 20;
const MOST_LEADS = 10;
const LONGEST_NAME = 200;

type Compare = CrmAccount['comparePhones'];

/**
 * Persons with this number and the open opportunities of their leads. Close keeps numbers in E.164, so that is asked
 * first; the national digits find what could not be read as a number when it was typed in.
 */
export async function findContacts(
  client: CloseClient,
  compare: Compare,
  number: PhoneNumber,
): Promise<Result<readonly Contact[]>> {
  if (number.withheld) return ok([]);
  for (const term of termsOf(number)) {
    const found = await contactsWithNumber(client, term);
    if (!found.ok) return found;
    const right = found.value.filter((hit) => (hit.phones ?? []).some(({ phone }) => compare(phone ?? '', number)));
    if (right.length > 0) return withLeads(client, right);
  }
  return ok([]);
}

/** What a person typed: words of a company or a person anywhere in a lead, or a number. */
export async function searchContacts(client: CloseClient, typed: string): Promise<Result<readonly Contact[]>> {
  const text = oneLine(typed, 100);
  if (text.length < 2) return ok([]);
  const digits = text.replace(/[\s()./-]/g, '');
  if (/^\+?\d{5,15}$/.test(digits)) {
    const found = await contactsWithNumber(client, digits);
    if (!found.ok) return found;
    if (found.value.length > 0) return withLeads(client, found.value);
  }
  const leads = await client.call('search', {
    path: '/data/search/',
    json: {
      query: and(objectType('lead'), { type: 'text', mode: 'beginning_of_words', value: text }),
      _fields: { lead: ['id'] },
      _limit: MOST_LEADS,
    },
    answer: leadsFound,
  });
  if (!leads.ok) return leads;
  const contacts: Contact[] = [];
  for (const { id } of leads.value.data) {
    const found = await getLead(client, id);
    if (!found.ok) return found;
    if (found.value !== undefined) contacts.push(...contactsOf(found.value, text));
  }
  return ok(contacts.slice(0, MOST_CONTACTS));
}

/** Makes a lead with this one person. A lost answer is `maybe`: search before making another. */
export async function createContact(client: CloseClient, draft: ContactDraft): Promise<Result<Contact>> {
  const phone = draft.number.e164 ?? draft.number.national;
  const name = oneLine(draft.name, LONGEST_NAME) || (phone ?? 'Unknown');
  const made = await client.call('addLead', {
    path: '/lead/',
    json: { name, contacts: [{ name, ...(phone === null ? {} : { phones: [{ phone, type: 'office' }] }) }] },
    answer: lead,
  });
  if (!made.ok) return made;
  const [person] = made.value.contacts ?? [];
  return ok(person === undefined ? leadItself(made.value) : asContact(person, made.value));
}

async function contactsWithNumber(client: CloseClient, value: string): Promise<Result<readonly ContactHit[]>> {
  const condition = { type: 'text', mode: 'full_words', value };
  const field = { type: 'regular_field', object_type: 'contact_phone', field_name: 'phone' };
  const found = await client.call('search', {
    path: '/data/search/',
    json: {
      query: and(objectType('contact'), {
        type: 'has_related',
        this_object_type: 'contact',
        related_object_type: 'contact_phone',
        related_query: { type: 'field_condition', field, condition },
      }),
      _fields: { contact: ['id', 'lead_id', 'name', 'display_name', 'phones', 'date_updated'] },
      _limit: MOST_CONTACTS,
    },
    answer: contactsFound,
  });
  return found.ok ? ok(found.value.data) : found;
}

const and = (...queries: readonly unknown[]) => ({ type: 'and', queries });
const objectType = (name: string) => ({ type: 'object_type', object_type: name });

/** Each lead is asked for once. A contact whose lead is gone is gone as well: the index lags. */
async function withLeads(client: CloseClient, hits: readonly ContactHit[]): Promise<Result<readonly Contact[]>> {
  const leads = new Map<string, Lead | undefined>();
  const contacts: Contact[] = [];
  for (const hit of hits) {
    const leadId = hit.lead_id ?? null;
    if (leadId === null) continue;
    if (!leads.has(leadId)) {
      const found = await getLead(client, leadId);
      if (!found.ok) return found;
      leads.set(leadId, found.value);
    }
    const its = leads.get(leadId);
    if (its !== undefined) contacts.push(asContact(hit, its));
  }
  return ok(contacts);
}

async function getLead(client: CloseClient, id: string): Promise<Result<Lead | undefined>> {
  const found = await client.call('getLead', {
    path: `/lead/${encodeURIComponent(id)}/`,
    query: { _fields: 'id,name,display_name,date_updated,contacts,opportunities' },
    answer: lead,
  });
  return !found.ok && found.error.code === 'not_found' ? ok(undefined) : found;
}

/** The persons whose name holds a word of the search; where only the company does, all of them. */
function contactsOf(its: Lead, text: string): Contact[] {
  const people = its.contacts ?? [];
  if (people.length === 0) return [leadItself(its)];
  const words = text.toLowerCase().split(' ');
  const named = people.filter((person) => words.some((word) => nameOf(person).toLowerCase().includes(word)));
  return (named.length > 0 ? named : people).map((person) => asContact(person, its));
}

function asContact(person: ContactHit, its: Lead): Contact {
  return {
    id: person.id,
    name: nameOf(person),
    organization: { id: its.id, name: nameOf(its) },
    numbers: (person.phones ?? []).flatMap(({ phone }) => phone ?? []),
    openDeals: openDeals(its),
    leads: [],
    changedAt: timeOf(person.date_updated ?? person.date_created ?? its.date_updated),
  };
}

/** A lead without persons can be logged to all the same. */
function leadItself(its: Lead): Contact {
  const name = nameOf(its);
  const organization = { id: its.id, name };
  return {
    id: its.id,
    name,
    organization,
    numbers: [],
    openDeals: openDeals(its),
    leads: [],
    changedAt: timeOf(its.date_updated),
  };
}

/** Opportunities have no name: their note, value and stage tell them apart. */
function openDeals(its: Lead): Contact['openDeals'] {
  return (its.opportunities ?? [])
    .filter(({ status_type: type }) => type === 'active')
    .map(({ id, note, value_formatted: value, status_label: stage }) => ({
      id,
      title: [oneLine(note ?? '', 60), value ?? '', stage ?? ''].filter((part) => part !== '').join(' · '),
    }));
}

function nameOf(named: { name?: string | null | undefined; display_name?: string | null | undefined }): string {
  return (named.display_name ?? '') || (named.name ?? '');
}

function termsOf(number: PhoneNumber): string[] {
  const terms = [number.e164, number.national, number.e164 === null ? number.raw.replace(/\D/g, '') : null];
  return [...new Set(terms.filter((term) => term !== null && term.length >= 2))] as string[];
}

function timeOf(text: string | null | undefined): number | null {
  const at = text == null ? NaN : Date.parse(text);
  return Number.isNaN(at) ? null : at;
}
