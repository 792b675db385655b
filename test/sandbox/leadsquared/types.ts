import type { Fault, FaultKind } from '../pipedrive/types.ts';

/** What others see of the sandbox. Times are epoch milliseconds unless a name says otherwise. */

export type { Fault, FaultKind };

/** The three forms in which the vendor refuses who is too fast. */
export type RateRefusal = 429 | 403 | 200;

export interface LeadSquaredSandboxOptions {
  /** Default: any free one. */
  readonly port?: number;
  readonly accessKey?: string;
  readonly secretKey?: string;
  /** Milliseconds between having done the work and answering. */
  readonly answerDelay?: number;
  readonly now?: () => number;
  /** Default 25 in any 5 seconds, no daily limit. */
  readonly limits?: { readonly calls?: number; readonly seconds?: number; readonly perDay?: number } | 'off';
  /** Default 429. */
  readonly rateRefusal?: RateRefusal;
  /**
   * How the look-up by number compares. `digits` (default): as documented, digits with or without country code, any other
   * sign finds nothing. `stored`: only the number as it was typed, as one company was seen to have it.
   */
  readonly phoneSearch?: 'digits' | 'stored';
  /** How long a new lead cannot be found by a search. */
  readonly indexLagMs?: number;
  /** A second lead with the same phone number is refused. Default true. */
  readonly uniquePhone?: boolean;
  /** A second call with the same `CallSessionId` is answered with the first one's id. The vendor does not say. Default false. */
  readonly dedupeSessions?: boolean;
  /** The stored note carries the tag, as it was seen to. Default true. */
  readonly keepsTag?: boolean;
  /** Default true. */
  readonly opportunities?: boolean;
  /** A second address, of another region: it knows the keys' owner and refuses everything else. Default false. */
  readonly otherRegion?: boolean;
  /** One JSON object per line and request. */
  readonly accessLogFile?: string;
}

export interface StoredLead {
  readonly id: string;
  /** Flat, by attribute name, as sent. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly indexedAt: number;
  /** Made by a call that named no lead. */
  readonly madeByCall: boolean;
  activeAt: number;
}

/** A call log as it came, and what the server adds. */
export interface StoredCallLog {
  readonly id: string;
  readonly SourceNumber?: string;
  readonly DestinationNumber?: string;
  readonly DisplayNumber?: string;
  readonly CallerSource?: string;
  readonly StartTime?: string;
  readonly EndTime?: string;
  readonly Status?: string;
  readonly Direction?: 'Inbound' | 'Outbound';
  readonly CallSessionId?: string;
  readonly LeadId: string;
  readonly UserId?: string;
  readonly Tag?: string;
  readonly createdAt: number;
  CallDuration: number;
  ResourceURL?: string;
  OwnerId?: string;
}

export interface StoredNote {
  readonly id: string;
  readonly leadId: string;
  readonly createdAt: number;
  Note: string;
}

export interface StoredTask {
  readonly id: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly createdAt: number;
}

export interface StoredOpportunity {
  readonly id: string;
  readonly leadId: string;
  readonly title: string;
  readonly status: 'Open' | 'Won' | 'Lost';
}

export interface StoredUser {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly active: boolean;
}

export interface SandboxState {
  readonly callLogs: Map<string, StoredCallLog>;
  readonly leads: Map<string, StoredLead>;
  readonly notes: Map<string, StoredNote>;
  readonly tasks: Map<string, StoredTask>;
  readonly opportunities: Map<string, StoredOpportunity>;
  readonly users: Map<string, StoredUser>;
}

export interface SandboxRequest {
  readonly at: number;
  readonly method: string;
  /** Below `/v2`, without the query: `/Telephony.svc/LogCall`. */
  readonly path: string;
  readonly query: string;
  /** What was answered; 0 when the connection ended without an answer. */
  readonly status: number;
  readonly credential: 'masked' | 'none';
  /** The fault that was played, if any. */
  readonly fault?: FaultKind;
}

/** A request without its connection. Header names in lower case. */
export interface PlainRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

export interface LeadSquaredSandbox extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** Only with `otherRegion`. */
  readonly otherOrigin: string;
  readonly credentials: { readonly accessKey: string; readonly secretKey: string };
  readonly state: SandboxState;
  readonly requests: readonly SandboxRequest[];
  /** Everything a client did that the vendor's contract or limits forbid, and answers of ours that do not fit it. */
  readonly violations: readonly string[];
  /** The first number is the lead's phone, the second its mobile. */
  addPerson(person: { name: string; phones: readonly string[]; organization?: string }): string;
  addDeal(deal: { title: string; personId: string; status?: 'open' | 'won' | 'lost' }): string;
  addUser(user: { name: string; email: string; active?: boolean }): string;
  readonly faults: { add(fault: Fault): void; clear(): void };
  setAnswerDelay(ms: number): void;
  /** From now on only these keys are good. */
  setKeys(accessKey: string, secretKey: string): void;
  setRateRefusal(form: RateRefusal): void;
  /** Forgets everything that was stored, counted and planned; keys, delay and port stay. */
  reset(): void;
  /** In order of creation; LeadSquared never removes one. */
  liveCallLogs(): StoredCallLog[];
  /** The same exchange without a connection, for tests whose time is not the machine's. No faults. */
  answer(request: PlainRequest): { readonly status: number; readonly body: string };
  /** Everything as plain data: what `GET /__sandbox/ledger` and the runnable form print. */
  ledger(): SandboxLedger;
  stop(): Promise<void>;
}

export interface SandboxLedger {
  readonly callLogs: readonly StoredCallLog[];
  readonly leads: readonly StoredLead[];
  readonly notes: readonly StoredNote[];
  readonly tasks: readonly StoredTask[];
  readonly opportunities: readonly StoredOpportunity[];
  readonly requests: { readonly count: number; readonly byStatus: Record<string, number> };
  readonly violations: readonly string[];
}
