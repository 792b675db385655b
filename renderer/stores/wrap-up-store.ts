import { createStore, type StoreApi } from 'zustand/vanilla';
import type { LookUpAnswer } from '../../shared/actions.ts';
import type { Bridge, Topic } from '../../shared/contract.ts';
import type { CallSheet } from '../../shared/desk.ts';
import type { AppError } from '../../shared/errors.ts';
import type { Result } from '../../shared/result.ts';
import { knownOf, toWrapUp, UNTOUCHED, withOwner, type Draft } from '../screens/wrap-up/draft.ts';
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

export interface WrapUpData {
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
}

export interface WrapUpState extends WrapUpData {
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
}

/** States in which the CRM's answer, or why there is none yet, is known: then a wrap-up has nothing left to ask. */
const GONE: ReadonlySet<string> = new Set(['unknown', 'logged', 'synced', 'failed']);

const isGone = ({ state }: CallSheet['detail']): boolean =>
  GONE.has(state.name) || (state.name === 'queued' && state.reason !== null);

const BEGINNING: WrapUpData = {
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
};

interface Tools {
  readonly client: Client;
  readonly set: (change: Partial<WrapUpData>) => void;
  readonly get: () => WrapUpData;
  readonly readSheet: () => Promise<void>;
  readonly countOthers: () => Promise<void>;
  /** The clock was stopped here, whatever the engine's answers still say. */
  stopped: boolean;
  /** It is being taken back: until the engine has heard of it, it still looks as if the CRM had the call. */
  reopened: boolean;
  /** A call that was offered while the strip was shown. */
  after: string | null;
}

export function createWrapUpStore(client: Client): StoreApi<WrapUpState> {
  return createStore<WrapUpState>()((set, get) => {
    const tools: Tools = {
      ...{ client, set, get, stopped: false, reopened: false, after: null },
      readSheet: latest(() => readSheet(tools)),
      countOthers: latest(() => countOthers(tools)),
    };
    const ends = (act: 'later' | 'done') => (id: string) => client.wrapUp({ act, id });
    return {
      ...BEGINNING,
      open: (id) => open(tools, id),
      change(change) {
        set({ draft: { ...get().draft, ...change }, refusal: null });
        wait(tools);
      },
      wait() {
        wait(tools);
      },
      log: () =>
        decide(
          tools,
          (id) => client.logCall({ id, wrapUp: toWrapUp(fullDraft(get())) }),
          () => toStrip(tools),
        ),
      later: () => decide(tools, () => keep(tools), ends('later')),
      ignore: () => decide(tools, (id) => client.ignoreCalls({ ids: [id] }), ends('done')),
      makePrivate: () => decide(tools, (id) => client.makePrivate({ id }), ends('done')),
      next: () =>
        decide(
          tools,
          () => keep(tools),
          async (id) => {
            const waiting = await nextOf(client, id);
            if (waiting !== null) await open(tools, waiting);
          },
        ),
      takeBack: () =>
        decide(
          tools,
          (id) => client.takeBack({ id }),
          () => reopen(tools),
        ),
      reopen: () => reopen(tools),
      stripEnds: () => stripEnds(tools),
      told(topic) {
        told(tools, topic);
      },
    };
  });
}

async function open(tools: Tools, id: string): Promise<void> {
  const { set, get } = tools;
  const { defaults, logKeys, others, lastId } = get();
  tools.stopped = false;
  tools.reopened = false;
  set({ ...BEGINNING, ...{ id, defaults, logKeys, others, lastId } });
  const asking = askWho(tools, id);
  await Promise.all([tools.readSheet(), readSettings(tools)]);
  await tools.countOthers();
  await asking;
}

async function readSheet(tools: Tools): Promise<void> {
  const { client, set, get } = tools;
  const { id } = get();
  if (id === null) return;
  const answer = await client.callSheet({ id });
  if (get().id !== id) return;
  if (!answer.ok) {
    set({ refusal: answer.error });
    return;
  }
  const sheet = answer.value;
  set({ sheet, goesAt: tools.stopped ? null : sheet.goesAt });
  if (get().phase === 'strip') return;
  if (sheet.detail.state.name === 'excluded') await client.wrapUp({ act: 'done', id });
  else if (!isGone(sheet.detail)) tools.reopened = false;
  else if (!tools.reopened) await toStrip(tools);
}

async function countOthers({ client, set, get }: Tools): Promise<void> {
  const answer = await client.overview({});
  if (!answer.ok) return;
  const { pending, held } = answer.value.ledger.states;
  const own = get().sheet?.detail.state.name;
  const waiting = pending + held - (own === 'pending' || own === 'held' ? 1 : 0);
  set({ others: Math.max(0, waiting), lastId: answer.value.next?.id ?? null });
}

async function readSettings({ client, set }: Tools): Promise<void> {
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

/** Beside everything else: the button never waits for it. */
async function askWho({ client, set, get }: Tools, id: string): Promise<void> {
  const answer = await client.lookUp({ id });
  if (get().id !== id) return;
  set(answer.ok ? { looked: answer.value, lookUpProblem: null } : { lookUpProblem: answer.error });
}

/** Runs one decision at a time and keeps the reason when it is refused. */
async function decide(
  { set, get }: Tools,
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

function fullDraft({ draft, sheet, looked, defaults }: WrapUpData): Draft {
  if (sheet === null) return draft;
  const known = knownOf(sheet, looked);
  return withOwner(resolved(draft, sheet, known, defaults), known);
}

async function keep({ client, get }: Tools): Promise<Result<unknown>> {
  const { id, draft } = get();
  const touched = toWrapUp(draft.work === undefined ? draft : fullDraft(get()));
  if (id === null || Object.keys(touched).length === 0) return { ok: true, value: null };
  return client.saveWrapUp({ id, wrapUp: touched });
}

function wait(tools: Tools): void {
  const { client, set, get } = tools;
  const { id, goesAt } = get();
  if (id === null || goesAt === null) return;
  tools.stopped = true;
  set({ goesAt: null });
  void client.saveWrapUp({ id, wrapUp: {} }).then((answer) => {
    if (!answer.ok) set({ refusal: answer.error });
  });
}

async function toStrip(tools: Tools): Promise<void> {
  const { client, set, get } = tools;
  const { id } = get();
  set({ phase: 'strip' });
  await client.wrapUp({ act: 'strip', id });
  await tools.readSheet();
}

/** From the strip back to the form: the call waits for the agent again. */
async function reopen(tools: Tools): Promise<void> {
  const { client, set, get } = tools;
  const { id } = get();
  if (id === null) return;
  tools.stopped = true;
  tools.reopened = true;
  await client.wrapUp({ act: 'next', id });
  set({ phase: 'open', refusal: null });
  await tools.readSheet();
}

async function stripEnds(tools: Tools): Promise<void> {
  const { client, get, after } = tools;
  tools.after = null;
  if (after === null) {
    await client.wrapUp({ act: 'done', id: get().id });
    return;
  }
  await client.wrapUp({ act: 'next', id: after });
  await open(tools, after);
}

function told(tools: Tools, topic: Topic): void {
  const { id, phase } = tools.get();
  if (topic.topic === 'settings') void readSettings(tools);
  if (topic.topic === 'calls') {
    if (topic.ids === null || (id !== null && topic.ids.includes(id))) void tools.readSheet();
    void tools.countOthers();
  }
  if (topic.topic !== 'show' || topic.id === null || topic.id === id) return;
  // Nothing changes under the hand: the new call is counted, or follows the strip.
  if (phase === 'strip') tools.after = topic.id;
  else void tools.countOthers();
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
