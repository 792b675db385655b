import type { DayOfCalls } from '../../../shared/desk.ts';

/** Rows and day lines of fixed heights, so that every place is known without asking for its row. Pixels. */
export interface Sizes {
  readonly row: number;
  readonly day: number;
}

export type Item =
  | { readonly kind: 'day'; readonly day: DayOfCalls; readonly top: number }
  | { readonly kind: 'row'; readonly place: number; readonly top: number };

export interface Layout {
  readonly height: number;
  readonly topOf: (place: number) => number;
  /** The place at or below this height. */
  readonly placeAt: (y: number) => number;
  /** Day lines and rows between two heights, from the top. */
  readonly between: (from: number, to: number) => readonly Item[];
}

interface Stretch {
  readonly day: DayOfCalls;
  readonly first: number;
  readonly top: number;
}

export function layoutOf(days: readonly DayOfCalls[], { row, day: line }: Sizes): Layout {
  const stretches: Stretch[] = [];
  let first = 0;
  let top = 0;
  for (const day of days) {
    stretches.push({ day, first, top });
    first += day.calls;
    top += line + day.calls * row;
  }
  const total = first;

  /** Index of the last stretch for which `isBefore` holds. */
  const last = (isBefore: (stretch: Stretch) => boolean): number => {
    let low = 0;
    let high = stretches.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      const stretch = stretches[middle];
      if (stretch !== undefined && isBefore(stretch)) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const topOf = (place: number): number => {
    const stretch = stretches[last((each) => each.first <= place)];
    return stretch === undefined ? 0 : stretch.top + line + (place - stretch.first) * row;
  };
  const placeAt = (y: number): number => {
    const stretch = stretches[last((each) => each.top <= y)];
    if (stretch === undefined) return 0;
    const within = Math.max(0, Math.floor((y - stretch.top - line) / row));
    return Math.min(total - 1, stretch.first + Math.min(within, stretch.day.calls));
  };
  return {
    height: top,
    topOf,
    placeAt,
    between(from, to) {
      const items: Item[] = [];
      for (let index = last((each) => each.top <= from); index < stretches.length; index++) {
        const stretch = stretches[index];
        if (stretch === undefined || stretch.top > to) break;
        if (stretch.top + line > from) items.push({ kind: 'day', day: stretch.day, top: stretch.top });
        const start = Math.max(0, Math.floor((from - stretch.top - line) / row));
        for (let at = start; at < stretch.day.calls; at++) {
          const itemTop = stretch.top + line + at * row;
          if (itemTop > to) break;
          items.push({ kind: 'row', place: stretch.first + at, top: itemTop });
        }
      }
      return items;
    },
  };
}
