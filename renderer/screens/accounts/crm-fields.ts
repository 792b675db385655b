/** What each CRM asks for: plain fields stand in the settings, secret ones only in the keychain. */
export const CRMS = ['pipedrive', 'leadsquared', 'salesforce', 'close'] as const;
export type Crm = (typeof CRMS)[number];

export interface CrmField {
  readonly name: string;
  readonly secret: boolean;
  readonly fallback?: string;
  readonly placeholder?: string;
  readonly optional?: true;
}

export const CRM_FIELDS: Readonly<Record<Crm, readonly CrmField[]>> = {
  pipedrive: [
    { name: 'baseUrl', secret: false, placeholder: 'https://company.pipedrive.com' },
    { name: 'apiToken', secret: true },
  ],
  leadsquared: [
    { name: 'baseUrl', secret: false, fallback: 'https://api.leadsquared.com' },
    { name: 'accessKey', secret: true },
    { name: 'secretKey', secret: true },
  ],
  salesforce: [
    { name: 'loginUrl', secret: false, fallback: 'https://login.salesforce.com' },
    { name: 'clientId', secret: false },
  ],
  close: [{ name: 'apiKey', secret: true }],
};

/** Signs in through the system's browser instead of a key. */
export const BY_BROWSER: ReadonlySet<Crm> = new Set(['salesforce']);

/** Where a person finds the key. */
export const KEY_PAGES: Readonly<Partial<Record<Crm, string>>> = {
  pipedrive: 'https://app.pipedrive.com/settings/api',
  close: 'https://app.close.com/settings/developer/api-keys/',
};

export type Typed = Readonly<Record<string, string>>;

export interface AccountInput {
  readonly crm: Crm;
  readonly id: string | null;
  readonly fields: Record<string, string>;
  readonly secrets: Record<string, string>;
}

/** A bare company name is taken for its Pipedrive address. */
function completed(name: string, value: string, crm: Crm): string {
  const text = value.trim();
  if (crm !== 'pipedrive' || name !== 'baseUrl' || text === '') return text;
  if (/^https?:\/\//.test(text)) return text;
  return text.includes('.') ? `https://${text}` : `https://${text}.pipedrive.com`;
}

/** What the settings and the keychain get; null while something that is needed is missing. */
export function accountInput(crm: Crm, id: string | null, typed: Typed): AccountInput | null {
  const fields: Record<string, string> = {};
  const secrets: Record<string, string> = {};
  for (const { name, secret, fallback = '', optional } of CRM_FIELDS[crm]) {
    const value = completed(name, typed[name] ?? fallback, crm);
    if (value === '' && optional !== true) return null;
    (secret ? secrets : fields)[name] = value;
  }
  return { crm, id, fields, secrets };
}
