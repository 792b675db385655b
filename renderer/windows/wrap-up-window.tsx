import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { Bridge } from '../../shared/contract.ts';
import { useSaid } from '../i18n/index.tsx';
import { SPRITE } from '../parts/glyph.tsx';
import { Form } from '../screens/wrap-up/form.tsx';
import { Strip } from '../screens/wrap-up/strip.tsx';
import { createWrapUpStore, type WrapUpState } from '../stores/wrap-up-store.ts';
import { whoOf } from '../view.ts';
import css from '../screens/wrap-up/wrap-up.module.css';

interface WrapUpWindowProps {
  readonly client: Bridge;
  readonly asked: { readonly view: string | null; readonly id: string | null };
}

/** The small window beside the tray when a call has ended. */
export function WrapUpWindow({ client, asked }: WrapUpWindowProps) {
  const words = useSaid().screens.wrapUp;
  const [store] = useState(() => createWrapUpStore(client));
  const state = useStore(store);
  const { sheet, id } = state;
  const secondsLeft = useSecondsLeft(state.goesAt);
  useEffect(() => {
    const { open, told } = store.getState();
    const end = client.onChanged(told);
    if (asked.id !== null) void open(asked.id);
    return end;
  }, [client, store, asked.id]);
  useEffect(() => {
    document.title = words.window;
  }, [words]);
  if (sheet === null) return <main className={css['window']} aria-label={words.window} aria-busy="true" />;
  const shown = { ...state, sheet };
  return (
    <>
      {SPRITE}
      {state.phase === 'strip' ? (
        <Strip client={client} state={shown} />
      ) : (
        <Form key={id} client={client} state={shown} secondsLeft={secondsLeft} />
      )}
      <Announced sheet={sheet} secondsLeft={secondsLeft} />
    </>
  );
}

/** Said politely: once that a call has ended, whatever is learned about it later, and the clock at its start and at three. */
function Announced({ sheet, secondsLeft }: { sheet: NonNullable<WrapUpState['sheet']>; secondsLeft: number | null }) {
  const said = useSaid();
  const { words, screens, formats } = said;
  const { row } = sheet;
  const [ended, setEnded] = useState({ id: '', text: '' });
  const [clock, setClock] = useState<{ readonly near: boolean; readonly text: string } | null>(null);
  useEffect(() => {
    if (ended.id === row.id) return;
    const text = screens.wrapUp.callEnded(whoOf(row, words).text, formats.spokenLength(row.talkSeconds));
    setEnded({ id: row.id, text });
  }, [ended.id, row, words, screens, formats]);
  useEffect(() => {
    const near = secondsLeft !== null && secondsLeft <= 3;
    if (secondsLeft === null) setClock(null);
    else if (clock?.near !== near) setClock({ near, text: screens.wrapUp.goesIn(secondsLeft) });
  }, [secondsLeft, clock, screens]);
  return (
    <div className="hidden" role="status">
      {ended.text} {clock?.text}
    </div>
  );
}

/** Whole seconds until then, counted down; null: nothing is waited for. */
function useSecondsLeft(at: number | null): number | null {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (at === null) return undefined;
    setNow(Date.now());
    const timer = setInterval(() => {
      setNow(Date.now());
    }, 250);
    return () => {
      clearInterval(timer);
    };
  }, [at]);
  return at === null ? null : Math.max(0, Math.ceil((at - now) / 1_000));
}
