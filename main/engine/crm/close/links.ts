import type { CrmRecord } from '../../../../shared/call.ts';
import { appError } from '../../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import type { LoggableCall } from '../port.ts';
import { contact } from './answers.ts';
import type { CloseClient } from './client.ts';

/** Where a call stands. Everything in Close belongs to a lead (a company); the contact is a person of it. */
export interface Links {
  readonly leadId: string;
  readonly contactId: string | null;
}

/**
 * The lead and contact of a call. A contact of ours has its lead as organisation; a lead without persons is its own
 * contact. Refused without a lead: Close would make a nameless one.
 */
export async function linksOf(
  client: CloseClient,
  call: Pick<LoggableCall, 'contact' | 'leadId'>,
): Promise<Result<Links>> {
  const id = call.contact?.id ?? call.leadId;
  if (id === null) {
    return fail(appError('refused', 'no_contact', 'Close logs calls on leads only: choose or create a contact.'));
  }
  if (isId('lead', id)) return ok({ leadId: id, contactId: null });
  if (!isId('cont', id)) return badId('contact_id');
  const organization = call.contact?.organizationId ?? call.leadId;
  if (organization !== null) {
    return isId('lead', organization) ? ok({ leadId: organization, contactId: id }) : badId('lead_id');
  }
  const found = await client.call('getContact', {
    path: `/contact/${id}/`,
    query: { _fields: 'id,lead_id' },
    answer: contact,
  });
  if (!found.ok) return found.error.code === 'not_found' ? gone() : found;
  const leadId = found.value.lead_id ?? null;
  return leadId === null ? gone() : ok({ leadId, contactId: id });
}

export function isId(kind: 'lead' | 'cont' | 'oppo', id: string): boolean {
  return id.startsWith(`${kind}_`) && /^[A-Za-z0-9_]{6,80}$/.test(id);
}

export function badId(field: string): Result<never> {
  return fail(appError('refused', 'invalid_data', `An id is none of Close's (${field}).`, { field }));
}

function gone(): Result<never> {
  return fail(appError('refused', 'linked_item_gone', 'The contact of the call no longer exists in Close.'));
}

/** A call has no page of its own: it stands on the page of its lead. */
export function recordUrl(baseUrl: string, record: CrmRecord): string {
  return leadUrl(baseUrl, record.wrapperId);
}

export function leadUrl(baseUrl: string, leadId: string | null): string {
  const { origin } = new URL(baseUrl);
  const app = origin === 'https://api.close.com' ? 'https://app.close.com' : origin;
  return leadId === null ? `${app}/` : `${app}/lead/${encodeURIComponent(leadId)}/`;
}
