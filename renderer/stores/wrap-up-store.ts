import { createStore, type StoreApi } from 'zustand/vanilla';
import type { LookUpAnswer } from '../../shared/actions.ts';
import type { Bridge, Topic } from '../../shared/contract.ts';
import type { CallSheet } from '../../shared/desk.ts';
import type { AppError } from '../../shared/errors.ts';
import type { Result } from '../../shared/result.ts';
import { knownOf, toWrapUp, UNTOUCHED, type Draft } from '../screens/wrap-up/draft.ts';
import { resolved, type Defaults } from '../screens/wrap-up/resolved.ts';
import { latest } from './latest.ts';

type Client = Pick<
  Bridge,
  | 'callSheet'
  | 'ignoreCalls'
  | 'listCalls'
  | 'logCall'
  | 'lookUp'
  | 'makePrivate'
  | 'overview'
  | 'saveWrapUp'
  | 'settings'
  | 'takeBack'
  | 'wrapUp'
>;

export interface WrapUpState {
  readonly id: string | null;
  readonly sheet: CallSheet | null;
  /** The answer of the CRM to this window's question; null: none yet. */
  readonly looked: LookUpAnswer | null;
  readonly lookUpProblem: AppError | null;
  readonly draft: Draft;
  readonly defaults: Defaults;
  /** Key that logs the last call from anywhere, as Electron writes it; null: none. */
  readonly logKeys: string | null;
  /** Calls that wait for the agent beside this one. */
  readonly others: number;
  /** The call that the key from anywhere logs now. */
  readonly lastId: string | null;
  /** `strip`: decided, and its outcome is shown. */
  readonly phase: 'open' | 'strip';
  /** In `auto` mode: when it goes by itself; null: it does not, or the agent stopped it. */
  readonly goesAt: number | null;
  readonly isBusy: boolean;
  /** Why the last decision was not taken. */
  readonly refusal: AppError | null;
  readonly open: (id: string) => Promise<void>;
  readonly change: (change: Partial<Draft>) => void;
  /** Stops the clock. */
  readonly wait: () => void;
  readonly log: () => Promise<void>;
  readonly later: () => Promise<void>;
  readonly ignore: () => Promise<void>;
  readonly makePrivate: () => Promise<void>;
  readonly next: () => Promise<void>;
  readonly takeBack: () => Promise<void>;
  /** From the strip back to the form. */
  readonly reopen: () => Promise<void>;
  readonly stripEnds: () => Promise<void>;
  readonly told: (topic: Topic) => void;
  readonly refresh: () => Promise<void>;
}

/** States in which the CRM's answer, or why there is none yet, is known: then a wrap-up has nothing left to ask. */
const GONE: ReadonlySet<string> = new Set(['unknown', 'logged', 'synced', 'failed']);

const isGone = ({ state }: CallSheet['detail']): boolean =>
  GONE.has(state.name) || (state.name === 'queued' && state.reason !== null);

export function createWrapUpStore(client: Client): StoreApi<WrapUpState> {
  return createStore<WrapUpState>()((set, get) => {
    /** A call that was offered while the strip was shown. */
    let after: string | null = null;
    let stopped = false;

    const readSheet = latest(async () => {
      const { id } = get();
      if (id === null) return;
      const answer = await client.callSheet({ id });
      if (get().id !== id) return;
      if (!answer.ok) {
        set({ refusal: answer.error });
        return;
      }
      const sheet = answer.value;
      set({ sheet, goesAt: stopped ? null : sheet.goesAt });
      if (get().phase === 'strip') return;
      if (sheet.detail.state.name === 'excluded') await client.wrapUp({ act: 'done', id });
      else if (isGone(sheet.detail)) await toStrip();
    });

    const countOthers = latest(async () => {
      const answer = await client.overview({});
      if (!answer.ok) return;
      const { pending, held } = answer.value.ledger.states;
      const own = get().sheet?.detail.state.name;
      const waiting = pending + held - (own === 'pending' || own === 'held' ? 1 : 0);
      set({ others: Math.max(0, waiting), lastId: answer.value.next?.id ?? null });
    });

    async function readSettings(): Promise<void> {
      const answer = await client.settings({});
      if (!answer.ok) return;
      const { inForce, shortcuts } = answer.value;
      const { keys, taken } = shortcuts.log;
      const logging = inForce?.['logging'] as { readonly unknownNumbers?: Defaults['unknown'] } | undefined;
      set({
        defaults: { unknown: logging?.unknownNumbers ?? 'log' },
        logKeys: keys === '' || taken ? null : keys,
      });
    }

    async function askWho(id: string): Promise<void> {
      const answer = await client.lookUp({ id });
      if (get().id !== id) return;
      set(answer.ok ? { looked: answer.value, lookUpProblem: null } : { lookUpProblem: answer.error });
    }

    async function toStrip(): Promise<void> {
      const { id } = get();
      set({ phase: 'strip' });
      await client.wrapUp({ act: 'strip', id });
    }

    /** Runs one decision at a time and keeps the reason when it is refused. */
    async function decide(
      act: (id: string) => Promise<Result<unknown>>,
      then: (id: string) => Promise<unknown>,
    ): Promise<void> {
      const { id, isBusy } = get();
      if (id === null || isBusy) return;
      set({ isBusy: true, refusal: null });
      const answer = await act(id);
      set({ isBusy: false });
      if (answer.ok) await then(id);
      else set({ refusal: answer.error });
    }

    const fullDraft = (): Draft => {
      const { draft, sheet, looked, defaults } = get();
      return sheet === null ? draft : resolved(draft, sheet, knownOf(sheet, looked), defaults);
    };

    async function keep(): Promise<Result<unknown>> {
      const { id, draft } = get();
      const touched = toWrapUp(draft);
      if (id === null || Object.keys(touched).length === 0) return { ok: true, value: null };
      return client.saveWrapUp({ id, wrapUp: touched });
    }

    return {
      id: null,
      sheet: null,
      looked: null,
      lookUpProblem: null,
      draft: UNTOUCHED,
      defaults: { unknown: 'log' },
      logKeys: null,
      others: 0,
      lastId: null,
      phase: 'open',
      goesAt: null,
      isBusy: false,
      refusal: null,
      async open(id) {
        stopped = false;
        set({ id, sheet: null, looked: null, lookUpProblem: null, draft: UNTOUCHED, phase: 'open', goesAt: null });
        set({ refusal: null, isBusy: false });
        const asking = askWho(id);
        await Promise.all([readSheet(), readSettings()]);
        await countOthers();
        await asking;
      },
      change(change) {
        set({ draft: { ...get().draft, ...change }, refusal: null });
        get().wait();
      },
      wait() {
        const { id, goesAt } = get();
        if (id === null || goesAt === null) return;
        stopped = true;
        set({ goesAt: null });
        void client.saveWrapUp({ id, wrapUp: {} }).then((answer) => {
          if (!answer.ok) set({ refusal: answer.error });
        });
      },
      log: () => decide((id) => client.logCall({ id, wrapUp: toWrapUp(fullDraft()) }), toStrip),
      later: () => decide(keep, (id) => client.wrapUp({ act: 'later', id })),
      ignore: () =>
        decide(
          (id) => client.ignoreCalls({ ids: [id] }),
          (id) => client.wrapUp({ act: 'done', id }),
        ),
      makePrivate: () =>
        decide(
          (id) => client.makePrivate({ id }),
          (id) => client.wrapUp({ act: 'done', id }),
        ),
      next: () =>
        decide(keep, async (id) => {
          const waiting = await nextOf(client, id);
          if (waiting !== null) await get().open(waiting);
        }),
      takeBack: () =>
        decide(
          (id) => client.takeBack({ id }),
          () => get().reopen(),
        ),
      async reopen() {
        const { id } = get();
        if (id === null) return;
        await client.wrapUp({ act: 'next', id });
        set({ phase: 'open', refusal: null });
        // It waits for the agent again, whatever the CRM still has to do.
        stopped = true;
        await readSheet();
      },
      async stripEnds() {
        const { id } = get();
        const waiting = after;
        after = null;
        if (waiting === null) {
          await client.wrapUp({ act: 'done', id });
          return;
        }
        await client.wrapUp({ act: 'next', id: waiting });
        await get().open(waiting);
      },
      told(topic) {
        if (topic.topic === 'show') {
          const { id, phase } = get();
          if (topic.id === null || topic.id === id) return;
          if (phase === 'strip') after = topic.id;
          else void countOthers();
        }
        if (topic.topic === 'calls') {
          const { id } = get();
          if (topic.ids === null || (id !== null && topic.ids.includes(id))) void readSheet();
          void countOthers();
        }
        if (topic.topic === 'settings') void readSettings();
      },
      refresh: readSheet,
    };
  });
}

/** The newest other call that waits for the agent. */
async function nextOf(client: Client, id: string): Promise<string | null> {
  for (const view of ['pending', 'held'] as const) {
    const filter = { view, search: '', from: null, before: null, direction: null, account: null };
    const answer = await client.listCalls({ filter, offset: 0, limit: 2 });
    const found = answer.ok ? answer.value.rows.find((row) => row.id !== id) : undefined;
    if (found !== undefined) return found.id;
  }
  return null;
}
