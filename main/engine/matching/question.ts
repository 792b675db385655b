import type { PhoneNumber } from '../../../shared/call.ts';
import type { Result } from '../../../shared/result.ts';
import type { ChosenContact } from '../../../shared/actions.ts';
import type { Contact, ContactDraft, CrmAdapter } from '../crm/port.ts';
import type { Clock } from '../ports.ts';
import type { ContactTable, Memory } from '../store/port.ts';
import { chooseContact, chooseDeal, type SeveralPolicy } from './choose.ts';
import { createContactLookup } from './lookup.ts';
import { numberKey } from './number-key.ts';

/** A contact we created is in the CRM's search by then; what it says counts again. Milliseconds. */
const SEARCH_IS_BEHIND = 3_600_000;

export interface ContactPolicy {
  readonly unknownNumbers: 'log' | 'hold' | 'create';
  readonly severalMatches: SeveralPolicy;
}

export interface Decided {
  readonly contact: (ChosenContact & { readonly reason: string }) | null;
  readonly dealId: string | null;
  readonly leadId: string | null;
}

export type Decision =
  | { readonly kind: 'decided'; readonly decision: Decided; readonly reason: string }
  | { readonly kind: 'create' }
  | { readonly kind: 'hold'; readonly reason: 'no_contact' | 'several_contacts' };

/** Whose number is it: what the agent chose before, else what the policy says. One for each account. */
export interface ContactQuestion {
  /** Asks the CRM, or answers from what it said lately. */
  find(adapter: CrmAdapter, number: PhoneNumber): Promise<Result<readonly Contact[]>>;
  /** What the CRM said lately of this number is out of date. */
  forget(number: PhoneNumber): void;
  /** Calls of one number at the same time make one contact; its id is remembered, because a search would not find it yet. */
  create(adapter: CrmAdapter, draft: ContactDraft): Promise<Result<Contact>>;
  remember(number: PhoneNumber, contact: ChosenContact | null): void;
  /** The contact that was remembered for this number is of no use any more. */
  unlearn(number: PhoneNumber): void;
  /** `number` without digits is never made a contact of. */
  decide(contacts: readonly Contact[], number: PhoneNumber, contactless: boolean): Decision;
}

export function createContactQuestion(
  deps: { readonly clock: Clock; readonly memory: ContactTable; readonly account: string },
  policy: ContactPolicy,
): ContactQuestion {
  const { clock, memory, account } = deps;
  const lookup = createContactLookup(clock);
  const creating = new Map<string, Promise<Result<Contact>>>();
  const keep = (number: PhoneNumber, contact: ChosenContact | null, reason: string): void =>
    memory.remember(account, numberKey(number), { contact, reason, at: clock.now() });

  const create = async (adapter: CrmAdapter, draft: ContactDraft): Promise<Result<Contact>> => {
    const created = await adapter.createContact(draft);
    if (!created.ok) return created;
    lookup.forget(draft.number);
    const { id, name, organization } = created.value;
    keep(draft.number, { id, name, organizationId: organization?.id ?? null }, 'created');
    return created;
  };

  return {
    find: (adapter, number) => lookup.find(adapter, number),
    forget: (number) => lookup.forget(number),
    create(adapter, draft) {
      const key = numberKey(draft.number);
      const underWay = creating.get(key) ?? create(adapter, draft).finally(() => creating.delete(key));
      creating.set(key, underWay);
      return underWay;
    },
    remember: (number, contact) => keep(number, contact, 'remembered'),
    unlearn: (number) => memory.forget(account, numberKey(number)),
    decide(contacts, number, contactless) {
      const known = memory.recall(account, numberKey(number));
      const remembered = known && fromMemory(known, { contacts, contactless, now: clock.now() });
      return remembered ?? byPolicy(contacts, { number, contactless, policy });
    },
  };
}

/** Undefined: the memory says nothing about this call. */
function fromMemory(
  { contact, reason, at }: Memory,
  { contacts, contactless, now }: { contacts: readonly Contact[]; contactless: boolean; now: number },
): Decision | undefined {
  const found = contacts.find(({ id }) => id === contact?.id);
  if (reason === 'created' && (contacts.length > 0 || now - at > SEARCH_IS_BEHIND)) return undefined;
  if (contact === null) {
    return contactless ? { kind: 'decided', decision: { contact, dealId: null, leadId: null }, reason } : undefined;
  }
  const deal = found === undefined ? { dealId: null, leadId: null } : chooseDeal(found);
  return { kind: 'decided', decision: { contact: { ...contact, reason }, ...deal }, reason };
}

function byPolicy(
  contacts: readonly Contact[],
  { number, contactless, policy }: { number: PhoneNumber; contactless: boolean; policy: ContactPolicy },
): Decision {
  const choice = chooseContact(contacts, policy.severalMatches);
  if (choice.kind === 'several') return { kind: 'hold', reason: 'several_contacts' };
  if (choice.kind === 'one') {
    const { reason } = choice;
    const { id, name, organization } = choice.contact;
    const contact = { id, name, reason, organizationId: organization?.id ?? null };
    return { kind: 'decided', decision: { contact, ...chooseDeal(choice.contact) }, reason };
  }
  const hasNumber = number.national !== null || number.e164 !== null;
  if (policy.unknownNumbers === 'create' && hasNumber) return { kind: 'create' };
  if (policy.unknownNumbers === 'hold' || !contactless) return { kind: 'hold', reason: 'no_contact' };
  return { kind: 'decided', decision: { contact: null, dealId: null, leadId: null }, reason: 'no_match' };
}
