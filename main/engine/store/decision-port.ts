import type { ChosenContact, FollowUp, FollowUpDraft, LookUpAnswer } from '../../../shared/actions.ts';

/** The tables of what people decide, and of recordings on a host; a part of `port.ts`. */

/** Whom the agent chose for a number, or whom we created for it. */
export interface Memory {
  /** Null: nobody. */
  readonly contact: ChosenContact | null;
  /** `remembered` or `created`. */
  readonly reason: string;
  readonly at: number;
}

export interface ContactTable {
  lookedUp(callNo: number): LookUpAnswer | undefined;
  keep(callNo: number, answer: LookUpAnswer): void;
  /** `number`: E.164, or the digits as they are. */
  recall(account: string, number: string): Memory | undefined;
  remember(account: string, number: string, memory: Memory): void;
  forget(account: string, number: string): void;
  markPrivate(number: string, at: number): void;
  isPrivate(number: string): boolean;
  /** A transaction was rolled back: what was remembered of it is not true. */
  rolledBack(): void;
}

export interface StoredFollowUp extends FollowUp {
  readonly callNo: number;
  /** A request to create it was opened and its answer was not stored. */
  readonly sending: boolean;
}

export interface FollowUpTable {
  add(callNo: number, draft: FollowUpDraft): number;
  of(callNo: number): StoredFollowUp[];
  open(no: number): void;
  settle(no: number, to: Pick<FollowUp, 'state' | 'reason' | 'url'> & { readonly crmId?: string }): void;
  /** How many of this account's calls wait for a look by a person. */
  uncertain(account: string): number;
}

/** A recording on a host. The key is durable before the upload, so that a repeated one meets the same place. */
export interface Hosted {
  readonly callNo: number;
  /** Which host has it: kind and place. Another one knows nothing of the key. */
  readonly host: string;
  readonly key: string;
  readonly sha256: string | null;
  readonly url: string | null;
  readonly expiresAt: number | null;
  /** Null: the upload has not come to its end. */
  readonly storedAt: number | null;
  readonly deleteAt: number | null;
}

export interface HostedTable {
  get(callNo: number): Hosted | undefined;
  put(hosted: Hosted): void;
  remove(callNo: number, key: string): void;
  deleteFrom(callNo: number, at: number): void;
  /** What is to be deleted by now, on this host. */
  outdated(now: number, host: string, limit: number): Hosted[];
  /** The hosts that something is to be deleted from by now. */
  outdatedHosts(now: number): string[];
}
