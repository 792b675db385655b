import { appError } from '../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { AccountSettings } from '../../../shared/settings.ts';
import type { Numbers } from '../calls/numbers.ts';
import type { KeptLimiters } from '../crm/limits/limiter.ts';
import type { CrmAdapter } from '../crm/port.ts';
import type { Ports } from '../ports.ts';
import { makeAdapter } from './adapters.ts';

/** Which keychain entry, or which set of environment variables, holds an account's secrets. */
export function secretEntry(account: AccountSettings): string {
  return 'keychain' in account.credentials ? account.credentials.keychain : `env:${account.id}`;
}

const KEYRING_ADVICE = {
  no_keyring: 'Start a keyring, for example gnome-keyring, or give the credential in an environment variable',
  locked: 'Unlock your keyring',
  denied: 'Allow Aftercall to use your keyring',
} as const;

/** Reads the credential and makes the adapter. "Cannot tell now" is a reason to wait, never "there is none". */
export async function openAdapter(
  ports: Ports,
  account: AccountSettings,
  numbers: Numbers,
  limiters: KeptLimiters = new Map(),
): Promise<Result<CrmAdapter>> {
  const secrets = await ports.secrets.read(secretEntry(account));
  if (secrets.kind === 'unavailable') {
    return fail(appError('sign_in', secrets.code, `${KEYRING_ADVICE[secrets.code]} (${secrets.detail}).`));
  }
  if (secrets.kind === 'none') {
    return fail(appError('sign_in', 'no_credential', `No credential is stored for the account "${account.id}".`));
  }
  const { id, outcomes } = account;
  return ok(
    makeAdapter(ports, account, {
      id,
      limiters,
      credentials: secrets.fields,
      ...(outcomes === undefined ? {} : { outcomes }),
      comparePhones: (stored, wanted) => numbers.same(stored, wanted),
      // The environment cannot be written: there a rotated token lives in memory until this run ends.
      saveCredentials: async (fields) => {
        const { kind } = await ports.secrets.write(secretEntry(account), fields);
        return kind === 'found' && 'keychain' in account.credentials;
      },
    }),
  );
}
