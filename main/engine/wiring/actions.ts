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
import { appError } from '../../../shared/errors.ts';
import { fail, type Result } from '../../../shared/result.ts';
import { ActionDesk, type ActionDeps } from './action-desk.ts';
import { callDetail } from './call-detail.ts';
import { decideContact, lookUp, searchContacts } from './contact-actions.ts';
import { addFollowUp, editCall, moveCall } from './edit-actions.ts';
import { ignore, logNow, markPrivate, retry, takeBack } from './send-actions.ts';

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

export function createActions(deps: ActionDeps): Actions {
  const desk = new ActionDesk(deps);
  return {
    detail: (ref) => callDetail(desk, ref),
    lookUp: (ref) => lookUp(desk, ref),
    searchContacts: (ref, text) => searchContacts(desk, ref, text),
    editCall: (ref, edit) => editCall(desk, ref, edit),
    moveCall: (ref, contact) => moveCall(desk, ref, contact),
    takeBack: (ref, to) => takeBack(desk, ref, to),
    retry: (ref) => Promise.resolve(retry(desk, ref)),
    decideContact: (ref, choice, remember) => decideContact(desk, ref, choice, remember),
    addFollowUp: (ref, draft) => addFollowUp(desk, ref, draft),
    logNow: (ref) => Promise.resolve(logNow(desk, ref)),
    ignore: (ref) => Promise.resolve(ignore(desk, ref)),
    markPrivate: (ref) => markPrivate(desk, ref),
  };
}

/** The actions of an engine that may not run now: then each is refused with `not_running`. */
export function actionsOf(running: () => Actions | undefined): Actions {
  const notRunning = fail(appError('local', 'not_running', 'The engine is not running. Start it first.'));
  const ask = <T>(work: (actions: Actions) => Promise<Result<T>>): Promise<Result<T>> => {
    const actions = running();
    return actions === undefined ? Promise.resolve(notRunning) : work(actions);
  };
  return {
    detail: (ref) => ask((actions) => actions.detail(ref)),
    lookUp: (ref) => ask((actions) => actions.lookUp(ref)),
    searchContacts: (ref, text) => ask((actions) => actions.searchContacts(ref, text)),
    editCall: (ref, edit) => ask((actions) => actions.editCall(ref, edit)),
    moveCall: (ref, contact) => ask((actions) => actions.moveCall(ref, contact)),
    takeBack: (ref, to) => ask((actions) => actions.takeBack(ref, to)),
    retry: (ref) => ask((actions) => actions.retry(ref)),
    decideContact: (ref, choice, remember) => ask((actions) => actions.decideContact(ref, choice, remember)),
    addFollowUp: (ref, draft) => ask((actions) => actions.addFollowUp(ref, draft)),
    logNow: (ref) => ask((actions) => actions.logNow(ref)),
    ignore: (ref) => ask((actions) => actions.ignore(ref)),
    markPrivate: (ref) => ask((actions) => actions.markPrivate(ref)),
  };
}
