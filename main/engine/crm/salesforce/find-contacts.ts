import type { PhoneNumber } from '../../../../shared/call.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import type { Contact } from '../port.ts';
import { opportunityRow, roleRow, rows, searchAnswer, type Hit } from './answers.ts';
import type { SalesforceClient } from './client.ts';
import { soqlOneOf, soslSearch } from './text.ts';

/** True when a number as it stands in the CRM is the wanted one. */
export type ComparePhones = (stored: string, wanted: PhoneNumber) => boolean;

const MOST_FOUND = 20;
/** A number that so many records carry is a switchboard or a mistake. */
const MOST_ALIKE = 50;

export interface Lookup {
  find(number: PhoneNumber): Promise<Result<readonly Contact[]>>;
  search(text: string): Promise<Result<readonly Contact[]>>;
}

/**
 * Contacts, leads that are not converted, and accounts, with the open opportunities of contacts and accounts. Nothing is
 * kept: a miss costs two of the org's requests, so the caller remembers misses too.
 */
export function createLookup(client: SalesforceClient, compare: ComparePhones): Lookup {
  /** Some users may not see the second row of phone fields; asking for them is then an error. */
  let fewFields = false;

  async function sosl(find: string, fields: 'PHONE' | 'ALL', limit: number): Promise<Result<readonly Hit[]>> {
    const ask = () =>
      client.call('search', {
        path: '/search',
        query: { q: `FIND {${find}} IN ${fields} FIELDS RETURNING ${returning(fewFields)} LIMIT ${limit}` },
        answer: searchAnswer,
      });
    let found = await ask();
    if (!found.ok && found.error.code === 'invalid_field' && !fewFields) {
      fewFields = true;
      found = await ask();
    }
    return found.ok ? ok(found.value.searchRecords) : found;
  }

  return {
    async find(number) {
      if (number.withheld) return ok([]);
      for (const term of phoneTerms(number)) {
        const hits = await sosl(term, 'PHONE', MOST_ALIKE);
        if (!hits.ok) return hits;
        const right = hits.value.filter((hit) => numbersOf(hit).some((stored) => compare(stored, number)));
        if (right.length > 0) return await toContacts(client, withoutOwnAccounts(right));
      }
      return ok([]);
    },
    async search(text) {
      const digits = text.replace(/\D/g, '');
      const isNumber = digits.length >= 3 && /^[\d\s()+./-]+$/.test(text);
      const term = isNumber ? `${digits}*` : soslSearch(text);
      if (term === undefined) return ok([]);
      const hits = await sosl(term, isNumber ? 'PHONE' : 'ALL', MOST_FOUND);
      return hits.ok ? await toContacts(client, hits.value.slice(0, MOST_FOUND)) : hits;
    },
  };
}

/**
 * Digits only, as the index of phone fields takes no notice of how a number is written. First the national number, which
 * is found whatever stands before it; then, in one request, the other ways of writing it as a whole.
 */
export function phoneTerms(number: PhoneNumber): string[] {
  const international = number.e164?.replace(/\D/g, '') ?? '';
  const national = number.national?.replace(/\D/g, '') ?? '';
  const first = national === '' ? international || number.raw.replace(/\D/g, '') : national;
  const others = [
    international,
    national === '' ? '' : `0${national}`,
    international === '' ? '' : `00${international}`,
  ];
  const more = others.filter((term) => term !== '' && term !== first);
  // Salesforce refuses terms of a single sign.
  return [first, more.join(' OR ')].filter((term) => term.length >= 2);
}

function returning(few: boolean): string {
  const more = few ? '' : ',HomePhone,OtherPhone';
  const contact = `Contact(Id,Name,Phone,MobilePhone${more},AccountId,Account.Name,LastModifiedDate)`;
  const lead = 'Lead(Id,Name,Company,Phone,MobilePhone,LastModifiedDate WHERE IsConverted=false)';
  return `${contact}, ${lead}, Account(Id,Name,Phone,LastModifiedDate)`;
}

/** A person is meant rather than the company that shares the number. */
function withoutOwnAccounts(hits: readonly Hit[]): readonly Hit[] {
  const own = new Set(hits.map(({ AccountId }) => AccountId));
  return hits.filter((hit) => hit.attributes.type !== 'Account' || !own.has(hit.Id));
}

type Titled = { readonly id: string; readonly title: string };

async function toContacts(client: SalesforceClient, hits: readonly Hit[]): Promise<Result<readonly Contact[]>> {
  const deals = await openDeals(client, hits);
  if (!deals.ok) return deals;
  return ok(
    hits.map((hit) => ({
      id: hit.Id,
      name: hit.Name ?? '',
      organization: organizationOf(hit),
      numbers: numbersOf(hit),
      openDeals: deals.value.get(hit.Id) ?? [],
      leads: [],
      changedAt: timeOf(hit.LastModifiedDate),
    })),
  );
}

function organizationOf(hit: Hit): Contact['organization'] {
  if (hit.attributes.type === 'Account') return { id: hit.Id, name: hit.Name ?? '' };
  return hit.AccountId == null ? null : { id: hit.AccountId, name: hit.Account?.Name ?? '' };
}

/** The open opportunities a contact has a role in; where there is none, those of the account. Two requests for all. */
async function openDeals(
  client: SalesforceClient,
  hits: readonly Hit[],
): Promise<Result<ReadonlyMap<string, readonly Titled[]>>> {
  const contacts = hits.filter(({ attributes }) => attributes.type === 'Contact');
  const deals = new Map<string, Titled[]>();
  const add = (of: string, deal: { Id: string; Name?: string | null | undefined }): void => {
    deals.set(of, [...(deals.get(of) ?? []), { id: deal.Id, title: deal.Name ?? '' }]);
  };
  if (contacts.length > 0) {
    const roles = await orNone(
      client.call('query', {
        path: '/query',
        query: {
          q:
            'SELECT ContactId, Opportunity.Id, Opportunity.Name FROM OpportunityContactRole ' +
            `WHERE ContactId${soqlOneOf(contacts.map(({ Id }) => Id))} AND Opportunity.IsClosed=false`,
        },
        answer: rows(roleRow),
      }),
    );
    if (!roles.ok) return roles;
    for (const { ContactId, Opportunity: deal } of roles.value) {
      const contact = contacts.find(({ Id }) => Id === ContactId) ?? (contacts.length === 1 ? contacts[0] : undefined);
      if (contact !== undefined && deal != null) add(contact.Id, deal);
    }
  }
  const accounts = accountsToAsk(hits, deals);
  if (accounts.size === 0) return ok(deals);
  const open = await orNone(
    client.call('query', {
      path: '/query',
      query: {
        q:
          'SELECT Id, Name, AccountId FROM Opportunity ' +
          `WHERE AccountId${soqlOneOf([...accounts.keys()])} AND IsClosed=false`,
      },
      answer: rows(opportunityRow),
    }),
  );
  if (!open.ok) return open;
  for (const deal of open.value) {
    for (const id of accounts.get(deal.AccountId ?? [...accounts.keys()][0] ?? '') ?? []) add(id, deal);
  }
  return ok(deals);
}

/** Account to the hits that have no deal of their own yet. */
function accountsToAsk(hits: readonly Hit[], deals: ReadonlyMap<string, unknown>): ReadonlyMap<string, string[]> {
  const accounts = new Map<string, string[]>();
  for (const hit of hits) {
    const account = hit.attributes.type === 'Account' ? hit.Id : hit.AccountId;
    if (account == null || deals.has(hit.Id)) continue;
    accounts.set(account, [...(accounts.get(account) ?? []), hit.Id]);
  }
  return accounts;
}

/** Who may not see opportunities still has contacts. */
async function orNone<T>(asked: Promise<Result<{ records: T[] }>>): Promise<Result<readonly T[]>> {
  const listed = await asked;
  if (listed.ok) return ok(listed.value.records);
  return listed.error.category === 'refused' ? ok([]) : fail(listed.error);
}

function numbersOf(hit: Hit): string[] {
  const all = [hit.Phone, hit.MobilePhone, hit.HomePhone, hit.OtherPhone];
  return all.flatMap((number) => (number == null || number === '' ? [] : [number]));
}

function timeOf(text: string | null | undefined): number | null {
  // Salesforce writes `+0000` at the end.
  const at = text == null ? NaN : Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(at) ? null : at;
}
