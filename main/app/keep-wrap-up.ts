import type { CallDetail, CallEdit, Effect } from '../../shared/actions.ts';
import type { WrapUp } from '../../shared/contract/calls.ts';
import { ok, type Result } from '../../shared/result.ts';
import type { Engine } from '../engine/index.ts';

type Actions = Engine['actions'];
type Contact = NonNullable<WrapUp['contact']>;
type Done = Result<{ readonly effect: Effect }>;

const DONE: Done = ok({ effect: 'done' });

/** Keeps what was typed, one decision after the other; the first that is refused ends it. */
export async function keepWrapUp(actions: Actions, id: string, wrapUp: WrapUp): Promise<Done> {
  const { contact, followUp } = wrapUp;
  let last = DONE;
  if (contact !== undefined) {
    const detail = await actions.detail(id);
    if (!detail.ok) return detail;
    last = await chooseContact(actions, id, contact, detail.value);
    if (!last.ok) return last;
  }
  const edit = editOf(wrapUp);
  if (Object.keys(edit).length > 0) {
    last = await actions.editCall(id, edit);
    if (!last.ok) return last;
  }
  return followUp === undefined ? last : actions.addFollowUp(id, followUp);
}

/** Keeps it and lets the call stay here; a call that was about to go by itself waits for the agent now. */
export async function saveWrapUp(actions: Actions, id: string, wrapUp: WrapUp): Promise<Done> {
  const detail = await actions.detail(id);
  if (!detail.ok) return detail;
  const { state } = detail.value;
  if (state.name === 'held') return keepHeld(actions, id, wrapUp);
  if (state.name === 'queued' && state.reason === null) {
    const stopped = await actions.takeBack(id, 'pending');
    if (!stopped.ok) return stopped;
  }
  return keepWrapUp(actions, id, wrapUp);
}

/** Keeps it and logs the call. */
export async function logWithWrapUp(actions: Actions, id: string, wrapUp: WrapUp): Promise<Done> {
  const detail = await actions.detail(id);
  if (!detail.ok) return detail;
  if (detail.value.state.name !== 'held') {
    const kept = await keepWrapUp(actions, id, wrapUp);
    return kept.ok ? actions.logNow(id) : kept;
  }
  const kept = await keepHeld(actions, id, wrapUp);
  const { contact } = wrapUp;
  const asksMore = contact?.kind === 'create' || (contact?.kind === 'contact' && contact.remember);
  if (!kept.ok || !asksMore) return kept.ok ? actions.logNow(id) : kept;
  const decided = await chooseContact(actions, id, contact, detail.value);
  if (!decided.ok || wrapUp.dealId === undefined) return decided;
  return actions.editCall(id, { dealId: wrapUp.dealId });
}

/** A held call goes as soon as its contact is decided, so the rest is said first, and the contact as an edit. */
async function keepHeld(actions: Actions, id: string, wrapUp: WrapUp): Promise<Done> {
  const { contact, followUp } = wrapUp;
  const decides = contact !== undefined && contact.kind !== 'create';
  const who = decides ? { contact: contact.kind === 'contact' ? contact.contact : null } : {};
  const kept = await actions.editCall(id, { ...editOf(wrapUp), ...who });
  if (!kept.ok || followUp === undefined) return kept;
  return actions.addFollowUp(id, followUp);
}

function editOf({ note, outcome, dealId, leadId }: WrapUp): CallEdit {
  return {
    ...(note === undefined ? {} : { note }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(dealId === undefined ? {} : { dealId }),
    ...(leadId === undefined ? {} : { leadId }),
  };
}

/** A call that the CRM has is moved, one that waits is decided. */
function chooseContact(actions: Actions, id: string, contact: Contact, { allowed }: CallDetail): Promise<Done> {
  if (contact.kind === 'contact' && allowed.includes('moveCall')) return actions.moveCall(id, contact.contact);
  if (contact.kind === 'none' && !allowed.includes('decideContact')) return actions.editCall(id, { contact: null });
  const remember = contact.kind === 'contact' && contact.remember;
  const choice = contact.kind === 'contact' ? { kind: contact.kind, contact: contact.contact } : contact;
  return actions.decideContact(id, choice, remember);
}
