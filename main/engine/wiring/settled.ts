import type { CallFacts } from '../../../shared/call.ts';
import type { StoredCall } from '../store/port.ts';
import { asAgentSaid } from './agents-word.ts';
import type { CallPlan } from './plan.ts';
import type { Shared } from './shared-parts.ts';

const BATCH = 200;

type Parts = Pick<Shared, 'store' | 'changes' | 'ports'>;

/** Calls whose row never became final are taken as they are once their quiet time is over, and marked. Gives how many. */
export function promoteSettled(shared: Parts, plan: CallPlan): number {
  const { store, changes, ports } = shared;
  const calls = store.calls.settled(ports.clock.now(), BATCH);
  if (calls.length === 0) return 0;
  changes.transaction(() => {
    for (const call of calls) settle(shared, plan, call);
  });
  return calls.length;
}

function settle({ store, changes, ports }: Parts, plan: CallPlan, call: StoredCall): void {
  const facts: CallFacts = { ...call.facts, notes: [...new Set([...call.facts.notes, 'unfinished'])] };
  store.calls.setFacts(call.no, facts);
  const state = asAgentSaid(store, call.no, plan.stateOf(facts, true), ports.clock.now());
  changes.move(call, state);
  plan.enqueue(call.no, state);
}
