import type { PhoneNumber } from '../../../shared/call.ts';
import type { Result } from '../../../shared/result.ts';
import type { Contact, CrmAdapter } from '../crm/port.ts';
import type { Clock } from '../ports.ts';

/** Found contacts change seldom, a number that was unknown may be added any minute. Milliseconds. */
const KEEP_FOUND = 10 * 60_000;
const KEEP_NOTHING = 2 * 60_000;
const MOST_KEPT = 2_000;

export interface ContactLookup {
  /** Asks the CRM, or answers from what it said lately; calls for one number at the same time share one question. */
  find(adapter: CrmAdapter, number: PhoneNumber): Promise<Result<readonly Contact[]>>;
  /** What is known of this number is out of date. */
  forget(number: PhoneNumber): void;
}

/** One for each account: contacts of one CRM say nothing about another. */
export function createContactLookup(clock: Clock): ContactLookup {
  const kept = new Map<string, { until: number; answer: Promise<Result<readonly Contact[]>> }>();
  const keyOf = (number: PhoneNumber): string => number.e164 ?? number.raw;

  const ask = (adapter: CrmAdapter, number: PhoneNumber, key: string): Promise<Result<readonly Contact[]>> => {
    const entry = { until: Number.POSITIVE_INFINITY, answer: adapter.findContacts(number) };
    kept.set(key, entry);
    void entry.answer.then((answer) => {
      if (!answer.ok) kept.delete(key);
      else entry.until = clock.now() + (answer.value.length > 0 ? KEEP_FOUND : KEEP_NOTHING);
    });
    const oldest = kept.size > MOST_KEPT ? kept.keys().next().value : undefined;
    if (oldest !== undefined) kept.delete(oldest);
    return entry.answer;
  };

  return {
    find(adapter, number) {
      const key = keyOf(number);
      const known = kept.get(key);
      return known !== undefined && known.until > clock.now() ? known.answer : ask(adapter, number, key);
    },
    forget: (number) => void kept.delete(keyOf(number)),
  };
}
