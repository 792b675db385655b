import { lazy, Suspense, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Bridge } from '../../shared/contract.ts';
import type { View } from '../../shared/desk.ts';
import { Ask } from '../parts/ask.tsx';
import { SPRITE } from '../parts/glyph.tsx';
import { useSaid } from '../i18n/index.tsx';
import { createActs } from '../screens/calls/acts.ts';
import { CallsScreen } from '../screens/calls/calls-screen.tsx';
import { createStores, DeskContext, useDesk, useUi, type Desk } from '../screens/calls/desk.ts';
import { KeysHelp } from '../screens/calls/keys-help.tsx';
import { Announcer } from '../screens/calls/announcer.tsx';
import { PLACES, Rail, type Place } from '../screens/calls/rail.tsx';
import { spanOf } from '../screens/calls/span.ts';
import { TitleBar, WindowControls } from '../screens/calls/title-bar.tsx';
import { useDayLedger, useTopics, useWidth, useWindowKeys, type Shown } from '../screens/calls/use-window.ts';
import { OWED, VIEWS } from '../view.ts';

const BalanceScreen = lazy(async () => ({ default: (await import('../screens/balance/index.tsx')).BalanceScreen }));
const SettingsScreen = lazy(async () => ({ default: (await import('../screens/settings/index.tsx')).SettingsScreen }));
const SupportScreen = lazy(async () => ({ default: (await import('../screens/support/index.tsx')).SupportScreen }));

const isView = (name: string | null): name is View => VIEWS.some((view) => view === name);
const isPlace = (name: string | null): name is Place => PLACES.some((place) => place === name);

/** All calls, and the places beside them. */
export function CallsWindow({ client, asked }: { client: Bridge; asked: Shown }) {
  const said = useSaid();
  const latest = useRef(said);
  latest.current = said;
  const [desk] = useState<Desk>(() => {
    const stores = createStores(client);
    return { ...stores, acts: createActs(stores, () => latest.current) };
  });
  return (
    <DeskContext value={desk}>
      {SPRITE}
      <Frame asked={asked} />
      <WindowControls />
      <Announcer />
    </DeskContext>
  );
}

/** Rail, title bar and whatever place is open. */
function Frame({ asked }: { asked: Shown }) {
  const desk = useDesk();
  const { client, overviews, lists, ui } = desk;
  const { overview } = useStore(overviews);
  const filter = useStore(lists, (state) => state.filter);
  const [place, setPlace] = useState<Place | 'calls'>('calls');
  const width = useWidth();
  const isNarrow = width !== 'wide';
  const ofDay = useDayLedger(overview);
  const go = useGo(setPlace);
  useTopics((shown) => {
    show(shown, desk, go);
  }, asked);
  useWindowKeys(go, () => setPlace('calls'));
  const areKeysOpen = useUi((state) => state.areKeysOpen);
  const back = () => setPlace('calls');
  return (
    <div className="window">
      {place === 'settings' ? (
        <Suspense fallback={<div className="app" />}>
          <SettingsScreen client={client} onBack={back} />
        </Suspense>
      ) : (
        <div className={isNarrow ? `app narrow ${width}` : 'app'}>
          <Rail
            all={overview?.ledger}
            ofDay={ofDay}
            today={overview?.today}
            current={place === 'calls' ? filter.view : place}
            places={PLACES}
            onGo={go}
          />
          <main className="main">
            <Suspense fallback={null}>
              {place === 'balance' && (
                <BalanceScreen client={client} overview={overview} onShow={(what) => go(what.view, what)} />
              )}
              {place === 'support' && <SupportScreen client={client} overview={overview} />}
            </Suspense>
            {place === 'calls' && (
              <>
                <TitleBar />
                <CallsScreen isNarrow={isNarrow} />
              </>
            )}
          </main>
        </div>
      )}
      <KeysHelp isOpen={areKeysOpen} onClose={() => ui.getState().set({ areKeysOpen: false })} />
      <AskPrivate />
    </div>
  );
}

interface Narrowed {
  /** `YYYY-MM-DD`; null: every day. */
  readonly day: string | null;
  readonly account: string | null;
}
export type Go = (to: View | Place, narrowed?: Narrowed) => void;

/** To a view of the list or a place beside it. Owed views show every day, the others the days chosen last. */
function useGo(setPlace: (place: Place | 'calls') => void): Go {
  const { lists, ui, selection } = useDesk();
  return useMemo(
    () => (to, narrowed) => {
      if (!isView(to)) {
        setPlace(to);
        return;
      }
      setPlace('calls');
      const { filter, setFilter } = lists.getState();
      if (!OWED.has(filter.view)) ui.getState().set({ followed: { from: filter.from, before: filter.before } });
      ui.getState().set({ mode: 'read', isDetailOpen: false, said: null });
      selection.setState({ place: null, anchor: null, id: null, chosen: new Map() });
      if (narrowed !== undefined)
        setFilter({ view: to, search: '', ...dayOf(narrowed.day), account: narrowed.account });
      else setFilter({ view: to, ...(OWED.has(to) ? spanOf('all', new Date()) : ui.getState().followed) });
    },
    [lists, ui, selection, setPlace],
  );
}

function dayOf(day: string | null): { from: number | null; before: number | null } {
  if (day === null) return { from: null, before: null };
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return { from: new Date(year, month - 1, date).getTime(), before: new Date(year, month - 1, date + 1).getTime() };
}

/** What tray, notice or link asked the window to show. */
function show({ view, id }: Shown, { overviews, selection, sheets, ui, lists }: Desk, go: Go): void {
  if (isView(view) || isPlace(view)) go(view);
  if (view === 'sign_in') {
    go('all');
    const lost = overviews.getState().overview?.accounts.find(({ state }) => state === 'sign_in');
    ui.getState().set({ signIn: lost?.id ?? null, isDetailOpen: true });
  }
  if (id === null) return;
  if (!isView(view)) go('all', { day: null, account: null });
  lists.getState().setFilter({ from: null, before: null, search: '' });
  selection.setState({ place: 0, anchor: 0, id, chosen: new Map() });
  sheets.getState().open(id);
  ui.getState().set({ isDetailOpen: true });
}

function AskPrivate() {
  const { calls } = useSaid().screens;
  const { ui, acts } = useDesk();
  const id = useUi((state) => state.askPrivate);
  return (
    <Ask
      isOpen={id !== null}
      title={calls.detail.privateAsk}
      text={calls.detail.privateText}
      yes={calls.detail.private}
      no={calls.detail.cancel}
      onAnswer={(yes) => {
        ui.getState().set({ askPrivate: null });
        if (yes && id !== null) void acts.makePrivate(id);
      }}
    />
  );
}
