import { expect, test } from 'vitest';
import type { CallDetail, FoundContact } from '../../shared/actions.ts';
import type { CallSheet } from '../../shared/desk.ts';
import type { CallState } from '../../shared/call.ts';
import { dayFor } from '../../renderer/screens/wrap-up/days.ts';
import { knownOf, toWrapUp, UNTOUCHED, withOwner, workShown } from '../../renderer/screens/wrap-up/draft.ts';
import { resolved } from '../../renderer/screens/wrap-up/resolved.ts';
import { stripOf } from '../../renderer/screens/wrap-up/strip-words.ts';

const contact = (id: string, deals: readonly string[] = []): FoundContact => ({
  id,
  name: `Person ${id}`,
  organization: null,
  numbers: ['+12025550101'],
  openDeals: deals.map((title) => ({ id: `deal ${title}`, title })),
  leads: [],
  changedAt: null,
});

const DETAIL = {
  state: { name: 'pending' } as CallState,
  contact: null,
  contactDecided: false,
  dealId: null,
  leadId: null,
  lookedUp: null,
};

/** A sheet with what these functions read of it. */
function sheetOf(detail: Partial<CallDetail> = {}, more: { crm?: string; name?: string; number?: string | null } = {}) {
  const { crm = 'pipedrive', name = 'DOE JANE', number = '+12025550101' } = more;
  const sheet = { row: { number }, call: { remoteName: name, crm: null }, detail: { ...DETAIL, ...detail }, crm };
  return sheet as unknown as CallSheet;
}

const answer = (reason: string, contacts: readonly FoundContact[], chosen: FoundContact | null = null) => ({
  at: 0,
  contacts,
  proposal: {
    reason,
    contact: chosen === null ? null : { id: chosen.id, name: chosen.name, organizationId: null },
    dealId: chosen?.openDeals[0]?.id ?? null,
    leadId: null,
  },
});

test('what was not touched is not sent', () => {
  expect(toWrapUp(UNTOUCHED)).toEqual({});
  expect(
    toWrapUp({
      who: { kind: 'contact', contact: contact('1') },
      remember: true,
      outcome: 'busy',
      note: '',
      work: { kind: 'lead', id: 'L1', title: 'Lead' },
      followUp: { subject: 'Call back', dueDate: '2026-11-23' },
    }),
  ).toEqual({
    contact: { kind: 'contact', contact: { id: '1', name: 'Person 1', organizationId: null }, remember: true },
    outcome: 'busy',
    note: null,
    dealId: null,
    leadId: 'L1',
    followUp: { subject: 'Call back', dueDate: '2026-11-23', note: null },
  });
});

test('one match needs no word of the agent; of several the first is named; the agent’s own choice stays', () => {
  const [one, other] = [contact('1', ['Seats']), contact('2')];
  const matched = knownOf(sheetOf(), answer('only_match', [one], one));
  expect(matched).toEqual({ kind: 'contact', name: 'Person 1', reason: 'only_match', contact: one });
  expect(resolved(UNTOUCHED, sheetOf(), matched, { unknown: 'log' })).toEqual(UNTOUCHED);
  const several = knownOf(sheetOf(), answer('several_contacts', [one, other]));
  expect(resolved(UNTOUCHED, sheetOf(), several, { unknown: 'log' }).who).toEqual({ kind: 'contact', contact: one });
  const own = { ...UNTOUCHED, who: { kind: 'contact', contact: other } } as const;
  expect(resolved(own, sheetOf(), several, { unknown: 'log' })).toBe(own);
});

test('a number that nobody knows: as the settings say, and with a contact where the CRM needs one', () => {
  const nobody = knownOf(sheetOf(), answer('no_contact', []));
  const who = (sheet: CallSheet, unknown: 'log' | 'hold' | 'create') =>
    resolved(UNTOUCHED, sheet, nobody, { unknown }).who;
  expect(who(sheetOf(), 'log')).toEqual({ kind: 'none' });
  expect(who(sheetOf(), 'create')).toEqual({ kind: 'create', name: 'DOE JANE' });
  expect(who(sheetOf({}, { crm: 'close' }), 'log')).toEqual({ kind: 'create', name: 'DOE JANE' });
  expect(who(sheetOf({}, { number: null }), 'create')).toEqual({ kind: 'proposed' });
});

test('the deal is the one that the engine proposes, or the only one of the chosen contact', () => {
  const [one, other] = [contact('1', ['Seats', 'Pilot']), contact('2', ['Fleet'])];
  const fresh = answer('only_match', [one], one);
  const known = knownOf(sheetOf(), fresh);
  expect(workShown(UNTOUCHED, sheetOf(), fresh, known)?.title).toBe('Seats');
  const moved = { ...UNTOUCHED, who: { kind: 'contact', contact: other } } as const;
  expect(workShown(moved, sheetOf(), fresh, known)?.title).toBe('Fleet');
  expect(workShown({ ...moved, work: null }, sheetOf(), fresh, known)).toBeNull();
  // The engine takes a word about the deal only together with the contact.
  expect(toWrapUp(withOwner({ ...UNTOUCHED, work: null }, known))).toMatchObject({
    contact: { kind: 'contact', contact: { id: '1' } },
    dealId: null,
  });
  expect(withOwner(UNTOUCHED, known)).toBe(UNTOUCHED);
});

test('the strip says what became of it', () => {
  const says = (state: CallState) => stripOf(sheetOf({ state }));
  expect(says({ name: 'synced' })).toEqual({ kind: 'logged', name: null });
  expect(says({ name: 'queued', due: 0, reason: 'network' })).toEqual({ kind: 'saved', why: 'network' });
  expect(says({ name: 'sending' })).toEqual({ kind: 'saved', why: null });
  expect(says({ name: 'held', reason: 'several_contacts' })).toMatchObject({ kind: 'refused', action: 'contact' });
  expect(says({ name: 'failed', reason: 'linked_item_gone' })).toMatchObject({ kind: 'refused', action: 'deal' });
});

test('days of a follow-up: Monday is the next one, never today', () => {
  const friday = new Date(2026, 10, 20, 23, 30);
  expect((['today', 'tomorrow', 'monday', 'week'] as const).map((when) => dayFor(when, friday))).toEqual([
    '2026-11-20',
    '2026-11-21',
    '2026-11-23',
    '2026-11-27',
  ]);
  expect(dayFor('monday', new Date(2026, 10, 23, 9))).toBe('2026-11-30');
  expect(dayFor('tomorrow', new Date(2026, 11, 31))).toBe('2027-01-01');
});
