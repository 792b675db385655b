import { useCallback, useEffect, useRef, type KeyboardEvent } from 'react';
import type { CallRow } from '../../../shared/desk.ts';
import { useSaid } from '../../i18n/index.tsx';
import { Button } from '../../parts/button.tsx';
import type { PlayerHandle } from '../../parts/player.tsx';
import { actionsOf } from './actions.tsx';
import { CallList } from './call-list.tsx';
import { Detail } from './detail.tsx';
import { Empty, Loading } from './empty.tsx';
import { ListHead } from './list-head.tsx';
import { StatusLine } from './status-line.tsx';
import { problemIn } from './acts.ts';
import { useDesk, useList, useSelection, useUi } from './desk.ts';
import { focusRegion, isOwnKey, isPlain, isTyping } from './window-keys.ts';

/** The list and one call beside it. */
export function CallsScreen({ isNarrow }: { isNarrow: boolean }) {
  const desk = useDesk();
  const { ui, sheets, acts } = desk;
  const { words } = useSaid();
  const view = useList((state) => state.filter.view);
  const total = useList((state) => state.total);
  const isOpen = useUi((state) => state.isDetailOpen);
  const signIn = useUi((state) => state.signIn);
  const player = useRef<PlayerHandle>(null);
  const id = useSelection((state) => state.id);
  useFirst(isNarrow);
  useEffect(() => {
    if (ui.getState().mode !== 'read') ui.getState().set({ mode: 'read' });
    sheets.getState().open(id);
  }, [id, sheets, ui]);
  const onOpen = useCallback((_row: CallRow) => ui.getState().set({ isDetailOpen: true, signIn: null }), [ui]);
  const onLog = useCallback((each: string) => void acts.log(each), [acts]);
  const onStep = useStep();
  const keys = useLetterKeys(player);
  const close = () => {
    ui.getState().set({ isDetailOpen: false, signIn: null });
    focusRegion('list');
  };
  const shows = isNarrow ? isOpen && (id !== null || signIn !== null) : total > 0 || signIn !== null;
  const classes = ['split', shows ? '' : 'alone', isNarrow && shows ? 'under' : ''];
  return (
    <div className={classes.join(' ').trim()} onKeyDown={keys}>
      <section className="list" aria-label={words.views[view]}>
        <ListHead />
        <Body onOpen={onOpen} onLog={onLog} />
        <StatusLine />
      </section>
      {shows && <Detail player={player} onStep={onStep} onClose={close} isNarrow={isNarrow} />}
    </div>
  );
}

/** One call up or down, from the detail. */
function useStep() {
  const { lists, selection } = useDesk();
  return useCallback(
    (by: 1 | -1) => {
      const { place } = selection.getState();
      const to = Math.min(lists.getState().total - 1, Math.max(0, (place ?? -1) + by));
      void lists
        .getState()
        .between(to, to)
        .then(([row]) => {
          if (row !== undefined) selection.getState().moveTo(to, row.id);
        });
    },
    [lists, selection],
  );
}

function Body({ onOpen, onLog }: { onOpen: (row: CallRow) => void; onLog: (id: string) => void }) {
  const said = useSaid();
  const { client } = useDesk();
  const loaded = useList((state) => state.loaded);
  const problem = useList((state) => state.problem);
  const total = useList((state) => state.total);
  const { empty } = said.screens.calls;
  if (!loaded) return <Loading />;
  if (problem !== null) {
    return (
      <div className="empty-main" role="alert">
        <h3>{said.screens.calls.problem}</h3>
        <p>{problemIn(said, problem)}</p>
        {said.screens.calls.problems[problem.code] !== undefined && <p className="small quiet">{problem.message}</p>}
        <Button onPress={() => void client.showCalls({ view: 'settings', id: null })}>{empty.setUp}</Button>
      </div>
    );
  }
  if (total === 0) return <Empty />;
  return <CallList onOpen={onOpen} onLog={onLog} />;
}

/** In a wide window the first call is open as soon as there is one: the pane is never bare. */
function useFirst(isNarrow: boolean): void {
  const { selection } = useDesk();
  const id = useSelection((state) => state.id);
  const first = useList((state) => state.rows.get(0));
  useEffect(() => {
    if (first !== undefined && document.activeElement === document.body) focusRegion('list');
  }, [first]);
  useEffect(() => {
    if (!isNarrow && id === null && first !== undefined) selection.getState().moveTo(0, first.id);
  }, [isNarrow, id, first, selection]);
}

/** Single letters and the player's keys, while the list or the detail has the keyboard and nobody types. */
function useLetterKeys(player: { current: PlayerHandle | null }) {
  const desk = useDesk();
  const said = useSaid();
  return (event: KeyboardEvent) => {
    if (event.defaultPrevented) return;
    const { sheets, selection, ui, acts } = desk;
    if (event.key === 'Escape') {
      escape();
      return;
    }
    if (isTyping(event.target) || isOwnKey(event) || !isPlain(event)) return;
    const chosen = [...selection.getState().chosen.keys()];
    const { sheet } = sheets.getState();
    if (event.key === ' ') player.current?.toggle();
    else if (event.key === 'ArrowLeft') player.current?.step(-5);
    else if (event.key === 'ArrowRight') player.current?.step(5);
    else if (event.key.toLowerCase() === 'x' && chosen.length > 0) void acts.ignore(chosen);
    else {
      if (sheet === null || chosen.length > 0 || sheet.row.id !== selection.getState().id) return;
      const pressed = event.key.length === 1 ? event.key.toUpperCase() : '';
      const action = actionsOf(sheet, said, desk).all.find(({ keys }) => keys === pressed);
      if (action === undefined) return;
      action.onAction();
    }
    event.preventDefault();

    function escape() {
      const { mode, isDetailOpen, signIn } = ui.getState();
      if (mode !== 'read') ui.getState().set({ mode: 'read' });
      else if (selection.getState().chosen.size > 0) selection.getState().clear();
      else if (isDetailOpen || signIn !== null) ui.getState().set({ isDetailOpen: false, signIn: null });
      else if (desk.lists.getState().filter.search !== '') desk.lists.getState().setFilter({ search: '' });
      else return;
      event.preventDefault();
      focusRegion('list');
    }
  };
}
