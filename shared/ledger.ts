import type { Direction, Outcome, RecordingState, StateName } from './call.ts';

/** The balance of all calls. `found` is always the sum of `states`. */
export interface Ledger {
  readonly found: number;
  readonly states: Readonly<Record<StateName, number>>;
  readonly rejectedRecords: number;
}

/** One call as the headless run prints it. Times are ISO 8601 UTC without fractions. */
export interface LedgerCall {
  readonly id: string;
  readonly state: StateName;
  /** Stable code; for `excluded` the rule, null where the state says it all. */
  readonly reason: string | null;
  readonly source: string;
  readonly direction: Direction;
  readonly remoteNumber: string | null;
  readonly remoteRaw: string | null;
  readonly remoteName: string | null;
  readonly localNumber: string | null;
  readonly startedAt: string;
  readonly answeredAt: string | null;
  readonly endedAt: string;
  readonly talkSeconds: number;
  readonly outcome: Outcome;
  readonly legs: number;
  readonly notes: readonly string[];
  readonly recording: {
    /** Only where the source has an address and no file. */
    readonly url?: string;
    readonly path: string | null;
    readonly sha256: string | null;
    readonly seconds: number | null;
    readonly state: RecordingState;
    readonly reason: string | null;
  } | null;
  readonly crm: {
    readonly account: string;
    readonly id: string | null;
    readonly url: string | null;
    readonly contact: { readonly id: string; readonly name: string; readonly reason: string } | null;
  } | null;
}

export interface LedgerLine extends Ledger {
  readonly event: 'ledger';
  readonly calls?: readonly LedgerCall[];
}
