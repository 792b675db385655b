const NAMES: Readonly<Record<string, string>> = {
  pipedrive: 'Pipedrive',
  leadsquared: 'LeadSquared',
  salesforce: 'Salesforce',
  close: 'Close',
};

/** A CRM's name as its vendor writes it. */
export const crmName = (crm: string): string => NAMES[crm] ?? crm;
