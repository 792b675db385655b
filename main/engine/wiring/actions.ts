import type {
  CallDetail,
  CallEdit,
  ChosenContact,
  ContactChoice,
  Effect,
  FollowUpDraft,
  FoundContact,
  LookUpAnswer,
} from '../../../shared/actions.ts';
import type { Result } from '../../../shared/result.ts';

/** What every action answers: what becomes of the decision. */
export type ActionAnswer = Promise<Result<{ readonly effect: Effect }>>;

/**
 * What a person decides about calls, by the call's id of the ledger. A decision is durable before anything is sent;
 * the lane of the account sends it, and each step stands in the timeline.
 *
 * Errors of all: `unknown_call`; `wrong_state` (not possible as the call stands now); `in_flight` (a request about this
 * call is under way, try again in a moment); `no_account` (nothing to log to is configured).
 */
export interface Actions {
  /** Everything a screen shows for one call beside its ledger line. Asks nobody. */
  detail(ref: string): Promise<Result<CallDetail>>;
  /** Asks the CRM whose number it is and stores answer and reason. Logs nothing. Errors: those of the CRM; `no_number`. */
  lookUp(ref: string): Promise<Result<LookUpAnswer>>;
  /** Contacts by name, company or number, for the account that this call goes to. At most 20. */
  searchContacts(ref: string, text: string): Promise<Result<readonly FoundContact[]>>;
  /**
   * Changes note, outcome, contact, deal or lead. Before the log it goes with the call; after it the CRM is updated, in
   * place or by replacing the record. Error `cannot_update`: this CRM can do neither; nothing was changed.
   */
  editCall(ref: string, edit: CallEdit): ActionAnswer;
  /** The call belongs to somebody else: like `editCall` with a contact, for a call that the CRM has. The audio comes along. */
  moveCall(ref: string, contact: ChosenContact): ActionAnswer;
  /**
   * Takes the call out of the CRM again; `to`: it waits for the agent, or is let be. A call that has not gone yet just
   * stays here. Error `cannot_remove`: this CRM keeps what it has.
   */
  takeBack(ref: string, to: 'pending' | 'ignored'): ActionAnswer;
  /** Tries again what failed or waits: the log, a refused recording, a refused or uncertain follow-up, a change. */
  retry(ref: string): ActionAnswer;
  /**
   * Settles who it was, for a call that is held or has not gone yet; a held one goes at once. `remember`: also for the
   * next calls of this number. Error `no_number`: a contact cannot be created without one.
   */
  decideContact(ref: string, choice: ContactChoice, remember: boolean): ActionAnswer;
  /** A task in the CRM that follows this call. Errors: `no_tasks` (this CRM takes none), `bad_follow_up`. */
  addFollowUp(ref: string, draft: FollowUpDraft): ActionAnswer;
  /** One click: a pending call goes now. Also a held one with what is decided, and a queued one without its grace. */
  logNow(ref: string): ActionAnswer;
  /** Never goes to a CRM: rule `ignored`. Only for calls the CRM does not have. */
  ignore(ref: string): ActionAnswer;
  /**
   * This number's calls never leave the machine: this call and all that wait, rule `private`. A call that the CRM has is
   * taken back where the CRM allows it.
   */
  markPrivate(ref: string): ActionAnswer;
}
