import {
  ArrowDownLeft,
  ArrowLeftRight,
  ArrowUpRight,
  AudioLines,
  Check,
  Ellipsis,
  type LucideIcon,
} from 'lucide-react';
import { memo, type MouseEvent } from 'react';
import type { Direction } from '../../../shared/call.ts';
import type { CallRow as Row } from '../../../shared/desk.ts';
import { Glyph } from '../../parts/glyph.tsx';
import { Icon } from '../../parts/icon.tsx';
import { useSaid, type Said } from '../../i18n/index.tsx';
import { noteOf, whoOf } from '../../view.ts';

export const ARROWS: Readonly<Record<Direction, LucideIcon>> = {
  inbound: ArrowDownLeft,
  outbound: ArrowUpRight,
  internal: ArrowLeftRight,
  unknown: Ellipsis,
};
const OWES: ReadonlySet<string> = new Set(['pending', 'held', 'failed']);

export interface RowActs {
  readonly onPick: (place: number, row: Row, event: { shiftKey: boolean; ctrlKey: boolean; metaKey: boolean }) => void;
  readonly onLog: (id: string) => void;
  readonly onCheck: (place: number, row: Row) => void;
}

interface CallRowProps {
  readonly row: Row;
  readonly place: number;
  readonly top: number;
  /** Has the keyboard and is shown beside the list. */
  readonly isCurrent: boolean;
  /** Null: nothing but one call is chosen, so there are no boxes to tick. */
  readonly isChosen: boolean | null;
  readonly acts: RowActs;
}

/** "To log, outbound, Jane Doe, Harbor & Pine, connected, 3 min 21 s, 14:34". */
function nameOf(row: Row, { words, formats }: Said): string {
  const note = noteOf(row, { words, formats });
  const state = words.states[row.state];
  return [
    state,
    words.directions[row.direction],
    whoOf(row, words).text,
    row.company,
    note === state ? null : note,
    formats.spokenLength(row.talkSeconds),
    formats.time(row.startedAt),
  ]
    .filter((part) => part !== null)
    .join(', ');
}

/** One call in a row of fixed height. */
export const CallRow = memo(function CallRow({ row, place, top, isCurrent, isChosen, acts }: CallRowProps) {
  const said = useSaid();
  const { state } = row;
  const classes = [
    'row',
    OWES.has(state) ? 'owes' : '',
    state === 'excluded' ? 'out' : '',
    isChosen === null ? '' : 'with-box',
  ];
  return (
    <div
      id={`call-${row.id}`}
      role="row"
      className={classes.join(' ').trim()}
      aria-rowindex={place + 1}
      aria-selected={isChosen ?? isCurrent}
      aria-label={nameOf(row, said)}
      data-current={isCurrent ? true : undefined}
      style={{ transform: `translateY(${top}px)` }}
      onClick={(event: MouseEvent) => acts.onPick(place, row, event)}
    >
      {isChosen !== null && (
        <span
          role="gridcell"
          className="box"
          onClick={(event) => {
            event.stopPropagation();
            acts.onCheck(place, row);
          }}
        >
          <span className={isChosen ? 'check on' : 'check'}>{isChosen && <Icon of={Check} tiny />}</span>
        </span>
      )}
      <Cells row={row} canLog={isChosen === null} isCurrent={isCurrent} onLog={acts.onLog} />
    </div>
  );
});

interface CellsProps {
  readonly row: Row;
  readonly canLog: boolean;
  readonly isCurrent: boolean;
  readonly onLog: (id: string) => void;
}

function Cells({ row, canLog, isCurrent, onLog }: CellsProps) {
  const { words, screens, formats } = useSaid();
  const { state, direction, recording, talkSeconds, startedAt, company } = row;
  const who = whoOf(row, words);
  return (
    <>
      <span role="gridcell">
        <Glyph state={state} label={words.states[state]} />
      </span>
      <span className="dir" role="gridcell" title={words.directions[direction]}>
        <Icon of={ARROWS[direction]} small />
        <span className="hidden">{words.directions[direction]}</span>
      </span>
      <span className="who" role="gridcell">
        <span className="name cut">{who.isNumber ? <bdi dir="ltr">{who.text}</bdi> : who.text}</span>
        {company !== null && <span className="firm cut">{company}</span>}
      </span>
      <Note row={row} canLog={canLog} isCurrent={isCurrent} onLog={onLog} />
      <span className="rec" role="gridcell">
        {(recording === 'whole' || recording === 'attached') && (
          <>
            <Icon of={AudioLines} small />
            <span className="hidden">{screens.calls.hasRecording}</span>
          </>
        )}
      </span>
      <span className="len" role="gridcell">
        {formats.length(talkSeconds)}
      </span>
      <span className="at" role="gridcell">
        {formats.time(startedAt)}
      </span>
    </>
  );
}

/** The reason or the outcome, and the button that logs the call. */
function Note({ row, canLog, isCurrent, onLog }: CellsProps) {
  const said = useSaid();
  const { state } = row;
  return (
    <span className="note" role="gridcell">
      <span className={state === 'held' || state === 'failed' ? `cut s-${state}` : 'cut'}>{noteOf(row, said)}</span>
      {state === 'pending' && canLog && (
        <button
          type="button"
          className="button row-log"
          tabIndex={isCurrent ? 0 : -1}
          aria-label={said.screens.calls.logWho(whoOf(row, said.words).text)}
          onClick={(event) => {
            event.stopPropagation();
            onLog(row.id);
          }}
        >
          {said.screens.calls.log}
        </button>
      )}
    </span>
  );
}
