import { randomBytes } from 'node:crypto';
import type {
  CloseState,
  StoredCall,
  StoredContact,
  StoredLead,
  StoredOpportunity,
  StoredOutcome,
  StoredPhone,
  StoredTask,
} from './types.ts';

export const OWN_USER_ID = 'user_N6KhSandboxAnnAgent';
export const ORGANIZATION_ID = 'orga_RbRESandbox';

export interface StoreOptions {
  readonly now: () => number;
  readonly indexLagMs: number;
  readonly deleteLagMs: number;
}

/** Everything the sandbox organisation holds. Rules live in the routes; this only keeps things and gives out ids. */
export class Store implements CloseState {
  readonly calls = new Map<string, StoredCall>();
  readonly leads = new Map<string, StoredLead>();
  readonly contacts = new Map<string, StoredContact>();
  readonly opportunities = new Map<string, StoredOpportunity>();
  readonly outcomes = new Map<string, StoredOutcome>();
  readonly tasks = new Map<string, StoredTask>();
  /** Search cursors and when they were given out. */
  readonly cursors = new Map<string, { at: number; from: number }>();
  readonly #options: StoreOptions;

  constructor(options: StoreOptions) {
    this.#options = options;
  }

  now(): number {
    return this.#options.now();
  }

  /** `seeded` things were always there: a search finds them at once. */
  addLead(name: string, seeded = false): StoredLead {
    const createdAt = this.now();
    const stored = { id: newId('lead'), name, createdAt, indexedAt: this.#indexedAt(createdAt, seeded) };
    this.leads.set(stored.id, stored);
    return stored;
  }

  addContact(contact: { leadId: string; name: string; phones: readonly StoredPhone[]; seeded?: boolean }) {
    const createdAt = this.now();
    const stored: StoredContact = {
      id: newId('cont'),
      lead_id: contact.leadId,
      name: contact.name,
      phones: contact.phones.map(({ phone, type }) => ({ phone: normalised(phone), type })),
      createdAt,
      indexedAt: this.#indexedAt(createdAt, contact.seeded ?? false),
    };
    this.contacts.set(stored.id, stored);
    return stored;
  }

  addOpportunity(opportunity: Omit<StoredOpportunity, 'id' | 'createdAt'>): StoredOpportunity {
    const stored = { ...opportunity, id: newId('oppo'), createdAt: this.now() };
    this.opportunities.set(stored.id, stored);
    return stored;
  }

  addOutcome(name: string, appliesTo: StoredOutcome['applies_to']): StoredOutcome {
    const stored = { id: newId('outcome'), name, applies_to: appliesTo };
    this.outcomes.set(stored.id, stored);
    return stored;
  }

  addCall(call: Omit<StoredCall, 'id' | 'createdAt' | 'updatedAt' | 'deletedAt'>): StoredCall {
    const at = this.now();
    const stored = { ...call, id: newId('acti'), createdAt: at, updatedAt: at, deletedAt: null };
    this.calls.set(stored.id, stored);
    return stored;
  }

  changeCall(id: string, change: Partial<StoredCall>): StoredCall | undefined {
    const before = this.calls.get(id);
    if (before === undefined) return undefined;
    const after = { ...before, ...change, updatedAt: this.now() };
    this.calls.set(id, after);
    return after;
  }

  addTask(task: Omit<StoredTask, 'id' | 'createdAt'>): StoredTask {
    const stored = { ...task, id: newId('task'), createdAt: this.now() };
    this.tasks.set(stored.id, stored);
    return stored;
  }

  /** What reading one call by its id gives: a deleted one for a while, too. */
  readableCall(id: string): StoredCall | undefined {
    const call = this.calls.get(id);
    return call !== undefined && this.#stillThere(call) ? call : undefined;
  }

  /** What lists give: late to know, late to forget. */
  listedCalls(): StoredCall[] {
    const known = this.now() - this.#options.indexLagMs;
    return [...this.calls.values()].filter((call) => call.createdAt <= known && this.#stillThere(call));
  }

  listedTasks(): StoredTask[] {
    const known = this.now() - this.#options.indexLagMs;
    return [...this.tasks.values()].filter((task) => task.createdAt <= known);
  }

  clear(): void {
    const maps = [this.calls, this.leads, this.contacts, this.opportunities, this.outcomes, this.tasks, this.cursors];
    for (const map of maps) map.clear();
  }

  #stillThere(call: StoredCall): boolean {
    return call.deletedAt === null || this.now() < call.deletedAt + this.#options.deleteLagMs;
  }

  #indexedAt(createdAt: number, seeded: boolean): number {
    return seeded ? createdAt : createdAt + this.#options.indexLagMs;
  }
}

/** As the vendor's sample does: ten digits are a number of the organisation's country. */
export function normalised(phone: string): string {
  const digits = phone.replace(/\D/g, '');
  if (phone.trim().startsWith('+')) return `+${digits}`;
  if (digits.length === 10) return `+1${digits}`;
  return digits.length === 11 && digits.startsWith('1') ? `+${digits}` : phone;
}

function newId(kind: string): string {
  return `${kind}_${randomBytes(16).toString('hex')}`;
}
