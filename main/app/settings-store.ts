import { mkdir, open, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { appError, systemCode } from '../../shared/errors.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { parseSettings, type Settings, type SettingsProblem } from '../../shared/settings.ts';

export type Json = Readonly<Record<string, unknown>>;

export interface StoredSettings {
  /** As it stands in the user's file; null: there is none yet. */
  readonly written: Json | null;
  readonly checked: Result<Settings, readonly SettingsProblem[]>;
  /** Keys that the administrator set, for example `logging.mode`. */
  readonly locked: readonly string[];
}

/** The settings file of this user, with what an administrator set for all users of the machine on top. */
export class SettingsStore {
  readonly file: string;
  readonly #policyFile: string;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(file: string, policyFile: string) {
    this.file = file;
    this.#policyFile = policyFile;
  }

  /** Errors: `bad_settings` when a file is there and cannot be read. */
  async read(): Promise<Result<StoredSettings>> {
    const own = await readJson(this.file);
    if (!own.ok) return own;
    const policy = await readJson(this.#policyFile);
    if (!policy.ok) return policy;
    return ok(this.#check(own.value, policy.value ?? {}));
  }

  /**
   * Changes the file by `change` if what comes out is valid; else nothing changes and the error `bad_setting` names the
   * first wrong key and why. One change at a time.
   */
  change(change: (written: Json) => Json): Promise<Result<StoredSettings>> {
    const done = this.#turn.then(() => this.#change(change));
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async #change(change: (written: Json) => Json): Promise<Result<StoredSettings>> {
    const before = await this.read();
    if (!before.ok) return before;
    const policy = await readJson(this.#policyFile);
    if (!policy.ok) return policy;
    const after = this.#check(change(before.value.written ?? {}), policy.value ?? {});
    if (!after.checked.ok) {
      const [first] = after.checked.error;
      const message = first === undefined ? 'is not valid' : `${first.key}: ${first.message}`;
      return fail(appError('local', 'bad_setting', message, { ...(first === undefined ? {} : { field: first.key }) }));
    }
    const written = await writeWhole(this.file, `${JSON.stringify(after.written, null, 2)}\n`);
    return written.ok ? ok(after) : written;
  }

  #check(written: Json | null, policy: Json): StoredSettings {
    const merged = merge(written ?? {}, policy);
    const checked = parseSettings(merged, path.dirname(this.file), 'desktop');
    return { written, checked, locked: leaves(policy) };
  }
}

/** Where an administrator's settings are looked for. */
export function policyFile(platform: NodeJS.Platform, env: Readonly<Record<string, string | undefined>>): string {
  if (platform === 'win32') {
    return path.win32.join(env['ProgramData'] ?? 'C:\\ProgramData', 'Aftercall', 'policy.json');
  }
  if (platform === 'darwin') return '/Library/Application Support/Aftercall/policy.json';
  return '/etc/aftercall/policy.json';
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `over` wins; lists are taken as a whole. */
export function merge(under: Json, over: Json): Json {
  const merged: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isObject(value) && isObject(below) ? merge(below, value) : value;
  }
  return merged;
}

function leaves(json: Json, before = ''): string[] {
  return Object.entries(json).flatMap(([key, value]) =>
    isObject(value) ? leaves(value, `${before}${key}.`) : [`${before}${key}`],
  );
}

/** A copy in which `key` (`logging.mode`) has this value; undefined: no value of its own, the default counts. */
export function withValue(json: Json, key: string, value: unknown): Json {
  const [first = '', ...rest] = key.split('.');
  const copy: Record<string, unknown> = { ...json };
  if (rest.length > 0) {
    const below = copy[first];
    copy[first] = withValue(isObject(below) ? below : {}, rest.join('.'), value);
    if (Object.keys(copy[first] as object).length === 0) Reflect.deleteProperty(copy, first);
  } else if (value === undefined) Reflect.deleteProperty(copy, first);
  else copy[first] = value;
  return copy;
}

async function readJson(file: string): Promise<Result<Json | null>> {
  try {
    const value = JSON.parse((await readFile(file, 'utf8')).replace(/^\uFEFF/, '')) as unknown;
    return isObject(value) ? ok(value) : fail(bad(file, 'does not hold settings'));
  } catch (thrown) {
    const code = systemCode(thrown);
    if (code === 'ENOENT') return ok(null);
    if (code !== undefined) return fail(bad(file, `cannot be read (${code})`));
    if (thrown instanceof SyntaxError) return fail(bad(file, 'is no JSON'));
    throw thrown;
  }
}

/** Beside it first, on disk for sure, then in its place: a power cut leaves the old file or the new one. */
async function writeWhole(file: string, text: string): Promise<Result<void>> {
  const beside = `${file}.new`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await using handle = await open(beside, 'w', 0o600);
    await handle.writeFile(text);
    await handle.sync();
    await rename(beside, file);
    return ok(undefined);
  } catch (thrown) {
    const code = systemCode(thrown);
    if (code === undefined) throw thrown;
    return fail(appError('local', 'settings_not_written', `${file} cannot be written (${code}).`));
  }
}

const bad = (file: string, problem: string) => appError('local', 'bad_settings', `${file} ${problem}.`);
