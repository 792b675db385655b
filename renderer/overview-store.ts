import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge, Overview } from '../shared/contract.ts';
import type { AppError } from '../shared/errors.ts';
import type { LedgerCall } from '../shared/ledger.ts';

/** How many calls the list shows; the whole history comes with paging. */
export const NEWEST = 200;

export type Shown =
  | { readonly kind: 'nothing yet' }
  | { readonly kind: 'overview'; readonly overview: Overview; readonly calls: readonly LedgerCall[] }
  | { readonly kind: 'refused'; readonly error: AppError };

export interface OverviewState {
  readonly shown: Shown;
  /** Asks the engine again. Asked while an answer is awaited, it asks once more after it. */
  readonly refresh: () => Promise<void>;
}

export function createOverviewStore(client: Pick<Bridge, 'overview' | 'newestCalls'>): StoreApi<OverviewState> {
  let asking = false;
  let again = false;

  async function ask(): Promise<Shown> {
    const [overview, calls] = await Promise.all([client.overview({}), client.newestCalls({ limit: NEWEST })]);
    if (!overview.ok) return { kind: 'refused', error: overview.error };
    if (!calls.ok) return { kind: 'refused', error: calls.error };
    return { kind: 'overview', overview: overview.value, calls: calls.value };
  }

  return createStore<OverviewState>()((set) => ({
    shown: { kind: 'nothing yet' },
    refresh: async () => {
      again = true;
      if (asking) return;
      asking = true;
      try {
        while (again) {
          again = false;
          set({ shown: await ask() });
        }
      } finally {
        asking = false;
      }
    },
  }));
}
