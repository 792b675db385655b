import type { CallFacts, CallState } from '../../../shared/call.ts';
import { recordingAddress } from '../../../shared/recording-address.ts';
import { judge, missingNumber, type Rules } from '../calls/rules.ts';
import { numberKey } from '../matching/number-key.ts';
import type { Clock } from '../ports.ts';
import type { Store } from '../store/port.ts';

/**
 * Legs of one call are written within a few milliseconds of one another. A call goes to the CRM when nothing has been
 * added to it for this long.
 */
const FOLD_QUIET = 30;

export interface PlanSettings {
  readonly mode: 'auto' | 'ask';
  /** Null: no account yet; calls wait. */
  readonly account: string | null;
  readonly graceMs: number;
  readonly settleMs: number;
  readonly hasRecordings: boolean;
  readonly rules: Rules;
}

/** Where a call goes before anybody has asked the CRM. */
export interface CallPlan {
  stateOf(facts: CallFacts, final: boolean): CallState;
  /** `whole`: the source has an address and no file to wait for. Null: no recording is wanted. */
  recordingOf(facts: CallFacts, state: CallState): 'awaited' | 'whole' | null;
  /** Adds what is owed for a call that is now in this state. */
  enqueue(callNo: number, state: CallState): void;
}

export function createPlan(deps: { store: Store; clock: Clock }, settings: PlanSettings): CallPlan {
  const { store, clock } = deps;
  const { account, rules } = settings;
  return {
    stateOf(facts, final) {
      const rule = store.contacts.isPrivate(numberKey(facts.remote)) ? 'private' : judge(facts, rules);
      if (rule !== null) return { name: 'excluded', reason: rule };
      if (!final) return { name: 'settling', until: facts.startedAt + settings.settleMs };
      if (missingNumber(facts)) return { name: 'held', reason: 'no_number' };
      if (settings.mode === 'ask' || account === null) return { name: 'pending' };
      return { name: 'queued', due: clock.now() + FOLD_QUIET + settings.graceMs, reason: null };
    },
    recordingOf(facts, state) {
      if (state.name === 'excluded' || facts.talkSeconds === 0 || facts.answeredAt === null) return null;
      if (settings.hasRecordings) return 'awaited';
      return recordingAddress(facts) === null ? null : 'whole';
    },
    enqueue(callNo, state) {
      if (state.name !== 'queued' || account === null) return;
      store.deliveries.begin(callNo, account);
      store.jobs.add(callNo, 'log', account, state.due);
    },
  };
}
