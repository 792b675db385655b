import type { CrmRecord, Direction, Outcome, PhoneNumber } from '../../../shared/call.ts';
import type { Result } from '../../../shared/result.ts';
import type { OpenFile } from '../ports.ts';

/** What every CRM folder gives: the one way in for the outbox. All times are epoch milliseconds. */
export interface CrmAdapter {
  readonly crm: string;
  readonly capabilities: {
    readonly search: boolean;
    readonly update: boolean;
    readonly remove: boolean;
    readonly recording: 'upload' | 'url';
    /** A call may be logged without a contact. */
    readonly contactless: boolean;
  };
  /** Who am I, which rights are missing. Cheap; used as the sign-in probe. */
  verify(): Promise<Result<AccountIdentity>>;
  /** Contacts whose number equals this one by national significant number; open deals and leads included. */
  findContacts(number: PhoneNumber): Promise<Result<readonly Contact[]>>;
  createContact(draft: ContactDraft): Promise<Result<Contact>>;
  logCall(call: LoggableCall): Promise<Result<CrmRecord>>;
  /**
   * Settles an unknown outcome: the record of this call, or undefined when the CRM has none.
   * `asOf`: only what the CRM said at or after this moment counts.
   */
  findLogged(call: LoggableCall, asOf: number): Promise<Result<CrmRecord | undefined>>;
  attachRecording(record: CrmRecord, recording: RecordingSource): Promise<Result<CrmRecord>>;
  updateCall(record: CrmRecord, change: CallChange): Promise<Result<CrmRecord>>;
  /** Removes the record and what it brought along. Already gone is success. */
  removeCall(record: CrmRecord): Promise<Result<void>>;
  /** Where a person opens it in the browser. */
  recordUrl(record: CrmRecord): string;
}

export interface AccountIdentity {
  readonly userId: string;
  readonly name: string;
  readonly company: string;
  /** Rights we will miss, as the CRM calls them. */
  readonly missingRights: readonly string[];
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
  readonly endedAt: number;
  readonly talkSeconds: number;
  /** Plain text of the agent; the adapter escapes it. */
  readonly note: string | null;
  readonly contact: { readonly id: string; readonly name: string; readonly organizationId: string | null } | null;
  readonly dealId: string | null;
  readonly leadId: string | null;
}

export interface CallChange {
  readonly note?: string;
  readonly outcome?: Outcome;
  readonly talkSeconds?: number;
}

/** A whole recording: `file` is open on it, `bytes` was proven, `name` and `type` are what the CRM is told. */
export interface RecordingSource {
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
}
