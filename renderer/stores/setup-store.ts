import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from '../../shared/contract.ts';
import type { FoundSource, RulesPreview, SignedIn } from '../../shared/contract/setup.ts';
import type { AppError } from '../../shared/errors.ts';
import { accountInput, BY_BROWSER, type Crm, type Typed } from '../screens/accounts/crm-fields.ts';
import { loggingOf, ownExtensions, sourceInput, START_RULES, type Rules } from '../screens/setup/answers.ts';

type Client = Pick<
  Bridge,
  | 'chooseFolder'
  | 'detectSource'
  | 'finishSetup'
  | 'knownSources'
  | 'previewRules'
  | 'saveAccount'
  | 'settings'
  | 'showCalls'
  | 'signInByBrowser'
  | 'tryAccount'
  | 'trySample'
  | 'window'
>;

export type Step = 1 | 2 | 3;
export type Sign =
  | { readonly kind: 'none' | 'asking' | 'browser' }
  /** `saved`: its secrets are in the keychain. */
  | { readonly kind: 'in'; readonly as: SignedIn; readonly saved: boolean }
  | { readonly kind: 'failed'; readonly error: AppError };

export interface SetupData {
  readonly step: Step;
  /** Null while they are looked for. */
  readonly sources: readonly FoundSource[] | null;
  /** Path of the chosen source; `other`: one that is to be chosen; null: none yet. */
  readonly chosen: string | null;
  readonly crm: Crm;
  readonly typed: Typed;
  readonly sign: Sign;
  readonly rules: Rules;
  readonly preview: RulesPreview | null;
  /** Where this system keeps secrets, for people. */
  readonly keychain: string;
  readonly isBusy: boolean;
  readonly problem: AppError | null;
}

export interface SetupState extends SetupData {
  readonly begin: () => Promise<void>;
  readonly choose: (path: string) => void;
  readonly pick: (what: 'file' | 'folder') => Promise<void>;
  readonly pickRecordings: () => Promise<void>;
  readonly setCrm: (crm: Crm) => void;
  readonly type: (name: string, value: string) => void;
  /** Asks the CRM who this is, with what is typed; nothing is kept. */
  readonly verify: () => Promise<void>;
  readonly setRules: (change: Partial<Rules>) => void;
  /** Does what the big button says. */
  readonly next: () => Promise<void>;
  readonly back: () => void;
  readonly sample: () => Promise<void>;
}

interface Tools {
  readonly client: Client;
  readonly set: (change: Partial<SetupData>) => void;
  readonly get: () => SetupData;
}

const BEGINNING: SetupData = {
  step: 1,
  sources: null,
  chosen: null,
  crm: 'pipedrive',
  typed: {},
  sign: { kind: 'none' },
  rules: START_RULES,
  preview: null,
  keychain: '',
  isBusy: false,
  problem: null,
};

/** The three answers of the first run. Nothing is stored before the last press but the secrets, in the keychain. */
export function createSetupStore(client: Client): StoreApi<SetupState> {
  return createStore<SetupState>()((set, get) => {
    const tools: Tools = { client, set, get };
    return {
      ...BEGINNING,
      begin: () => begin(tools),
      choose(path) {
        const source = get().sources?.find((each) => each.path === path);
        const rules = source === undefined ? get().rules : { ...get().rules, extension: ownExtensions(source) };
        set({ chosen: path, rules, preview: null, problem: null });
      },
      pick: (what) => pick(tools, what),
      pickRecordings: () => pickRecordings(tools),
      setCrm: (crm) => set({ crm, typed: {}, sign: { kind: 'none' }, problem: null }),
      type: (name, value) => set({ typed: { ...get().typed, [name]: value }, sign: { kind: 'none' }, problem: null }),
      verify: () => verify(tools),
      setRules(change) {
        set({ rules: { ...get().rules, ...change }, problem: null });
        void showPreview(tools);
      },
      next: () => next(tools),
      back() {
        const { step, isBusy } = get();
        if (step > 1 && !isBusy) set({ step: step === 3 ? 2 : 1, problem: null });
      },
      sample: () => sample(tools),
    };
  });
}

export const sourceOf = ({ sources, chosen }: SetupData): FoundSource | undefined =>
  sources?.find(({ path }) => path === chosen);

async function begin({ client, set, get }: Tools): Promise<void> {
  const [found, settings] = await Promise.all([client.knownSources({}), client.settings({})]);
  if (settings.ok) set({ keychain: settings.value.keychain });
  const sources = found.ok ? found.value : [];
  const [first] = sources;
  const extension = first === undefined ? get().rules.extension : ownExtensions(first);
  set({
    sources,
    chosen: first?.path ?? 'other',
    rules: { ...get().rules, extension },
    problem: found.ok ? null : found.error,
  });
}

/** Runs one thing at a time and keeps the reason when it is refused. */
async function busy(
  { set, get }: Tools,
  act: () => Promise<{ readonly ok: true } | { readonly ok: false; readonly error: AppError }>,
): Promise<boolean> {
  if (get().isBusy) return false;
  set({ isBusy: true, problem: null });
  const answer = await act();
  set({ isBusy: false, problem: answer.ok ? null : answer.error });
  return answer.ok;
}

async function pick(tools: Tools, what: 'file' | 'folder'): Promise<void> {
  const { client, set, get } = tools;
  await busy(tools, async () => {
    const found = await client.detectSource({ path: null, pick: what });
    if (!found.ok || found.value === null) return found;
    const source = found.value;
    const others = (get().sources ?? []).filter(({ path }) => path !== source.path);
    const rules = { ...get().rules, extension: ownExtensions(source) };
    set({ sources: [...others, source], chosen: source.path, rules, preview: null });
    return found;
  });
}

async function pickRecordings(tools: Tools): Promise<void> {
  const { client, set, get } = tools;
  const source = sourceOf(get());
  if (source === undefined) return;
  await busy(tools, async () => {
    const folder = await client.chooseFolder({});
    if (!folder.ok || folder.value === null) return folder;
    const recordings = { folder: folder.value, paired: 0, talked: 0 };
    const sources = (get().sources ?? []).map((each) => (each.path === source.path ? { ...each, recordings } : each));
    set({ sources });
    return folder;
  });
}

async function sample(tools: Tools): Promise<void> {
  const { client } = tools;
  const started = await busy(tools, () => client.trySample({}));
  if (!started) return;
  await client.showCalls({ view: null, id: null });
  await client.window({ act: 'close' });
}

async function verify({ client, set, get }: Tools): Promise<void> {
  const { crm, typed } = get();
  const input = accountInput(crm, crm, typed);
  if (input === null || BY_BROWSER.has(crm)) return;
  set({ sign: { kind: 'asking' } });
  const answer = await client.tryAccount(input);
  if (get().typed !== typed || get().crm !== crm) return;
  set({
    sign: answer.ok ? { kind: 'in', as: answer.value, saved: false } : { kind: 'failed', error: answer.error },
  });
}

async function next(tools: Tools): Promise<void> {
  const { get, set } = tools;
  const { step } = get();
  if (step === 1 && sourceOf(get()) !== undefined) set({ step: 2, problem: null });
  if (step === 2 && (await signIn(tools))) {
    set({ step: 3 });
    await showPreview(tools);
  }
  if (step === 3) await finish(tools);
}

/** Kept in the keychain once the CRM has said who it is. */
async function signIn({ client, set, get }: Tools): Promise<boolean> {
  const { crm, typed, sign } = get();
  if (sign.kind === 'in' && sign.saved) return true;
  const input = accountInput(crm, crm, typed);
  if (input === null || sign.kind === 'browser' || get().isBusy) return false;
  const byBrowser = BY_BROWSER.has(crm);
  set({ sign: { kind: byBrowser ? 'browser' : 'asking' }, isBusy: true });
  const answer = byBrowser ? await client.signInByBrowser(input) : await client.saveAccount(input);
  set({ isBusy: false });
  set({ sign: answer.ok ? { kind: 'in', as: answer.value, saved: true } : { kind: 'failed', error: answer.error } });
  return answer.ok;
}

async function showPreview({ client, set, get }: Tools): Promise<void> {
  const data = get();
  const source = sourceOf(data);
  if (source === undefined || data.step !== 3) return;
  const { rules } = data;
  const answer = await client.previewRules({
    source: sourceInput(source),
    logging: loggingOf(rules, new Date()),
    extensions: [rules.extension],
  });
  if (get().rules !== rules) return;
  set(answer.ok ? { preview: answer.value } : { preview: null, problem: answer.error });
}

async function finish(tools: Tools): Promise<void> {
  const { client, get } = tools;
  const { crm, typed, rules } = get();
  const source = sourceOf(get());
  const account = accountInput(crm, crm, typed);
  if (source === undefined || account === null) return;
  const { fields } = account;
  await busy(tools, () =>
    client.finishSetup({
      source: sourceInput(source),
      account: { crm, id: crm, fields },
      logging: loggingOf(rules, new Date()),
      extensions: [rules.extension],
      country: new Intl.Locale(navigator.language).maximize().region ?? 'US',
    }),
  );
}
