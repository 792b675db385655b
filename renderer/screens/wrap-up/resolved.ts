import type { CallSheet } from '../../../shared/desk.ts';
import type { Draft, Known, Who } from './draft.ts';

/** What the settings say about numbers that nobody knows. */
export interface Defaults {
  readonly unknown: 'log' | 'hold' | 'create';
}

/** Every call of theirs belongs to a lead. */
const NEEDS_CONTACT: ReadonlySet<string> = new Set(['leadsquared', 'close']);

/**
 * Prefilled so that one press is enough: the first of several contacts (the button names them), and for a number that
 * nobody knows what the settings say. What the agent said stays.
 */
export function resolved(draft: Draft, sheet: CallSheet, known: Known, defaults: Defaults): Draft {
  if (draft.who.kind !== 'proposed') return draft;
  return { ...draft, who: prefilled(sheet, known, defaults) };
}

function prefilled({ call, crm, row }: CallSheet, known: Known, { unknown }: Defaults): Who {
  if (known.kind === 'several') {
    const [first] = known.contacts;
    return first === undefined ? { kind: 'proposed' } : { kind: 'contact', contact: first };
  }
  if (known.kind !== 'nobody' || row.number === null) return { kind: 'proposed' };
  const creates = unknown === 'create' || NEEDS_CONTACT.has(crm ?? '');
  return creates ? { kind: 'create', name: call.remoteName ?? '' } : { kind: 'none' };
}
