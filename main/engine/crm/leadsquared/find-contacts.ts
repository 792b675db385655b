import type { PhoneNumber } from '../../../../shared/call.ts';
import { ok, type Result } from '../../../../shared/result.ts';
import type { Contact, ContactDraft, CrmAccount } from '../port.ts';
import { leadsAnswer, madeAnswer, type Lead } from './answers.ts';
import { dashedForm, numberText } from './map.ts';
import type { Opportunities } from './opportunities.ts';
import type { Session } from './session.ts';
import { oneLine, timeOf } from './text.ts';

export interface Leads {
  find(number: PhoneNumber): Promise<Result<readonly Contact[]>>;
  search(text: string): Promise<Result<readonly Contact[]>>;
  create(draft: ContactDraft): Promise<Result<Contact>>;
}

type Compare = CrmAccount['comparePhones'];

const LONGEST_NAME = 100;
/** A shorter number is an extension: it stands in half of all numbers. */
const SHORTEST_NUMBER = 5;
/** As many as the window shows. */
const MOST_FOUND = 20;
/** Opportunities cost a request for each lead. */
const MOST_WITH_DEALS = 5;

export function createLeads(session: Session, compare: Compare, opportunities: Opportunities): Leads {
  async function withDeals(leads: readonly Lead[]): Promise<Result<readonly Contact[]>> {
    const contacts: Contact[] = [];
    for (const lead of leads) {
      const deals =
        contacts.length < MOST_WITH_DEALS ? await opportunities.openOf(lead.ProspectID) : ok<Contact['openDeals']>([]);
      if (!deals.ok) return deals;
      contacts.push(contactOf(lead, deals.value));
    }
    return ok(contacts);
  }

  async function find(number: PhoneNumber): Promise<Result<readonly Contact[]>> {
    const leads = number.withheld ? ok([]) : await leadsWith(session, compare, number);
    return leads.ok ? withDeals(leads.value) : leads;
  }

  return {
    find,
    async search(text) {
      const key = searchKey(text);
      if (key === '') return ok([]);
      const found = await session.call('quickSearch', { query: { key }, answer: leadsAnswer });
      if (!found.ok) return found;
      const start = key.toLowerCase();
      const better = (lead: Lead): number => Number(nameOf(lead).toLowerCase().startsWith(start));
      const best = [...found.value].sort((a, b) => better(b) - better(a));
      return withDeals(best.slice(0, MOST_FOUND));
    },
    async create(draft) {
      const made = await makeLead(session, draft);
      if (made.ok || made.error.code !== 'duplicate') return made;
      // Someone else made it meanwhile, or it hides under another way of writing: it is the lead that was wanted.
      const there = await find(draft.number);
      if (!there.ok) return there;
      const [lead] = there.value;
      return lead === undefined ? made : ok(lead);
    },
  };
}

/**
 * Every lead with this number. The lookup by number answers with the latest active lead alone, so two leads with one
 * number look like one: the general search afterwards finds the others, and those whose number is written otherwise.
 */
async function leadsWith(session: Session, compare: Compare, number: PhoneNumber): Promise<Result<readonly Lead[]>> {
  const right = new Map<string, Lead>();
  const take = (leads: readonly Lead[]): void => {
    for (const lead of leads) {
      if (numbersOf(lead).some((stored) => compare(stored, number))) right.set(lead.ProspectID, lead);
    }
  };
  for (const phone of phoneForms(number)) {
    const found = await session.call('leadByPhone', { query: { phone }, answer: leadsAnswer });
    if (!found.ok) return found;
    take(found.value);
    if (right.size > 0) break;
  }
  const key = digits(number.national ?? number.e164 ?? number.raw);
  if (key.length >= SHORTEST_NUMBER) {
    const found = await session.call('quickSearch', { query: { key }, answer: leadsAnswer });
    if (!found.ok) return found;
    take(found.value);
  }
  return ok([...right.values()].sort((a, b) => (changedAt(b) ?? 0) - (changedAt(a) ?? 0)));
}

/** In turn, until one passes the comparison: the documents want digits alone, some companies are found with the dash only. */
export function phoneForms(number: PhoneNumber): string[] {
  const forms = [digits(number.e164 ?? ''), digits(number.national ?? ''), dashedForm(number) ?? ''];
  const known = forms.filter((form) => form !== '');
  return [...new Set(known.length === 0 ? [digits(number.raw)] : known)].filter(
    (form) => form.length >= SHORTEST_NUMBER,
  );
}

function digits(text: string): string {
  return text.replace(/\D/g, '');
}

/** What a person typed: a number is searched by its digits, as leads have them. */
function searchKey(text: string): string {
  const line = oneLine(text, LONGEST_NAME);
  return /^[+\d\s().\-/]{5,}$/.test(line) ? digits(line) : line;
}

/** Makes a lead with this one number. A lost answer is `maybe`: search before making another. */
async function makeLead(session: Session, draft: ContactDraft): Promise<Result<Contact>> {
  const phone = numberText(draft.number) ?? '';
  const name = oneLine(draft.name, LONGEST_NAME) || phone;
  const [first = '', ...rest] = name.split(' ');
  const attributes = { FirstName: first, LastName: rest.join(' '), Phone: phone };
  const json = Object.entries(attributes).flatMap(([Attribute, Value]) => (Value === '' ? [] : [{ Attribute, Value }]));
  const made = await session.call('createLead', { json, answer: madeAnswer });
  if (!made.ok) return made;
  return ok({
    id: made.value.Message.Id,
    name,
    organization: null,
    numbers: phone === '' ? [] : [phone],
    openDeals: [],
    leads: [],
    changedAt: null,
  });
}

function contactOf(lead: Lead, openDeals: Contact['openDeals']): Contact {
  const company = lead.Company ?? '';
  return {
    id: lead.ProspectID,
    name: nameOf(lead),
    organization: company === '' ? null : { id: lead.RelatedCompanyId ?? company, name: company },
    numbers: numbersOf(lead),
    openDeals,
    leads: [],
    changedAt: changedAt(lead),
  };
}

function nameOf(lead: Lead): string {
  const name = [lead.FirstName, lead.LastName].filter(Boolean).join(' ').trim();
  return name === '' ? (lead.EmailAddress ?? '') : name;
}

/** Phone and mobile, and what a company has added of that kind. */
function numbersOf(lead: Lead): string[] {
  return Object.entries(lead).flatMap(([attribute, value]) =>
    /^(Phone|Mobile)$|^mx_.*(phone|mobile)/i.test(attribute) && typeof value === 'string' && value !== ''
      ? [value]
      : [],
  );
}

function changedAt(lead: Lead): number | null {
  return timeOf(lead.ModifiedOn ?? lead.CreatedOn) ?? null;
}
