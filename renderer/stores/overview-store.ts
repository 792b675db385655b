import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from '../../shared/contract.ts';
import type { Overview } from '../../shared/desk.ts';
import type { AppError } from '../../shared/errors.ts';
import { latest } from './latest.ts';

export interface OverviewState {
  /** Null until the first answer. */
  readonly overview: Overview | null;
  /** Why there is no overview. */
  readonly problem: AppError | null;
  /** Asks the engine again. Asked while an answer is awaited, it asks once more after it. */
  readonly refresh: () => Promise<void>;
}

export function createOverviewStore(client: Pick<Bridge, 'overview'>): StoreApi<OverviewState> {
  return createStore<OverviewState>()((set) => ({
    overview: null,
    problem: null,
    refresh: latest(async () => {
      const answer = await client.overview({});
      set(answer.ok ? { overview: answer.value, problem: null } : { problem: answer.error });
    }),
  }));
}
