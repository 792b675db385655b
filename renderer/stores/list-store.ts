import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from '../../shared/contract.ts';
import type { CallFilter, CallRow, DayOfCalls } from '../../shared/desk.ts';
import type { AppError } from '../../shared/errors.ts';
import { latest } from './latest.ts';

/** Rows asked for at once. */
export const PAGE = 100;

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
  readonly total: number;
  readonly days: readonly DayOfCalls[];
  /** Rows by their place in the list; what was not asked for yet is missing. */
  readonly rows: ReadonlyMap<number, CallRow>;
  readonly loaded: boolean;
  readonly problem: AppError | null;
  readonly setFilter: (change: Partial<CallFilter>) => void;
  /** The places from `first` to `last` are in sight. */
  readonly show: (first: number, last: number) => void;
  readonly refresh: () => Promise<void>;
}

export function createListStore(client: Pick<Bridge, 'listCalls'>): StoreApi<ListState> {
  return createStore<ListState>()((set, get) => {
    let sight = { first: 0, last: PAGE - 1 };

    const load = latest(async () => {
      const { filter } = get();
      const rows = new Map<number, CallRow>();
      const from = Math.floor(sight.first / PAGE) * PAGE;
      for (let offset = from; offset <= sight.last; offset += PAGE) {
        const answer = await client.listCalls({ filter, offset, limit: PAGE });
        if (get().filter !== filter) return;
        if (!answer.ok) {
          set({ problem: answer.error, loaded: true });
          return;
        }
        const { total, days } = answer.value;
        answer.value.rows.forEach((row, index) => rows.set(offset + index, row));
        set({ total, days, problem: null, loaded: true, rows: new Map(rows) });
      }
    });

    return {
      filter: EVERYTHING,
      total: 0,
      days: [],
      rows: new Map(),
      loaded: false,
      problem: null,
      setFilter(change) {
        sight = { first: 0, last: PAGE - 1 };
        set({ filter: { ...get().filter, ...change } });
        void load();
      },
      show(first, last) {
        const { rows, total } = get();
        sight = { first, last };
        for (let at = first; at <= Math.min(last, total - 1); at++) {
          if (!rows.has(at)) {
            void load();
            return;
          }
        }
      },
      refresh: load,
    };
  });
}
