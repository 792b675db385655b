import type { PhoneNumber } from '../../../../shared/call.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import type { Contact, ContactDraft } from '../port.ts';
import { dealsAnswer, leadsAnswer, personAnswer, searchAnswer, type PersonHit } from './answers.ts';
import type { PipedriveClient } from './client.ts';
import { searchTerms } from './search-terms.ts';
import { oneLine } from '../../../../shared/text.ts';

/** True when a number as it stands in the CRM is the wanted one. */
export type ComparePhones = (stored: string, wanted: PhoneNumber) => boolean;

type Titled = readonly { readonly id: string; readonly title: string }[];

const LONGEST_NAME = 200;
/** Of so many contacts with one number the age is asked; who has more has another problem. */
const MOST_ALIKE = 20;

/**
 * Persons with this number, with their open deals, or leads where there is no open deal. Nothing is kept: a miss costs
 * up to four searches of 20 tokens, so the caller remembers misses too.
 */
export async function findContacts(
  client: PipedriveClient,
  compare: ComparePhones,
  number: PhoneNumber,
): Promise<Result<readonly Contact[]>> {
  if (number.withheld) return ok([]);
  const persons = await findPersons(client, compare, number);
  if (!persons.ok) return persons;
  const changes = await changedTimes(client, persons.value);
  if (!changes.ok) return changes;
  const contacts: Contact[] = [];
  for (const person of persons.value) {
    const contact = await asContact(client, person, {
      withDeals: true,
      changedAt: changes.value.get(person.id) ?? null,
    });
    if (!contact.ok) return contact;
    contacts.push(contact.value);
  }
  return ok(contacts);
}

/** A person of a search with the open deals, or leads where there is no open deal. */
export async function asContact(
  client: PipedriveClient,
  person: PersonHit,
  more: { withDeals: boolean; changedAt: number | null },
): Promise<Result<Contact>> {
  const deals = more.withDeals ? await openDeals(client, person.id) : ok([]);
  if (!deals.ok) return deals;
  const leads = !more.withDeals || deals.value.length > 0 ? ok([]) : await openLeads(client, person.id);
  if (!leads.ok) return leads;
  const { organization } = person;
  return ok({
    id: person.id,
    name: person.name ?? '',
    organization: organization == null ? null : { id: organization.id, name: organization.name ?? '' },
    numbers: numbersOf(person),
    openDeals: deals.value,
    leads: leads.value,
    changedAt: more.changedAt,
  });
}

/** Makes a person with this one number. A lost answer is `maybe`: search before making another. */
export async function createContact(client: PipedriveClient, draft: ContactDraft): Promise<Result<Contact>> {
  const value = draft.number.e164 ?? oneLine(draft.number.raw, 60);
  const name = oneLine(draft.name, LONGEST_NAME) || value;
  const made = await client.call('addPerson', {
    path: '/api/v2/persons',
    json: { name, ...(value === '' ? {} : { phones: [{ value, primary: true, label: 'work' }] }) },
    answer: personAnswer,
  });
  if (!made.ok) return made;
  const { data } = made.value;
  return ok({
    id: data.id,
    name: data.name ?? name,
    organization: null,
    numbers: data.phones == null ? [value].filter(Boolean) : numbersOf(data),
    openDeals: [],
    leads: [],
    changedAt: timeOf(data.update_time ?? data.add_time),
  });
}

async function findPersons(
  client: PipedriveClient,
  compare: ComparePhones,
  number: PhoneNumber,
): Promise<Result<readonly PersonHit[]>> {
  for (const term of searchTerms(number)) {
    const found = await client.call('searchPersons', {
      path: '/api/v2/persons/search',
      query: { term: term.text, fields: 'phone', limit: String(term.limit) },
      answer: searchAnswer,
    });
    if (!found.ok) return found;
    const hits = (found.value.data?.items ?? []).map(({ item }) => item);
    const right = hits.filter((hit) => numbersOf(hit).some((stored) => compare(stored, number)));
    if (right.length > 0) return ok(right);
  }
  return ok([]);
}

/** A search does not say when a person was changed; asked only when "the newest" can matter. */
async function changedTimes(
  client: PipedriveClient,
  persons: readonly PersonHit[],
): Promise<Result<ReadonlyMap<string, number | null>>> {
  const times = new Map<string, number | null>();
  if (persons.length < 2) return ok(times);
  for (const { id } of persons.slice(0, MOST_ALIKE)) {
    const person = await client.call('getPerson', {
      path: `/api/v2/persons/${encodeURIComponent(id)}`,
      answer: personAnswer,
    });
    if (person.ok) times.set(id, timeOf(person.value.data.update_time ?? person.value.data.add_time));
    // Gone or hidden since the search: the contact stays, its age is unknown.
    else if (person.error.category !== 'refused') return person;
  }
  return ok(times);
}

async function openDeals(client: PipedriveClient, personId: string): Promise<Result<Titled>> {
  const listed = await client.call('listDeals', {
    path: '/api/v2/deals',
    query: { person_id: personId, status: 'open', limit: '500' },
    answer: dealsAnswer,
  });
  return orNone(listed, (answer) => titled(answer.data ?? []));
}

async function openLeads(client: PipedriveClient, personId: string): Promise<Result<Titled>> {
  const listed = await client.call('listLeads', {
    path: '/api/v1/leads',
    query: { person_id: personId, limit: '500' },
    answer: leadsAnswer,
  });
  return orNone(listed, (answer) => titled((answer.data ?? []).filter((lead) => lead.is_archived !== true)));
}

/** Who may not see deals or leads still has contacts. */
function orNone<T>(listed: Result<T>, read: (answer: T) => Titled): Result<Titled> {
  if (listed.ok) return ok(read(listed.value));
  return listed.error.category === 'refused' ? ok([]) : fail(listed.error);
}

function titled(rows: readonly { id: string; title?: string | null | undefined }[]): Titled {
  return rows.map(({ id, title }) => ({ id, title: title ?? '' }));
}

function numbersOf(person: Pick<PersonHit, 'phones'>): string[] {
  return (person.phones ?? []).flatMap((phone) => (typeof phone === 'string' ? phone : phone.value) ?? []);
}

function timeOf(text: string | null | undefined): number | null {
  const at = text == null ? NaN : Date.parse(text);
  return Number.isNaN(at) ? null : at;
}
