import { createStore, type StoreApi } from 'zustand/vanilla';

/** `edit`: the words of a call; `contact`: who it was. */
export type DetailMode = 'read' | 'edit' | 'contact';

/** What became of the last thing a person did. */
export interface Outcry {
  readonly text: string;
  readonly isProblem: boolean;
  /** The call it is about; null: several, or none. */
  readonly id: string | null;
}

/** What is open on the screen, beside what is shown in it. */
export interface UiState {
  readonly mode: DetailMode;
  /** In a narrow window the detail lies over the list while it is open. */
  readonly isDetailOpen: boolean;
  /** The account whose sign-in form has the pane; null: none. */
  readonly signIn: string | null;
  readonly areKeysOpen: boolean;
  /** The call whose number is about to be made private; null: nobody asked. */
  readonly askPrivate: string | null;
  readonly said: Outcry | null;
  /** The days that views which owe nothing show, while one that owes is open. */
  readonly followed: { readonly from: number | null; readonly before: number | null };
  readonly set: (change: Partial<Omit<UiState, 'set'>>) => void;
}

export function createUiStore(followed: UiState['followed']): StoreApi<UiState> {
  return createStore<UiState>()((set) => ({
    mode: 'read',
    isDetailOpen: false,
    signIn: null,
    areKeysOpen: false,
    askPrivate: null,
    said: null,
    followed,
    set,
  }));
}
