import type { Effect } from '../../../shared/actions.ts';
import type { WrapUp } from '../../../shared/contract/calls.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/result.ts';
import type { Said } from '../../i18n/index.tsx';
import type { Stores } from './desk.ts';

/** Everything a person can do with calls. What came of it is said in the detail and to screen readers. */
export interface Acts {
  readonly log: (id: string, wrapUp?: WrapUp) => Promise<boolean>;
  readonly save: (id: string, wrapUp: WrapUp) => Promise<boolean>;
  readonly logChosen: () => Promise<void>;
  readonly ignore: (ids: readonly string[]) => Promise<void>;
  readonly takeBack: (id: string) => Promise<boolean>;
  readonly retry: (id: string) => Promise<boolean>;
  readonly makePrivate: (id: string) => Promise<boolean>;
  readonly bringBack: (id: string) => Promise<boolean>;
  readonly openInCrm: (id: string) => Promise<boolean>;
}

/** The words for a failure: by its code, else by what it asks of us, else the sentence that came with it. */
export function problemIn({ screens }: Said, { code, category, message }: AppError): string {
  return screens.calls.problems[code] ?? screens.calls.categories[category] ?? message;
}

export function createActs(stores: Stores, said: () => Said): Acts {
  const { client, ui, sheets, lists, selection } = stores;

  async function tell(id: string, act: Promise<Result<{ readonly effect: Effect } | null>>): Promise<boolean> {
    const answer = await act;
    const words = said().screens.calls;
    if (answer.ok) {
      const text = answer.value === null ? null : words.done[answer.value.effect];
      ui.getState().set({ mode: 'read', said: text === null ? null : { text, isProblem: false, id } });
    } else ui.getState().set({ said: { text: problemIn(said(), answer.error), isProblem: true, id } });
    await Promise.all([sheets.getState().refresh(), lists.getState().changed([id])]);
    return answer.ok;
  }

  async function several(ids: readonly string[], act: () => Promise<Result<string>>): Promise<void> {
    const answer = await act();
    const text = answer.ok ? answer.value : problemIn(said(), answer.error);
    ui.getState().set({ said: { text, isProblem: !answer.ok, id: null } });
    selection.getState().clear();
    await Promise.all([sheets.getState().refresh(), lists.getState().changed(ids.slice(0, 200))]);
  }

  return {
    log: (id, wrapUp = {}) => tell(id, client.logCall({ id, wrapUp })),
    save: (id, wrapUp) => tell(id, client.editCall({ id, wrapUp })),
    async logChosen() {
      const ids = [...selection.getState().chosen.keys()];
      if (ids.length === 0) return;
      await several(ids, async () => {
        const answer = await client.logCalls({ ids });
        if (!answer.ok) return answer;
        return { ok: true, value: said().screens.calls.logged(answer.value.logged, answer.value.left) };
      });
    },
    async ignore(ids) {
      if (ids.length === 0) return;
      await several(ids, async () => {
        const answer = await client.ignoreCalls({ ids: [...ids] });
        if (!answer.ok) return answer;
        return { ok: true, value: said().screens.calls.ignored(answer.value.ignored, answer.value.left) };
      });
    },
    takeBack: (id) => tell(id, client.takeBack({ id })),
    retry: (id) => tell(id, client.retryCall({ id })),
    makePrivate: (id) => tell(id, client.makePrivate({ id })),
    bringBack: (id) => tell(id, client.bringBack({ id })),
    openInCrm: (id) => tell(id, client.openInCrm({ id })),
  };
}
