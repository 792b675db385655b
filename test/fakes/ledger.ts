import type { StateName } from '../../shared/call.ts';
import { STATE_NAMES } from '../../shared/call.ts';
import type { Ledger, LedgerCall } from '../../shared/ledger.ts';

/** A balanced ledger with these states. */
export function ledgerOf(states: Partial<Record<StateName, number>> = {}, rejectedRecords = 0): Ledger {
  const all = Object.fromEntries(STATE_NAMES.map((name) => [name, states[name] ?? 0])) as Ledger['states'];
  return { found: Object.values(all).reduce((sum, count) => sum + count, 0), states: all, rejectedRecords };
}

export function ledgerCall(change: Partial<LedgerCall> = {}): LedgerCall {
  return {
    id: 'c1',
    state: 'synced',
    reason: null,
    source: 'pbx',
    direction: 'outbound',
    remoteNumber: '+15550102',
    remoteRaw: '0015550102',
    remoteName: null,
    localNumber: '100',
    startedAt: '2026-11-21T01:40:38Z',
    answeredAt: '2026-11-21T01:40:41Z',
    endedAt: '2026-11-21T01:40:47Z',
    talkSeconds: 6,
    outcome: 'connected',
    legs: 1,
    notes: [],
    recording: null,
    crm: null,
    ...change,
  };
}
