import type { SecretAnswer, Secrets } from '../engine/ports.ts';
import { describeThrown } from '../../shared/errors.ts';
import { lookAtSecretService, type KeyringView } from './secret-service.ts';

/** The calls of keytar that are used. Each runs on one thread of libuv's pool until the keyring has answered. */
export interface Keychain {
  getPassword(service: string, account: string): Promise<string | null>;
  setPassword(service: string, account: string, password: string): Promise<void>;
  deletePassword(service: string, account: string): Promise<boolean>;
}

export interface KeychainOptions {
  /** The name under which people find our entries in their keyring. Default `Aftercall`. */
  readonly service?: string;
  /** A keyring that has not answered by then counts as locked, a dialog being open. Default 20,000. */
  readonly timeoutMs?: number;
  /** Hears every secret that is read or written, so that the log can hide it. */
  readonly told?: (secret: string) => void;
  /** Default: keytar, loaded at first use. */
  readonly load?: () => Promise<Keychain>;
  /** Asked before keytar. Default: the Secret Service on Linux; elsewhere the keychain itself always says why. */
  readonly look?: (purpose: 'read' | 'write', account: string) => Promise<KeyringView>;
}

type Unavailable = Extract<SecretAnswer, { kind: 'unavailable' }>;

const unavailable = (code: Unavailable['code'], detail: string): Unavailable => ({ kind: 'unavailable', code, detail });

const HANGING = unavailable('locked', 'a dialog of the keyring waits for an answer');

/** The native part is found missing here (libsecret not installed), and not when the program starts. */
async function loadKeytar(): Promise<Keychain> {
  const keytar = await import('keytar');
  return keytar.default;
}

/** What a keychain's refusal means. The texts are those of libsecret, macOS's Security framework and Windows. */
export function refusalOf(message: string): Unavailable {
  if (/is ?locked|in a locked|interaction is not allowed/i.test(message)) return unavailable('locked', message);
  const absent = /d-?bus|not provided by any|autolaunch|does not exist|logon session|no keychain is available/i;
  const refused = /denied|rejected/i;
  if (absent.test(message) && !refused.test(message)) return unavailable('no_keyring', message);
  return unavailable('denied', message);
}

function fieldsOf(stored: string): Readonly<Record<string, string>> | undefined {
  let fields: unknown;
  try {
    fields = JSON.parse(stored);
  } catch {
    return undefined;
  }
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return undefined;
  const entries = Object.entries(fields);
  if (!entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')) return undefined;
  return Object.fromEntries(entries);
}

type Step = () => Promise<SecretAnswer>;

/**
 * Lets one step at a time at the keyring, each for `timeoutMs` at most. While one hangs the others answer `locked` at
 * once, so that at most one thread is ever spent. A hanging step that ends later is forgotten, and the next goes on.
 */
function oneAtATime(timeoutMs: number): (look: () => Promise<KeyringView>, use: Step) => Promise<SecretAnswer> {
  let turn: Promise<unknown> = Promise.resolve();
  let hanging = false;

  const limited = (use: Step): Promise<SecretAnswer> => {
    const answer = use().catch((thrown: unknown) => refusalOf(describeThrown(thrown)));
    const { promise, resolve } = Promise.withResolvers<SecretAnswer>();
    const timer = setTimeout(() => {
      hanging = true;
      void answer.then(() => (hanging = false));
      resolve(HANGING);
    }, timeoutMs);
    void answer.then(resolve).finally(() => {
      clearTimeout(timer);
    });
    return promise;
  };

  return (look, use) => {
    if (hanging) return Promise.resolve(HANGING);
    const answer = turn.then(async () => {
      if (hanging) return HANGING;
      const view = await look();
      return view.kind === 'open' ? limited(use) : view;
    });
    turn = answer.catch(() => undefined);
    return answer;
  };
}

/**
 * Credentials in the keychain of the operating system: one entry holds one JSON object of fields.
 *
 * The keyring is first asked whether it is open, so that reading never opens a dialog and a locked keyring never reads as
 * an empty one.
 */
export function createKeychainSecrets(options: KeychainOptions = {}): Secrets {
  const service = options.service ?? 'Aftercall';
  const told = options.told ?? (() => undefined);
  const load = options.load ?? loadKeytar;
  const look = options.look ?? lookOf(process.platform, service);
  const inTurn = oneAtATime(options.timeoutMs ?? 20_000);

  const ask = (purpose: 'read' | 'write', entry: string, use: (keychain: Keychain) => Promise<SecretAnswer>) =>
    inTurn(
      () => look(purpose, entry),
      async () => {
        let keychain: Keychain;
        try {
          keychain = await load();
        } catch (thrown) {
          return unavailable('no_keyring', describeThrown(thrown));
        }
        return use(keychain);
      },
    );

  return {
    read: (entry) =>
      ask('read', entry, async (keychain) => {
        const stored = await keychain.getPassword(service, entry);
        if (stored === null) return { kind: 'none' };
        const fields = fieldsOf(stored);
        if (fields === undefined) {
          return unavailable(
            'denied',
            `the entry ${entry} holds something that Aftercall did not write; sign in again`,
          );
        }
        Object.values(fields).forEach(told);
        return { kind: 'found', fields };
      }),
    write: (entry, fields) =>
      ask('write', entry, async (keychain) => {
        Object.values(fields).forEach(told);
        await keychain.setPassword(service, entry, JSON.stringify(fields));
        return { kind: 'found', fields };
      }),
    remove: (entry) =>
      ask('read', entry, async (keychain) => {
        await keychain.deletePassword(service, entry);
        return { kind: 'none' };
      }),
  };
}

function lookOf(platform: NodeJS.Platform, service: string): NonNullable<KeychainOptions['look']> {
  if (platform !== 'linux') return () => Promise.resolve({ kind: 'open' });
  return (purpose, account) => lookAtSecretService(purpose, { service, account });
}
