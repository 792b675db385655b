import { Search as SearchIcon, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Input, SearchField } from 'react-aria-components';
import { useSaid } from '../../i18n/index.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Keys } from '../../parts/kbd.tsx';
import { useDesk, useList } from './desk.ts';

/** Typing is one question to the list, not one a letter. Milliseconds. */
const TYPED = 80;

/** Dragging it moves the window; on Windows and Linux it carries the window's buttons. */
export function TitleBar() {
  return (
    <header className="title">
      <Search />
      <span className="gap" />
    </header>
  );
}

function Search() {
  const { screens } = useSaid();
  const { lists } = useDesk();
  const inForce = useList((state) => state.filter.search);
  const [typed, setTyped] = useState(inForce);
  const timer = useRef<number>(undefined);
  useEffect(() => {
    setTyped(inForce);
  }, [inForce]);
  return (
    <SearchField
      className="field search"
      aria-label={screens.calls.search}
      value={typed}
      onChange={(text) => {
        setTyped(text);
        window.clearTimeout(timer.current);
        timer.current = window.setTimeout(() => lists.getState().setFilter({ search: text }), TYPED);
      }}
    >
      <Icon of={SearchIcon} small />
      <Input placeholder={screens.calls.search} data-region="search" maxLength={200} />
      {typed === '' ? <Keys keys="Ctrl K" /> : <ClearSign />}
    </SearchField>
  );
}

function ClearSign() {
  return (
    <span className="keys" aria-hidden="true">
      <kbd>Esc</kbd>
      <Icon of={X} small />
    </span>
  );
}

const SIGNS = {
  minimize: 'M0 5.5h10',
  maximize: 'M.5.5h9v9h-9z',
  close: 'm.5.5 9 9m0-9-9 9',
} as const;

/** A Mac puts its own at the other end. */
export function WindowControls() {
  const { screens } = useSaid();
  const { client } = useDesk();
  if (/mac/i.test(navigator.userAgent)) return null;
  return (
    <div className="window-controls">
      {(['minimize', 'maximize', 'close'] as const).map((act) => (
        <button
          key={act}
          type="button"
          tabIndex={-1}
          aria-label={screens.calls.window[act]}
          className={act}
          onClick={() => void client.window({ act })}
        >
          <svg viewBox="0 0 10 10" aria-hidden="true">
            <path d={SIGNS[act]} />
          </svg>
        </button>
      ))}
    </div>
  );
}
