import type { CrmRecord } from '../../shared/call.ts';
import { appError, type AppError } from '../../shared/errors.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { Contact, CrmAdapter, LoggableCall } from '../../main/engine/crm/port.ts';

type Method = 'verify' | 'findContacts' | 'createContact' | 'logCall' | 'findLogged' | 'attachRecording' | 'removeCall';

/** A CRM in memory that does what a test says: fails before or after it has saved. */
export class FakeCrm implements CrmAdapter {
  readonly crm = 'fake';
  capabilities = {
    search: true,
    searchLag: 0,
    update: [],
    remove: true,
    recording: 'upload',
    contactless: true,
    tasks: false,
  } as const;
  readonly records = new Map<string, { call: LoggableCall; recordings: number }>();
  readonly asked: string[] = [];
  contacts: Contact[] = [];
  readonly #failures: { method: Method; error: AppError; saves: boolean }[] = [];
  #nextId = 1;

  /** The next call of `method` fails; with `saves` it does its work first, as when an answer is lost. */
  failNext(method: Method, error: AppError, saves = false): void {
    this.#failures.push({ method, error, saves });
  }

  #failure(method: Method): { error: AppError; saves: boolean } | undefined {
    this.asked.push(method);
    const index = this.#failures.findIndex((failure) => failure.method === method);
    return index < 0 ? undefined : this.#failures.splice(index, 1)[0];
  }

  #answer<T>(method: Method, work: () => Result<T>): Promise<Result<T>> {
    const failure = this.#failure(method);
    if (failure === undefined) return Promise.resolve(work());
    if (failure.saves) work();
    return Promise.resolve(fail(failure.error));
  }

  verify() {
    return this.#answer('verify', () => ok({ userId: '1', name: 'Ann', company: 'Acme', missingRights: [] }));
  }

  findContacts() {
    return this.#answer('findContacts', () => ok(this.contacts));
  }

  searchContacts() {
    return Promise.resolve(ok(this.contacts));
  }

  createTask() {
    return Promise.resolve(ok({ id: '1', url: null }));
  }

  createContact(draft: { name: string }) {
    return this.#answer('createContact', () => ok(contact('900', draft.name)));
  }

  logCall(call: LoggableCall) {
    return this.#answer('logCall', () => {
      const id = `CA${String(this.#nextId++)}`;
      this.records.set(id, { call, recordings: 0 });
      return ok(this.#record(id));
    });
  }

  findLogged(call: LoggableCall) {
    return this.#answer<CrmRecord | undefined>('findLogged', () => {
      const found = [...this.records].find(([, record]) => record.call.ref === call.ref);
      return ok(found === undefined ? undefined : this.#record(found[0]));
    });
  }

  attachRecording(record: CrmRecord) {
    return this.#answer('attachRecording', () => {
      const stored = this.records.get(record.id);
      if (stored === undefined) return fail(appError('refused', 'record_gone', 'gone'));
      stored.recordings++;
      return ok(this.#record(record.id));
    });
  }

  updateCall() {
    return Promise.resolve(fail(appError('refused', 'not_supported', 'no')));
  }

  removeCall(record: CrmRecord) {
    return this.#answer('removeCall', () => {
      this.records.delete(record.id);
      return ok(undefined);
    });
  }

  recordUrl(record: CrmRecord): string {
    return `https://crm.test/${record.id}`;
  }

  #record(id: string): CrmRecord {
    const hasRecording = (this.records.get(id)?.recordings ?? 0) > 0;
    return { id, wrapperId: null, contactId: null, hasRecording };
  }
}

export function contact(id: string, name: string): Contact {
  return { id, name, organization: null, numbers: [], openDeals: [], leads: [], changedAt: null };
}
