import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from '../../shared/contract.ts';
import type { Balance } from '../../shared/desk.ts';
import type { AppError } from '../../shared/errors.ts';
import { latest } from './latest.ts';

export const PERIODS = ['today', 'two_weeks', 'month'] as const;
export type Period = (typeof PERIODS)[number];

const DAYS: Readonly<Record<Period, number>> = { today: 1, two_weeks: 14, month: 31 };

export type Exported =
  | { readonly kind: 'none' | 'writing' }
  | { readonly kind: 'written'; readonly path: string }
  | { readonly kind: 'failed'; readonly error: AppError };

export interface BalanceState {
  readonly period: Period;
  readonly account: string | null;
  /** The day whose reasons are shown, `YYYY-MM-DD`; null: those of the whole period. */
  readonly day: string | null;
  readonly balance: Balance | null;
  /** Of the day chosen. */
  readonly ofDay: Balance | null;
  readonly problem: AppError | null;
  readonly exported: Exported;
  readonly setPeriod: (period: Period) => void;
  readonly setAccount: (account: string | null) => void;
  readonly setDay: (day: string | null) => void;
  readonly refresh: () => Promise<void>;
  readonly exportTo: (format: 'csv' | 'json') => Promise<void>;
}

/** First moment of the period: midnight of its first day. */
export function startOf(period: Period, now: number): number {
  const day = new Date(now);
  day.setHours(0, 0, 0, 0);
  day.setDate(day.getDate() - (DAYS[period] - 1));
  return day.getTime();
}

/** First and last moment of a day of the calendar, in this machine's zone. */
export function spanOf(day: string): { from: number; before: number } {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return { from: new Date(year, month - 1, date).getTime(), before: new Date(year, month - 1, date + 1).getTime() };
}

export function createBalanceStore(
  client: Pick<Bridge, 'balance' | 'exportBalance'>,
  now: () => number = Date.now,
): StoreApi<BalanceState> {
  return createStore<BalanceState>()((set, get) => {
    const refresh = latest(async () => {
      const { period, account, day } = get();
      const whole = await client.balance({ from: startOf(period, now()), before: null, account });
      if (!whole.ok) {
        set({ problem: whole.error });
        return;
      }
      const ofDay = day === null ? null : await client.balance({ ...spanOf(day), account });
      set({ balance: whole.value, problem: null, ofDay: ofDay?.ok === true ? ofDay.value : null });
    });
    const changed = (change: Partial<BalanceState>): void => {
      set(change);
      void refresh();
    };
    return {
      period: 'two_weeks',
      account: null,
      day: null,
      balance: null,
      ofDay: null,
      problem: null,
      exported: { kind: 'none' },
      setPeriod: (period) => {
        changed({ period, day: null });
      },
      setAccount: (account) => {
        changed({ account });
      },
      setDay: (day) => {
        changed({ day });
      },
      refresh,
      async exportTo(format) {
        set({ exported: { kind: 'writing' } });
        const { period, account } = get();
        const written = await client.exportBalance({ from: startOf(period, now()), before: null, account, format });
        if (!written.ok) set({ exported: { kind: 'failed', error: written.error } });
        else if (written.value === null) set({ exported: { kind: 'none' } });
        else set({ exported: { kind: 'written', path: written.value.path } });
      },
    };
  });
}
