import type { AccountSettings } from '../../../shared/settings.ts';
import { createLeadSquaredAdapter } from '../crm/leadsquared/index.ts';
import { createCloseAdapter } from '../crm/close/index.ts';
import { createPipedriveAdapter } from '../crm/pipedrive/index.ts';
import { createSalesforceAdapter } from '../crm/salesforce/index.ts';
import { salesforceAccount } from '../crm/salesforce/account.ts';
import type { CrmAccount, CrmAdapter } from '../crm/port.ts';
import type { Ports } from '../ports.ts';

/** What every account has, whatever its CRM. */
type Common = Omit<CrmAccount, 'baseUrl'>;
type Maker<Account> = (ports: Ports, account: Account, common: Common) => CrmAdapter;

/** One entry a CRM. */
const ADAPTERS: { readonly [Crm in AccountSettings['crm']]: Maker<Extract<AccountSettings, { crm: Crm }>> } = {
  pipedrive: (ports, { baseUrl, burst, dailyTokens = null }, common) =>
    createPipedriveAdapter(ports, { ...common, baseUrl, ...(burst === undefined ? {} : { burst }), dailyTokens }),
  leadsquared: (ports, { outcomes: _outcomes, ...settings }, common) =>
    createLeadSquaredAdapter(ports, { ...settings, ...common }),
  close: (ports, { baseUrl }, common) => createCloseAdapter(ports, { ...common, baseUrl }),
  salesforce: (ports, settings, common) => createSalesforceAdapter(ports, salesforceAccount(settings, common)),
};

export function makeAdapter(ports: Ports, account: AccountSettings, common: Common): CrmAdapter {
  // The key and the account belong together, which the compiler cannot see across several CRMs.
  const make = ADAPTERS[account.crm] as Maker<AccountSettings>;
  return make(ports, account, common);
}
