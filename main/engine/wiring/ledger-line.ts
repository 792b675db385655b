import type { LedgerCall, LedgerLine } from '../../../shared/ledger.ts';
import { balance, imbalance } from '../ledger/balance.ts';
import { describeCall } from '../ledger/describe.ts';
import type { Store } from '../store/port.ts';

const PAGE = 500;

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
  let after = { startedAt: Number.MIN_SAFE_INTEGER, no: 0 };
  for (;;) {
    const page = store.calls.page(after, PAGE);
    const last = page.at(-1);
    if (last === undefined) return;
    for (const call of page) yield describeCall(call, store.deliveries.get(call.no), store.recordings.get(call.no));
    after = { startedAt: last.facts.startedAt, no: last.no };
  }
}
