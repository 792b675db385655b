import { useEffect, useRef, type RefObject } from 'react';

const TYPES = 'input, textarea, select, [contenteditable], [role=dialog] *, [role=alertdialog] *, [role=menu] *';

/**
 * A place of the window takes the keyboard when it opens, and hears its single letters wherever the focus is, except where
 * somebody types or a menu is open. What is answered goes on the element that takes the focus, with `tabIndex={-1}`.
 */
export function usePlace<Element extends HTMLElement>(
  letters: Readonly<Record<string, () => void>>,
): RefObject<Element | null> {
  const element = useRef<Element>(null);
  const inForce = useRef(letters);
  inForce.current = letters;
  useEffect(() => {
    element.current?.focus({ preventScroll: true });
    const heard = (event: KeyboardEvent): void => {
      const { target, ctrlKey, metaKey, altKey } = event;
      if (event.defaultPrevented || ctrlKey || metaKey || altKey) return;
      if (target instanceof HTMLElement && target.matches(TYPES)) return;
      const act = inForce.current[event.key.toLowerCase()];
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', heard);
    return () => {
      document.removeEventListener('keydown', heard);
    };
  }, []);
  return element;
}
