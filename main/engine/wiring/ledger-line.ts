import type { LedgerCall, LedgerLine } from '../../../shared/ledger.ts';
import { balance, imbalance } from '../ledger/balance.ts';
import { describeCall } from '../ledger/describe.ts';
import type { Store } from '../store/port.ts';

/** The ledger as the headless run prints it. Throws when the balance does not add up: that is a bug, not a result. */
export function ledgerLine(store: Store, { calls }: { calls: boolean }): LedgerLine {
  return store.transaction(() => {
    const wrong = imbalance(store);
    if (wrong !== undefined) throw new Error(`the ledger does not add up: ${wrong}`);
    const line: LedgerLine = { event: 'ledger', ...balance(store) };
    return calls ? { ...line, calls: [...everyCall(store)] } : line;
  });
}

function* everyCall(store: Store): Generator<LedgerCall> {
  for (const no of store.calls.oldestFirst()) {
    const call = store.calls.get(no);
    if (call !== undefined) yield describeCall(call, store.deliveries.get(no), store.recordings.get(no));
  }
}
