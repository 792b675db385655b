import type { LedgerCall } from '../../../shared/ledger.ts';
import { recordingAddress } from '../../../shared/recording-address.ts';
import type { Delivery, StoredCall, StoredRecording } from '../store/port.ts';

/** ISO 8601 in UTC, whole seconds. */
export const isoSeconds = (ms: number): string => `${new Date(ms).toISOString().slice(0, -5)}Z`;

/** One call as the ledger prints it. */
export function describeCall(
  call: StoredCall,
  delivery: Delivery | undefined,
  recording: StoredRecording | undefined,
): LedgerCall {
  const { facts, state } = call;
  return {
    id: call.ref,
    state: state.name,
    reason: 'reason' in state ? state.reason : null,
    source: call.source,
    direction: facts.direction,
    remoteNumber: facts.remote.e164,
    remoteRaw: facts.remote.raw === '' ? null : facts.remote.raw,
    remoteName: facts.remoteName,
    localNumber: facts.localNumber,
    startedAt: isoSeconds(facts.startedAt),
    answeredAt: facts.answeredAt === null ? null : isoSeconds(facts.answeredAt),
    endedAt: isoSeconds(facts.endedAt),
    talkSeconds: facts.talkSeconds,
    outcome: facts.outcome,
    legs: facts.legs,
    notes: facts.notes,
    recording: describeRecording(call, recording),
    crm: describeDelivery(delivery),
  };
}

/** A call that counts as synced and has no file has no recording, though one that comes later is still taken. */
function describeRecording(call: StoredCall, recording: StoredRecording | undefined): LedgerCall['recording'] {
  const state = call.recordingState;
  if (state === null) return null;
  const url = recording === undefined ? recordingAddress(call.facts) : null;
  if (url !== null && state !== 'awaited') {
    return { url, path: null, sha256: null, seconds: null, state, reason: null };
  }
  if (recording === undefined && call.state.name !== 'logged') return null;
  return {
    path: recording?.path ?? null,
    sha256: recording?.sha256 ?? null,
    seconds: recording?.seconds ?? null,
    state,
    reason: recording?.reason ?? null,
  };
}

function describeDelivery(delivery: Delivery | undefined): LedgerCall['crm'] {
  if (delivery === undefined) return null;
  const { contact } = delivery;
  return {
    account: delivery.account,
    id: delivery.crmId,
    url: delivery.crmUrl,
    contact: contact === null ? null : { id: contact.id, name: contact.name, reason: contact.reason },
  };
}
