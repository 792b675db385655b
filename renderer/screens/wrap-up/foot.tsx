import { useEffect, useRef, type CSSProperties } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { useSaid } from '../../i18n/index.tsx';
import { Button } from '../../parts/button.tsx';
import { Keys } from '../../parts/kbd.tsx';
import type { WrapUpState } from '../../stores/wrap-up-store.ts';
import type { Draft, Known } from './draft.ts';
import { useHasFocus } from './use-focus.ts';
import css from './wrap-up.module.css';

/** Electron's writing of a key, as a person reads it: `Ctrl Shift L`. */
const readable = (keys: string): string => keys.replace('CommandOrControl', 'Ctrl').replaceAll('+', ' ');

interface LogButtonProps {
  readonly state: WrapUpState;
  readonly full: Draft;
  readonly known: Known;
  readonly secondsLeft: number | null;
}

/** Names what will happen, and to whom where that was a choice. */
export function LogButton({ state, full, known, secondsLeft }: LogButtonProps) {
  const { logKeys, lastId, id } = state;
  const words = useSaid().screens.wrapUp;
  const hasFocus = useHasFocus();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (hasFocus && document.activeElement === document.body) button.current?.focus();
  }, [hasFocus, id]);
  const { who } = full;
  const label =
    who.kind === 'create'
      ? words.createAndLog
      : who.kind === 'contact' && (known.kind === 'several' || state.draft.who.kind === 'contact')
        ? words.logTo(who.contact.name)
        : secondsLeft === null
          ? words.log
          : words.logNow;
  const fromAnywhere = logKeys !== null && lastId === id ? readable(logKeys) : null;
  const keys = hasFocus ? 'Enter' : fromAnywhere;
  return (
    <div className={css['act']}>
      <AriaButton ref={button} className={`button primary large ${css['log'] ?? ''}`} onPress={() => void state.log()}>
        <span className={`cut ${css['label'] ?? ''}`}>{label}</span>
        {keys !== null && (
          <span className={css['end']}>
            <Keys keys={keys} />
          </span>
        )}
        {secondsLeft !== null && <Countdown state={state} />}
      </AriaButton>
    </div>
  );
}

/** Runs once through the time that is left; set through the CSSOM. */
function Countdown({ state: { goesAt } }: { state: WrapUpState }) {
  const left = Math.max(0, (goesAt ?? 0) - Date.now());
  const style = { '--left': `${left}ms` } as CSSProperties;
  const first = useRef(style);
  return <i className={`countdown ${css['countdown'] ?? ''}`} style={first.current} />;
}

/** What else may become of the call. */
export function Others({ state, isCounting }: { state: WrapUpState; isCounting: boolean }) {
  const words = useSaid().screens.wrapUp;
  return (
    <footer className={css['others']}>
      <Button
        kind="quiet"
        keys="Esc"
        onPress={() => {
          if (isCounting) state.wait();
          else void state.later();
        }}
      >
        {isCounting ? words.wait : words.later}
      </Button>
      <Button kind="quiet" aria-keyshortcuts="Alt+N" onPress={() => void state.ignore()}>
        {words.notThis}
      </Button>
      <Button kind="quiet" aria-keyshortcuts="Alt+P" onPress={() => void state.makePrivate()}>
        {words.private}
      </Button>
    </footer>
  );
}
