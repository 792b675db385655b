import { globalShortcut } from 'electron';

export interface Shortcuts extends Disposable {
  /** Registers these keys in place of the former ones; empty: none. Says which of them another program has. */
  use(keys: { readonly log: string; readonly focus: string }): { readonly log: boolean; readonly focus: boolean };
}

/** Keys that work everywhere in the system. A key that another program has stays with it. */
export function createShortcuts(does: { readonly log: () => void; readonly focus: () => void }): Shortcuts {
  const take = (keys: string, run: () => void): boolean => keys !== '' && !globalShortcut.register(keys, run);
  return {
    use({ log, focus }) {
      globalShortcut.unregisterAll();
      return { log: take(log, does.log), focus: take(focus, does.focus) };
    },
    [Symbol.dispose]() {
      globalShortcut.unregisterAll();
    },
  };
}
