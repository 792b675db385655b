import type { StateName } from '../../../shared/call.ts';
import type { Balance, Sum } from '../../../shared/desk.ts';
import type { Entry } from './call-index.ts';

type Part = Exclude<keyof Sum, 'found'>;

const PART_OF: Readonly<Record<StateName, Part>> = {
  settling: 'waiting',
  pending: 'waiting',
  queued: 'waiting',
  sending: 'waiting',
  unknown: 'waiting',
  logged: 'waiting',
  held: 'held',
  synced: 'inCrm',
  excluded: 'excluded',
  failed: 'failed',
};

type Counting = { -readonly [Name in keyof Sum]: number };
const nothing = (): Counting => ({ found: 0, inCrm: 0, waiting: 0, held: 0, excluded: 0, failed: 0 });

function count(sum: Counting, state: StateName): void {
  sum.found++;
  sum[PART_OF[state]]++;
}

/** Adds up entries, newest first, by day, by account and by reason. Calls that were given to no account yet have none. */
export function sumsOf(
  entries: readonly Entry[],
  nameOf: (day: number) => string,
): Pick<Balance, 'sum' | 'days' | 'accounts' | 'reasons'> {
  const sum = nothing();
  const days = new Map<number, Counting>();
  const accounts = new Map<string, Counting>();
  const reasons = new Map<string, { state: StateName; reason: string | null; calls: number }>();
  for (const { state, reason, day, account } of entries) {
    count(sum, state);
    count(entryOf(days, day, nothing), state);
    if (account !== null) count(entryOf(accounts, account, nothing), state);
    entryOf(reasons, `${state}/${reason ?? ''}`, () => ({ state, reason, calls: 0 })).calls++;
  }
  return {
    sum,
    days: [...days].map(([day, counted]) => ({ day: nameOf(day), ...counted })),
    accounts: [...accounts].map(([account, counted]) => ({ account, ...counted })),
    reasons: [...reasons.values()].sort((a, b) => b.calls - a.calls),
  };
}

function entryOf<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
