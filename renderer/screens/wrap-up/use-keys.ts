import { useEffect, useRef } from 'react';

export interface WrapUpKeys {
  readonly log: () => void;
  /** 1 to 6. */
  readonly outcome: (place: number) => void;
  readonly note: () => void;
  readonly deal: () => void;
  readonly followUp: () => void;
  readonly contact: () => void;
  readonly play: () => void;
  /** Later; in auto mode: wait. */
  readonly escape: () => void;
  readonly ignore: () => void;
  readonly makePrivate: () => void;
}

const isTyping = (at: Element): boolean =>
  at instanceof HTMLTextAreaElement ||
  (at instanceof HTMLInputElement && at.type !== 'radio' && at.type !== 'checkbox' && at.type !== 'range');

/** Menus, lists and dialogs over the window have keys of their own. */
const isOver = (at: Element): boolean => at.closest('.popover') !== null;

/** One key each, as looks.md names them; letters, digits and Space only where nobody types. */
export function useWrapUpKeys(keys: WrapUpKeys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const ended = new AbortController();
    const { signal } = ended;
    // Before the controls: Space plays, also on the big button, and a letter is no search in a closed menu.
    window.addEventListener('keydown', (event) => onCapture(event, latest.current), { signal, capture: true });
    window.addEventListener('keydown', (event) => onKey(event, latest.current), { signal });
    return () => {
      ended.abort();
    };
  }, []);
}

function onCapture(event: KeyboardEvent, keys: WrapUpKeys): void {
  const at = event.target instanceof Element ? event.target : document.body;
  if (event.isComposing || isOver(at)) return;
  const act = withAlt(event, keys) ?? single(event, at, keys);
  if (act === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  if (!event.repeat) act();
}

function onKey(event: KeyboardEvent, keys: WrapUpKeys): void {
  const at = event.target instanceof Element ? event.target : document.body;
  const { key, shiftKey, altKey, ctrlKey, metaKey } = event;
  if (event.defaultPrevented || event.isComposing || event.repeat || isOver(at)) return;
  if (altKey || ctrlKey || metaKey) return;
  const logs = key === 'Enter' && !shiftKey && at.getAttribute('role') !== 'combobox';
  if (!logs && key !== 'Escape') return;
  event.preventDefault();
  if (logs) keys.log();
  else keys.escape();
}

function withAlt({ altKey, ctrlKey, metaKey, code }: KeyboardEvent, keys: WrapUpKeys): (() => void) | undefined {
  if (!altKey || ctrlKey || metaKey) return undefined;
  // By place: on a Mac, Alt writes another sign.
  if (code === 'KeyN') return keys.ignore;
  return code === 'KeyP' ? keys.makePrivate : undefined;
}

function single(event: KeyboardEvent, at: Element, keys: WrapUpKeys): (() => void) | undefined {
  const { key, altKey, ctrlKey, metaKey } = event;
  if (altKey || ctrlKey || metaKey || isTyping(at)) return undefined;
  // A radio has no use for Enter, and lets nobody else have it.
  if (key === 'Enter' && at instanceof HTMLInputElement && at.type === 'radio') return keys.log;
  if (key === ' ') return at === document.body || at.matches('.button.primary') ? keys.play : undefined;
  if (/^[1-6]$/.test(key)) {
    return () => {
      keys.outcome(Number(key));
    };
  }
  const letters: Readonly<Record<string, () => void>> = {
    n: keys.note,
    d: keys.deal,
    f: keys.followUp,
    c: keys.contact,
  };
  return letters[key.toLowerCase()];
}
