import path from 'node:path';
import { appError } from '../../../shared/errors.ts';
import type { Handlers, CallInput } from '../../../shared/contract.ts';
import type { FoundSource, RulesPreview, SettingsShown, SignedIn } from '../../../shared/contract/setup.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { Secrets } from '../../engine/ports.ts';
import type { EngineHost } from '../engine-host.ts';
import { withValue, type Json, type SettingsStore, type StoredSettings } from '../settings-store.ts';

type SetupHandlers = Pick<
  Handlers,
  | 'settings'
  | 'changeSetting'
  | 'knownSources'
  | 'detectSource'
  | 'chooseFolder'
  | 'saveSource'
  | 'removeSource'
  | 'tryAccount'
  | 'saveAccount'
  | 'signInByBrowser'
  | 'removeAccount'
  | 'tryRecordingHost'
  | 'saveRecordingHost'
  | 'previewRules'
  | 'finishSetup'
>;

type AccountInput = CallInput<'saveAccount'>;
type SourceInput = CallInput<'saveSource'>;

/** What the first run and the settings need of the engine; nothing here changes anything. */
export interface SetupQuestions {
  readonly knownSources: () => Promise<Result<readonly FoundSource[]>>;
  readonly detect: (place: string) => Promise<Result<FoundSource>>;
  /** Asks the CRM who this is, with settings and secrets that are not stored yet. */
  readonly signIn: (account: Json, secrets: Readonly<Record<string, string>>) => Promise<Result<SignedIn>>;
  /** Lets the user sign in in the browser; answers with the secrets to keep. */
  readonly browserSignIn: (account: Json) => Promise<Result<Readonly<Record<string, string>>>>;
  readonly tryHost: (host: Json, secrets: Readonly<Record<string, string>>) => Promise<Result<void>>;
  readonly preview: (source: Json, logging: Json, extensions: readonly string[]) => Promise<Result<RulesPreview>>;
}

export interface SetupDeps {
  readonly host: EngineHost;
  readonly store: SettingsStore;
  readonly secrets: Secrets;
  readonly ask: SetupQuestions;
  /** The system's own dialog; null: nothing was chosen. */
  readonly choose: (kind: 'file' | 'folder') => Promise<string | null>;
  readonly shown: (stored: StoredSettings) => SettingsShown;
  /** The settings changed: windows ask again, shortcuts are registered anew. */
  readonly changed: (stored: StoredSettings) => void;
  /** The first run is over. */
  readonly finished: () => void;
}

/** The first run and the settings. A change counts when it is written; the engine then starts anew with it. */
export function setupHandlers(deps: SetupDeps): SetupHandlers {
  const { ask } = deps;
  const change = (alter: (written: Json) => Json): Promise<Result<SettingsShown>> => applyChange(deps, alter);
  return {
    async settings() {
      const stored = await deps.store.read();
      return stored.ok ? ok(deps.shown(stored.value)) : stored;
    },
    changeSetting: ({ key, value }) => change((written) => withValue(written, key, value)),
    knownSources: () => ask.knownSources(),
    async detectSource({ path: place, pick }) {
      const chosen = place ?? (pick === null ? null : await deps.choose(pick));
      return chosen === null ? ok(null) : ask.detect(chosen);
    },
    chooseFolder: async () => ok(await deps.choose('folder')),
    saveSource: (source) => change((written) => withSource(written, source)),
    removeSource: ({ id }) => change((written) => without(written, 'sources', id)),
    tryAccount: ({ crm, id, fields, secrets }) => ask.signIn(accountJson({ crm, id, fields }), secrets),
    saveAccount: (account) => saveAccount(deps, account, account.secrets),
    async signInByBrowser(account) {
      const secrets = await ask.browserSignIn(accountJson(account));
      return secrets.ok ? saveAccount(deps, account, { ...account.secrets, ...secrets.value }) : secrets;
    },
    async removeAccount({ id }) {
      const changed = await change((written) => without(written, 'accounts', id));
      if (changed.ok) await deps.secrets.remove(entryOf(id));
      return changed;
    },
    async tryRecordingHost({ host, secrets }) {
      const tried = await ask.tryHost(host as Json, secrets);
      return tried.ok ? ok(null) : tried;
    },
    async saveRecordingHost({ host, secrets }) {
      const kept = await keep(deps.secrets, HOST_ENTRY, secrets);
      if (!kept.ok) return kept;
      const credentials = Object.keys(secrets).length > 0 ? { credentials: { keychain: HOST_ENTRY } } : {};
      return change((written) => ({ ...written, recordingHost: { ...(host as Json), ...credentials } }));
    },
    previewRules: ({ source, logging, extensions = ['*'] }) =>
      ask.preview(sourceJson(source, 'preview'), logging, extensions),
    async finishSetup({ source, account, logging, extensions, country }) {
      const changed = await change((written) => {
        const withAccount = upsert(written, 'accounts', accountJson(account));
        const withAgent = { ...withAccount, agent: { ...objectOf(written['agent']), extensions, country } };
        return { ...withSource(withAgent, source), logging: { ...objectOf(written['logging']), ...logging } };
      });
      if (!changed.ok) return changed;
      deps.finished();
      return ok(null);
    },
  };
}

async function applyChange(deps: SetupDeps, alter: (written: Json) => Json): Promise<Result<SettingsShown>> {
  const stored = await deps.store.change(alter);
  if (!stored.ok) return stored;
  if (stored.value.checked.ok) await deps.host.use(stored.value.checked);
  deps.changed(stored.value);
  return ok(deps.shown(stored.value));
}

const HOST_ENTRY = 'recording-host';
const entryOf = (accountId: string): string => `account:${accountId}`;

const objectOf = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};

const listOf = (json: Json, key: 'sources' | 'accounts'): readonly Json[] => {
  const list = json[key];
  return Array.isArray(list) ? (list as readonly Json[]) : [];
};

/** Replaces the entry with this id in its place, or adds it at the end. */
function upsert(json: Json, key: 'sources' | 'accounts', entry: Json): Json {
  const list = listOf(json, key);
  const known = list.some(({ id }) => id === entry['id']);
  return { ...json, [key]: known ? list.map((each) => (each['id'] === entry['id'] ? entry : each)) : [...list, entry] };
}

function without(json: Json, key: 'sources' | 'accounts', id: string): Json {
  return { ...json, [key]: listOf(json, key).filter((entry) => entry['id'] !== id) };
}

/** A free id made of what it is: `microsip`, `microsip-2`. */
function freeId(json: Json, key: 'sources' | 'accounts', wish: string): string {
  const taken = new Set(listOf(json, key).map(({ id }) => id));
  for (let count = 1; ; count++) {
    const id = count === 1 ? wish : `${wish}-${count}`;
    if (!taken.has(id)) return id;
  }
}

function withSource(json: Json, source: SourceInput): Json {
  const known = listOf(json, 'sources').find(({ path: place }) => place === source.path);
  const wish = source.format.split('-')[0] ?? 'phone';
  const id = source.id ?? (known?.['id'] as string | undefined) ?? freeId(json, 'sources', wish);
  return upsert(json, 'sources', sourceJson(source, id));
}

function sourceJson({ path: place, format, recordings, mapping }: SourceInput, id: string): Json {
  return {
    id,
    format,
    path: path.resolve(place),
    ...(recordings === null ? {} : { recordings: { folder: recordings } }),
    ...(mapping === undefined ? {} : { mapping }),
  };
}

function accountJson({ crm, id, fields }: Pick<AccountInput, 'crm' | 'id' | 'fields'>): Json {
  const name = id ?? crm;
  return { id: name, crm, ...fields, credentials: { keychain: entryOf(name) } };
}

async function keep(secrets: Secrets, entry: string, fields: Readonly<Record<string, string>>): Promise<Result<void>> {
  if (Object.keys(fields).length === 0) return ok(undefined);
  const kept = await secrets.write(entry, fields);
  if (kept.kind !== 'unavailable') return ok(undefined);
  return fail(appError('sign_in', kept.code, `The keyring of this system does not take it: ${kept.detail}.`));
}

/** What stands in the file for this account: a sign-in that is renewed changes nothing else of it. */
const known = (written: Json, { id, crm }: Json): Json =>
  listOf(written, 'accounts').find((each) => each['id'] === id && each['crm'] === crm) ?? {};

/** Proven first, then kept: a credential that does not work is never stored. */
async function saveAccount(
  deps: SetupDeps,
  account: AccountInput,
  secrets: Readonly<Record<string, string>>,
): Promise<Result<SignedIn>> {
  const json = accountJson(account);
  const signedIn = await deps.ask.signIn(json, secrets);
  if (!signedIn.ok) return signedIn;
  const kept = await keep(deps.secrets, entryOf(String(json['id'])), secrets);
  if (!kept.ok) return kept;
  const stored = await deps.store.read();
  if (!stored.ok) return stored;
  // In the first run there is nothing to write it into yet: the last step does.
  if (stored.value.written === null) return signedIn;
  const changed = await applyChange(deps, (written) =>
    upsert(written, 'accounts', { ...known(written, json), ...json }),
  );
  return changed.ok ? signedIn : changed;
}
