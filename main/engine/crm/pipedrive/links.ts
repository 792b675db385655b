import type { CrmRecord } from '../../../../shared/call.ts';

/**
 * Where a person finds the call in Pipedrive's own pages. Not documented, read off the web application: a call log has no
 * page; it stands in the history of its contact, else in the list of activities. `domain` is the company's, needed only
 * when the account was set up with the general host.
 */
export function recordUrl(baseUrl: string, domain: string | null, record: CrmRecord): string {
  return personUrl(baseUrl, domain, record.contactId);
}

export function personUrl(baseUrl: string, domain: string | null, personId: string | null): string {
  const base = baseUrl.replace(/\/+$/, '');
  const general = /^https:\/\/(api|app)\.pipedrive\.com$/.test(base);
  const origin = general ? `https://${domain ?? 'app'}.pipedrive.com` : base;
  if (personId !== null) return `${origin}/person/${encodeURIComponent(personId)}`;
  return `${origin}/activities/list`;
}
