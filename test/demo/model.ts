import type { EngineEvent, Health } from '../../shared/events.ts';
import type { LedgerCall } from '../../shared/ledger.ts';
import type { StateName } from '../../shared/call.ts';

/** What the screen knows of one call, gathered from the engine's events. Moments are epoch milliseconds. */
export interface CallView {
  readonly call: LedgerCall;
  readonly state: StateName;
  readonly reason: string | null;
  readonly crmId: string | null;
  readonly recording: string | null;
  readonly foundAt: number;
  /** The engine had to ask the CRM whether a request had been carried out. */
  readonly wasUnknown: boolean;
}

export interface DemoModel {
  /** In the order in which they were found. */
  readonly calls: ReadonlyMap<string, CallView>;
  readonly health: Health | null;
  readonly ready: boolean;
}

export const EMPTY: DemoModel = { calls: new Map(), health: null, ready: false };

/**
 * The model after one event of the engine, which came at `at`: the engine's own stamps are whole seconds. An event of a
 * call that was never announced changes nothing.
 */
export function apply(model: DemoModel, event: EngineEvent, at: number): DemoModel {
  switch (event.event) {
    case 'ready':
      return { ...model, ready: true };
    case 'health':
      return { ...model, health: { verdict: event.verdict, reasons: event.reasons } };
    case 'call':
      return withCall(model, event.call.id, announced(model.calls.get(event.call.id), event.call, at));
    case 'state':
    case 'recording': {
      const view = model.calls.get(event.id);
      if (view === undefined) return model;
      return withCall(
        model,
        event.id,
        event.event === 'state' ? moved(view, event) : { ...view, recording: event.state },
      );
    }
  }
}

/** The model as the ledger has it at the end: calls that became part of others are gone, facts are the last ones. */
export function settle(model: DemoModel, calls: readonly LedgerCall[], at: number): DemoModel {
  return { ...model, calls: new Map(calls.map((call) => [call.id, announced(model.calls.get(call.id), call, at)])) };
}

function withCall(model: DemoModel, id: string, view: CallView): DemoModel {
  return { ...model, calls: new Map(model.calls).set(id, view) };
}

/** A call is announced again when it changed, for example when another leg of it came. */
function announced(before: CallView | undefined, call: LedgerCall, at: number): CallView {
  return {
    call,
    state: call.state,
    reason: call.reason,
    crmId: call.crm?.id ?? before?.crmId ?? null,
    recording: call.recording?.state ?? before?.recording ?? null,
    foundAt: before?.foundAt ?? at,
    wasUnknown: (before?.wasUnknown ?? false) || call.state === 'unknown',
  };
}

function moved(view: CallView, event: Extract<EngineEvent, { event: 'state' }>): CallView {
  return {
    ...view,
    state: event.to,
    reason: event.reason,
    crmId: event.crmId ?? view.crmId,
    wasUnknown: view.wasUnknown || event.to === 'unknown',
  };
}

/** Nothing more happens to it without a person. */
export function isSettled(view: CallView): boolean {
  return ['synced', 'excluded', 'held', 'failed', 'pending'].includes(view.state);
}

export type Group = 'inCrm' | 'waiting' | 'held' | 'excluded' | 'failed';

const GROUPS: Readonly<Record<StateName, Group>> = {
  settling: 'waiting',
  pending: 'waiting',
  held: 'held',
  queued: 'waiting',
  sending: 'waiting',
  unknown: 'waiting',
  logged: 'waiting',
  synced: 'inCrm',
  excluded: 'excluded',
  failed: 'failed',
};

/** The five sums a person reads, out of the counts of all states. Their sum is the number of calls found. */
export function groupsOf(states: Readonly<Partial<Record<StateName, number>>>): Readonly<Record<Group, number>> {
  const sums = { inCrm: 0, waiting: 0, held: 0, excluded: 0, failed: 0 };
  for (const [state, count] of Object.entries(states)) sums[GROUPS[state as StateName]] += count;
  return sums;
}

export function statesOf(model: DemoModel): Partial<Record<StateName, number>> {
  const counts: Partial<Record<StateName, number>> = {};
  for (const { state } of model.calls.values()) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}
