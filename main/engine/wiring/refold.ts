import type { CallFacts } from '../../../shared/call.ts';
import { wasSent } from '../../../shared/transitions.ts';
import { foldGroup, isFinished, type Conversation } from '../calls/fold.ts';
import type { StoredCall } from '../store/port.ts';
import { asAgentSaid } from './agents-word.ts';
import { callRef } from './call-ref.ts';
import type { IntakeDeps } from './intake-deps.ts';

type GroupLeg = ReturnType<IntakeDeps['store']['legs']['ofCalls']>[number];

/**
 * Folds all legs of a group again and gives every conversation its call: the one that had most of its legs, else a new
 * one. A call that lost all its legs to another one disappears, unless the CRM has it.
 */
export function refoldGroup(deps: IntakeDeps, groupNo: number): void {
  const { store } = deps;
  const calls = store.calls.inGroup(groupNo);
  for (const call of calls) deps.changes.touched(call.no);
  const legs = store.legs.ofCalls(calls.map((call) => call.no));
  const conversations = foldGroup(
    legs.map(({ leg }) => leg),
    deps.fold,
  );
  const free = new Map(calls.map((call) => [call.no, call]));
  const takers = conversations.map((conversation) => {
    const owner = ownerOf(conversation, legs, free);
    if (owner !== undefined) free.delete(owner.no);
    return { conversation, owner };
  });
  for (const { conversation, owner } of takers) {
    const callNo = owner?.no ?? splitOff(deps, groupNo, conversation, legs);
    for (const index of conversation.legs) {
      const leg = legs[index];
      if (leg !== undefined && leg.callNo !== callNo) store.legs.reassign(leg, callNo);
    }
    if (owner !== undefined) update(deps, owner, conversation, legs);
  }
  const [heir] = takers.flatMap(({ owner }) => owner ?? []);
  for (const call of free.values()) {
    if (wasSent(call.state)) continue;
    if (heir !== undefined) store.deliveries.inherit(call.no, heir.no);
    store.calls.absorb(call.no);
  }
}

/** Sent calls keep their conversation before any other; then most legs; then the older call. */
function ownerOf(
  conversation: Conversation,
  legs: readonly GroupLeg[],
  free: ReadonlyMap<number, StoredCall>,
): StoredCall | undefined {
  const shares = new Map<number, number>();
  for (const index of conversation.legs) {
    const callNo = legs[index]?.callNo;
    if (callNo !== undefined && free.has(callNo)) shares.set(callNo, (shares.get(callNo) ?? 0) + 1);
  }
  const [best] = [...shares]
    .flatMap(([no, share]) => {
      const call = free.get(no);
      return call === undefined ? [] : [{ call, share }];
    })
    .sort(
      (a, b) =>
        Number(wasSent(b.call.state)) - Number(wasSent(a.call.state)) || b.share - a.share || a.call.no - b.call.no,
    );
  return best?.call;
}

function splitOff(deps: IntakeDeps, groupNo: number, conversation: Conversation, legs: readonly GroupLeg[]): number {
  const { store, plan, changes, source, seen } = deps;
  const first = legs[conversation.legs[0] ?? 0];
  const groupKey = `${first?.leg.groupIds[0] ?? `G:${groupNo}`}/${first?.leg.identity ?? ''}`;
  const state = plan.stateOf(conversation.facts, isFinal(legs));
  const callNo = store.calls.nextNo();
  const isNew = store.calls.insert(callNo, {
    ref: callRef(source.id, groupKey),
    sourceNo: source.no,
    groupKey,
    groupNo,
    state,
    facts: conversation.facts,
    searchFirst: false,
    recordingState: plan.recordingOf(conversation.facts, state),
  });
  if (!isNew) throw new Error('a conversation was split off twice');
  seen(
    conversation.facts,
    legs.map(({ leg }) => leg),
  );
  plan.enqueue(callNo, state);
  changes.found(callNo);
  return callNo;
}

function update(deps: IntakeDeps, call: StoredCall, conversation: Conversation, legs: readonly GroupLeg[]): void {
  const { store } = deps;
  const { facts } = conversation;
  if (JSON.stringify(facts) === JSON.stringify(call.facts)) return;
  store.calls.setFacts(call.no, facts);
  deps.changes.found(call.no);
  deps.seen(
    facts,
    legs.map(({ leg }) => leg),
  );
  if (wasSent(call.state)) {
    revise(deps, call, facts);
    return;
  }
  if (call.state.name === 'failed' || isAgentsDecision(call)) return;
  const state = asAgentSaid(store, call.no, deps.plan.stateOf(facts, isFinal(legs)), deps.clock.now());
  if (call.state.name === 'held' && call.state.reason !== 'no_number' && state.name !== 'excluded') return;
  deps.changes.move(call, state);
  if (state.name !== 'queued') store.jobs.removeOf(call.no, 'log');
  deps.plan.enqueue(call.no, state);
  const wanted = deps.plan.recordingOf(facts, state);
  if ((wanted === null) !== (call.recordingState === null)) store.calls.setRecordingState(call.no, wanted);
}

/** What was sent says less than is known by now: it is replaced, once the request under way has come to its end. */
function revise(deps: IntakeDeps, call: StoredCall, facts: CallFacts): void {
  if (!differsInSubstance(call.facts, facts)) return;
  const { store, clock } = deps;
  store.calls.setFlags(call.no, { revise: true });
  store.timeline.add(call.no, clock.now(), 'more_legs');
  if (call.state.name !== 'logged' && call.state.name !== 'synced') return;
  const state = { name: 'queued', due: clock.now(), reason: null } as const;
  deps.changes.move(call, state);
  deps.plan.enqueue(call.no, state);
}

function differsInSubstance(a: CallFacts, b: CallFacts): boolean {
  const substance = (facts: CallFacts): string =>
    [
      facts.direction,
      facts.outcome,
      facts.remote.raw,
      facts.localNumber,
      facts.startedAt,
      facts.endedAt,
      facts.talkSeconds,
    ].join();
  return substance(a) !== substance(b);
}

function isAgentsDecision(call: StoredCall): boolean {
  return call.state.name === 'excluded' && call.state.reason === 'ignored';
}

/** The whole group counts: what a colleague said in between ends with it. */
function isFinal(legs: readonly GroupLeg[]): boolean {
  return isFinished(legs.map(({ leg }) => leg));
}
