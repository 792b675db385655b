import type { Store } from '../store/port.ts';
import type { Changes } from './types.ts';

/** A recording is to come, or to go. */
const RECORDING_OWED = new Set(['awaited', 'growing', 'whole']);

/** Something is owed for a call that the CRM has: a change, a follow-up, a recording that is to be sent. */
export function hasOwedJobs(store: Store, callNo: number): boolean {
  return store.jobs.kindsOf(callNo).some((kind) => kind !== 'renew');
}

/** Where a call belongs that the CRM has: `logged` while something is owed for it. */
export function stateOfLogged(store: Store, callNo: number): { readonly name: 'logged' | 'synced' } {
  const state = store.calls.get(callNo)?.recordingState ?? null;
  const owes = hasOwedJobs(store, callNo) || (state !== null && RECORDING_OWED.has(state));
  return { name: owes ? 'logged' : 'synced' };
}

/**
 * A job was added or has ended: the call moves if that makes a difference. A `synced` call whose recording never came stays
 * `synced`. Only inside a transaction.
 */
export function settleOwed({ store, changes }: { store: Store; changes: Changes }, callNo: number): void {
  const call = store.calls.get(callNo);
  if (call === undefined || (call.state.name !== 'logged' && call.state.name !== 'synced')) return;
  const to = call.state.name === 'logged' ? stateOfLogged(store, callNo).name : 'synced';
  const state = hasOwedJobs(store, callNo) ? 'logged' : to;
  if (state === call.state.name) return;
  changes.move(call, { name: state }, store.deliveries.get(callNo)?.crmId ?? undefined);
}
