import type { RecordingState, StateName } from '../../../shared/call.ts';

/**
 * States are small numbers in the database: a CHECK or a partial index over a list of words costs SQLite more than the
 * insert itself. The order is part of the format: what owes nothing comes last, so that `state < OWED_BELOW` and
 * `recording_state < WANTED_BELOW` are what the partial indexes hold. Queries must repeat these very terms to use them.
 */
const STATES = [
  'settling',
  'pending',
  'held',
  'queued',
  'sending',
  'unknown',
  'logged',
  'failed',
  'synced',
  'excluded',
] as const satisfies readonly StateName[];
const RECORDING_STATES = [
  'awaited',
  'growing',
  'unusable',
  'whole',
  'attached',
  'refused',
] as const satisfies readonly RecordingState[];

export const OWED_BELOW = STATES.indexOf('synced');
export const WANTED_BELOW = RECORDING_STATES.indexOf('whole');

export const stateCode = (name: StateName): number => STATES.indexOf(name);
export const recordingCode = (state: RecordingState): number => RECORDING_STATES.indexOf(state);

export function stateName(code: unknown): StateName {
  return nameOf(STATES, code);
}

export function recordingState(code: unknown): RecordingState {
  return nameOf(RECORDING_STATES, code);
}

/** The database holds only codes that CHECK lets in; anything else means that it was written by something else. */
function nameOf<Name>(names: readonly Name[], code: unknown): Name {
  const name = names[Number(code)];
  if (name === undefined) throw new Error(`no state has the code ${String(code)}`);
  return name;
}
