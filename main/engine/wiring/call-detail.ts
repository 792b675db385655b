import type { ActionName, CallDetail } from '../../../shared/actions.ts';
import { ok, type Result } from '../../../shared/result.ts';
import type { Delivery, StoredCall } from '../store/port.ts';
import { isThere, isUnderWay, refuse, type Abilities, type ActionDesk } from './action-desk.ts';

export async function callDetail(desk: ActionDesk, ref: string): Promise<Result<CallDetail>> {
  const before = desk.call(ref);
  if (before === undefined) return refuse('unknown_call');
  const account = desk.accountOf(before);
  const abilities = account === null ? null : await desk.abilities(account);
  const call = desk.call(ref) ?? before;
  const { store } = desk.deps;
  const delivery = store.deliveries.get(call.no);
  const { contact = null, note = null, outcome = null, dealId = null, leadId = null, decided = false } = delivery ?? {};
  return ok({
    id: call.ref,
    state: call.state,
    account,
    note,
    outcome,
    contact,
    contactDecided: decided,
    dealId,
    leadId,
    lookedUp: store.contacts.lookedUp(call.no) ?? null,
    followUps: store.followUps.of(call.no).map(({ no, subject, dueDate, note: text, state, reason, url }) => ({
      ...{ no, subject, dueDate, note: text },
      ...{ state, reason, url },
    })),
    timeline: store.timeline.of(call.no),
    allowed: account === null ? [] : allowed(call, delivery, abilities),
  });
}

/** What an action would not refuse at once. */
function allowed(call: StoredCall, delivery: Delivery | undefined, abilities: Abilities | null): ActionName[] {
  const { state } = call;
  const there = isThere(call);
  const open = !there && !isUnderWay(call) && state.name !== 'excluded';
  const canRemove = abilities?.remove !== false;
  const canEdit = canRemove || abilities.update.length > 0;
  const asksWho = state.name === 'held' && (state.reason === 'several_contacts' || state.reason === 'no_contact');
  const ignored = state.name === 'excluded' && state.reason === 'ignored';
  const hasNumber = call.facts.remote.raw !== '';
  const may: Readonly<Record<ActionName, boolean>> = {
    editCall: state.name !== 'excluded' && (open || canEdit),
    moveCall: there && (canRemove || abilities.update.includes('contact')),
    takeBack: (there && canRemove) || (open && state.name !== 'settling' && state.name !== 'pending'),
    retry: state.name === 'failed' || state.name === 'held' || state.name === 'queued' || there,
    decideContact: open && state.name !== 'failed',
    addFollowUp: state.name !== 'excluded' && abilities?.tasks !== false,
    logNow:
      state.name === 'pending' ||
      state.name === 'queued' ||
      ignored ||
      (state.name === 'held' && (!asksWho || delivery?.decided === true)),
    ignore: open,
    markPrivate: hasNumber && !isUnderWay(call),
  };
  return (Object.keys(may) as ActionName[]).filter((name) => may[name]);
}
