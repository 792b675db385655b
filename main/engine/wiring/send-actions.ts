import type { JobKind, StoredCall } from '../store/port.ts';
import { numberKey } from '../matching/number-key.ts';
import { effect, isThere, isUnderWay, refuse, type ActionDesk, type Answer, type Case } from './action-desk.ts';

const ALL_JOBS: readonly JobKind[] = ['log', 'update', 'remove', 'task', 'attach', 'renew'];

/** One click. */
export function logNow(desk: ActionDesk, ref: string): Answer {
  const opened = desk.open(ref);
  if (!opened.ok) return opened;
  const { call, delivery } = opened.value;
  const { state } = call;
  if (isUnderWay(call)) return refuse('in_flight');
  const broughtBack = state.name === 'excluded' && state.reason === 'ignored';
  if (state.name !== 'pending' && state.name !== 'held' && state.name !== 'queued' && !broughtBack) {
    return refuse('wrong_state');
  }
  const asksWho = state.name === 'held' && (state.reason === 'several_contacts' || state.reason === 'no_contact');
  if (asksWho && !delivery.decided) return refuse('contact_needed');
  return desk.decide(() => {
    // Nobody can search this CRM: the agent has looked, and says that it is to be sent.
    if (state.name === 'held') desk.deps.store.calls.setFlags(call.no, { searchFirst: false });
    desk.note(call.no, 'approved');
    return desk.queue(opened.value);
  });
}

/** Takes a call that has not gone yet out of everything that is planned for it. Only inside a transaction. */
function exclude({ deps }: ActionDesk, call: StoredCall, reason: 'ignored' | 'private'): void {
  for (const kind of ALL_JOBS) deps.store.jobs.removeOf(call.no, kind);
  deps.changes.move(call, { name: 'excluded', reason });
}

export function ignore(desk: ActionDesk, ref: string): Answer {
  const call = desk.call(ref);
  if (call === undefined) return refuse('unknown_call');
  if (isUnderWay(call)) return refuse('in_flight');
  if (isThere(call) || desk.deps.store.deliveries.get(call.no)?.crmId != null) return refuse('wrong_state');
  return desk.decide(() => {
    desk.note(call.no, 'ignored');
    exclude(desk, call, 'ignored');
    return effect('done');
  });
}

export async function takeBack(desk: ActionDesk, ref: string, to: 'pending' | 'ignored'): Promise<Answer> {
  const before = desk.open(ref);
  if (!before.ok) return before;
  const abilities = await desk.abilities(before.value.delivery.account);
  const opened = desk.open(ref);
  if (!opened.ok) return opened;
  const { call, delivery } = opened.value;
  if (isUnderWay(call)) return refuse('in_flight');
  if (call.state.name === 'excluded') return refuse('wrong_state');
  if (delivery.crmId === null && to === 'ignored') return ignore(desk, ref);
  if (delivery.crmId !== null && abilities?.remove === false) return refuse('cannot_remove');
  return desk.decide(() => (delivery.crmId === null ? keepHere(desk, opened.value) : remove(desk, opened.value, to)));
}

function keepHere(desk: ActionDesk, { call }: Case): Answer {
  const { store, changes } = desk.deps;
  if (call.state.name === 'settling') return refuse('wrong_state');
  store.deliveries.setApproved(call.no, false);
  store.deliveries.setTakeBack(call.no, 'pending');
  store.jobs.removeOf(call.no, 'log');
  desk.note(call.no, 'taken_back', 'pending');
  changes.move(call, { name: 'pending' });
  return effect('done');
}

function remove(desk: ActionDesk, { call, delivery }: Case, to: 'pending' | 'ignored' | 'private'): Answer {
  desk.deps.store.deliveries.setTakeBack(call.no, to);
  desk.note(call.no, 'take_back_asked', to);
  desk.owe(call.no, 'remove', delivery.account);
  return effect('removing');
}

const WAITING = ['settling', 'pending', 'held', 'queued', 'failed'] as const;
/** More calls of one number do not wait at one time. */
const MOST_WAITING = 5_000;

export async function markPrivate(desk: ActionDesk, ref: string): Promise<Answer> {
  const before = desk.call(ref);
  if (before === undefined) return refuse('unknown_call');
  const key = numberKey(before.facts.remote);
  if (key === '') return refuse('no_number');
  const account = desk.accountOf(before);
  const abilities = account === null ? null : await desk.abilities(account);
  const call = desk.call(ref) ?? before;
  const { store, clock } = desk.deps;
  return desk.decide(() => {
    store.contacts.markPrivate(key, clock.now());
    for (const other of WAITING.flatMap((name) => store.calls.inState(name, MOST_WAITING))) {
      if (numberKey(other.facts.remote) !== key || store.deliveries.get(other.no)?.crmId != null) continue;
      desk.note(other.no, 'marked_private');
      exclude(desk, other, 'private');
    }
    const delivery = store.deliveries.get(call.no);
    if (delivery?.crmId == null) return effect('done');
    if (abilities?.remove === false) {
      desk.note(call.no, 'remove_refused', 'cannot_remove');
      return effect('done');
    }
    return remove(desk, { call, delivery }, 'private');
  });
}

/** Whatever failed or waits for this call is due now. */
export function retry(desk: ActionDesk, ref: string): Answer {
  const opened = desk.open(ref);
  if (!opened.ok) return opened;
  const { call, delivery } = opened.value;
  const { store } = desk.deps;
  const lane = desk.desk(delivery.account)?.lane;
  return desk.decide(() => {
    desk.note(call.no, 'tried_again');
    if (call.state.name === 'failed' || call.state.name === 'held') {
      // Nobody knows whether it is there: it is looked for again before anything is sent.
      const unsure = call.state.name === 'held' && call.state.reason === 'cannot_search';
      if (unsure) store.calls.setFlags(call.no, { searchFirst: true });
      desk.desk(delivery.account)?.contacts.forget(call.facts.remote);
      return desk.queue(opened.value);
    }
    const again = isThere(call) ? retryParts(desk, opened.value) : false;
    if (!again && store.jobs.kindsOf(call.no).length === 0) return refuse('wrong_state');
    lane?.hurry();
    return effect('queued');
  });
}

/** Follow-ups, recording and changes that were refused or are not known; true when there were any. */
function retryParts(desk: ActionDesk, { call, delivery }: Case): boolean {
  const { store } = desk.deps;
  const tasks = store.followUps.of(call.no).filter(({ state }) => state === 'refused' || state === 'uncertain');
  for (const { no } of tasks) store.followUps.settle(no, { state: 'owed', reason: null, url: null });
  if (tasks.length > 0) desk.owe(call.no, 'task', delivery.account);
  const refused = call.recordingState === 'refused';
  if (refused) {
    store.calls.setRecordingState(call.no, 'whole');
    store.recordings.setReason(call.no, null);
    desk.owe(call.no, 'attach', delivery.account);
  }
  const last = store.timeline.of(call.no).findLast(({ code }) => code === 'change_refused' || code === 'updated');
  const change = last?.code === 'change_refused';
  if (change) desk.owe(call.no, 'update', delivery.account);
  return tasks.length > 0 || refused || change;
}
