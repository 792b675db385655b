import { ok, type Result } from '../../../../shared/result.ts';
import { oneLine } from '../../../../shared/text.ts';
import type { Contact } from '../port.ts';
import { organizationsFound, personsAnswer, searchAnswer, type PersonHit } from './answers.ts';
import type { PipedriveClient } from './client.ts';
import { asContact } from './find-contacts.ts';

const MOST_CONTACTS = 20;
/** Organisations whose people are listed, and people whose deals are asked for: each costs tokens. */
const MOST_ORGANIZATIONS = 3;
const MOST_WITH_DEALS = 5;

/**
 * Persons by name or number, then those of organisations of that name. Deals and leads come with the first five only: a
 * search is typed, and the company's tokens pay for it.
 */
export async function searchContacts(client: PipedriveClient, typed: string): Promise<Result<readonly Contact[]>> {
  const term = oneLine(typed, 100);
  if (Array.from(term).length < 2) return ok([]);
  const found = await client.call('searchPersons', {
    path: '/api/v2/persons/search',
    query: { term, fields: 'name,phone', limit: String(MOST_CONTACTS) },
    answer: searchAnswer,
  });
  if (!found.ok) return found;
  const persons = new Map((found.value.data?.items ?? []).map(({ item }) => [item.id, item]));
  if (persons.size < MOST_CONTACTS) {
    const more = await personsOfOrganizations(client, term);
    if (!more.ok) return more;
    for (const person of more.value) if (!persons.has(person.id)) persons.set(person.id, person);
  }
  const contacts: Contact[] = [];
  for (const person of [...persons.values()].slice(0, MOST_CONTACTS)) {
    const contact = await asContact(client, person, { withDeals: contacts.length < MOST_WITH_DEALS, changedAt: null });
    if (!contact.ok) return contact;
    contacts.push(contact.value);
  }
  return ok(contacts);
}

async function personsOfOrganizations(client: PipedriveClient, term: string): Promise<Result<readonly PersonHit[]>> {
  const found = await client.call('searchOrganizations', {
    path: '/api/v2/organizations/search',
    query: { term, fields: 'name', limit: String(MOST_ORGANIZATIONS) },
    answer: organizationsFound,
  });
  if (!found.ok) return found;
  const persons: PersonHit[] = [];
  for (const { item: organization } of (found.value.data?.items ?? []).slice(0, MOST_ORGANIZATIONS)) {
    const listed = await client.call('listPersons', {
      path: '/api/v2/persons',
      query: { org_id: organization.id, limit: String(MOST_CONTACTS) },
      answer: personsAnswer,
    });
    if (!listed.ok) return listed;
    persons.push(...(listed.value.data ?? []).map((person) => ({ ...person, organization })));
  }
  return ok(persons);
}
