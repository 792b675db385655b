import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from '../../shared/contract.ts';
import type { CallFilter, CallRow, DayOfCalls } from '../../shared/desk.ts';
import type { AppError } from '../../shared/errors.ts';
import { isIn } from '../view.ts';
import { latest } from './latest.ts';

/** Rows asked for at once. */
export const PAGE = 100;
/** Most that can be selected at once: what one call of the contract takes. */
const MOST_SELECTED = 5_000;
/** Most rows whose change is asked for one by one. */
const MOST_PATCHED = 200;

export const EVERYTHING: CallFilter = {
  view: 'all',
  search: '',
  from: null,
  before: null,
  direction: null,
  account: null,
};

export interface ListState {
  readonly filter: CallFilter;
  /** The filter of what is shown: behind `filter` until its answer has come. */
  readonly shown: CallFilter;
  readonly total: number;
  readonly days: readonly DayOfCalls[];
  /** Rows by their place in the list; what was not asked for yet is missing. */
  readonly rows: ReadonlyMap<number, CallRow>;
  readonly loaded: boolean;
  readonly problem: AppError | null;
  /** Calls that came above what is being read. */
  readonly arrived: ReadonlySet<string>;
  /** Somebody reads or points: nothing may move. What changed is shown in its place, what came waits above. */
  readonly held: boolean;
  readonly setFilter: (change: Partial<CallFilter>) => void;
  /** The places from `first` to `last` are in sight. */
  readonly show: (first: number, last: number) => void;
  readonly hold: (held: boolean) => void;
  /** These calls changed; null: any. */
  readonly changed: (ids: readonly string[] | null) => Promise<void>;
  /** What came is being looked at. */
  readonly seen: () => void;
  readonly refresh: () => Promise<void>;
  /** Every row of these places; asks for the missing ones. */
  readonly between: (first: number, last: number) => Promise<readonly CallRow[]>;
}

type Client = Pick<Bridge, 'listCalls' | 'callRows'>;

type Store = StoreApi<ListState>;

export function createListStore(client: Client, filter: CallFilter = EVERYTHING): Store {
  const first = { first: 0, last: PAGE - 1 };
  const store: Store = createStore<ListState>()((set, get) => {
    let sight = first;
    let isBehind = false;
    const load = latest(() => {
      isBehind = false;
      return loadSight(store, client, sight);
    });
    return {
      filter,
      shown: filter,
      total: 0,
      days: [],
      rows: new Map(),
      loaded: false,
      problem: null,
      arrived: new Set(),
      held: false,
      setFilter(change) {
        sight = first;
        set({ filter: { ...get().filter, ...change }, arrived: new Set() });
        void load();
      },
      show(from, last) {
        const { rows, total } = get();
        sight = { first: from, last };
        for (let at = from; at <= Math.min(last, total - 1); at++) {
          if (rows.has(at)) continue;
          void load();
          return;
        }
      },
      hold(held) {
        if (get().held === held) return;
        set({ held });
        if (!held && isBehind) void load();
      },
      async changed(ids) {
        if (!get().held || ids === null) return load();
        isBehind = true;
        return patch(store, client, ids);
      },
      seen() {
        if (get().arrived.size > 0) set({ arrived: new Set() });
        if (isBehind) void load();
      },
      refresh: load,
      between: (from, last) => between(store, client, from, last),
    };
  });
  return store;
}

/** Asks for the pages in sight; an answer to an older filter counts for nothing. */
async function loadSight(store: Store, client: Client, sight: { first: number; last: number }): Promise<void> {
  const { filter: asked } = store.getState();
  const rows = new Map<number, CallRow>();
  const from = Math.max(0, Math.floor(sight.first / PAGE) * PAGE);
  for (let offset = from; offset <= sight.last; offset += PAGE) {
    const answer = await client.listCalls({ filter: asked, offset, limit: PAGE });
    if (store.getState().filter !== asked) return;
    if (!answer.ok) {
      store.setState({ problem: answer.error, loaded: true });
      return;
    }
    const { total, days } = answer.value;
    answer.value.rows.forEach((row, index) => rows.set(offset + index, row));
    store.setState({ total, days, problem: null, loaded: true, shown: asked, rows: new Map(rows) });
    if (offset + PAGE >= total) return;
  }
}

/** What became of rows in sight, each in its place; what is new is only counted. */
async function patch(store: Store, client: Client, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const answer = await client.callRows({ ids: ids.slice(0, MOST_PATCHED) });
  if (!answer.ok) return;
  const { rows, arrived, filter } = store.getState();
  const { patched, newer } = placed(rows, answer.value, filter);
  store.setState({ rows: patched, arrived: new Set([...arrived, ...newer]) });
}

async function between(store: Store, client: Client, first: number, last: number): Promise<readonly CallRow[]> {
  const found: CallRow[] = [];
  const end = Math.min(last, first + MOST_SELECTED - 1);
  for (let at = first; at <= end;) {
    const here = store.getState().rows.get(at);
    if (here !== undefined) {
      found.push(here);
      at++;
      continue;
    }
    const limit = Math.min(200, end - at + 1);
    const answer = await client.listCalls({ filter: store.getState().filter, offset: at, limit });
    if (!answer.ok || answer.value.rows.length === 0) return found;
    found.push(...answer.value.rows);
    at += answer.value.rows.length;
  }
  return found;
}

/** Known rows with what became of them, each where it was; and the ids of those that belong above all of them. */
function placed(
  rows: ReadonlyMap<number, CallRow>,
  changed: readonly CallRow[],
  filter: CallFilter,
): { patched: ReadonlyMap<number, CallRow>; newer: readonly string[] } {
  const byId = new Map(changed.map((row) => [row.id, row]));
  let newest = 0;
  const patched = new Map<number, CallRow>();
  for (const [place, row] of rows) {
    patched.set(place, byId.get(row.id) ?? row);
    newest = Math.max(newest, row.startedAt);
    byId.delete(row.id);
  }
  const newer = [...byId.values()].filter((row) => row.startedAt >= newest && isIn(filter.view, row.state));
  return { patched, newer: newer.map(({ id }) => id) };
}
