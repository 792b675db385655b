import { randomBytes, randomUUID } from 'node:crypto';
import type { SandboxState, StoredActivity, StoredCallLog, StoredLead, StoredPerson, StoredPhone } from './types.ts';

export const OWN_USER_ID = 7001;
export const COMPANY_ID = 66001;
export const COMPANY_DOMAIN = 'sandbox';

export interface StoreOptions {
  readonly now: () => number;
  readonly indexLagMs: number;
}

/** Everything the sandbox company holds. Rules live in the routes; this only keeps things and gives out ids. */
export class Store implements SandboxState {
  readonly callLogs = new Map<string, StoredCallLog>();
  readonly persons = new Map<number, StoredPerson>();
  readonly organizations = new Map<number, { readonly id: number; readonly name: string }>();
  readonly deals: SandboxState['deals'] = new Map();
  readonly leads = new Map<string, StoredLead>();
  readonly activities = new Map<number, StoredActivity>();
  readonly #options: StoreOptions;
  #lastId = 0;

  constructor(options: StoreOptions) {
    this.#options = options;
  }

  now(): number {
    return this.#options.now();
  }

  /** `seeded` things were always there: a search finds them at once. */
  addPerson(person: {
    name: string;
    phones: readonly StoredPhone[];
    emails?: readonly StoredPhone[];
    orgId?: number | null;
    seeded?: boolean;
  }): StoredPerson {
    const createdAt = this.now();
    const stored: StoredPerson = {
      id: this.#nextId(),
      name: person.name,
      phones: person.phones,
      emails: person.emails ?? [],
      org_id: person.orgId ?? null,
      owner_id: OWN_USER_ID,
      createdAt,
      indexedAt: this.#indexedAt(createdAt, person.seeded),
    };
    this.persons.set(stored.id, stored);
    return stored;
  }

  addOrganization(name: string): number {
    const known = [...this.organizations.values()].find((organization) => organization.name === name);
    if (known !== undefined) return known.id;
    const id = this.#nextId();
    this.organizations.set(id, { id, name });
    return id;
  }

  addDeal(deal: { title: string; personId: number; status?: 'open' | 'won' | 'lost' }): number {
    const id = this.#nextId();
    this.deals.set(id, {
      id,
      title: deal.title,
      person_id: deal.personId,
      org_id: this.persons.get(deal.personId)?.org_id ?? null,
      status: deal.status ?? 'open',
      createdAt: this.now(),
    });
    return id;
  }

  addLead(lead: {
    title: string;
    personId: number | null;
    organizationId?: number | null;
    seeded?: boolean;
  }): StoredLead {
    const createdAt = this.now();
    const stored: StoredLead = {
      id: randomUUID(),
      title: lead.title,
      person_id: lead.personId,
      organization_id: lead.organizationId ?? null,
      createdAt,
      indexedAt: this.#indexedAt(createdAt, lead.seeded),
    };
    this.leads.set(stored.id, stored);
    return stored;
  }

  addActivity(fields: Readonly<Record<string, unknown>>): StoredActivity {
    const at = this.now();
    const stored = { id: this.#nextId(), fields, createdAt: at, updatedAt: at, deleted: false };
    this.activities.set(stored.id, stored);
    return stored;
  }

  addCallLog(log: Omit<StoredCallLog, 'id' | 'company_id' | 'createdAt' | 'has_recording' | 'deleted' | 'recording'>) {
    const stored: StoredCallLog = {
      ...log,
      id: `CA${randomBytes(14).toString('hex').slice(1)}`,
      company_id: COMPANY_ID,
      createdAt: this.now(),
      has_recording: false,
      deleted: false,
      recording: null,
    };
    this.callLogs.set(stored.id, stored);
    return stored;
  }

  clear(): void {
    for (const map of [this.callLogs, this.persons, this.organizations, this.deals, this.leads, this.activities])
      map.clear();
    this.#lastId = 0;
  }

  #nextId(): number {
    return ++this.#lastId;
  }

  #indexedAt(createdAt: number, seeded: boolean | undefined): number {
    return seeded === true ? createdAt : createdAt + this.#options.indexLagMs;
  }
}
