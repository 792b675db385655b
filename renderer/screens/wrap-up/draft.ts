import type { ChosenContact, FoundContact, LookUpAnswer } from '../../../shared/actions.ts';
import type { Outcome } from '../../../shared/call.ts';
import type { WrapUp } from '../../../shared/contract/calls.ts';
import type { CallSheet } from '../../../shared/desk.ts';

/** Who it was, as the agent says; `proposed`: as the engine found, nothing was changed. */
export type Who =
  | { readonly kind: 'proposed' }
  | { readonly kind: 'contact'; readonly contact: FoundContact }
  | { readonly kind: 'none' }
  | { readonly kind: 'create'; readonly name: string };

/** What a call is logged to. */
export interface Work {
  readonly kind: 'deal' | 'lead';
  readonly id: string;
  readonly title: string;
}

export interface FollowUpDraft {
  readonly subject: string;
  /** `YYYY-MM-DD` */
  readonly dueDate: string;
}

/** What the agent changed; undefined: not touched, so it stays as it is. */
export interface Draft {
  readonly who: Who;
  readonly remember: boolean;
  readonly outcome?: Outcome;
  readonly note?: string;
  readonly work?: Work | null;
  readonly followUp?: FollowUpDraft | null;
}

export const UNTOUCHED: Draft = { who: { kind: 'proposed' }, remember: false };

const chosen = ({ id, name, organization }: FoundContact): ChosenContact => ({
  id,
  name,
  organizationId: organization?.id ?? null,
});

/** What is sent of a draft: only what was touched. */
export function toWrapUp({ who, remember, outcome, note, work, followUp }: Draft): WrapUp {
  return {
    ...(who.kind === 'contact' ? { contact: { kind: who.kind, contact: chosen(who.contact), remember } } : {}),
    ...(who.kind === 'none' ? { contact: who } : {}),
    ...(who.kind === 'create' && who.name.trim() !== '' ? { contact: { kind: who.kind, name: who.name.trim() } } : {}),
    ...(outcome === undefined ? {} : { outcome }),
    ...(note === undefined ? {} : { note: note === '' ? null : note }),
    ...(work === undefined ? {} : workOf(work)),
    ...(followUp === undefined || followUp === null ? {} : { followUp: { ...followUp, note: null } }),
  };
}

function workOf(work: Work | null): Pick<WrapUp, 'dealId' | 'leadId'> {
  if (work === null) return { dealId: null, leadId: null };
  return work.kind === 'deal' ? { dealId: work.id, leadId: null } : { dealId: null, leadId: work.id };
}

/** The deals and leads that a contact's call may be logged to. */
export const worksOf = ({ openDeals, leads }: FoundContact): readonly Work[] => [
  ...openDeals.map(({ id, title }): Work => ({ kind: 'deal', id, title })),
  ...leads.map(({ id, title }): Work => ({ kind: 'lead', id, title })),
];

/** What is known of a call's other side: a contact, several, nobody, or not asked yet. */
export type Known =
  | { readonly kind: 'asking' }
  | {
      readonly kind: 'contact';
      readonly name: string;
      readonly reason: string;
      /** Null where the answer to the question is not at hand. */
      readonly contact: FoundContact | null;
    }
  | { readonly kind: 'several'; readonly contacts: readonly FoundContact[] }
  | { readonly kind: 'nobody' };

/** Reads who it is out of the engine's answers; decides nothing. */
export function knownOf({ detail }: CallSheet, fresh: LookUpAnswer | null): Known {
  const answer = fresh ?? detail.lookedUp;
  const contacts = answer?.contacts ?? [];
  const settled = detail.contact;
  if (settled !== null && detail.contactDecided) {
    const contact = contacts.find(({ id }) => id === settled.id) ?? null;
    return { kind: 'contact', name: settled.name, reason: settled.reason, contact };
  }
  if (answer === null) return { kind: 'asking' };
  const { proposal } = answer;
  if (proposal.contact !== null) {
    const { id, name } = proposal.contact;
    const contact = contacts.find((each) => each.id === id) ?? null;
    return { kind: 'contact', name, reason: proposal.reason, contact };
  }
  return proposal.reason === 'several_contacts' ? { kind: 'several', contacts } : { kind: 'nobody' };
}

/** The contact that a log with this draft goes to; null: nobody, or it is not known here. */
export function contactOf(draft: Draft, known: Known): FoundContact | null {
  if (draft.who.kind === 'contact') return draft.who.contact;
  return draft.who.kind === 'proposed' && known.kind === 'contact' ? known.contact : null;
}

/** A deal belongs to a contact: who was only proposed is said with it. */
export function withOwner(draft: Draft, known: Known): Draft {
  if (draft.work === undefined || draft.who.kind !== 'proposed') return draft;
  if (known.kind !== 'contact' || known.contact === null) return draft;
  return { ...draft, who: { kind: 'contact', contact: known.contact } };
}

/** What the call is logged to: as chosen, else as the engine proposes. */
export function workShown(draft: Draft, sheet: CallSheet, fresh: LookUpAnswer | null, known: Known): Work | null {
  if (draft.work !== undefined) return draft.work;
  const contact = contactOf(draft, known);
  if (contact === null) return null;
  const works = worksOf(contact);
  const { detail } = sheet;
  const answer = fresh ?? detail.lookedUp;
  const from = detail.contactDecided ? detail : answer?.proposal;
  if (draft.who.kind === 'proposed') {
    return works.find(({ id }) => id === from?.dealId || id === from?.leadId) ?? null;
  }
  const [only, ...others] = works;
  return only !== undefined && others.length === 0 ? only : null;
}
