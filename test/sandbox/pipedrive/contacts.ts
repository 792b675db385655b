import { ok, refusalV2, type Answer } from './answers.ts';
import { notFoundV2, pageV2, refuse, wholeSeconds, type Call, type Routes } from './route.ts';
import type { Store } from './store.ts';
import type { StoredPerson, StoredPhone } from './types.ts';

/** Persons, API v2. */
export const contactRoutes: Routes = {
  'GET /persons/search': (call) => search(call),
  'GET /organizations/search': (call) => searchOrganizations(call),
  'GET /persons': (call) => {
    const { org_id: org } = call.query;
    const found = [...call.store.persons.values()].filter((person) => org === undefined || person.org_id === org);
    const page = pageV2(found, call.query);
    return ok(page.items.map(shape), page.additional);
  },
  'GET /persons/{id}': ({ store, id }) => {
    const person = store.persons.get(Number(id));
    return person === undefined ? notFoundV2('Person') : ok(shape(person));
  },
  'POST /persons': (call) => create(call),
};

/** Tied to a feature that a company has to switch on; without it the whole request is refused. */
const CONTACT_SYNC_FIELDS = ['job_title', 'postal_address', 'notes', 'im', 'birthday'];

function create(call: Call): Answer {
  const { name, phones, emails, org_id: orgId } = call.body;
  const forbidden = CONTACT_SYNC_FIELDS.find((field) => field in call.body);
  if (forbidden !== undefined) {
    call.violation(`"${forbidden}" needs the Contact Sync feature`);
    return refusalV2(403, 'ERR_FORBIDDEN', `"${forbidden}" needs the Contact Sync feature`);
  }
  if (typeof name !== 'string' || name === '') return refuse(call, 'v2', { field: 'name', what: 'is required' });
  if (orgId !== undefined && !call.store.organizations.has(Number(orgId))) return notFoundV2('Organization');
  const person = call.store.addPerson({
    name,
    phones: asPhones(phones),
    emails: asPhones(emails),
    orgId: typeof orgId === 'number' ? orgId : null,
  });
  return ok(shape(person));
}

function asPhones(given: unknown): StoredPhone[] {
  const entries = (given ?? []) as { value?: string; primary?: boolean; label?: string }[];
  return entries.map(({ value, primary, label }, index) => ({
    value: value ?? '',
    primary: primary ?? index === 0,
    label: label ?? 'work',
  }));
}

/** The rule both searches share: at least 2 characters, 1 for a whole value. */
export function termProblem(call: Call): Answer | undefined {
  const shortest = call.query['exact_match'] === true ? 1 : 2;
  if (String(call.query['term']).length >= shortest) return undefined;
  return refuse(call, 'v2', { field: 'term', what: `must be at least ${shortest} characters long` });
}

/** How well a value fits a search term. */
export function fits(value: string, term: string, exact: boolean): boolean {
  const [stored, wanted] = [value.toLowerCase(), term.toLowerCase()];
  return exact ? stored === wanted : stored.includes(wanted);
}

function search(call: Call): Answer {
  const refused = termProblem(call);
  if (refused !== undefined) return refused;
  const { term, fields, exact_match: exact, organization_id: organization } = call.query;
  const searched = typeof fields === 'string' ? fields.split(',') : ['name', 'phone', 'email'];
  const digitsOnly = call.options.phoneSearch === 'digits';
  const found = [...call.store.persons.values()].filter(
    (person) =>
      person.indexedAt <= call.store.now() &&
      (organization === undefined || person.org_id === organization) &&
      valuesOf(person, searched, digitsOnly).some(({ value, phone }) =>
        fits(value, digitsOnly && phone ? digits(String(term)) : String(term), exact === true),
      ),
  );
  const page = pageV2(found, call.query);
  const items = page.items.map((person) => ({ result_score: 0.5, item: searchItem(person, call.store) }));
  return ok({ items }, page.additional);
}

function valuesOf(person: StoredPerson, fields: readonly string[], digitsOnly: boolean) {
  const values: { value: string; phone: boolean }[] = [];
  if (fields.includes('name')) values.push({ value: person.name, phone: false });
  if (fields.includes('email')) values.push(...person.emails.map(({ value }) => ({ value, phone: false })));
  if (fields.includes('phone')) {
    values.push(...person.phones.map(({ value }) => ({ value: digitsOnly ? digits(value) : value, phone: true })));
  }
  return values;
}

function searchOrganizations(call: Call): Answer {
  const refused = termProblem(call);
  if (refused !== undefined) return refused;
  const { term, exact_match: exact } = call.query;
  const found = [...call.store.organizations.values()].filter(({ name }) => fits(name, String(term), exact === true));
  const page = pageV2(found, call.query);
  const items = page.items.map((organization) => ({
    result_score: 0.5,
    item: { ...organization, type: 'organization', address: null, visible_to: 3, custom_fields: [], notes: [] },
  }));
  return ok({ items }, page.additional);
}

const digits = (text: string) => text.replace(/\D/g, '');

function searchItem(person: StoredPerson, store: Store): Record<string, unknown> {
  const organization = person.org_id === null ? undefined : store.organizations.get(person.org_id);
  return {
    id: person.id,
    type: 'person',
    name: person.name,
    phones: person.phones.map(({ value }) => value),
    emails: person.emails.map(({ value }) => value),
    visible_to: 3,
    owner: { id: person.owner_id },
    organization: organization === undefined ? null : { ...organization, address: null },
    custom_fields: [],
    notes: [],
  };
}

function shape(person: StoredPerson): Record<string, unknown> {
  const [first = '', ...rest] = person.name.split(' ');
  return {
    id: person.id,
    name: person.name,
    first_name: first,
    last_name: rest.length === 0 ? null : rest.join(' '),
    owner_id: person.owner_id,
    org_id: person.org_id,
    add_time: wholeSeconds(person.createdAt),
    update_time: wholeSeconds(person.createdAt),
    emails: person.emails,
    phones: person.phones,
    is_deleted: false,
    visible_to: 3,
    label_ids: [],
    picture_id: null,
    custom_fields: {},
  };
}
