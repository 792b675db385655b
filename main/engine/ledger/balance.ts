import { STATE_NAMES } from '../../../shared/call.ts';
import type { Ledger } from '../../../shared/ledger.ts';
import { owesNothing } from '../../../shared/transitions.ts';
import type { Store } from '../store/port.ts';

/** The balance. Throws when the kept counts and the calls themselves disagree: a ledger that lies is a bug. */
export function balance(store: Store): Ledger {
  const states = store.counts();
  const found = STATE_NAMES.reduce((sum, name) => sum + states[name], 0);
  return { found, states, rejectedRecords: store.legs.rejectionCount() };
}

/** Holds the kept counts against the calls, one by one. Undefined when they agree. */
export function imbalance(store: Store): string | undefined {
  const kept = store.counts();
  const { found, counts } = store.countedCalls();
  const wrong = STATE_NAMES.filter((name) => kept[name] !== counts[name]);
  const sum = STATE_NAMES.reduce((total, name) => total + kept[name], 0);
  if (wrong.length === 0 && sum === found) return undefined;
  return `kept ${sum}, found ${found}; differing: ${wrong.map((name) => `${name} ${kept[name]}/${counts[name]}`).join(', ')}`;
}

/** True when something is owed, held or failed: the headless run then ends with 3. */
export function owes(ledger: Ledger): boolean {
  return STATE_NAMES.some((name) => !owesNothing(name) && ledger.states[name] > 0);
}
