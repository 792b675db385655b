import { useSyncExternalStore } from 'react';

function listen(changed: () => void): () => void {
  window.addEventListener('focus', changed);
  window.addEventListener('blur', changed);
  return () => {
    window.removeEventListener('focus', changed);
    window.removeEventListener('blur', changed);
  };
}

/** The keyboard is in this window. */
export const useHasFocus = (): boolean => useSyncExternalStore(listen, () => document.hasFocus());
