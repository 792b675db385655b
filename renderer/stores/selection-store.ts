import { createStore, type StoreApi } from 'zustand/vanilla';
import type { CallRow } from '../../shared/desk.ts';

/** One place of the list has the keyboard; several calls may be chosen beside it. */
export interface SelectionState {
  /** Place in the list; null: none yet. */
  readonly place: number | null;
  /** Where a stretch began. */
  readonly anchor: number | null;
  /** The call at the place. */
  readonly id: string | null;
  /** Two or more: what is decided is decided for them. */
  readonly chosen: ReadonlyMap<string, CallRow>;
  readonly moveTo: (place: number, id: string | null) => void;
  /** Adds a call or takes it out; the one that was open alone comes along. */
  readonly toggle: (place: number, row: CallRow, alone: CallRow | undefined) => void;
  readonly stretch: (place: number, rows: readonly CallRow[]) => void;
  readonly clear: () => void;
}

export function createSelectionStore(): StoreApi<SelectionState> {
  return createStore<SelectionState>()((set, get) => ({
    place: null,
    anchor: null,
    id: null,
    chosen: new Map(),
    moveTo(place, id) {
      set({ place, anchor: place, id, chosen: new Map() });
    },
    toggle(place, row, alone) {
      const chosen = new Map(get().chosen);
      if (chosen.size === 0 && alone !== undefined && alone.id !== row.id) chosen.set(alone.id, alone);
      if (!chosen.delete(row.id)) chosen.set(row.id, row);
      set({ place, anchor: place, id: row.id, chosen });
    },
    stretch(place, rows) {
      const last = rows.find(({ id }) => id === get().id) ?? rows[0];
      set({ place, chosen: new Map(rows.map((row) => [row.id, row])), id: last?.id ?? null });
    },
    clear() {
      set({ chosen: new Map(), anchor: get().place });
    },
  }));
}
