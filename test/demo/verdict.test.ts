import { describe, expect, it } from 'vitest';
import { STATE_NAMES } from '../../shared/call.ts';
import type { StateName } from '../../shared/call.ts';
import type { LedgerCall } from '../../shared/ledger.ts';
import { callsFor, CALLS } from './office.ts';
import { plain } from './paint.ts';
import { checkLine, checksOf, ledgerTable } from './verdict.ts';
import type { Accounts } from './verdict.ts';

const RECORDED: LedgerCall = {
  ...{ id: 'a1', state: 'synced', reason: null, source: 'pbx', direction: 'inbound', remoteNumber: '+12025550101' },
  ...{ remoteRaw: '+12025550101', remoteName: null, localNumber: '100', startedAt: '2026-11-21T09:56:36Z' },
  ...{ answeredAt: '2026-11-21T09:56:39Z', endedAt: '2026-11-21T10:00:00Z', talkSeconds: 201, outcome: 'connected' },
  ...{ legs: 1, notes: [] },
  recording: { path: '/monitor/a.wav', sha256: 'aa', seconds: 201, state: 'attached', reason: null },
  crm: { account: 'sales', id: 'CA1', url: null, contact: null },
};
const MISSED: LedgerCall = {
  ...RECORDED,
  id: 'b2',
  talkSeconds: 0,
  recording: null,
  crm: { ...RECORDED.crm, account: 'sales', id: 'CA2', url: null, contact: null },
};
const INTERNAL: LedgerCall = {
  ...RECORDED,
  id: 'c3',
  state: 'excluded',
  reason: 'internal',
  recording: null,
  crm: null,
};

const states = (counts: Partial<Record<StateName, number>>) =>
  Object.fromEntries(STATE_NAMES.map((name) => [name, counts[name] ?? 0])) as Record<StateName, number>;

const GOOD: Accounts = {
  phone: { conversations: 3 },
  aftercall: {
    ...{ event: 'ledger', found: 3, rejectedRecords: 0, states: states({ synced: 2, excluded: 1 }) },
    calls: [RECORDED, MISSED, INTERNAL],
  },
  crm: {
    records: [
      { id: 'CA1', fingerprint: '09:56:36 +12025550101 100', recordingSha256: 'aa' },
      { id: 'CA2', fingerprint: '09:58:00 +12025550103 100', recordingSha256: null },
    ],
    violations: [],
  },
  files: new Map([['/monitor/a.wav', 'aa']]),
};

const broken = (change: Partial<Accounts>): string[] =>
  checksOf({ ...GOOD, ...change })
    .filter(({ holds }) => !holds)
    .map(({ text }) => text);

describe('the verdict of the demo', () => {
  it('holds when phone, Aftercall and CRM agree', () => {
    expect(broken({})).toEqual([]);
  });

  it('notices each way in which they can disagree', () => {
    const [first, second] = GOOD.crm.records;
    if (first === undefined || second === undefined) throw new Error('two records are needed');
    const ledger = GOOD.aftercall;
    expect([
      broken({ phone: { conversations: 4 } }),
      broken({ aftercall: { ...ledger, states: states({ synced: 2, excluded: 1, pending: 1 }) } }),
      broken({ aftercall: { ...ledger, rejectedRecords: 1 } }),
      broken({ crm: { ...GOOD.crm, records: [first] } }),
      broken({ crm: { ...GOOD.crm, records: [first, { ...second, fingerprint: first.fingerprint }] } }),
      broken({ crm: { ...GOOD.crm, records: [{ ...first, recordingSha256: null }, second] } }),
      broken({ crm: { ...GOOD.crm, records: [{ ...first, recordingSha256: 'bb' }, second] } }),
      broken({ crm: { ...GOOD.crm, violations: ['429'] } }),
    ]).toEqual([
      ['every call the phone made was found (4)'],
      ['found is the sum of all states (4)', 'nothing waits and nothing failed'],
      ['no row was rejected'],
      ['each logged call is one record in the CRM (1)'],
      ['no record is there twice'],
      ['every talk in the CRM has its recording (1)', 'each recording arrived byte for byte'],
      ['each recording arrived byte for byte'],
      ["the CRM's contract and limits were kept"],
    ]);
  });

  it('shows the three accounts side by side', () => {
    expect(ledgerTable(GOOD, plain)).toEqual([
      '                              phone    Aftercall  CRM sandbox',
      'calls                             3            3',
      '  in the CRM                                   2            2',
      '  waiting                                      0',
      '  held for a person                            0',
      '  left out by a rule                           1',
      '  failed                                       0',
      'recordings                                     1            1',
      'duplicates                                                  0',
      'contract violations                                         0',
    ]);
    expect(checkLine({ text: 'no row was rejected', holds: false }, plain)).toBe('✗ not so: no row was rejected');
  });
});

describe('the calls of the demo', () => {
  it('begin anew when more are asked for', () => {
    expect(callsFor(CALLS.length + 2).slice(-2)).toEqual(CALLS.slice(0, 2));
  });
});
