import type { CrmRecord, Direction, Outcome, PhoneNumber } from '../../../shared/call.ts';
import type { Result } from '../../../shared/result.ts';
import type { OpenFile } from '../ports.ts';
import type { KeptLimiters } from './limits/limiter.ts';

/** What every CRM folder gives: the one way in for the outbox. All times are epoch milliseconds. */
export interface CrmAdapter {
  readonly crm: string;
  readonly capabilities: {
    /** `findLogged` can settle an unknown outcome. Without it the agent decides. */
    readonly search: boolean;
    /** A "no" of `findLogged` counts only this long after the request was sent: the CRM's lists lag. Milliseconds. */
    readonly searchLag: number;
    /** What `updateCall` can change in place. What it cannot is removed and logged anew where `remove` allows it. */
    readonly update: readonly ChangeableField[];
    readonly remove: boolean;
    /** `url`: recordings go to a recording host first. */
    readonly recording: 'upload' | 'url';
    /** A call may be logged without a contact. */
    readonly contactless: boolean;
    readonly tasks: boolean;
  };
  /** Who am I, which rights are missing. Cheap; used as the sign-in probe. */
  verify(): Promise<Result<AccountIdentity>>;
  /** Contacts whose number equals this one by national significant number; open deals and leads included. */
  findContacts(number: PhoneNumber): Promise<Result<readonly Contact[]>>;
  /** Contacts whose name, company or number holds this text; what a person typed. At most 20, best first. */
  searchContacts(text: string): Promise<Result<readonly Contact[]>>;
  createContact(draft: ContactDraft): Promise<Result<Contact>>;
  logCall(call: LoggableCall): Promise<Result<CrmRecord>>;
  /**
   * Settles an unknown outcome: the record of this call, or undefined when the CRM has none.
   * `asOf`: only what the CRM said at or after this moment counts.
   */
  findLogged(call: LoggableCall, asOf: number): Promise<Result<CrmRecord | undefined>>;
  /** `call` is what was logged. A file goes to CRMs with `recording: 'upload'`, a link to the others. */
  attachRecording(record: CrmRecord, recording: RecordingSource, call: LoggableCall): Promise<Result<CrmRecord>>;
  /**
   * Changes fields of a logged call. `written` is what we last wrote: a field that holds something else by now was changed
   * by a person in the CRM and stays as it is, and is named in `kept`.
   */
  updateCall(record: CrmRecord, change: CallChange, written: LoggableCall): Promise<Result<UpdatedCall>>;
  /** Removes the record and what it brought along. Already gone is success. */
  removeCall(record: CrmRecord): Promise<Result<void>>;
  createTask(task: TaskDraft): Promise<Result<CreatedTask>>;
  /** Where a person opens it in the browser. */
  recordUrl(record: CrmRecord): string;
}

export interface AccountIdentity {
  readonly userId: string;
  readonly name: string;
  readonly company: string;
  /** Rights we will miss, as the CRM calls them. */
  readonly missingRights: readonly string[];
  /** What the person should know besides, in whole sentences. */
  readonly remarks?: readonly string[];
}

export interface Contact {
  readonly id: string;
  readonly name: string;
  readonly organization: { readonly id: string; readonly name: string } | null;
  readonly numbers: readonly string[];
  readonly openDeals: readonly { readonly id: string; readonly title: string }[];
  readonly leads: readonly { readonly id: string; readonly title: string }[];
  /** Epoch milliseconds of creation or last change when known, for "the newest wins". */
  readonly changedAt: number | null;
}

export interface ContactDraft {
  readonly name: string;
  readonly number: PhoneNumber;
}

export interface LoggableCall {
  /** The call's key in 12 upper-case hex digits: visible in the CRM, searched for after a lost answer. */
  readonly ref: string;
  readonly direction: Direction;
  readonly outcome: Outcome;
  readonly remote: PhoneNumber;
  readonly remoteName: string | null;
  readonly localNumber: string | null;
  readonly startedAt: number;
  /** When the first person answered; null or left out: nobody did, or it is not known. */
  readonly answeredAt?: number | null;
  readonly endedAt: number;
  readonly talkSeconds: number;
  /** How often and how long the other party was on hold, in seconds, where the source tells. */
  readonly hold?: { readonly count: number; readonly total: number; readonly longest: number } | null;
  /** The queue it came through, and when it was put there. */
  readonly queue?: { readonly name: string; readonly enteredAt: number | null } | null;
  /** Plain text of the agent; the adapter escapes it. */
  readonly note: string | null;
  readonly contact: { readonly id: string; readonly name: string; readonly organizationId: string | null } | null;
  readonly dealId: string | null;
  readonly leadId: string | null;
}

export const CHANGEABLE_FIELDS = ['note', 'outcome', 'talkSeconds', 'contact', 'deal'] as const;
export type ChangeableField = (typeof CHANGEABLE_FIELDS)[number];

/** New values; what is left out stays. `deal` stands for the deal or lead, as in `LoggableCall`. */
export interface CallChange {
  readonly note?: string | null;
  readonly outcome?: Outcome;
  readonly talkSeconds?: number;
  readonly contact?: LoggableCall['contact'];
  readonly deal?: { readonly dealId: string | null; readonly leadId: string | null };
}

export interface UpdatedCall {
  readonly record: CrmRecord;
  /** Fields that someone changed in the CRM meanwhile: not overwritten. */
  readonly kept: readonly ChangeableField[];
}

/** A follow-up. */
export interface TaskDraft {
  readonly subject: string;
  readonly note: string | null;
  /** Day in the agent's calendar, `YYYY-MM-DD`. */
  readonly dueDate: string;
  readonly contact: LoggableCall['contact'];
  readonly dealId: string | null;
  readonly leadId: string | null;
  /** Of the call it follows: makes a lost answer findable where the CRM can search. */
  readonly ref: string;
}

export interface CreatedTask {
  readonly id: string;
  readonly url: string | null;
}

export type RecordingSource = FileRecording | LinkedRecording;

/** A recording that can be heard at an address. */
export interface LinkedRecording {
  readonly url: string;
  readonly seconds: number | null;
  readonly type: string;
}

/** A whole recording: `file` is open on it, `bytes` was proven, `name` and `type` are what the CRM is told. */
export interface FileRecording {
  readonly file: OpenFile;
  readonly bytes: number;
  readonly name: string;
  readonly type: string;
  readonly sent?: (bytes: number) => void;
  readonly signal?: AbortSignal;
  /** An earlier attempt may have arrived: look before sending again. */
  readonly retry?: boolean;
}

/** What an adapter is made from; `credentials` holds only the secret fields of design section 8. */
export interface CrmAccount {
  readonly id: string;
  readonly baseUrl: string;
  readonly credentials: Readonly<Record<string, string>>;
  /** The account's own words for outcomes, where they differ from the adapter's table. */
  readonly outcomes?: Partial<Readonly<Record<Outcome, string>>>;
  /** True when a number as it stands in the CRM is the wanted one. */
  readonly comparePhones: (stored: string, wanted: PhoneNumber) => boolean;
  /** Outlive the adapter, which is made anew after every sign-in. */
  readonly limiters?: KeptLimiters;
  /** Keeps a rotated credential; false: it could not be kept beyond this run. */
  readonly saveCredentials?: (fields: Readonly<Record<string, string>>) => Promise<boolean>;
}
