import { STATE_NAMES, type StateName } from '../../../shared/call.ts';
import type { Balance, CallFilter, CallPage, CallRow, CallSheet, RejectedRecord } from '../../../shared/desk.ts';
import type { EngineEvent } from '../../../shared/events.ts';
import type { Ledger, LedgerCall } from '../../../shared/ledger.ts';
import type { Clock } from '../ports.ts';
import type { Store, StoredCall } from '../store/port.ts';
import { CallIndex } from './call-index.ts';
import { createCalendar } from './days.ts';
import { legsOf, recordingOf, rowOf } from './rows.ts';
import { sumsOf } from './sums.ts';

export interface DeskDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly timeZone: string;
  readonly sources: number;
  readonly describe: (callNo: number) => LedgerCall | undefined;
  /** Share of what is being sent right now, 0 to 1; null: nothing of this call. */
  readonly progress: (ref: string) => number | null;
}

export interface DeskCounts {
  readonly sources: ReadonlyMap<string, { readonly calls: number; readonly lastAt: number }>;
  readonly accounts: ReadonlyMap<string, number>;
}

/** What only the caller knows of a call's sheet. */
export type SheetParts = Pick<CallSheet, 'detail' | 'crm' | 'goesAt'>;

/** How many rejected records are shown. */
const MOST_REJECTED = 500;
/** Calls after the newest are looked at for the one to log next. */
const MOST_PENDING = 1_000;

/**
 * What screens ask. The list of all calls is in memory only while somebody looks (`open` to `close`); everything else is
 * read from the store.
 */
export class Desk {
  readonly #deps: DeskDeps;
  readonly #listeners = new Set<() => void>();
  #index: CallIndex | undefined;

  constructor(deps: DeskDeps) {
    this.#deps = deps;
  }

  /** Nobody looks any more: the list's memory is given back. */
  close(): void {
    this.#index?.[Symbol.dispose]();
    this.#index = undefined;
  }

  /** Called back when the words of all calls are read: searches and sums know more than they did. */
  onRead(listener: () => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  heard(event: EngineEvent): void {
    if (this.#index === undefined) return;
    if (event.event === 'call') this.#index.changed(event.call.id);
    else if (event.event === 'state' || event.event === 'recording') this.#index.changed(event.id);
  }

  page(filter: CallFilter, offset: number, limit: number): CallPage {
    const { entries, days } = this.#list().matches(filter);
    const { calls } = this.#deps.store;
    const rows = entries.slice(offset, offset + limit).flatMap(({ no }) => {
      const call = calls.get(no);
      return call === undefined ? [] : [this.#row(call)];
    });
    return { total: entries.length, days, offset, rows };
  }

  /** Undefined: there is no such call. */
  row(ref: string): CallRow | undefined {
    const call = this.#find(ref);
    return call && this.#row(call);
  }

  sheet(ref: string, parts: SheetParts): CallSheet | undefined {
    const call = this.#find(ref);
    const described = call && this.#deps.describe(call.no);
    if (call === undefined || described === undefined) return undefined;
    const { store } = this.#deps;
    return {
      ...parts,
      row: this.#row(call),
      call: described,
      legs: legsOf(store, call.no),
      recording: recordingOf(call, store.recordings.get(call.no)),
    };
  }

  /** Where a person opens the call in the CRM; null: it is not there. */
  crmUrl(ref: string): string | null {
    const call = this.#find(ref);
    return (call && this.#deps.store.deliveries.get(call.no)?.crmUrl) ?? null;
  }

  /** Where the recording of a call lies and what it is; null: there is none that can be heard. */
  recordingFile(ref: string): { readonly path: string; readonly type: string } | null {
    const call = this.#find(ref);
    const stored = call && this.#deps.store.recordings.get(call.no);
    if (stored === undefined || call?.recordingState === 'unusable') return null;
    return { path: stored.path, type: stored.type ?? 'audio/wav' };
  }

  /** The newest call that waits for the agent. */
  next(): CallRow | null {
    const waiting = this.#deps.store.calls.inState('pending', MOST_PENDING);
    const newest = waiting.sort((a, b) => b.facts.endedAt - a.facts.endedAt)[0];
    return newest === undefined ? null : this.#row(newest);
  }

  /** The calls found last, newest first. */
  newest(limit: number): CallRow[] {
    const { list, calls } = this.#deps.store;
    return list
      .newest(limit)
      .flatMap((no) => calls.get(no) ?? [])
      .map((call) => this.#row(call))
      .sort((a, b) => b.endedAt - a.endedAt);
  }

  today(): Ledger {
    const { clock, timeZone } = this.#deps;
    const calendar = createCalendar(timeZone);
    const day = calendar.dayOf(clock.now());
    const states = Object.fromEntries(STATE_NAMES.map((name) => [name, 0])) as Record<StateName, number>;
    const entries = this.#list()
      .between(clock.now() - LONGEST_DAY, null)
      .filter((entry) => entry.day === day);
    for (const { state } of entries) states[state]++;
    return { found: entries.length, states, rejectedRecords: 0 };
  }

  balance(from: number | null, before: number | null, account: string | null): Balance {
    const { store, clock, timeZone, sources } = this.#deps;
    const entries = this.#list()
      .between(from, before)
      .filter((entry) => account === null || entry.account === account);
    const counted = store.countedCalls();
    const kept = store.counts();
    const calendar = createCalendar(timeZone);
    return {
      ...sumsOf(entries, (day) => calendar.nameOf(day)),
      legs: store.list.legs(),
      rejectedRecords: store.legs.rejectionCount(),
      sources,
      asOf: clock.now(),
      addsUp: STATE_NAMES.every((name) => counted.counts[name] === kept[name]),
    };
  }

  /** All calls of the balance, as the ledger describes them, for an export. Newest first. */
  *calls(from: number | null, before: number | null, account: string | null): Generator<LedgerCall> {
    for (const entry of this.#list().between(from, before)) {
      if (account !== null && entry.account !== account) continue;
      const call = this.#deps.describe(entry.no);
      if (call !== undefined) yield call;
    }
  }

  /** For each source: its calls, and the end of the newest; for each account: what it logged since `since`. */
  counts(since: number): DeskCounts {
    const names = this.#deps.store.list.sources();
    const sources = new Map<string, { calls: number; lastAt: number }>();
    const accounts = new Map<string, number>();
    for (const { sourceNo, startedAt, account, state } of this.#list().between(null, null)) {
      const id = names.get(sourceNo) ?? '';
      const known = sources.get(id) ?? { calls: 0, lastAt: 0 };
      sources.set(id, { calls: known.calls + 1, lastAt: Math.max(known.lastAt, startedAt) });
      const there = state === 'logged' || state === 'synced';
      if (account !== null && there && startedAt >= since) accounts.set(account, (accounts.get(account) ?? 0) + 1);
    }
    return { sources, accounts };
  }

  rejected(): readonly RejectedRecord[] {
    return this.#deps.store.legs.rejections(MOST_REJECTED);
  }

  #list(): CallIndex {
    const { store, clock, timeZone } = this.#deps;
    this.#index ??= new CallIndex(store, clock, timeZone, () => {
      for (const listener of this.#listeners) listener();
    });
    return this.#index;
  }

  #find(ref: string): StoredCall | undefined {
    const no = this.#list().find(ref)?.no;
    return no === undefined ? undefined : this.#deps.store.calls.get(no);
  }

  #row(call: StoredCall): CallRow {
    return rowOf(call, {
      delivery: this.#deps.store.deliveries.get(call.no),
      progress: this.#deps.progress(call.ref),
      lookedUp: this.#deps.store.contacts.lookedUp(call.no),
    });
  }
}

const LONGEST_DAY = 26 * 3_600_000;
