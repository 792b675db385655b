import { Check, CircleAlert } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import type { Sum } from '../../../shared/desk.ts';
import { useSaid } from '../../i18n/index.tsx';
import { Icon } from '../../parts/icon.tsx';
import { SumBar } from '../../parts/sum.tsx';
import css from './balance.module.css';
import { addsUp, axisFor, bricksOf, PARTS, type Part } from './parts-of.ts';

interface SumRow {
  readonly id: string;
  readonly label: string;
  readonly sum: Sum;
}

interface SumsTableProps {
  readonly caption: string;
  readonly heading: string;
  readonly rows: readonly SumRow[];
  readonly selected: string | null;
  /** Null: the row that was chosen is chosen no more. */
  readonly onSelect: (id: string | null) => void;
  readonly onOpen: (id: string) => void;
}

/** Sums as numbers and as bars that share one axis. Arrows go over the rows, Space chooses, Enter opens the calls. */
export function SumsTable({ caption, heading, rows, selected, onSelect, onOpen }: SumsTableProps) {
  const { screens } = useSaid();
  const texts = screens.balance;
  const [stop, setStop] = useState<string | null>(null);
  const tabStop = rows.some(({ id }) => id === stop) ? stop : rows[0]?.id;
  const { end, marks } = axisFor(Math.max(...rows.map(({ sum }) => sum.found)));
  return (
    <table className={css['days']} role="grid">
      <caption className="hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{heading}</th>
          <th scope="col">{texts.foundColumn}</th>
          <th scope="col" className={css['bar']} aria-hidden="true">
            <span className={css['axis']}>
              {marks.map((mark) => (
                <i key={mark}>{mark}</i>
              ))}
            </span>
          </th>
          {PARTS.map((part) => (
            <th key={part} scope="col">
              {texts.columns[part]}
            </th>
          ))}
          <th scope="col">
            <span className="hidden">{texts.verdict}</span>
          </th>
        </tr>
      </thead>
      <tbody onKeyDown={moveFocus}>
        {rows.map((row) => (
          <Row
            key={row.id}
            row={row}
            end={end}
            isSelected={row.id === selected}
            isTabStop={row.id === tabStop}
            onFocus={() => {
              setStop(row.id);
            }}
            onSelect={() => {
              onSelect(row.id === selected ? null : row.id);
            }}
            onOpen={() => {
              onOpen(row.id);
            }}
          />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  readonly row: SumRow;
  /** What the whole width of the bar stands for. */
  readonly end: number;
  readonly isSelected: boolean;
  /** Tab goes to one row of the table, the arrows to the others. */
  readonly isTabStop: boolean;
  readonly onFocus: () => void;
  readonly onSelect: () => void;
  readonly onOpen: () => void;
}

function Row({ row: { label, sum }, end, isSelected, isTabStop, onFocus, onSelect, onOpen }: RowProps) {
  const { screens, formats } = useSaid();
  const right = addsUp(sum);
  return (
    <tr
      tabIndex={isTabStop ? 0 : -1}
      aria-selected={isSelected}
      data-selected={isSelected || undefined}
      onFocus={onFocus}
      onClick={onSelect}
      onDoubleClick={onOpen}
      onKeyDown={(event) => {
        if (event.key === 'Enter') onOpen();
        if (event.key !== ' ') return;
        event.preventDefault();
        onSelect();
      }}
    >
      <th scope="row">{label}</th>
      <td className={css['found']}>{formats.number(sum.found)}</td>
      <td className={css['bar']}>
        <span style={{ display: 'block', width: `${(100 * sum.found) / end}%` }}>
          <SumBar bricks={bricksOf(sum)} height={9} />
        </span>
      </td>
      {PARTS.map((part) => (
        <td key={part} className={cellClass(part, sum[part])}>
          {formats.number(sum[part])}
        </td>
      ))}
      <td className={right ? css['ok'] : css['off']}>
        <Icon of={right ? Check : CircleAlert} small />
        <span className="hidden">{right ? screens.balance.addsUp : screens.balance.doesNotAddUp}</span>
      </td>
    </tr>
  );
}

const TONES: Readonly<Partial<Record<Part, string>>> = { waiting: 's-pending', held: 's-held', failed: 's-failed' };

function cellClass(part: Part, calls: number): string {
  if (calls === 0) return css['zero'] ?? '';
  const tone = TONES[part];
  return tone === undefined ? '' : `${tone} ${css['has'] ?? ''}`;
}

const STEPS: Readonly<Record<string, (row: Element) => Element | null | undefined>> = {
  ArrowDown: (row) => row.nextElementSibling,
  ArrowUp: (row) => row.previousElementSibling,
  Home: (row) => row.parentElement?.firstElementChild,
  End: (row) => row.parentElement?.lastElementChild,
};

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const row = (event.target as HTMLElement).closest('tr');
  const next = row === null ? null : STEPS[event.key]?.(row);
  if (!(next instanceof HTMLElement)) return;
  event.preventDefault();
  next.focus();
}
