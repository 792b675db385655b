import type { CallDetail } from './actions.ts';
import type { Direction, Outcome, RecordingState, StateName } from './call.ts';
import type { Health } from './events.ts';
import type { Ledger, LedgerCall } from './ledger.ts';

/** What screens show. Made by the engine alone; a screen words it and never judges. All times are epoch milliseconds. */

export const VIEWS = ['pending', 'held', 'on_its_way', 'in_crm', 'excluded', 'failed', 'all'] as const;
export type View = (typeof VIEWS)[number];

/** One line of the list. */
export interface CallRow {
  readonly id: string;
  readonly state: StateName;
  /** Stable code: the rule for `excluded`, the reason for `held` and `failed`, the error's category for `queued`. */
  readonly reason: string | null;
  readonly direction: Direction;
  /** The contact's name, else the caller id; null: only a number is known. */
  readonly name: string | null;
  readonly company: string | null;
  /** E.164 where it can be made, else as the source wrote it; null: hidden or none. */
  readonly number: string | null;
  readonly outcome: Outcome;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly talkSeconds: number;
  readonly recording: RecordingState | null;
  /** Share of what is being sent right now, 0 to 1. */
  readonly progress: number | null;
  /** How many contacts share the number, while the call is held for it. */
  readonly matches: number | null;
  readonly account: string | null;
  readonly source: string;
}

export interface CallFilter {
  readonly view: View;
  /** Words of a name, company, number or note; empty: all. */
  readonly search: string;
  readonly from: number | null;
  readonly before: number | null;
  readonly direction: Direction | null;
  readonly account: string | null;
}

/** A day of the list, newest first; `day` is `YYYY-MM-DD` in the agent's zone. */
export interface DayOfCalls {
  readonly day: string;
  readonly calls: number;
  readonly talkSeconds: number;
}

/** A stretch of the list, newest first. */
export interface CallPage {
  readonly total: number;
  readonly days: readonly DayOfCalls[];
  readonly offset: number;
  readonly rows: readonly CallRow[];
}

export interface LegShown {
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly from: string;
  readonly to: string;
  readonly talkSeconds: number;
  readonly answered: boolean;
}

/** Everything a screen shows for one call. */
export interface CallSheet {
  readonly row: CallRow;
  readonly call: LedgerCall;
  /** What was decided, what happened, what may be done. */
  readonly detail: CallDetail;
  /** Name of the CRM it goes to, `pipedrive`; null: no account. */
  readonly crm: string | null;
  readonly legs: readonly LegShown[];
  /** In `auto` mode: when it goes by itself. Null: it does not, or the agent stopped it. */
  readonly goesAt: number | null;
  readonly recording: {
    readonly state: RecordingState;
    readonly reason: string | null;
    readonly seconds: number | null;
    readonly bytes: number | null;
    /** It can be heard through `recording://call/<id>`. */
    readonly playable: boolean;
  } | null;
}

/** Loudness over time for drawing: 0 to 1, the same count for each channel (one mixed, or them above and you below). */
export interface Waveform {
  readonly seconds: number;
  readonly channels: readonly (readonly number[])[];
}

/** Parts of the balance; they add up to `found`. */
export interface Sum {
  readonly found: number;
  readonly inCrm: number;
  readonly waiting: number;
  readonly held: number;
  readonly excluded: number;
  readonly failed: number;
}

export interface Balance {
  readonly sum: Sum;
  readonly days: readonly (Sum & { readonly day: string })[];
  readonly accounts: readonly (Sum & { readonly account: string })[];
  /** How many calls for each state and reason, for each day and in all; `reason` as in `CallRow`. */
  readonly reasons: readonly { readonly state: StateName; readonly reason: string | null; readonly calls: number }[];
  readonly legs: number;
  readonly rejectedRecords: number;
  readonly sources: number;
  readonly asOf: number;
  /** The sum was counted anew from the calls and equals the running count. */
  readonly addsUp: boolean;
}

export interface RejectedRecord {
  readonly source: string;
  readonly file: string;
  readonly offset: number;
  readonly reason: string;
  readonly detail: string;
  readonly text: string;
}

export interface SourceShown {
  readonly id: string;
  readonly format: string;
  readonly path: string;
  /** What is wrong and what to do; null: it is read. */
  readonly trouble: string | null;
}

export interface AccountShown {
  readonly id: string;
  readonly crm: string;
  readonly state: 'fine' | 'sign_in' | 'paused' | 'offline';
  /** What is wrong and what to do; null: nothing. */
  readonly why: string | null;
}

/** What every window needs at once. */
export interface Overview {
  readonly ledger: Ledger;
  readonly today: Ledger;
  readonly health: Health;
  /** Since when the health is as it is. */
  readonly healthSince: number;
  readonly paused: boolean;
  readonly mode: 'auto' | 'ask';
  readonly sources: readonly SourceShown[];
  readonly accounts: readonly AccountShown[];
  /** First scan, catching up: calls sent and to send, calls a minute; null: nothing of the kind. */
  readonly catchingUp: { readonly done: number; readonly of: number; readonly perMinute: number } | null;
  /** The newest call that one click would log. */
  readonly next: CallRow | null;
}

/** One measured figure with its target, for the support screen. Newest last. */
export interface Figure {
  readonly name: 'noticed' | 'click_to_crm' | 'attached';
  readonly p50: number | null;
  readonly p99: number | null;
  readonly target: number;
  readonly recent: readonly number[];
}

export interface Support {
  readonly version: string;
  readonly figures: readonly Figure[];
  readonly waiting: { readonly calls: number; readonly oldestSeconds: number | null };
  readonly sources: readonly (SourceShown & {
    readonly calls: number;
    readonly rejected: number;
    readonly lastRecordAt: number | null;
  })[];
  readonly accounts: readonly (AccountShown & {
    readonly signedInAs: string | null;
    readonly loggedToday: number;
    readonly answerP50: number | null;
  })[];
  readonly memoryBytes: number;
  readonly cpuShare: number;
  readonly databaseBytes: number;
  readonly diskFreeBytes: number | null;
  readonly calls: number;
  readonly logLines: readonly string[];
}
