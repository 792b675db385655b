import type { Contact } from '../crm/port.ts';

export type SeveralPolicy = 'hold' | 'newest';

export type Choice =
  | { readonly kind: 'one'; readonly contact: Contact; readonly reason: string }
  | { readonly kind: 'several'; readonly contacts: readonly Contact[] }
  | { readonly kind: 'none' };

/** Picks the contact of a number. The reason is a stable code with its figures; it is stored and shown. */
export function chooseContact(contacts: readonly Contact[], policy: SeveralPolicy): Choice {
  const [first] = contacts;
  if (first === undefined) return { kind: 'none' };
  if (contacts.length === 1) return { kind: 'one', contact: first, reason: 'only_match' };
  if (policy === 'hold') return { kind: 'several', contacts };
  const newest = contacts.reduce((best, other) => (isNewer(other, best) ? other : best));
  return { kind: 'one', contact: newest, reason: `newest_of_${contacts.length}` };
}

/** By change date where both have one, else by id: ids of a CRM grow. */
function isNewer(a: Contact, b: Contact): boolean {
  if (a.changedAt !== null && b.changedAt !== null && a.changedAt !== b.changedAt) return a.changedAt > b.changedAt;
  return a.id.localeCompare(b.id, 'en', { numeric: true }) > 0;
}

/** The deal or lead to log to: the only open one, or none. Never both. */
export function chooseDeal(contact: Contact): { dealId: string | null; leadId: string | null } {
  const [deal, otherDeal] = contact.openDeals;
  if (deal !== undefined) return { dealId: otherDeal === undefined ? deal.id : null, leadId: null };
  const [lead, otherLead] = contact.leads;
  return { dealId: null, leadId: lead !== undefined && otherLead === undefined ? lead.id : null };
}
