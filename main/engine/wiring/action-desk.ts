import type { Effect } from '../../../shared/actions.ts';
import { appError, type AppError } from '../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { CrmAdapter } from '../crm/port.ts';
import type { ContactQuestion } from '../matching/question.ts';
import type { Lane } from '../outbox/lane.ts';
import { settleOwed } from '../outbox/owed.ts';
import type { Clock } from '../ports.ts';
import type { Delivery, JobKind, Store, StoredCall } from '../store/port.ts';
import type { AnnouncedChanges } from './changes.ts';

/** One account as the actions see it. */
export interface AccountDesk {
  readonly lane: Lane;
  readonly contacts: ContactQuestion;
}

export interface ActionDeps {
  readonly store: Store;
  readonly changes: AnnouncedChanges;
  readonly clock: Clock;
  /** Where calls go that belong to no account yet; null: no account is configured. */
  readonly defaultAccount: string | null;
  readonly accounts: ReadonlyMap<string, AccountDesk>;
  /** Something may be due. */
  readonly kick: () => void;
}

/** One call with what was decided for it. */
export interface Case {
  readonly call: StoredCall;
  readonly delivery: Delivery;
}

export type Answer = Result<{ readonly effect: Effect }>;
export type Abilities = CrmAdapter['capabilities'];

export const effect = (what: Effect): Answer => ok({ effect: what });

const refusal = (code: string, message: string): AppError => appError('refused', code, message);

export const REFUSALS = {
  unknown_call: refusal('unknown_call', 'There is no such call.'),
  wrong_state: refusal('wrong_state', 'This cannot be done with the call as it stands now.'),
  in_flight: refusal('in_flight', 'A request about this call is under way. Try again in a moment.'),
  no_account: refusal('no_account', 'No CRM account is configured. Add one first.'),
  cannot_update: refusal(
    'cannot_update',
    'This CRM can neither change nor remove what it has; the call stays as it is.',
  ),
  cannot_remove: refusal('cannot_remove', 'This CRM does not let go of a logged call. Remove it there.'),
  contact_needed: refusal('contact_needed', 'Decide first whose call it was.'),
  no_number: refusal('no_number', 'The call has no number to do this with.'),
  no_tasks: refusal('no_tasks', 'This CRM takes no follow-ups from us.'),
  bad_edit: refusal('bad_edit', 'A call is logged to a deal or to a lead of its contact, never to both.'),
  bad_follow_up: refusal('bad_follow_up', 'A follow-up needs a subject and a day such as 2026-01-31.'),
} as const;

export const refuse = (code: keyof typeof REFUSALS): Result<never> => fail(REFUSALS[code]);

/** What the actions have in common: finding the call, its account, what its CRM can do. */
export class ActionDesk {
  readonly deps: ActionDeps;

  constructor(deps: ActionDeps) {
    this.deps = deps;
  }

  call(ref: string): StoredCall | undefined {
    return this.deps.store.calls.byRef(ref);
  }

  /** The account of a call: where it went, else where calls go. */
  accountOf(call: StoredCall): string | null {
    return this.deps.store.deliveries.get(call.no)?.account ?? this.deps.defaultAccount;
  }

  desk(account: string | null): AccountDesk | undefined {
    return account === null ? undefined : this.deps.accounts.get(account);
  }

  /** The call, and a place to keep what is decided for it. */
  open(ref: string): Result<Case> {
    const { store } = this.deps;
    const call = this.call(ref);
    if (call === undefined) return refuse('unknown_call');
    const account = this.accountOf(call);
    if (account === null) return refuse('no_account');
    store.deliveries.begin(call.no, account);
    const delivery = store.deliveries.get(call.no);
    return delivery === undefined ? refuse('unknown_call') : ok({ call, delivery });
  }

  /** What the account's CRM can do; null when it cannot be told now: then the lane finds out. */
  async abilities(account: string): Promise<Abilities | null> {
    const opened = await this.desk(account)?.lane.adapter();
    return opened?.ok === true ? opened.value.capabilities : null;
  }

  /** One transaction, then whoever has something to do is told. */
  decide(work: () => Answer): Answer {
    const answer = this.deps.changes.transaction(work);
    if (answer.ok) this.deps.kick();
    return answer;
  }

  note(callNo: number, code: string, detail: string | null = null): void {
    const { store, clock, changes } = this.deps;
    store.timeline.add(callNo, clock.now(), code, detail);
    changes.found(callNo);
  }

  owe(callNo: number, kind: JobKind, account: string): void {
    const { store, changes, clock } = this.deps;
    store.jobs.add(callNo, kind, account, clock.now());
    settleOwed({ store, changes }, callNo);
  }

  /** The call goes to the CRM now. */
  queue({ call, delivery }: Case): Answer {
    const { store, changes, clock } = this.deps;
    const due = clock.now();
    store.deliveries.setApproved(call.no, true);
    store.deliveries.setTakeBack(call.no, null);
    changes.move(call, { name: 'queued', due, reason: null });
    store.jobs.add(call.no, 'log', delivery.account, due);
    return effect('queued');
  }
}

export const isThere = ({ state }: StoredCall): boolean => state.name === 'logged' || state.name === 'synced';
export const isUnderWay = ({ state }: StoredCall): boolean => state.name === 'sending' || state.name === 'unknown';
