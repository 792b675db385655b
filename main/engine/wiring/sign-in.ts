import { ok, type Result } from '../../../shared/result.ts';
import type { AccountSettings } from '../../../shared/settings.ts';
import { createNumbers } from '../calls/numbers.ts';
import type { AccountIdentity } from '../crm/port.ts';
import type { Ports } from '../ports.ts';
import { openAdapter } from './accounts.ts';

/** Asks the CRM of an account who this is. The errors are those of the adapter and of the keyring. */
export async function signIn(ports: Ports, account: AccountSettings): Promise<Result<AccountIdentity>> {
  const opened = await openAdapter(ports, account, createNumbers('US'));
  if (!opened.ok) return opened;
  const verified = await opened.value.verify();
  return verified.ok ? ok(verified.value) : verified;
}
