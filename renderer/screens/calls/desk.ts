import { createContext, useContext } from 'react';
import { useStore, type StoreApi } from 'zustand';
import type { Bridge } from '../../../shared/contract.ts';
import { createListStore, type ListState } from '../../stores/list-store.ts';
import { createOverviewStore, type OverviewState } from '../../stores/overview-store.ts';
import { createSelectionStore, type SelectionState } from '../../stores/selection-store.ts';
import { createSheetStore, type SheetState } from '../../stores/sheet-store.ts';
import { createUiStore, type UiState } from '../../stores/ui-store.ts';
import { EVERYTHING } from '../../stores/list-store.ts';
import { spanOf } from './span.ts';
import type { Acts } from './acts.ts';

/** The stores of one calls window. None knows another; the window and the acts connect them. */
export interface Stores {
  readonly client: Bridge;
  readonly overviews: StoreApi<OverviewState>;
  readonly lists: StoreApi<ListState>;
  readonly sheets: StoreApi<SheetState>;
  readonly selection: StoreApi<SelectionState>;
  readonly ui: StoreApi<UiState>;
}

export interface Desk extends Stores {
  readonly acts: Acts;
}

export function createStores(client: Bridge): Stores {
  return {
    client,
    overviews: createOverviewStore(client),
    lists: createListStore(client, { ...EVERYTHING, ...spanOf('today', new Date()) }),
    sheets: createSheetStore(client),
    selection: createSelectionStore(),
    ui: createUiStore(spanOf('today', new Date())),
  };
}

export const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (desk === null) throw new Error('this part belongs into the calls window');
  return desk;
}

export const useOverview = (): OverviewState => useStore(useDesk().overviews);
export const useList = <T>(pick: (state: ListState) => T): T => useStore(useDesk().lists, pick);
export const useSheet = <T>(pick: (state: SheetState) => T): T => useStore(useDesk().sheets, pick);
export const useSelection = <T>(pick: (state: SelectionState) => T): T => useStore(useDesk().selection, pick);
export const useUi = <T>(pick: (state: UiState) => T): T => useStore(useDesk().ui, pick);
