import type { Settings } from '../../shared/settings.ts';
import type { SecretAnswer, Secrets } from '../engine/ports.ts';
import { credentialsFromEnvironment } from '../node/environment-secrets.ts';

const PREFIX = 'env:';

/** Whatever has credentials: accounts, the recording host. */
type Accounts = readonly (Pick<Settings['accounts'][number], 'id'> & {
  readonly credentials: { readonly env: Readonly<Record<string, string>> } | { readonly keychain: string };
})[];
type Environment = Readonly<Record<string, string | undefined>>;

/** Which variables of which account are unset: told at the start, because sending will wait for them. */
export function unsetVariables(
  accounts: Accounts,
  environment: Environment,
): { account: string; key: string; variable: string }[] {
  return accounts.flatMap(({ id, credentials }, index) => {
    if (!('env' in credentials)) return [];
    const { missing } = credentialsFromEnvironment(credentials.env, environment);
    return Object.entries(credentials.env)
      .filter(([, variable]) => missing.includes(variable))
      .map(([field, variable]) => ({ account: id, key: `accounts[${index}].credentials.env.${field}`, variable }));
  });
}

/**
 * Secrets of the headless run. The entry `env:<account id>` is answered from the environment, every other one by the
 * keychain, which is loaded when it is first asked. What is written to an `env:` entry (a rotated token) lives in memory
 * until the run ends.
 * @param told hears every secret that is read, so that the log can hide it
 */
export function createHeadlessSecrets(options: {
  accounts: Accounts;
  environment: Environment;
  keychain: () => Promise<Secrets>;
  told: (secret: string) => void;
}): Secrets {
  const { accounts, environment, keychain, told } = options;
  const rotated = new Map<string, Readonly<Record<string, string>>>();

  function fromEnvironment(entry: string): SecretAnswer {
    const fields = rotated.get(entry);
    if (fields !== undefined) return { kind: 'found', fields };
    const account = accounts.find(({ id }) => entry === `${PREFIX}${id}`);
    if (account === undefined || !('env' in account.credentials)) return { kind: 'none' };
    const { missing: _missing, ...answer } = credentialsFromEnvironment(account.credentials.env, environment);
    return answer;
  }

  return {
    async read(entry) {
      const answer = entry.startsWith(PREFIX) ? fromEnvironment(entry) : await (await keychain()).read(entry);
      if (answer.kind === 'found') Object.values(answer.fields).forEach(told);
      return answer;
    },
    async write(entry, fields) {
      Object.values(fields).forEach(told);
      if (!entry.startsWith(PREFIX)) return await (await keychain()).write(entry, fields);
      rotated.set(entry, fields);
      return { kind: 'found', fields };
    },
    async remove(entry) {
      if (!entry.startsWith(PREFIX)) return await (await keychain()).remove(entry);
      rotated.delete(entry);
      return { kind: 'none' };
    },
  };
}
