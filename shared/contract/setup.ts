import { z } from 'zod';
import type { Support } from '../desk.ts';
import type { LedgerCall } from '../ledger.ts';
import type { SettingsProblem } from '../settings/problems.ts';
import { call } from './call.ts';

/** A place where calls were found, with its proof. */
export interface FoundSource {
  /** The product that keeps its calls there; null: a place that the user chose. */
  readonly system: string | null;
  readonly format: string;
  readonly path: string;
  readonly calls: number;
  readonly newest: readonly LedgerCall[];
  readonly lastAt: number | null;
  readonly evidence: readonly string[];
  /** Extensions and numbers that took part on this side, the most frequent first: one of them is the agent's. */
  readonly locals: readonly { readonly number: string; readonly calls: number }[];
  /** A folder with recordings beside it; how many talked calls have one. */
  readonly recordings: { readonly folder: string; readonly paired: number; readonly talked: number } | null;
  /** For an unknown delimited file: what the columns seem to mean. */
  readonly mapping: unknown;
}

/** The settings as they stand in the file, and what a screen needs to show each of them. */
export interface SettingsShown {
  readonly file: string;
  /** As written: only what differs from the defaults. Null: there is no file yet, the first run is due. */
  readonly written: Readonly<Record<string, unknown>> | null;
  /** Complete and checked: what is in force. */
  readonly inForce: Readonly<Record<string, unknown>> | null;
  readonly problems: readonly SettingsProblem[];
  /** Keys set by the administrator, `logging.severalMatches`. */
  readonly locked: readonly string[];
  readonly keychain: string;
  readonly shortcuts: Readonly<Record<'log' | 'focus', { readonly keys: string; readonly taken: boolean }>>;
  readonly platform: 'win32' | 'darwin' | 'linux';
}

/** What the rules would make of the calls that are there. */
export interface RulesPreview {
  readonly calls: number;
  readonly toLog: number;
  readonly excluded: readonly { readonly rule: string; readonly calls: number }[];
}

export interface SignedIn {
  readonly name: string;
  readonly company: string;
  readonly missingRights: readonly string[];
}

const key = z
  .string()
  .regex(/^[a-zA-Z]+(\.[a-zA-Z]+)*$/)
  .max(100);
const json = z.json();
const crm = z.enum(['pipedrive', 'leadsquared', 'salesforce', 'close']);
/** `fields` stand in the settings file, `secrets` go into the keychain and nowhere else. */
const account = z.strictObject({
  crm,
  id: z.string().min(1).max(64).nullable(),
  fields: z.record(z.string().max(40), z.string().max(500)),
  secrets: z.record(z.string().max(40), z.string().max(4_000)),
});
const source = z.strictObject({
  id: z.string().min(1).max(64).nullable(),
  path: z.string().min(1).max(4_000),
  format: z.string().max(40),
  recordings: z.string().max(4_000).nullable(),
  mapping: json.optional(),
});

export const setupCalls = {
  settings: call<SettingsShown>().taking(z.strictObject({})),
  /** Checks and writes one value; `value` left out: back to the default. Refused values change nothing. */
  changeSetting: call<SettingsShown>().taking(z.strictObject({ key, value: json.optional() })),
  /** Looks at the known places of this system. Read-only. */
  knownSources: call<readonly FoundSource[]>().taking(z.strictObject({})),
  /** Looks at one place; without a path the system's own dialog asks for it. Null: nothing was chosen. */
  detectSource: call<FoundSource | null>().taking(
    z.strictObject({ path: z.string().max(4_000).nullable(), pick: z.enum(['file', 'folder']).nullable() }),
  ),
  chooseFolder: call<string | null>().taking(z.strictObject({})),
  saveSource: call<SettingsShown>().taking(source),
  removeSource: call<SettingsShown>().taking(z.strictObject({ id: z.string().min(1).max(64) })),
  /** Asks the CRM who this is; nothing is kept. */
  tryAccount: call<SignedIn>().taking(account),
  /** Asks, then keeps the secrets in the keychain and the rest in the settings. */
  saveAccount: call<SignedIn>().taking(account),
  /** Signs in through the system's browser (Salesforce). */
  signInByBrowser: call<SignedIn>().taking(account),
  removeAccount: call<SettingsShown>().taking(z.strictObject({ id: z.string().min(1).max(64) })),
  /** Writes, reads and deletes a probe on the recording host. */
  tryRecordingHost: call<null>().taking(
    z.strictObject({ host: json, secrets: z.record(z.string().max(40), z.string().max(4_000)) }),
  ),
  saveRecordingHost: call<SettingsShown>().taking(
    z.strictObject({ host: json, secrets: z.record(z.string().max(40), z.string().max(4_000)) }),
  ),
  previewRules: call<RulesPreview>().taking(
    z.strictObject({
      source,
      logging: z.record(z.string().max(40), json),
      /** Left out: every call is the agent's. */
      extensions: z.array(z.string().min(1).max(80)).min(1).optional(),
    }),
  ),
  /** Ends the first run: writes the settings and starts. */
  finishSetup: call<null>().taking(
    z.strictObject({
      source,
      account: account.omit({ secrets: true }),
      logging: z.record(z.string().max(40), json),
      extensions: z.array(z.string().min(1).max(80)).min(1),
      country: z.string().length(2),
    }),
  ),
  /** A CRM inside this app and made-up calls; nothing leaves the machine. */
  trySample: call<null>().taking(z.strictObject({})),
  endSample: call<null>().taking(z.strictObject({})),
} as const;

export const appCalls = {
  support: call<Support>().taking(z.strictObject({})),
  copySummary: call<null>().taking(z.strictObject({})),
  saveSupportFile: call<{ readonly path: string } | null>().taking(z.strictObject({})),
  pause: call<null>().taking(z.strictObject({ paused: z.boolean() })),
  tryAgain: call<null>().taking(z.strictObject({})),
  openLogFolder: call<null>().taking(z.strictObject({})),
  /** Minimise, maximise or close the window that asks. */
  window: call<null>().taking(z.strictObject({ act: z.enum(['minimize', 'maximize', 'close', 'focus']) })),
  /** Opens the calls window, at a view or a call. */
  showCalls: call<null>().taking(
    z.strictObject({ view: z.string().max(40).nullable(), id: z.string().max(12).nullable() }),
  ),
  /** What the wrap-up wants of its window: the size of its strip, that of the window again (`next`), or to be closed. */
  wrapUp: call<null>().taking(
    z.strictObject({ act: z.enum(['later', 'done', 'strip', 'next']), id: z.string().max(12).nullable() }),
  ),
} as const;
