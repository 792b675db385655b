import type { AccountSettings } from '../../../../shared/settings.ts';
import type { CrmAccount } from '../port.ts';
import type { SalesforceAccount } from './index.ts';

type Settings = Extract<AccountSettings, { crm: 'salesforce' }>;

/** The two ways into an org, as far as the settings name them. */
export function salesforceAccount(settings: Settings, common: Omit<CrmAccount, 'baseUrl'>): SalesforceAccount {
  const { clientId, telephonyUrl, callCenter, provider } = settings;
  return {
    ...common,
    rest:
      clientId === undefined
        ? null
        : {
            loginUrl: settings.loginUrl,
            clientId,
            apiVersion: settings.apiVersion,
            externalIdField: settings.externalIdField ?? null,
            completedStatus: settings.completedStatus,
            recordings: settings.recordings,
            createAs: settings.createAs,
            dailyRequests: settings.dailyRequests ?? null,
          },
    telephony:
      telephonyUrl === undefined
        ? null
        : {
            url: telephonyUrl,
            callCenter: callCenter ?? '',
            provider: provider ?? '',
            agent: settings.agentUser ?? null,
            callAttributes: settings.callAttributes,
          },
  };
}
