import type { CallState, StateName } from './call.ts';

/**
 * Which state may follow which. Everything else is a bug and throws: a call never jumps, never gets lost between states.
 */
const MAY_FOLLOW: Readonly<Record<StateName, readonly StateName[]>> = {
  settling: ['settling', 'pending', 'held', 'queued', 'excluded'],
  pending: ['pending', 'settling', 'held', 'queued', 'excluded'],
  held: ['held', 'pending', 'settling', 'queued', 'excluded'],
  queued: ['queued', 'settling', 'pending', 'held', 'sending', 'unknown', 'logged', 'synced', 'excluded', 'failed'],
  sending: ['queued', 'held', 'unknown', 'logged', 'synced', 'failed'],
  unknown: ['unknown', 'queued', 'held', 'sending', 'logged', 'synced', 'failed'],
  logged: ['synced', 'queued', 'held', 'pending', 'excluded'],
  synced: ['logged', 'queued'],
  excluded: ['excluded', 'settling', 'pending', 'held', 'queued'],
  failed: ['queued', 'pending', 'excluded', 'failed'],
};

/** The one gate through which every change of state goes. Returns `to`, or throws when it may not follow `from`. */
export function transition(from: CallState, to: CallState): CallState {
  if (!MAY_FOLLOW[from.name].includes(to.name)) throw new Error(`a call may not go from ${from.name} to ${to.name}`);
  return to;
}

/** States in which a request about the call may have left this machine. */
export function wasSent(state: CallState): boolean {
  return ['sending', 'unknown', 'logged', 'synced'].includes(state.name);
}

/** States that owe nothing: the rest makes the headless run end with 3. */
export function owesNothing(name: StateName): boolean {
  return name === 'synced' || name === 'excluded';
}
