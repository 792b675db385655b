import { ok, type Result } from '../../../../shared/result.ts';
import type { Contact, ContactDraft } from '../port.ts';
import { savedAnswer } from './answers.ts';
import type { SalesforceClient } from './client.ts';
import { numberText, oneLine } from './text.ts';

export type PersonKind = 'contact' | 'lead';

const LONGEST_FIRST_NAME = 40;
const LONGEST_LAST_NAME = 80;
const LONGEST_PHONE = 40;
/** A lead needs a company; Salesforce's own programs write this when there is none. */
const NO_COMPANY = '[not provided]';

/** Makes a contact or a lead with this one number. A lost answer is `maybe`: search before making another. */
export async function createPerson(
  client: SalesforceClient,
  kind: PersonKind,
  draft: ContactDraft,
): Promise<Result<Contact>> {
  const number = oneLine(numberText(draft.number) ?? '', LONGEST_PHONE);
  const name = oneLine(draft.name, LONGEST_FIRST_NAME + LONGEST_LAST_NAME) || number || 'Unknown';
  const made = await client.call('addPerson', {
    path: kind === 'lead' ? '/sobjects/Lead' : '/sobjects/Contact',
    json: {
      ...splitName(name),
      ...(number === '' ? {} : { Phone: number }),
      ...(kind === 'lead' ? { Company: NO_COMPANY } : {}),
    },
    answer: savedAnswer,
  });
  if (!made.ok) return made;
  return ok({
    id: made.value.id,
    name,
    organization: null,
    numbers: number === '' ? [] : [number],
    openDeals: [],
    leads: [],
    changedAt: null,
  });
}

/** The last word is the last name, which is required. A number as a name stays whole. */
function splitName(name: string): { FirstName?: string; LastName: string } {
  const [, first, last] = /^(.*\p{L}.*)\s(\S+)$/u.exec(name) ?? [];
  if (first === undefined || last === undefined) return { LastName: oneLine(name, LONGEST_LAST_NAME) };
  return { FirstName: oneLine(first, LONGEST_FIRST_NAME), LastName: oneLine(last, LONGEST_LAST_NAME) };
}
