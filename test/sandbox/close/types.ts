import type { Fault, FaultKind } from '../pipedrive/types.ts';

export type { Fault, FaultKind };

/** What others see of the sandbox. Times are epoch milliseconds unless a name says otherwise. */
export interface CloseSandboxOptions {
  /** Default: any free one. */
  readonly port?: number;
  readonly apiKey?: string;
  /** Milliseconds between having done the work and answering. */
  readonly answerDelay?: number;
  readonly now?: () => number;
  readonly limits?: CloseLimitOptions | 'off';
  /** How long a new object is in no list and no search. Default 0. */
  readonly indexLagMs?: number;
  /** How long a deleted call can still be read and stands in lists. Default 0. */
  readonly deleteLagMs?: number;
  /** One JSON object per line and request. */
  readonly accessLogFile?: string;
}

export interface CloseLimitOptions {
  /** Requests of one endpoint group in one window; default 100. */
  readonly requests?: number;
  /** Default 1,000. */
  readonly windowMs?: number;
  /** `fixed`: a window begins with its first request; `rolling`: any stretch of that length. Default `fixed`. */
  readonly window?: 'fixed' | 'rolling';
  /** All three were seen: with commas (documented), with semicolons, not at all. Default `comma`. */
  readonly header?: 'comma' | 'semicolon' | 'none';
}

export interface StoredCall {
  readonly id: string;
  readonly lead_id: string;
  readonly contact_id: string | null;
  readonly user_id: string;
  readonly direction: string | null;
  readonly status: string;
  readonly outcome_id: string | null;
  readonly duration: number | null;
  readonly phone: string | null;
  /** As it was sent. */
  readonly activity_at: string;
  readonly date_created: string;
  readonly note: string;
  readonly note_html: string;
  readonly recording_url: string | null;
  readonly voicemail_url: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly deletedAt: number | null;
}

export interface StoredPhone {
  /** E.164 where it could be read as a number, else as it was typed. */
  readonly phone: string;
  readonly type: string;
}

export interface StoredContact {
  readonly id: string;
  readonly lead_id: string;
  readonly name: string;
  readonly phones: readonly StoredPhone[];
  readonly createdAt: number;
  /** From when a search finds it. */
  readonly indexedAt: number;
}

export interface StoredLead {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly indexedAt: number;
}

export interface StoredOpportunity {
  readonly id: string;
  readonly lead_id: string;
  readonly note: string;
  readonly status_type: 'active' | 'won' | 'lost';
  /** In cents. */
  readonly value: number;
  readonly createdAt: number;
}

export interface StoredOutcome {
  readonly id: string;
  readonly name: string;
  readonly applies_to: readonly ('calls' | 'meetings')[];
}

export interface StoredTask {
  readonly id: string;
  readonly _type: string;
  readonly lead_id: string;
  readonly contact_id: string | null;
  readonly assigned_to: string;
  readonly text: string;
  readonly date: string | null;
  readonly is_complete: boolean;
  readonly createdAt: number;
}

export interface CloseState {
  readonly calls: Map<string, StoredCall>;
  readonly leads: Map<string, StoredLead>;
  readonly contacts: Map<string, StoredContact>;
  readonly opportunities: Map<string, StoredOpportunity>;
  readonly outcomes: Map<string, StoredOutcome>;
  readonly tasks: Map<string, StoredTask>;
}

export interface SandboxRequest {
  readonly at: number;
  readonly method: string;
  /** Without `/api/v1` and the query: `/activity/call/`. */
  readonly path: string;
  readonly query: string;
  /** What was answered; 0 when the connection ended without an answer. */
  readonly status: number;
  readonly credential: 'masked' | 'none';
  /** The fault that was played, if any. */
  readonly fault?: FaultKind;
}

export interface CloseSandbox extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** With the API's path, as an account has it. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly state: CloseState;
  readonly requests: readonly SandboxRequest[];
  /** Everything a client did that the vendor's contract or limits forbid, and answers of ours that do not fit it. */
  readonly violations: readonly string[];
  /** A person and the lead it belongs to, made when there is none of that name. */
  addContact(contact: { name: string; phones: readonly string[]; organization?: string }): {
    contactId: string;
    leadId: string;
  };
  addOpportunity(opportunity: { note: string; leadId: string; status?: 'active' | 'won' | 'lost' }): string;
  addOutcome(name: string, appliesTo?: readonly ('calls' | 'meetings')[]): string;
  readonly faults: { add(fault: Fault): void; clear(): void };
  setAnswerDelay(ms: number): void;
  /** From now on only this key is good. */
  setApiKey(key: string): void;
  /** Changes a call as a person in the browser would. */
  editCall(id: string, change: Partial<StoredCall>): void;
  /** Forgets everything that was stored, counted and planned; key, delay and port stay. */
  reset(): void;
  /** Those not deleted, in order of creation. */
  liveCalls(): StoredCall[];
  /** Everything as plain data: what `GET /__sandbox/ledger` and the runnable form print. */
  ledger(): CloseLedger;
  stop(): Promise<void>;
}

export interface CloseLedger {
  readonly calls: readonly StoredCall[];
  readonly leads: readonly StoredLead[];
  readonly contacts: readonly StoredContact[];
  readonly opportunities: readonly StoredOpportunity[];
  readonly tasks: readonly StoredTask[];
  readonly requests: { readonly count: number; readonly byStatus: Readonly<Record<string, number>> };
  readonly violations: readonly string[];
}
