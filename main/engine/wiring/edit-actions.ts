import type { CallEdit, ChosenContact, FollowUpDraft } from '../../../shared/actions.ts';
import { fromWritten, planRevision } from '../outbox/revision.ts';
import { toLoggable } from '../outbox/types.ts';
import type { Delivery } from '../store/port.ts';
import {
  effect,
  isThere,
  isUnderWay,
  refuse,
  type Abilities,
  type ActionDesk,
  type Answer,
  type Case,
} from './action-desk.ts';

/** Changes what is said of a call, before the log or after it. */
export async function editCall(desk: ActionDesk, ref: string, edit: CallEdit): Promise<Answer> {
  const before = desk.open(ref);
  if (!before.ok) return before;
  const abilities = await desk.abilities(before.value.delivery.account);
  const opened = desk.open(ref);
  if (!opened.ok) return opened;
  const { call, delivery } = opened.value;
  if (call.state.name === 'excluded' || delivery.takeBack === 'ignored' || delivery.takeBack === 'private') {
    return refuse('wrong_state');
  }
  const after = edited(delivery, edit);
  if (after === undefined) return refuse('bad_edit');
  const fields = changedFields(delivery, after);
  if (fields.length === 0) return effect('done');
  const sent = isThere(call) || isUnderWay(call) || delivery.crmId !== null;
  const kind = sent ? revisionKind(opened.value, after, { abilities, fields }) : 'stored';
  if (kind === 'cannot') return refuse('cannot_update');
  return desk.decide(() => {
    write(desk, opened.value, after);
    desk.note(call.no, 'edited', fields.join());
    if (!isThere(call)) return effect('stored');
    desk.owe(call.no, 'update', delivery.account);
    return effect(kind === 'replace' ? 'replacing' : 'updating');
  });
}

/** Undefined: the edit contradicts itself or the call. */
function edited(delivery: Delivery, edit: CallEdit): Delivery | undefined {
  const { note = delivery.note, outcome = delivery.outcome } = edit;
  const contact = edit.contact === undefined ? delivery.contact : chosen(edit.contact, delivery);
  const moved = contact?.id !== delivery.contact?.id;
  const dealId = edit.dealId === undefined ? (moved || edit.leadId ? null : delivery.dealId) : edit.dealId;
  const leadId = edit.leadId === undefined ? (moved || edit.dealId ? null : delivery.leadId) : edit.leadId;
  if (dealId !== null && leadId !== null) return undefined;
  const decided = delivery.decided || edit.contact !== undefined;
  if (!decided && (dealId !== null || leadId !== null)) return undefined;
  return { ...delivery, note: note === '' ? null : note, outcome, contact, dealId, leadId, decided };
}

function chosen(contact: ChosenContact | null, { contact: current }: Delivery): Delivery['contact'] {
  if (contact === null) return null;
  return contact.id === current?.id ? current : { ...contact, reason: 'chosen' };
}

/** Names of what the agent changed, as the timeline has them. */
function changedFields(before: Delivery, after: Delivery): string[] {
  const changed: Readonly<Record<string, boolean>> = {
    note: before.note !== after.note,
    outcome: before.outcome !== after.outcome,
    contact: before.contact?.id !== after.contact?.id || before.decided !== after.decided,
    deal: before.dealId !== after.dealId || before.leadId !== after.leadId,
  };
  return Object.keys(changed).filter((field) => changed[field]);
}

/** Whether the CRM can be made to say so. What cannot be told now is left to the lane. */
function revisionKind(
  { call, delivery }: Case,
  after: Delivery,
  { abilities, fields }: { abilities: Abilities | null; fields: readonly string[] },
): 'cannot' | 'in_place' | 'replace' | 'none' {
  if (abilities === null) return 'in_place';
  const written = delivery.written === null ? null : fromWritten(delivery.written);
  const { kind, left } = planRevision(written, toLoggable(call, after), abilities);
  return left.some((field) => field === 'record' || fields.includes(field)) ? 'cannot' : kind;
}

function write({ deps }: ActionDesk, { call, delivery }: Case, after: Delivery): void {
  const { store } = deps;
  store.deliveries.setWrapUp(call.no, after);
  if (after.decided) store.deliveries.decide(call.no, after);
  const left = delivery.contact;
  // Who was remembered for this number is not the one.
  if (left?.reason === 'remembered' && left.id !== after.contact?.id) {
    deps.accounts.get(delivery.account)?.contacts.unlearn(call.facts.remote);
  }
}

export async function moveCall(desk: ActionDesk, ref: string, contact: ChosenContact): Promise<Answer> {
  const opened = desk.open(ref);
  if (!opened.ok) return opened;
  if (isUnderWay(opened.value.call)) return refuse('in_flight');
  return isThere(opened.value.call) ? editCall(desk, ref, { contact }) : refuse('wrong_state');
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return DAY.test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

export async function addFollowUp(desk: ActionDesk, ref: string, draft: FollowUpDraft): Promise<Answer> {
  if (draft.subject.trim() === '' || !isDay(draft.dueDate)) return refuse('bad_follow_up');
  const before = desk.open(ref);
  if (!before.ok) return before;
  const abilities = await desk.abilities(before.value.delivery.account);
  if (abilities?.tasks === false) return refuse('no_tasks');
  const opened = desk.open(ref);
  if (!opened.ok) return opened;
  const { call, delivery } = opened.value;
  if (call.state.name === 'excluded') return refuse('wrong_state');
  return desk.decide(() => {
    desk.deps.store.followUps.add(call.no, draft);
    desk.note(call.no, 'follow_up_added', draft.dueDate);
    if (!isThere(call)) return effect('stored');
    desk.owe(call.no, 'task', delivery.account);
    return effect('updating');
  });
}
