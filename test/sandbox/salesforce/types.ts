import type { Fault, FaultKind } from '../pipedrive/types.ts';

/** What others see of the sandbox. Times are epoch milliseconds unless a name says otherwise. */

export type { Fault, FaultKind };

/** The three hosts of an org: where people sign in, where its data is, and the one of Service Cloud Voice. */
export type Host = 'login' | 'instance' | 'telephony';

export interface SalesforceSandboxOptions {
  /** Of the sign-in host; default any free one. */
  readonly port?: number;
  readonly instancePort?: number;
  readonly telephonyPort?: number;
  readonly clientId?: string;
  /** The first refresh token, good from the start; default one of its own for each sandbox. */
  readonly refreshToken?: string;
  /** Addresses the browser may be sent back to, exactly. */
  readonly redirectUris?: readonly string[];
  /** Every refresh gives a new token and ends the old one. Default true. */
  readonly rotation?: boolean;
  /** What the use of a token that was rotated away does besides being refused. Default `kill_family`: nothing is good any more. */
  readonly reuse?: 'refuse' | 'kill_family';
  /** Milliseconds between having done the work and answering. */
  readonly answerDelay?: number;
  readonly now?: () => number;
  /** Requests of the org in any 24 hours; default 15,000, a Developer Edition. */
  readonly limits?: { readonly perDay?: number } | 'off';
  /** `digits`: a stored number is found by its digits or the end of them. `stored`: only by what stands between its blanks and dashes. */
  readonly phoneSearch?: 'digits' | 'stored';
  /** How long a search does not find a new record. Queries find it at once. */
  readonly indexLagMs?: number;
  /** External id field of tasks, null: the org has none. Default `Softphone_Call_Id__c`. */
  readonly externalIdField?: string | null;
  /** The org's picklist of task states. */
  readonly statuses?: readonly { readonly name: string; readonly closed: boolean }[];
  /** What the user may not see: `Contact.HomePhone`, or a whole object, `Opportunity`. */
  readonly hidden?: readonly string[];
  /** The user's zone. Default `Europe/Berlin`. */
  readonly zoneinfo?: string;
  /** How long after its answer a voice call is worked on. Default 0. */
  readonly pendingMs?: number;
  readonly callCenter?: string;
  readonly provider?: string;
  /** Custom fields of voice calls. Default `Outcome__c`, `Note__c`. */
  readonly voiceFields?: readonly string[];
  /** One JSON object per line and request. */
  readonly accessLogFile?: string;
}

export interface StoredFile {
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
  readonly filename: string;
  readonly contentType: string;
}

/** A record of any kind; `fields` as they were sent, without the id. */
export interface StoredRecord {
  readonly id: string;
  /** `Task`, `Contact`, `VoiceCall`, … */
  readonly type: string;
  readonly fields: Record<string, unknown>;
  readonly createdAt: number;
  /** From when a search finds it. */
  readonly indexedAt: number;
  changedAt: number;
  deleted: boolean;
  file?: StoredFile;
}

export interface SandboxRequest {
  readonly at: number;
  readonly host: Host;
  readonly method: string;
  /** Without the API's prefix and the query: `/sobjects/Task`, `/token`, `/voiceCalls/…`. */
  readonly path: string;
  readonly query: string;
  /** What was answered; 0 when the connection ended without an answer. */
  readonly status: number;
  readonly credential: 'masked' | 'none';
  /** The fault that was played, if any. */
  readonly fault?: FaultKind;
}

export interface SalesforceSandbox extends AsyncDisposable {
  /** Where people sign in: `http://127.0.0.1:PORT`. */
  readonly origin: string;
  readonly instanceUrl: string;
  readonly telephonyUrl: string;
  readonly clientId: string;
  /** The refresh token that is good now. */
  readonly refreshToken: string;
  readonly callCenter: string;
  readonly provider: string;
  /** A token as the company's signing service makes it; claims may be changed or, with undefined, left out. */
  signToken(claims?: Readonly<Record<string, unknown>>): string;
  readonly records: ReadonlyMap<string, StoredRecord>;
  readonly requests: readonly SandboxRequest[];
  /** Everything a client did that the vendor's contract or limits forbid, and answers of ours that do not fit it. */
  readonly violations: readonly string[];
  addContact(contact: { name: string; phones: readonly string[]; organization?: string }): string;
  addLead(lead: { name: string; phones: readonly string[]; company?: string; converted?: boolean }): string;
  addAccount(account: { name: string; phone?: string }): string;
  addOpportunity(deal: { title: string; accountId?: string; contactId?: string; closed?: boolean }): string;
  /** A person changes a record in the browser. */
  edit(id: string, fields: Readonly<Record<string, unknown>>): void;
  /** A person deletes a record. */
  delete(id: string): void;
  readonly faults: { add(fault: Fault): void; clear(): void };
  setAnswerDelay(ms: number): void;
  /** Every session ends; refresh tokens stay good. */
  expireSessions(): void;
  /** Somebody withdraws the consent: nothing is good any more. */
  revoke(): void;
  /** Counts so many requests of other programs of the org. */
  useUp(requests: number): void;
  /** Forgets everything that was stored, counted and planned; who is signed in stays. */
  reset(): void;
  /** Not deleted, in order of creation; `Task` by default. */
  live(type?: string): StoredRecord[];
  ledger(): SandboxLedger;
  stop(): Promise<void>;
}

export interface SandboxLedger {
  readonly tasks: readonly StoredRecord[];
  readonly voiceCalls: readonly StoredRecord[];
  readonly contacts: readonly StoredRecord[];
  readonly leads: readonly StoredRecord[];
  readonly opportunities: readonly StoredRecord[];
  readonly files: readonly StoredRecord[];
  readonly requests: { readonly count: number; readonly byStatus: Record<string, number> };
  readonly violations: readonly string[];
}
