import { randomUUID } from 'node:crypto';
import type { SandboxState, StoredCallLog, StoredLead, StoredNote, StoredTask } from './types.ts';

export const OWN_USER_ID = '1a50c565-8525-11ea-a93b-0aa4c559f4ca';
export const OWN_EMAIL = 'ann@sandbox.example';
export const COMPANY_ID = '3b1041a3-8374-11e7-8758-0a106ee76b21';
/** The company's country code: numbers without one are taken for its own. */
export const COUNTRY_CODE = '1';

export interface StoreOptions {
  readonly now: () => number;
  readonly indexLagMs: number;
}

/** Everything the sandbox company holds. Rules live in the routes; this only keeps things and gives out ids. */
export class Store implements SandboxState {
  readonly callLogs: SandboxState['callLogs'] = new Map();
  readonly leads: SandboxState['leads'] = new Map();
  readonly notes: SandboxState['notes'] = new Map();
  readonly tasks: SandboxState['tasks'] = new Map();
  readonly opportunities: SandboxState['opportunities'] = new Map();
  readonly users: SandboxState['users'] = new Map();
  readonly #options: StoreOptions;

  constructor(options: StoreOptions) {
    this.#options = options;
    this.clear();
  }

  now(): number {
    return this.#options.now();
  }

  /** `seeded` leads were always there: a search finds them at once. */
  addLead(
    attributes: Readonly<Record<string, string>>,
    more: { seeded?: boolean; madeByCall?: boolean } = {},
  ): StoredLead {
    const createdAt = this.now();
    const lead: StoredLead = {
      id: randomUUID(),
      attributes,
      createdAt,
      indexedAt: more.seeded === true ? createdAt : createdAt + this.#options.indexLagMs,
      madeByCall: more.madeByCall ?? false,
      activeAt: createdAt,
    };
    this.leads.set(lead.id, lead);
    return lead;
  }

  addCallLog(log: Omit<StoredCallLog, 'id' | 'createdAt'>): StoredCallLog {
    const stored: StoredCallLog = { ...log, id: randomUUID(), createdAt: this.now() };
    this.callLogs.set(stored.id, stored);
    const lead = this.leads.get(log.LeadId);
    if (lead !== undefined) lead.activeAt = stored.createdAt;
    return stored;
  }

  addNote(leadId: string, Note: string): StoredNote {
    const note: StoredNote = { id: randomUUID(), leadId, Note, createdAt: this.now() };
    this.notes.set(note.id, note);
    return note;
  }

  addTask(fields: Readonly<Record<string, unknown>>): StoredTask {
    const task: StoredTask = { id: randomUUID(), fields, createdAt: this.now() };
    this.tasks.set(task.id, task);
    return task;
  }

  addOpportunity(deal: { title: string; leadId: string; status: 'Open' | 'Won' | 'Lost' }): string {
    const id = randomUUID();
    this.opportunities.set(id, { id, ...deal });
    return id;
  }

  addUser(user: { name: string; email: string; active?: boolean }): string {
    const id = randomUUID();
    this.users.set(id, { id, name: user.name, email: user.email, active: user.active ?? true });
    return id;
  }

  clear(): void {
    for (const map of [this.callLogs, this.leads, this.notes, this.tasks, this.opportunities, this.users]) map.clear();
    this.users.set(OWN_USER_ID, { id: OWN_USER_ID, name: 'Ann Agent', email: OWN_EMAIL, active: true });
  }
}
