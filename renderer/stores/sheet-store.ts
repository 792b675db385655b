import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from '../../shared/contract.ts';
import type { CallSheet } from '../../shared/desk.ts';
import type { AppError } from '../../shared/errors.ts';
import { latest } from './latest.ts';

export interface SheetState {
  /** The call that is open; null: none. */
  readonly id: string | null;
  /** Of this call; null until it has come. */
  readonly sheet: CallSheet | null;
  readonly problem: AppError | null;
  /** Its number is being asked for in the CRM. */
  readonly isLooking: boolean;
  readonly open: (id: string | null) => void;
  /** These calls changed; null: any. */
  readonly changed: (ids: readonly string[] | null) => void;
  readonly refresh: () => Promise<void>;
}

type Client = Pick<Bridge, 'callSheet' | 'lookUp'>;

/** One call and everything known of it. Whose number it is gets asked once, when nobody has asked yet. */
export function createSheetStore(client: Client): StoreApi<SheetState> {
  return createStore<SheetState>()((set, get) => {
    const asked = new Set<string>();

    const refresh = latest(async () => {
      const { id } = get();
      if (id === null) return;
      const answer = await client.callSheet({ id });
      if (get().id !== id) return;
      if (!answer.ok) {
        set({ problem: answer.error, sheet: null });
        return;
      }
      set({ sheet: answer.value, problem: null });
      await lookUp(answer.value);
    });

    async function lookUp({ row, detail }: CallSheet): Promise<void> {
      const isOpen = detail.allowed.includes('decideContact') && !detail.contactDecided;
      if (!isOpen || detail.lookedUp !== null || row.number === null || asked.has(row.id)) return;
      asked.add(row.id);
      set({ isLooking: true });
      await client.lookUp({ id: row.id });
      set({ isLooking: false });
      if (get().id === row.id) void refresh();
    }

    return {
      id: null,
      sheet: null,
      problem: null,
      isLooking: false,
      open(id) {
        if (get().id === id) return;
        set({ id, problem: null, ...(id === null ? { sheet: null } : {}) });
        void refresh();
      },
      changed(ids) {
        const { id } = get();
        if (id !== null && (ids === null || ids.includes(id))) void refresh();
      },
      refresh,
    };
  });
}
