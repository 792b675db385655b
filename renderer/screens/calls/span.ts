import type { CallFilter } from '../../../shared/desk.ts';

/** The days a list can be narrowed to. */
export const DAYS = ['today', 'yesterday', 'week', 'all'] as const;
export type Days = (typeof DAYS)[number];

type Span = Pick<CallFilter, 'from' | 'before'>;

/** From midnight to midnight by this computer's clock; null: no bound. Today has no end: a clock may be ahead. */
export function spanOf(days: Days, now: Date): Span {
  const midnight = (back: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() - back).getTime();
  switch (days) {
    case 'today':
      return { from: midnight(0), before: null };
    case 'yesterday':
      return { from: midnight(1), before: midnight(0) };
    case 'week':
      return { from: midnight(6), before: null };
    case 'all':
      return { from: null, before: null };
  }
}

export const daysOf = (span: Span, now: Date): Days =>
  DAYS.find((days) => {
    const { from, before } = spanOf(days, now);
    return from === span.from && before === span.before;
  }) ?? 'all';
