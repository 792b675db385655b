import type { LookUpAnswer } from '../../../shared/actions.ts';
import type { CallRow, CallSheet, LegShown } from '../../../shared/desk.ts';
import type { Leg } from '../../../shared/leg.ts';
import type { Delivery, Store, StoredCall, StoredRecording } from '../store/port.ts';

/** What a row shows beside the call itself. */
export interface RowMore {
  readonly delivery: Delivery | undefined;
  /** Share of what is being sent, 0 to 1. */
  readonly progress: number | null;
  /** What the CRM said about the number; undefined: not asked. */
  readonly lookedUp: LookUpAnswer | undefined;
}

export function rowOf(call: StoredCall, { delivery, progress, lookedUp }: RowMore): CallRow {
  const { facts, state } = call;
  const hidden = state.name === 'excluded' && state.reason === 'private';
  const contact = delivery?.contact ?? lookedUp?.proposal.contact ?? null;
  return {
    id: call.ref,
    state: state.name,
    reason: 'reason' in state ? state.reason : null,
    direction: facts.direction,
    // A private call is counted; who it was is nobody's business.
    name: hidden ? null : (contact?.name ?? facts.remoteName),
    company: hidden ? null : (lookedUp?.contacts.find(({ id }) => id === contact?.id)?.organization?.name ?? null),
    number:
      hidden || facts.remote.withheld
        ? null
        : (facts.remote.e164 ?? (facts.remote.raw === '' ? null : facts.remote.raw)),
    outcome: delivery?.outcome ?? facts.outcome,
    startedAt: facts.startedAt,
    endedAt: facts.endedAt,
    talkSeconds: facts.talkSeconds,
    recording: call.recordingState,
    progress,
    matches: state.name === 'held' ? (lookedUp?.contacts.length ?? null) : null,
    account: delivery?.account ?? null,
    source: call.source,
  };
}

export function legsOf(store: Store, callNo: number): LegShown[] {
  return store.legs.ofCalls([callNo]).map(({ leg }) => shown(leg));
}

function shown(leg: Leg): LegShown {
  return {
    startedAt: leg.epoch ?? leg.start,
    endedAt: leg.end,
    from: leg.from.address,
    to: leg.to.address,
    talkSeconds: leg.talkSeconds,
    answered: leg.disposition === 'answered',
  };
}

export function recordingOf(call: StoredCall, stored: StoredRecording | undefined): CallSheet['recording'] {
  const state = call.recordingState;
  if (state === null || (stored === undefined && state !== 'awaited')) return null;
  if (stored === undefined && call.state.name === 'synced') return null;
  return {
    state,
    reason: stored?.reason ?? null,
    seconds: stored?.seconds ?? null,
    bytes: stored?.bytes ?? null,
    playable: stored !== undefined && state !== 'unusable',
  };
}
