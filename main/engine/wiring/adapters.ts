import type { AccountSettings } from '../../../shared/settings.ts';
import { createPipedriveAdapter } from '../crm/pipedrive/index.ts';
import type { CrmAccount, CrmAdapter } from '../crm/port.ts';
import type { Ports } from '../ports.ts';

/** What every account has, whatever its CRM. */
type Common = Omit<CrmAccount, 'baseUrl'>;
type Maker<Account> = (ports: Ports, account: Account, common: Common) => CrmAdapter;

/** One entry a CRM. */
const ADAPTERS: { readonly [Crm in AccountSettings['crm']]: Maker<Extract<AccountSettings, { crm: Crm }>> } = {
  pipedrive: (ports, { baseUrl, burst, dailyTokens = null }, common) =>
    createPipedriveAdapter(ports, { ...common, baseUrl, ...(burst === undefined ? {} : { burst }), dailyTokens }),
};

export function makeAdapter(ports: Ports, account: AccountSettings, common: Common): CrmAdapter {
  return ADAPTERS[account.crm](ports, account, common);
}
