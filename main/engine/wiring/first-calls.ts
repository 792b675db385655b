import type { LedgerCall } from '../../../shared/ledger.ts';
import type { Leg } from '../../../shared/leg.ts';
import type { DelimitedRecord } from '../../../shared/record.ts';
import { foldGroup, type FoldContext } from '../calls/fold.ts';
import { createNumbers } from '../calls/numbers.ts';
import { describeCall } from '../ledger/describe.ts';
import type { RecordMapper } from '../sources/format.ts';
import { callRef } from './call-ref.ts';
import { Linker } from './linker.ts';

/** How calls are read before there are settings. */
export interface ReadingOptions {
  readonly country: string;
  readonly timeZone: string;
  readonly extensions: readonly string[];
}

/** How many calls are shown as a proof. */
const SHOWN = 5;

/** The first few calls of these records, or the last few by their start. */
export function someCalls(
  records: Iterable<DelimitedRecord>,
  mapper: RecordMapper,
  options: ReadingOptions,
  which: 'first' | 'last' = 'first',
): LedgerCall[] {
  const groups: Leg[][] = [];
  const linker = new Linker();
  for (const record of records) {
    const { leg } = mapper.map(record);
    if (leg === undefined) continue;
    const [known = groups.length] = linker.groupsOf(leg);
    if (known === groups.length && which === 'first' && groups.length === SHOWN) continue;
    (groups[known] ??= []).push(leg);
    linker.remember(leg, known);
  }
  const startOf = (legs: readonly Leg[]): number => legs[0]?.start ?? 0;
  return foldedCalls(
    which === 'first' ? groups : groups.sort((a, b) => startOf(b) - startOf(a)).slice(0, SHOWN),
    options,
  );
}

/** A few of the calls of these legs, which stand alone or share ids: the first or the last by their start. */
export function callsOf(legs: readonly Leg[], options: ReadingOptions, which: 'first' | 'last'): LedgerCall[] {
  const groups = [...Map.groupBy(legs, (leg) => leg.groupIds[0] ?? leg.identity).values()];
  groups.sort((a, b) => ((a[0]?.start ?? 0) - (b[0]?.start ?? 0)) * (which === 'first' ? 1 : -1));
  return foldedCalls(groups.slice(0, SHOWN), options);
}

function foldedCalls(groups: readonly (readonly Leg[])[], options: ReadingOptions): LedgerCall[] {
  const context: FoldContext = {
    extensions: options.extensions,
    internalDigits: 5,
    zone: options.timeZone,
    numbers: createNumbers(options.country),
  };
  return groups.flatMap((legs) => {
    const key = legs[0]?.groupIds[0] ?? legs[0]?.identity ?? '';
    return foldGroup(legs, context).map(({ facts }) => describeSeen(key, facts));
  });
}

/** A call that was read and is stored nowhere. */
function describeSeen(key: string, facts: Parameters<typeof describeCall>[0]['facts']): LedgerCall {
  const call = {
    no: 0,
    ref: callRef('detect', key),
    source: 'detect',
    sourceNo: 0,
    groupNo: 0,
    facts,
    state: { name: 'pending' },
    searchFirst: false,
    revise: false,
    recordingState: null,
  } as const;
  return describeCall(call, undefined, undefined);
}
