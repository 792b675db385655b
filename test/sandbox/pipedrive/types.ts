/** What others see of the sandbox. Times are epoch milliseconds unless a name says otherwise. */

export interface PipedriveSandboxOptions {
  /** Default: any free one. */
  readonly port?: number;
  readonly token?: string;
  /** Milliseconds between having done the work and answering. */
  readonly answerDelay?: number;
  readonly now?: () => number;
  readonly limits?:
    | {
        /** Requests in any 2 seconds; default 20, a Lite seat's API token. */
        readonly burst?: number;
        /** Searches in any 2 seconds; default 10, on every plan. */
        readonly search?: number;
        /** Tokens of a UTC day; default 30,000, one Lite seat. */
        readonly dailyTokens?: number;
      }
    | 'off';
  /** `stored`: the term is looked for in the number as it was typed. `digits`: punctuation is ignored on both sides. */
  readonly phoneSearch?: 'stored' | 'digits';
  /** How long a new person or lead cannot be found by a search. */
  readonly indexLagMs?: number;
  /** One JSON object per line and request. */
  readonly accessLogFile?: string;
  /** Default true; off for measurements of the upload alone. */
  readonly hashUploads?: boolean;
  /** The vendor does not say in which order call logs are listed. Default `oldest`. */
  readonly callLogOrder?: 'oldest' | 'newest';
}

export interface StoredRecording {
  readonly bytes: number;
  /** Hex; empty with `hashUploads: false`. */
  readonly sha256: string;
  readonly filename: string;
  readonly contentType: string;
  /** When the upload's first byte was read, and its last. */
  readonly createdAt: number;
  readonly completedAt: number;
}

/** Request fields as they came, and what the server adds. Optional fields are missing when they were not sent. */
export interface StoredCallLog {
  readonly id: string;
  readonly to_phone_number: string;
  readonly outcome: string;
  /** `YYYY-MM-DD HH:MM:SS`, UTC, as sent. */
  readonly start_time: string;
  readonly end_time: string;
  readonly from_phone_number?: string;
  readonly duration?: string;
  readonly subject?: string;
  readonly note?: string;
  readonly person_id?: number;
  readonly org_id?: number;
  readonly deal_id?: number;
  readonly lead_id?: string;
  readonly user_id: number;
  readonly company_id: number;
  readonly activity_id: number;
  readonly createdAt: number;
  has_recording: boolean;
  deleted: boolean;
  recording: StoredRecording | null;
}

export interface StoredPhone {
  readonly value: string;
  readonly primary: boolean;
  readonly label: string;
}

export interface StoredPerson {
  readonly id: number;
  readonly name: string;
  readonly phones: readonly StoredPhone[];
  readonly emails: readonly StoredPhone[];
  readonly org_id: number | null;
  readonly owner_id: number;
  readonly createdAt: number;
  /** From when a search finds it. */
  readonly indexedAt: number;
}

export interface StoredOrganization {
  readonly id: number;
  readonly name: string;
}

export interface StoredDeal {
  readonly id: number;
  readonly title: string;
  readonly person_id: number;
  readonly org_id: number | null;
  readonly status: 'open' | 'won' | 'lost';
  readonly createdAt: number;
}

export interface StoredLead {
  readonly id: string;
  readonly title: string;
  readonly person_id: number | null;
  readonly organization_id: number | null;
  readonly createdAt: number;
  readonly indexedAt: number;
}

/** As API v2 knows it: the fields of its answers, and when it was made and changed. */
export interface StoredActivity {
  readonly id: number;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly deleted: boolean;
}

export interface SandboxState {
  readonly callLogs: Map<string, StoredCallLog>;
  readonly persons: Map<number, StoredPerson>;
  readonly organizations: Map<number, StoredOrganization>;
  readonly deals: Map<number, StoredDeal>;
  readonly leads: Map<string, StoredLead>;
  readonly activities: Map<number, StoredActivity>;
}

export interface SandboxRequest {
  readonly at: number;
  readonly method: string;
  readonly api: 'v1' | 'v2' | 'none';
  /** Without the API's prefix and the query: `/callLogs`. */
  readonly path: string;
  readonly query: string;
  /** What was answered; 0 when the connection ended without an answer. */
  readonly status: number;
  /** What it cost. */
  readonly tokens: number;
  readonly credential: 'masked' | 'none';
  /** The fault that was played, if any. */
  readonly fault?: FaultKind;
}

/**
 * - `drop_before`: the connection is destroyed and nothing is done
 * - `drop_after`: everything is done, then the connection is destroyed
 * - `drop_half_answer`: everything is done, half of the answer is sent, then the connection is destroyed
 * - `cut_upload`: the connection is destroyed after about half of the request's body; nothing is stored
 * - `slow`: everything is done, the answer comes after `delayMs`
 * - `slow_body`: everything is done, half of the answer comes at once, the rest after `delayMs`
 * - `hang`: the request is read, nothing is done, no answer ever comes
 * - `status`: `status` with the vendor's body for it; nothing is done
 * - `html`: 403 with the content delivery network's HTML page; nothing is done
 * - `garbage`: 200 with a body that is no JSON; nothing is done
 */
export type FaultKind =
  | 'drop_before'
  | 'drop_after'
  | 'drop_half_answer'
  | 'cut_upload'
  | 'slow'
  | 'slow_body'
  | 'hang'
  | 'status'
  | 'html'
  | 'garbage';

export interface Fault {
  /** Held against `METHOD /path`, the path without the API's prefix and query. */
  readonly match: RegExp;
  readonly kind: FaultKind;
  /** How often it is played; default 1. */
  readonly times?: number;
  /** How many matching requests pass unharmed before it; default 0. */
  readonly after?: number;
  /** For `status`; default 500. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Leaves the rate-limit headers out. */
  readonly bare?: boolean;
  /** For `slow` and `slow_body`; default 1,000. */
  readonly delayMs?: number;
  /** `hang`, `status`, `html` and `garbage` do the work all the same before they answer wrongly. Default false. */
  readonly effective?: boolean;
}

export interface PipedriveSandbox extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  readonly token: string;
  readonly state: SandboxState;
  readonly requests: readonly SandboxRequest[];
  /** Everything a client did that the vendor's contract or limits forbid, and answers of ours that do not fit it. */
  readonly violations: readonly string[];
  addPerson(person: { name: string; phones: readonly string[]; organization?: string }): number;
  addDeal(deal: { title: string; personId: number; status?: 'open' | 'won' | 'lost' }): number;
  addLead(lead: { title: string; personId: number }): string;
  readonly faults: { add(fault: Fault): void; clear(): void };
  setAnswerDelay(ms: number): void;
  /** From now on only this token is good. */
  setToken(token: string): void;
  /** Forgets everything that was stored, counted and planned; token, delay and port stay. */
  reset(): void;
  /** Those not deleted, in order of creation. */
  liveCallLogs(): StoredCallLog[];
  /** Everything as plain data: what `GET /__sandbox/ledger` and the runnable form print. */
  ledger(): SandboxLedger;
  stop(): Promise<void>;
}

export interface SandboxLedger {
  readonly callLogs: readonly StoredCallLog[];
  readonly persons: readonly StoredPerson[];
  readonly deals: readonly StoredDeal[];
  readonly leads: readonly StoredLead[];
  readonly activities: readonly StoredActivity[];
  readonly requests: { readonly count: number; readonly tokens: number; readonly byStatus: Record<string, number> };
  readonly violations: readonly string[];
}
