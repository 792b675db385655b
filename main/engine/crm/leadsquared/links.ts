import type { CrmRecord } from '../../../../shared/call.ts';

const LOOPBACK = /^http:\/\/(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;

/** The keys may go there: encrypted, or to this machine. */
export function isSafe(origin: string): boolean {
  return LOOPBACK.test(origin) || /^https:\/\/[^/]+$/i.test(origin);
}

/**
 * The origin of a host that LeadSquared names, or undefined when the keys must not go there: only its own hosts count,
 * and on this machine only this machine.
 */
export function originNamed(named: string | null | undefined, configured: string): string | undefined {
  const host = (named ?? '')
    .trim()
    .replace(/^https?:\/\//i, '')
    .replace(/\/.*$/, '')
    .toLowerCase();
  if (LOOPBACK.test(configured)) return LOOPBACK.test(`http://${host}`) ? `http://${host}` : undefined;
  return /^([a-z0-9-]+\.)+leadsquared\.com$/.test(host) ? `https://${host}` : undefined;
}

/** The first API host in the text of a 401, for example `api-in21.leadsquared.com`. */
export function originIn(text: string, configured: string): string | undefined {
  for (const [host] of text.matchAll(/(api(-[a-z0-9]+)?\.leadsquared\.com|localhost|127(\.\d{1,3}){3})(:\d{1,5})?/gi)) {
    const origin = originNamed(host, configured);
    if (origin !== undefined) return origin;
  }
  return undefined;
}

/** Where people work: told by LeadSquared, else worked out from the API host's name. */
export function appOrigin(named: string | null, apiOrigin: string): string {
  const told = originNamed(named, apiOrigin);
  if (told !== undefined) return told;
  const region = /^https:\/\/api-([a-z0-9]+)\.leadsquared\.com$/.exec(apiOrigin)?.[1];
  if (region !== undefined) return `https://${region}.leadsquared.com`;
  return LOOPBACK.test(apiOrigin) ? apiOrigin : 'https://run.leadsquared.com';
}

/** The page of the lead, with the call in its history. Not documented, read off the web application. */
export function leadUrl(app: string, leadId: string): string {
  return `${app}/LeadManagement/LeadDetails?LeadID=${encodeURIComponent(leadId)}`;
}

export function recordUrl(app: string, record: CrmRecord): string {
  return record.contactId === null ? `${app}/LeadManagement` : leadUrl(app, record.contactId);
}
