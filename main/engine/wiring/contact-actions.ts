import type { ContactChoice, ContactProposal, FoundContact, LookUpAnswer } from '../../../shared/actions.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { CrmAdapter } from '../crm/port.ts';
import { chooseDeal } from '../matching/choose.ts';
import { numberKey } from '../matching/number-key.ts';
import type { ContactQuestion, Decision } from '../matching/question.ts';
import type { StoredCall } from '../store/port.ts';
import {
  effect,
  isThere,
  isUnderWay,
  refuse,
  REFUSALS,
  type ActionDesk,
  type Answer,
  type Case,
} from './action-desk.ts';
import { editCall } from './edit-actions.ts';

async function adapterFor(
  desk: ActionDesk,
  ref: string,
): Promise<Result<{ call: StoredCall; adapter: CrmAdapter; contacts: ContactQuestion }>> {
  const call = desk.call(ref);
  if (call === undefined) return refuse('unknown_call');
  const account = desk.desk(desk.accountOf(call));
  if (account === undefined) return refuse('no_account');
  const adapter = await account.lane.adapter();
  return adapter.ok ? ok({ call, adapter: adapter.value, contacts: account.contacts }) : adapter;
}

/** Asks whose number it is, and keeps what was said. Nothing is decided by it. */
export async function lookUp(desk: ActionDesk, ref: string): Promise<Result<LookUpAnswer>> {
  const asked = await adapterFor(desk, ref);
  if (!asked.ok) return asked;
  const { call, adapter, contacts } = asked.value;
  const { remote } = call.facts;
  if (remote.national === null && remote.e164 === null) return refuse('no_number');
  const found = await contacts.find(adapter, remote);
  if (!found.ok) return found;
  const decision = contacts.decide(found.value, remote, adapter.capabilities.contactless);
  const answer = { at: desk.deps.clock.now(), contacts: found.value, proposal: proposalOf(decision) };
  desk.deps.changes.transaction(() => {
    desk.deps.store.contacts.keep(call.no, answer);
    desk.note(call.no, 'looked_up', answer.proposal.reason);
  });
  return ok(answer);
}

function proposalOf(decision: Decision): ContactProposal {
  if (decision.kind !== 'decided') {
    const reason = decision.kind === 'hold' ? decision.reason : 'no_contact';
    return { reason, contact: null, dealId: null, leadId: null };
  }
  const { contact, dealId, leadId } = decision.decision;
  if (contact === null) return { reason: decision.reason, contact, dealId, leadId };
  const { reason, ...chosen } = contact;
  return { reason, contact: chosen, dealId, leadId };
}

export async function searchContacts(
  desk: ActionDesk,
  ref: string,
  text: string,
): Promise<Result<readonly FoundContact[]>> {
  const asked = await adapterFor(desk, ref);
  if (!asked.ok) return asked;
  return text.trim() === '' ? ok([]) : asked.value.adapter.searchContacts(text.trim());
}

/** More held calls of one number there are not. */
const MOST_HELD = 2_000;

export async function decideContact(
  desk: ActionDesk,
  ref: string,
  choice: ContactChoice,
  remember: boolean,
): Promise<Answer> {
  const before = desk.open(ref);
  if (!before.ok) return before;
  const abilities = await desk.abilities(before.value.delivery.account);
  const opened = desk.open(ref);
  if (!opened.ok) return opened;
  const { call, delivery } = opened.value;
  const { remote } = call.facts;
  const hasNumber = remote.national !== null || remote.e164 !== null;
  if (isUnderWay(call)) return refuse('in_flight');
  if (choice.kind === 'create' && (!hasNumber || choice.name.trim() === '')) return fail(REFUSALS.no_number);
  if (choice.kind === 'none' && abilities?.contactless === false) return refuse('contact_needed');
  if (isThere(call)) return forLogged(desk, opened.value, choice, remember);
  if (call.state.name === 'excluded' || call.state.name === 'failed') return refuse('wrong_state');
  return desk.decide(() => {
    const { store } = desk.deps;
    if (choice.kind === 'create') store.deliveries.reopen(call.no, choice.name.trim());
    else store.deliveries.decide(call.no, decided(desk, call, choice));
    if (remember && choice.kind !== 'create') learn(desk, opened.value, choice);
    desk.note(call.no, 'contact_chosen', choice.kind);
    const answer = call.state.name === 'held' ? desk.queue(opened.value) : effect('stored');
    if (remember && choice.kind !== 'create') releaseOthers(desk, call, delivery.account);
    return answer;
  });
}

async function forLogged(
  desk: ActionDesk,
  { call, delivery }: Case,
  choice: ContactChoice,
  remember: boolean,
): Promise<Answer> {
  if (choice.kind === 'create') return refuse('wrong_state');
  const answer = await editCall(desk, call.ref, { contact: choice.kind === 'contact' ? choice.contact : null });
  if (answer.ok && remember) learn(desk, { call, delivery }, choice);
  return answer;
}

function learn(desk: ActionDesk, { call, delivery }: Case, choice: Exclude<ContactChoice, { kind: 'create' }>): void {
  const contact = choice.kind === 'contact' ? choice.contact : null;
  desk.desk(delivery.account)?.contacts.remember(call.facts.remote, contact);
}

/** The chosen contact; of the deals and leads that were found with it the only open one. */
function decided(desk: ActionDesk, call: StoredCall, choice: Exclude<ContactChoice, { kind: 'create' }>) {
  if (choice.kind === 'none') return { contact: null, dealId: null, leadId: null };
  const { contact } = choice;
  const found = desk.deps.store.contacts.lookedUp(call.no)?.contacts.find(({ id }) => id === contact.id);
  const deal = found === undefined ? { dealId: null, leadId: null } : chooseDeal(found);
  return { contact: { ...contact, reason: 'chosen' }, ...deal };
}

/** Other calls of this number were held by the same question: they have their answer now. */
function releaseOthers(desk: ActionDesk, { no, facts }: StoredCall, account: string): void {
  const { store } = desk.deps;
  const key = numberKey(facts.remote);
  for (const call of store.calls.inState('held', MOST_HELD)) {
    const delivery = store.deliveries.get(call.no);
    const asks = call.state.name === 'held' && ['several_contacts', 'no_contact'].includes(call.state.reason);
    if (call.no === no || !asks || delivery?.account !== account || numberKey(call.facts.remote) !== key) continue;
    desk.note(call.no, 'contact_remembered');
    desk.queue({ call, delivery });
  }
}
