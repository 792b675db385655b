import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from '../../shared/contract.ts';
import type { SettingsShown } from '../../shared/contract/setup.ts';
import type { AppError } from '../../shared/errors.ts';
import { latest } from './latest.ts';

export interface SettingsState {
  readonly shown: SettingsShown | null;
  readonly problem: AppError | null;
  /** Refused values by key: the last good one stays in force. */
  readonly refused: Readonly<Record<string, AppError>>;
  readonly refresh: () => Promise<void>;
  /** Writes a value; undefined: back to the default. True when it counts. */
  readonly change: (key: string, value: unknown) => Promise<boolean>;
  readonly removeSource: (id: string) => Promise<void>;
  readonly removeAccount: (id: string) => Promise<void>;
}

type Client = Pick<Bridge, 'settings' | 'changeSetting' | 'removeSource' | 'removeAccount'>;
type Json = Parameters<Bridge['changeSetting']>[0]['value'];

export function createSettingsStore(client: Client): StoreApi<SettingsState> {
  return createStore<SettingsState>()((set, get) => {
    const without = (key: string): Record<string, AppError> =>
      Object.fromEntries(Object.entries(get().refused).filter(([each]) => each !== key));
    return {
      shown: null,
      problem: null,
      refused: {},
      refresh: latest(async () => {
        const answer = await client.settings({});
        set(answer.ok ? { shown: answer.value, problem: null } : { problem: answer.error });
      }),
      async change(key, value) {
        const answer = await client.changeSetting({ key, ...(value === undefined ? {} : { value: value as Json }) });
        if (answer.ok) set({ shown: answer.value, refused: without(key) });
        else set({ refused: { ...get().refused, [key]: answer.error } });
        return answer.ok;
      },
      async removeSource(id) {
        const answer = await client.removeSource({ id });
        set(answer.ok ? { shown: answer.value } : { problem: answer.error });
      },
      async removeAccount(id) {
        const answer = await client.removeAccount({ id });
        set(answer.ok ? { shown: answer.value } : { problem: answer.error });
      },
    };
  });
}
