import { z } from 'zod';
import { DIRECTIONS, OUTCOMES } from '../call.ts';
import type { Effect, FoundContact, LookUpAnswer } from '../actions.ts';
import type { Balance, CallPage, CallRow, CallSheet, Overview, RejectedRecord, Waveform } from '../desk.ts';
import { VIEWS } from '../desk.ts';
import { call } from './call.ts';

const id = z.string().regex(/^[0-9A-F]{12}$/);
const moment = z.int().min(0).nullable();
const crmId = z.string().min(1).max(200);
const chosen = z.strictObject({ id: crmId, name: z.string().max(400), organizationId: crmId.nullable() });

/** Who it was. `remember`: next time this number calls, take this contact without asking. */
const contactChoice = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('contact'), contact: chosen, remember: z.boolean() }),
  z.strictObject({ kind: z.literal('create'), name: z.string().trim().min(1).max(200) }),
]);

/** What is left out stays as it is. */
export const wrapUp = z.strictObject({
  outcome: z.enum(OUTCOMES).nullable().optional(),
  note: z.string().max(20_000).nullable().optional(),
  contact: contactChoice.optional(),
  dealId: crmId.nullable().optional(),
  leadId: crmId.nullable().optional(),
  followUp: z
    .strictObject({
      subject: z.string().trim().min(1).max(200),
      dueDate: z.iso.date(),
      note: z.string().max(4_000).nullable(),
    })
    .optional(),
});
export type WrapUp = z.output<typeof wrapUp>;

export const filter = z.strictObject({
  view: z.enum(VIEWS),
  search: z.string().max(200),
  from: moment,
  before: moment,
  direction: z.enum(DIRECTIONS).nullable(),
  account: z.string().max(100).nullable(),
});

const one = z.strictObject({ id });
const several = z.strictObject({ ids: z.array(id).min(1).max(5_000) });
const span = z.strictObject({ from: moment, before: moment, account: z.string().max(100).nullable() });

/** What becomes of a decision. */
interface Done {
  readonly effect: Effect;
}

export const callCalls = {
  overview: call<Overview>().taking(z.strictObject({})),
  listCalls: call<CallPage>().taking(
    z.strictObject({ filter, offset: z.int().min(0), limit: z.int().min(1).max(200) }),
  ),
  /** These calls as the list shows them, for rows that are in sight; what is gone is left out. */
  callRows: call<readonly CallRow[]>().taking(z.strictObject({ ids: z.array(id).min(1).max(200) })),
  callSheet: call<CallSheet>().taking(one),
  waveform: call<Waveform>().taking(z.strictObject({ id, points: z.int().min(20).max(1_000) })),
  /** Asks the CRM whose number it is, without logging. */
  lookUp: call<LookUpAnswer>().taking(one),
  findContacts: call<readonly FoundContact[]>().taking(z.strictObject({ id, text: z.string().trim().min(2).max(100) })),
  /** Logs with what is known and with what is given. Answered when it is durable, not when the CRM has it. */
  logCall: call<Done>().taking(z.strictObject({ id, wrapUp })),
  logCalls: call<{ readonly logged: number; readonly left: number }>().taking(several),
  /** Keeps what was typed without logging; in `auto` mode it also stops the clock. */
  saveWrapUp: call<Done>().taking(z.strictObject({ id, wrapUp })),
  /** Changes a call that the CRM has. */
  editCall: call<Done>().taking(z.strictObject({ id, wrapUp })),
  takeBack: call<Done>().taking(one),
  retryCall: call<Done>().taking(one),
  ignoreCalls: call<{ readonly ignored: number; readonly left: number }>().taking(several),
  /** The number too: calls with it never leave this machine from now on. */
  makePrivate: call<Done>().taking(one),
  /** An ignored call, or one of a number that is no longer private, waits for the agent again. */
  bringBack: call<Done>().taking(one),
  openInCrm: call<null>().taking(one),
  balance: call<Balance>().taking(span),
  /** Asks where to and writes it there. Null: the agent thought better of it. */
  exportBalance: call<{ readonly path: string } | null>().taking(
    z.strictObject({
      from: moment,
      before: moment,
      account: z.string().max(100).nullable(),
      format: z.enum(['csv', 'json']),
    }),
  ),
  rejectedRecords: call<readonly RejectedRecord[]>().taking(z.strictObject({})),
} as const;
