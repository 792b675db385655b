import type { CrmRecord } from '../../shared/call.ts';
import { appError, type AppError } from '../../shared/errors.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type {
  CallChange,
  Contact,
  CreatedTask,
  CrmAdapter,
  LoggableCall,
  RecordingSource,
  TaskDraft,
  UpdatedCall,
} from '../../main/engine/crm/port.ts';

type Method =
  | 'verify'
  | 'findContacts'
  | 'createContact'
  | 'logCall'
  | 'findLogged'
  | 'attachRecording'
  | 'updateCall'
  | 'removeCall'
  | 'createTask';

type Capabilities = CrmAdapter['capabilities'];

interface Stored {
  call: LoggableCall;
  recordings: number;
  links: string[];
}

/** A CRM in memory that does what a test says: fails before or after it has saved. */
export class FakeCrm implements CrmAdapter {
  readonly crm = 'fake';
  capabilities: Capabilities = {
    search: true,
    searchLag: 0,
    update: [],
    remove: true,
    recording: 'upload',
    contactless: true,
    tasks: false,
  };
  readonly records = new Map<string, Stored>();
  readonly tasks: TaskDraft[] = [];
  readonly asked: string[] = [];
  contacts: Contact[] = [];
  readonly #failures: { method: Method; error: AppError; saves: boolean }[] = [];
  #nextId = 1;

  can(change: Partial<Capabilities>): this {
    this.capabilities = { ...this.capabilities, ...change };
    return this;
  }

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

  searchContacts(text: string) {
    return Promise.resolve(ok(this.contacts.filter(({ name }) => name.toLowerCase().includes(text.toLowerCase()))));
  }

  createTask(task: TaskDraft): Promise<Result<CreatedTask>> {
    return this.#answer('createTask', () => {
      this.tasks.push(task);
      return ok({ id: `T${this.tasks.length}`, url: `https://crm.test/T${this.tasks.length}` });
    });
  }

  /** Like a real one: what was created is not found by a search at once. */
  createContact(draft: { name: string }) {
    return this.#answer('createContact', () => ok(contact(String(900 + this.#nextId++), draft.name)));
  }

  logCall(call: LoggableCall) {
    return this.#answer('logCall', () => {
      const id = `CA${String(this.#nextId++)}`;
      this.records.set(id, { call, recordings: 0, links: [] });
      return ok(this.#record(id));
    });
  }

  findLogged(call: LoggableCall) {
    return this.#answer<CrmRecord | undefined>('findLogged', () => {
      const found = [...this.records].find(([, record]) => record.call.ref === call.ref);
      return ok(found === undefined ? undefined : this.#record(found[0]));
    });
  }

  attachRecording(record: CrmRecord, recording: RecordingSource) {
    return this.#answer('attachRecording', () => {
      const stored = this.records.get(record.id);
      if (stored === undefined) return fail(appError('refused', 'record_gone', 'gone'));
      if ('url' in recording) stored.links.push(recording.url);
      stored.recordings++;
      return ok(this.#record(record.id));
    });
  }

  /** Compares field by field with what was last written, as the port asks for. */
  updateCall(record: CrmRecord, change: CallChange, written: LoggableCall): Promise<Result<UpdatedCall>> {
    return this.#answer<UpdatedCall>('updateCall', () => {
      const stored = this.records.get(record.id);
      if (stored === undefined) return fail(appError('refused', 'record_gone', 'gone'));
      const { deal, ...plain } = change;
      const kept: UpdatedCall['kept'][number][] = [];
      let call = stored.call;
      for (const field of ['note', 'outcome', 'talkSeconds', 'contact'] as const) {
        const wanted = plain[field];
        if (wanted === undefined) continue;
        const said = JSON.stringify(call[field]);
        if (said !== JSON.stringify(written[field]) && said !== JSON.stringify(wanted)) kept.push(field);
        else call = { ...call, [field]: wanted };
      }
      this.records.set(record.id, { ...stored, call: { ...call, ...deal } });
      return ok({ record: this.#record(record.id), kept });
    });
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

  /** Somebody edits the record in the CRM. */
  edit(id: string, change: Partial<LoggableCall>): void {
    const stored = this.records.get(id);
    if (stored === undefined) throw new Error(`no record ${id}`);
    this.records.set(id, { ...stored, call: { ...stored.call, ...change } });
  }

  #record(id: string): CrmRecord {
    const hasRecording = (this.records.get(id)?.recordings ?? 0) > 0;
    return { id, wrapperId: null, contactId: null, hasRecording };
  }
}

export function contact(id: string, name: string): Contact {
  return { id, name, organization: null, numbers: [], openDeals: [], leads: [], changedAt: null };
}
