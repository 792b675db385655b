import type { StateName } from '../../../shared/call.ts';
import type { CallSheet } from '../../../shared/desk.ts';

/** What the strip says after a decision. */
export type StripSays =
  | { readonly kind: 'logged'; readonly name: string | null }
  /** `why`: what it waits for, the code of a queued call; null: it is on its way. */
  | { readonly kind: 'saved'; readonly why: string | null }
  /** `action`: what can be done about it. */
  | { readonly kind: 'refused'; readonly reason: string; readonly action: 'contact' | 'deal' | 'look' };

export const STRIP_GLYPHS: Readonly<Record<StripSays['kind'], StateName>> = {
  logged: 'synced',
  saved: 'queued',
  refused: 'failed',
};

const ABOUT_CONTACT: ReadonlySet<string> = new Set(['several_contacts', 'no_contact']);

/** Words the state that the engine reports. */
export function stripOf({ detail, call }: CallSheet): StripSays {
  const { state } = detail;
  switch (state.name) {
    case 'logged':
    case 'synced':
      return { kind: 'logged', name: call.crm?.contact?.name ?? detail.contact?.name ?? null };
    case 'held':
    case 'failed': {
      const { reason } = state;
      const action = ABOUT_CONTACT.has(reason) ? 'contact' : reason === 'linked_item_gone' ? 'deal' : 'look';
      return { kind: 'refused', reason, action };
    }
    case 'queued':
      return { kind: 'saved', why: state.reason };
    case 'settling':
    case 'pending':
    case 'sending':
    case 'unknown':
    case 'excluded':
      return { kind: 'saved', why: null };
  }
}
