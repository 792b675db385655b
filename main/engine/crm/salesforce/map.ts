import type { Outcome } from '../../../../shared/call.ts';
import { appError } from '../../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import { refMark } from '../../../../shared/text.ts';
import type { LoggableCall } from '../port.ts';
import { describe } from './description.ts';
import { numberText, oneLine } from './text.ts';

/** `CallDisposition` is free text: these words, unless the account has its own. */
export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  connected: 'Connected',
  no_answer: 'No answer',
  busy: 'Busy',
  voicemail_left: 'Left voicemail',
  message_left: 'Left message',
  wrong_number: 'Wrong number',
  cancelled: 'Cancelled',
  failed: 'Failed',
};

export type OutcomeWords = Partial<Readonly<Record<Outcome, string>>>;

const CALL_TYPES = { inbound: 'Inbound', outbound: 'Outbound', internal: 'Internal', unknown: null } as const;

/** Salesforce's lengths, in UTF-16 units. */
const LONGEST_TEXT = 255;
const MOST_SECONDS = 99_999_999;

/** What a call is as a task; the fields that may change later. */
export interface TaskFields {
  Subject: string;
  CallDisposition: string;
  CallDurationInSeconds: number;
  WhoId: string | null;
  WhatId: string | null;
  Description: string;
}

/** What decides how a call is written. */
export interface TaskStyle {
  readonly words: OutcomeWords;
  /** The agent's zone: a task has a day, no time. */
  readonly timeZone: string;
  /** The org's word for a task that is done. */
  readonly status: string;
}

/** The fields of a new task. Refused when an id cannot be one of Salesforce's. */
export function newTask(call: LoggableCall, style: TaskStyle): Result<Readonly<Record<string, unknown>>> {
  const fields = taskFields(call, style.words, null);
  if (!fields.ok) return fields;
  const { WhoId, WhatId, ...rest } = fields.value;
  const type = CALL_TYPES[call.direction];
  return ok({
    ...rest,
    TaskSubtype: 'Call',
    Status: style.status,
    ActivityDate: dayIn(style.timeZone, call.startedAt),
    ...(type === null ? {} : { CallType: type }),
    CallObject: refMark(call.ref),
    ...(WhoId === null ? {} : { WhoId }),
    ...(WhatId === null ? {} : { WhatId }),
  });
}

export function taskFields(call: LoggableCall, words: OutcomeWords, recordingUrl: string | null): Result<TaskFields> {
  const links = linksOf(call);
  if (!links.ok) return links;
  return ok({
    Subject: subjectOf(call),
    CallDisposition: oneLine(words[call.outcome] ?? OUTCOME_WORDS[call.outcome], LONGEST_TEXT),
    CallDurationInSeconds: Math.min(MOST_SECONDS, Math.max(0, Math.round(call.talkSeconds))),
    ...links.value,
    Description: describe(call, recordingUrl),
  });
}

/** `YYYY-MM-DD` in a zone; in UTC where the zone is none. */
export function dayIn(timeZone: string, at: number): string {
  try {
    return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(at);
  } catch (thrown) {
    if (thrown instanceof RangeError && timeZone !== 'UTC') return dayIn('UTC', at);
    throw thrown;
  }
}

/** What an id stands for: its first three signs say so. */
export function kindOf(id: string): 'contact' | 'lead' | 'account' | 'other' {
  if (id.startsWith('003')) return 'contact';
  if (id.startsWith('00Q')) return 'lead';
  return id.startsWith('001') ? 'account' : 'other';
}

/** Ids come with 15 signs or, with a check sum, with 18. */
export function sameId(one: string | null | undefined, other: string | null | undefined): boolean {
  return (one ?? '').slice(0, 15) === (other ?? '').slice(0, 15);
}

export function isId(id: string): boolean {
  return /^[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?$/.test(id);
}

/** `WhoId` takes a contact or a lead, `WhatId` an opportunity or an account; a lead has no `WhatId` beside it. */
export function linksOf(
  call: Pick<LoggableCall, 'contact' | 'dealId' | 'leadId'>,
): Result<{ WhoId: string | null; WhatId: string | null }> {
  const { contact, dealId, leadId } = call;
  const named = { contact: contact?.id ?? null, deal: dealId, lead: leadId };
  for (const [field, id] of Object.entries(named)) {
    if (id !== null && !isId(id)) {
      return fail(appError('refused', 'invalid_data', `An id is none of Salesforce's (${field}).`, { field }));
    }
  }
  if (contact !== null && kindOf(contact.id) === 'account') return ok({ WhoId: leadId, WhatId: dealId ?? contact.id });
  const who = contact?.id ?? leadId;
  return ok({ WhoId: who, WhatId: who !== null && kindOf(who) === 'lead' ? null : dealId });
}

function subjectOf(call: LoggableCall): string {
  const unnamed = call.remote.withheld ? 'withheld number' : 'unknown number';
  const who = call.contact?.name ?? call.remoteName ?? numberText(call.remote) ?? unnamed;
  return oneLine(`${subjectStart(call)} ${who}`, LONGEST_TEXT);
}

function subjectStart(call: LoggableCall): string {
  switch (call.direction) {
    case 'outbound':
      return 'Outbound call to';
    case 'internal':
      return 'Internal call with';
    case 'unknown':
      return 'Call with';
    case 'inbound':
      if (call.outcome === 'voicemail_left') return 'Voicemail from';
      return ['no_answer', 'busy', 'cancelled', 'failed'].includes(call.outcome)
        ? 'Missed call from'
        : 'Inbound call from';
  }
}
