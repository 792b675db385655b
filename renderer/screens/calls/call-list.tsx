import { memo, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { CallRow as Row, DayOfCalls } from '../../../shared/desk.ts';
import { useSaid } from '../../i18n/index.tsx';
import { isCommand } from '../../parts/kbd.tsx';
import { CallRow, type RowActs } from './call-row.tsx';
import { useDesk, useList, useSelection } from './desk.ts';
import { layoutOf, type Item, type Layout } from './layout.ts';
import { useSizes } from './use-sizes.ts';

/** Never more rows in the page than this, whatever the height of the window. */
const MOST_ROWS = 60;
const MOST_AROUND = 8;
/** A press this soon after another call has come under the keyboard was meant for the one before. Milliseconds. */
const TOO_SOON = 400;

/** The calls as a grid with one stop for the keyboard; only what is in sight is in the page. */
export function CallList({ onOpen, onLog }: { onOpen: (row: Row) => void; onLog: (id: string) => void }) {
  const { lists } = useDesk();
  const { screens } = useSaid();
  const box = useRef<HTMLDivElement>(null);
  const sizes = useSizes(box);
  const days = useList((state) => state.days);
  const total = useList((state) => state.total);
  const layout = useMemo(() => layoutOf(days, sizes), [days, sizes]);
  const [top, setTop] = useState(0);
  const items = itemsAt(layout, sizes, top);
  useSight(items);
  useAnchor(box, layout, top, setTop);
  const reveal = useReveal(box, layout, sizes);
  const keys = useKeys({ layout, page: Math.max(1, Math.floor(sizes.height / sizes.row) - 1), reveal, onOpen, onLog });
  const acts = useRowActs(onOpen, onLog);
  useFirstRows();
  const place = useSelection((state) => state.place);
  const id = useSelection((state) => state.id);
  const inside = useRef(false);
  const hold = useCallback(() => {
    lists.getState().hold(inside.current || (box.current?.scrollTop ?? 0) > 0);
  }, [lists]);
  return (
    <div
      ref={box}
      className="rows"
      role="grid"
      aria-label={screens.calls.list}
      aria-rowcount={total}
      aria-multiselectable="true"
      aria-activedescendant={id !== null && place !== null && isDrawn(items, place) ? `call-${id}` : undefined}
      tabIndex={0}
      data-region="list"
      onKeyDown={keys}
      onScroll={(event) => {
        setTop(event.currentTarget.scrollTop);
        hold();
        if (event.currentTarget.scrollTop === 0 && !inside.current) lists.getState().seen();
      }}
      onPointerEnter={() => {
        inside.current = true;
        hold();
      }}
      onPointerLeave={() => {
        inside.current = false;
        hold();
      }}
    >
      <div className="rows-space" role="presentation" style={{ height: layout.height }}>
        {items.map((item) =>
          item.kind === 'day' ? (
            <DayLine key={item.day.day} day={item.day} top={item.top} />
          ) : (
            <Place key={item.place} place={item.place} top={item.top} acts={acts} />
          ),
        )}
      </div>
    </div>
  );
}

/** What is in sight at this height, and a little around it. */
function itemsAt(layout: Layout, { row, height }: { row: number; height: number }, top: number): readonly Item[] {
  const around = Math.max(0, Math.min(MOST_AROUND, Math.floor((MOST_ROWS - height / row - 3) / 2)));
  return layout.between(top - around * row, top + height + around * row);
}

const isDrawn = (items: readonly Item[], place: number): boolean =>
  items.some((item) => item.kind === 'row' && item.place === place);

const DayLine = memo(function DayLine({ day, top }: { day: DayOfCalls; top: number }) {
  const { screens, formats } = useSaid();
  const figures = screens.calls.dayLine(
    day.calls,
    formats.number(day.calls),
    day.talkSeconds === 0 ? '' : formats.hours(day.talkSeconds),
  );
  return (
    <div className="day" role="row" style={{ transform: `translateY(${top}px)` }}>
      <span role="rowheader">{formats.day(day.day)}</span>
      <span className="num" role="gridcell">
        {figures}
      </span>
    </div>
  );
});

/** A call, or room for one that is on its way. */
const Place = memo(function Place({ place, top, acts }: { place: number; top: number; acts: RowActs }) {
  const row = useList((state) => state.rows.get(place));
  const isCurrent = useSelection((state) => state.id !== null && state.id === row?.id);
  const isChosen = useSelection((state) =>
    state.chosen.size === 0 || row === undefined ? null : state.chosen.has(row.id),
  );
  if (row === undefined) {
    return (
      <div className="row blank" role="row" aria-rowindex={place + 1} style={{ transform: `translateY(${top}px)` }} />
    );
  }
  return <CallRow row={row} place={place} top={top} isCurrent={isCurrent} isChosen={isChosen} acts={acts} />;
});

/** A mark for the figures: when the first calls of this window were drawn. */
function useFirstRows(): void {
  const isThere = useList((state) => state.rows.size > 0);
  useEffect(() => {
    if (!isThere || performance.getEntriesByName('first-rows').length > 0) return undefined;
    const frame = requestAnimationFrame(() => performance.mark('first-rows'));
    return () => {
      cancelAnimationFrame(frame);
    };
  }, [isThere]);
}

/** Tells the store which places are in sight. */
function useSight(items: readonly Item[]): void {
  const { lists } = useDesk();
  const rows = items.filter((item) => item.kind === 'row');
  const first = rows[0]?.place ?? 0;
  const last = rows.at(-1)?.place ?? 0;
  useEffect(() => {
    if (last > 0) lists.getState().show(first, last);
  }, [lists, first, last]);
}

/** What is read stays where it is on the screen, whatever came above it; the keyboard stays on its call. */
function useAnchor(
  box: { current: HTMLDivElement | null },
  layout: Layout,
  top: number,
  setTop: (top: number) => void,
): void {
  const { lists, selection } = useDesk();
  const rows = useList((state) => state.rows);
  const shown = useList((state) => state.shown);
  const before = useRef<{ id: string | undefined; place: number; offset: number; shown: unknown }>({
    id: undefined,
    place: 0,
    offset: 0,
    shown,
  });
  useLayoutEffect(() => {
    const element = box.current;
    const was = before.current;
    if (element === null) return;
    if (was.shown !== shown) {
      element.scrollTop = 0;
      setTop(0);
    } else if (
      was.id !== undefined &&
      (element.scrollTop > 0 || lists.getState().held) &&
      rows.get(was.place)?.id !== was.id
    ) {
      for (const [place, { id }] of rows) {
        if (id === was.id) element.scrollTop = Math.max(0, layout.topOf(place) - was.offset);
      }
    }
    follow(selection, rows);
  }, [rows, shown, layout, box, lists, selection, setTop]);
  useLayoutEffect(() => {
    const place = layout.placeAt(top);
    before.current = { id: rows.get(place)?.id, place, offset: layout.topOf(place) - top, shown };
  });
}

function follow(selection: ReturnType<typeof useDesk>['selection'], rows: ReadonlyMap<number, Row>): void {
  const { id, place, chosen } = selection.getState();
  if (id === null || place === null || chosen.size > 0 || rows.get(place)?.id === id) return;
  for (const [at, row] of rows) {
    if (row.id !== id) continue;
    selection.setState({ place: at, anchor: at });
    return;
  }
}

function useReveal(
  box: { current: HTMLDivElement | null },
  layout: Layout,
  sizes: { row: number; day: number; height: number },
) {
  return useCallback(
    (place: number) => {
      const element = box.current;
      if (element === null) return;
      const top = layout.topOf(place);
      if (top - sizes.day < element.scrollTop) element.scrollTop = place === 0 ? 0 : top - sizes.day;
      else if (top + sizes.row > element.scrollTop + sizes.height) element.scrollTop = top + sizes.row - sizes.height;
    },
    [box, layout, sizes],
  );
}

function useRowActs(onOpen: (row: Row) => void, onLog: (id: string) => void): RowActs {
  const { selection, lists } = useDesk();
  return useMemo(() => {
    const alone = () => {
      const { id, place } = selection.getState();
      const row = place === null ? undefined : lists.getState().rows.get(place);
      return row?.id === id ? row : undefined;
    };
    const stretch = async (place: number) => {
      const from = selection.getState().anchor ?? place;
      const rows = await lists.getState().between(Math.min(from, place), Math.max(from, place));
      selection.getState().stretch(place, rows);
    };
    return {
      onPick(place, row, event) {
        if (event.shiftKey) void stretch(place);
        else if (isCommand(event)) selection.getState().toggle(place, row, alone());
        else {
          selection.getState().moveTo(place, row.id);
          onOpen(row);
        }
      },
      onCheck: (place, row) => selection.getState().toggle(place, row, undefined),
      onLog,
    };
  }, [selection, lists, onOpen, onLog]);
}

interface KeysOptions {
  readonly layout: Layout;
  readonly page: number;
  readonly reveal: (place: number) => void;
  readonly onOpen: (row: Row) => void;
  readonly onLog: (id: string) => void;
}

function useKeys({ page, reveal, onOpen, onLog }: KeysOptions) {
  const { selection, lists, acts } = useDesk();
  const changedAt = useChangedAt();
  return (event: KeyboardEvent<HTMLElement>) => {
    if (event.target !== event.currentTarget || event.altKey) return;
    const { total } = lists.getState();
    const { place, id, chosen } = selection.getState();
    const now = place ?? -1;
    const to = targetOf(event.key, now, page, total);
    if (to !== undefined) {
      event.preventDefault();
      void go(to, event.shiftKey);
      return;
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      if (event.repeat || performance.now() - changedAt.current < TOO_SOON) return;
      if (chosen.size > 0) {
        void acts.logChosen();
        return;
      }
      const row = place === null ? undefined : lists.getState().rows.get(place);
      if (row === undefined || row.id !== id) return;
      if (row.state === 'pending') onLog(row.id);
      else onOpen(row);
    }
  };

  async function go(to: number, stretches: boolean): Promise<void> {
    reveal(to);
    const [row] = await lists.getState().between(to, to);
    if (row === undefined) return;
    if (!stretches) {
      selection.getState().moveTo(to, row.id);
      return;
    }
    const from = selection.getState().anchor ?? to;
    selection.getState().stretch(to, await lists.getState().between(Math.min(from, to), Math.max(from, to)));
  }
}

/** The place a key leads to; undefined: it leads nowhere. */
function targetOf(key: string, now: number, page: number, total: number): number | undefined {
  if (total === 0) return undefined;
  const within = (place: number) => Math.min(total - 1, Math.max(0, place));
  switch (key) {
    case 'ArrowDown':
      return within(now + 1);
    case 'ArrowUp':
      return within(now - 1);
    case 'PageDown':
      return within(now + page);
    case 'PageUp':
      return within(now - page);
    case 'Home':
      return 0;
    case 'End':
      return total - 1;
    default:
      return undefined;
  }
}

/** When the list, not the person, put another call under the keyboard. */
function useChangedAt() {
  const changedAt = useRef(-Infinity);
  const { selection, lists, sheets } = useDesk();
  useEffect(
    () =>
      lists.subscribe(({ rows, total, held }, before) => {
        const { place, id, chosen } = selection.getState();
        if (rows === before.rows || place === null || id === null || chosen.size > 0 || held) return;
        if ([...rows.values()].some((row) => row.id === id)) return;
        const next = rows.get(Math.min(place, total - 1));
        changedAt.current = performance.now();
        selection.getState().moveTo(Math.max(0, Math.min(place, total - 1)), next?.id ?? null);
        if (next === undefined) sheets.getState().open(null);
      }),
    [selection, lists, sheets],
  );
  return changedAt;
}
