import type { CallState, Outcome } from './call.ts';

/** What a person may decide about a call, and what is shown for it. Times are epoch milliseconds. */

/** A contact as a CRM found it, with what a call could be logged to. */
export interface FoundContact {
  readonly id: string;
  readonly name: string;
  readonly organization: { readonly id: string; readonly name: string } | null;
  readonly numbers: readonly string[];
  readonly openDeals: readonly { readonly id: string; readonly title: string }[];
  readonly leads: readonly { readonly id: string; readonly title: string }[];
  readonly changedAt: number | null;
}

export interface ChosenContact {
  readonly id: string;
  readonly name: string;
  readonly organizationId: string | null;
}

/** Who the other party is: one of the CRM's contacts, nobody, or somebody to be created there. */
export type ContactChoice =
  | { readonly kind: 'contact'; readonly contact: ChosenContact }
  | { readonly kind: 'none' }
  | { readonly kind: 'create'; readonly name: string };

/** What is left out stays as it is. */
export interface CallEdit {
  /** Plain text; null or empty: no note. */
  readonly note?: string | null;
  /** Null: what the phone says. */
  readonly outcome?: Outcome | null;
  /** Null: without a contact. Changing it drops deal and lead unless they are given too. */
  readonly contact?: ChosenContact | null;
  /** A call is logged to a deal or to a lead, never to both. */
  readonly dealId?: string | null;
  readonly leadId?: string | null;
}

export interface FollowUpDraft {
  readonly subject: string;
  /** Day in the agent's calendar, `YYYY-MM-DD`. */
  readonly dueDate: string;
  readonly note: string | null;
}

/**
 * - `owed`: not in the CRM yet
 * - `created`: there
 * - `refused`: the CRM does not take it, see `reason`
 * - `uncertain`: the answer was lost; it may be there. A person looks, then tries again or lets it be
 */
export type FollowUpState = 'owed' | 'created' | 'refused' | 'uncertain';

export interface FollowUp extends FollowUpDraft {
  readonly no: number;
  readonly state: FollowUpState;
  readonly reason: string | null;
  readonly url: string | null;
}

/**
 * What becomes of a decision. It is durable in every case.
 *
 * - `stored`: goes with the call when it is logged
 * - `queued`: the call goes to the CRM now
 * - `updating`: the CRM's record is changed in place
 * - `replacing`: the CRM's record is removed and the call logged anew, with its recording
 * - `removing`: the CRM's record is removed
 * - `done`: nothing is left to do
 */
export type Effect = 'stored' | 'queued' | 'updating' | 'replacing' | 'removing' | 'done';

/**
 * Why a contact is proposed or not: `only_match`, `newest_of_N`, `remembered`, `created`, `chosen`, `several_contacts`,
 * `no_contact`, `no_number`.
 */
export interface ContactProposal {
  readonly reason: string;
  /** Null: nobody, or more than one. */
  readonly contact: ChosenContact | null;
  readonly dealId: string | null;
  readonly leadId: string | null;
}

/** What the CRM said about a number, and what follows from it. */
export interface LookUpAnswer {
  readonly at: number;
  readonly contacts: readonly FoundContact[];
  readonly proposal: ContactProposal;
}

/** What a screen for one call shows beside its ledger line. */
export interface CallDetail {
  readonly id: string;
  readonly state: CallState;
  readonly account: string | null;
  readonly note: string | null;
  /** The agent's word; null: what the phone says. */
  readonly outcome: Outcome | null;
  readonly contact: (ChosenContact & { readonly reason: string }) | null;
  /** The question who it was is settled, also when the answer is "nobody". */
  readonly contactDecided: boolean;
  readonly dealId: string | null;
  readonly leadId: string | null;
  /** The last answer to the contact question; null: never asked. */
  readonly lookedUp: LookUpAnswer | null;
  readonly followUps: readonly FollowUp[];
  readonly timeline: readonly { readonly at: number; readonly code: string; readonly detail: string | null }[];
  /** What may be done with it now; the rest is refused with a reason. */
  readonly allowed: readonly ActionName[];
}

export const ACTION_NAMES = [
  'editCall',
  'moveCall',
  'takeBack',
  'retry',
  'decideContact',
  'addFollowUp',
  'logNow',
  'ignore',
  'markPrivate',
] as const;
export type ActionName = (typeof ACTION_NAMES)[number];
