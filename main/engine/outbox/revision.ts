import { CHANGEABLE_FIELDS, type CallChange, type ChangeableField, type LoggableCall } from '../crm/port.ts';
import type { CrmAdapter } from '../crm/port.ts';

/** What was written to the CRM, as the store keeps it. */
export const toWritten = (call: LoggableCall): string => JSON.stringify(call);
export const fromWritten = (text: string): LoggableCall => JSON.parse(text) as LoggableCall;

/** What two versions of a call differ in; `record`: something that no CRM changes in place. */
export type Difference = ChangeableField | 'record';

/**
 * What is to be done so that the CRM says what is known and decided by now.
 *
 * - `none`: nothing, or nothing that this CRM can do
 * - `in_place`: `change` is written into the record
 * - `replace`: the record is removed and the call logged anew
 *
 * `left`: differences that stay, because the CRM can neither change nor remove.
 */
export interface Revision {
  readonly kind: 'none' | 'in_place' | 'replace';
  readonly change: CallChange;
  readonly fields: readonly ChangeableField[];
  readonly left: readonly Difference[];
}

type Abilities = Pick<CrmAdapter['capabilities'], 'update' | 'remove'>;

/** `written` null: what the record says is not known, so it can only be replaced. */
export function planRevision(written: LoggableCall | null, wanted: LoggableCall, abilities: Abilities): Revision {
  const none: Revision = { kind: 'none', change: {}, fields: [], left: [] };
  const differing: readonly Difference[] = written === null ? ['record'] : differences(written, wanted);
  if (differing.length === 0) return none;
  const fields = CHANGEABLE_FIELDS.filter((field) => differing.includes(field) && abilities.update.includes(field));
  const left = differing.filter((field) => !fields.some((other) => other === field));
  if (left.length > 0 && abilities.remove) return { ...none, kind: 'replace' };
  if (fields.length === 0) return { ...none, left };
  return { kind: 'in_place', change: changeOf(fields, wanted), fields, left };
}

export function differences(a: LoggableCall, b: LoggableCall): Difference[] {
  const found: Difference[] = CHANGEABLE_FIELDS.filter((field) => !sameIn(field, a, b));
  const talk = found.includes('talkSeconds');
  // Where the talk can be written, the end follows from it.
  const record =
    a.direction === b.direction &&
    a.remote.raw === b.remote.raw &&
    a.localNumber === b.localNumber &&
    a.startedAt === b.startedAt &&
    (talk || a.endedAt === b.endedAt);
  return record ? found : [...found, 'record'];
}

function sameIn(field: ChangeableField, a: LoggableCall, b: LoggableCall): boolean {
  switch (field) {
    case 'note':
      return (a.note ?? '') === (b.note ?? '');
    case 'outcome':
      return a.outcome === b.outcome;
    case 'talkSeconds':
      return a.talkSeconds === b.talkSeconds;
    case 'contact':
      return a.contact?.id === b.contact?.id;
    case 'deal':
      return a.dealId === b.dealId && a.leadId === b.leadId;
  }
}

function changeOf(fields: readonly ChangeableField[], wanted: LoggableCall): CallChange {
  const { note, outcome, talkSeconds, contact, dealId, leadId } = wanted;
  const all: Required<CallChange> = { note, outcome, talkSeconds, contact, deal: { dealId, leadId } };
  return Object.fromEntries(fields.map((field) => [field, all[field]]));
}

/** What the record holds after a change: `written`, with these fields as wanted. */
export function withFields(
  written: LoggableCall,
  wanted: LoggableCall,
  fields: readonly ChangeableField[],
): LoggableCall {
  const has = (field: ChangeableField): boolean => fields.includes(field);
  return {
    ...written,
    note: has('note') ? wanted.note : written.note,
    outcome: has('outcome') ? wanted.outcome : written.outcome,
    talkSeconds: has('talkSeconds') ? wanted.talkSeconds : written.talkSeconds,
    endedAt: has('talkSeconds') ? wanted.endedAt : written.endedAt,
    contact: has('contact') ? wanted.contact : written.contact,
    dealId: has('deal') ? wanted.dealId : written.dealId,
    leadId: has('deal') ? wanted.leadId : written.leadId,
  };
}
