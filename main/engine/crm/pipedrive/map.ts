import type { CrmRecord, Outcome, PhoneNumber } from '../../../../shared/call.ts';
import { appError } from '../../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import type { CrmAccount, LoggableCall } from '../port.ts';
import type { CallLog } from './answers.ts';
import { oneLine } from '../../../../shared/text.ts';
import { noteHtml } from './text.ts';

/** Pipedrive's six outcomes. A cancelled call rang and nobody answered; a failed one says so in the note. */
const OUTCOMES: Readonly<Record<Outcome, string>> = {
  connected: 'connected',
  no_answer: 'no_answer',
  busy: 'busy',
  voicemail_left: 'left_voicemail',
  message_left: 'left_message',
  wrong_number: 'wrong_number',
  cancelled: 'no_answer',
  failed: 'no_answer',
};

const LONGEST_SUBJECT = 200;

export interface CallLogBody {
  subject: string;
  outcome: string;
  duration: string;
  from_phone_number?: string;
  to_phone_number: string;
  start_time: string;
  end_time: string;
  note: string;
  person_id?: number;
  org_id?: number;
  deal_id?: number;
  lead_id?: string;
}

/** The body of `POST /v1/callLogs`. `words`: the account's own. Refused when an id cannot be one of Pipedrive's. */
export function callLogBody(call: LoggableCall, words: CrmAccount['outcomes'] = {}): Result<CallLogBody> {
  const ids = linkIds(call);
  if (!ids.ok) return ids;
  const { from, to } = parties(call);
  return ok({
    subject: subjectOf(call),
    outcome: words[call.outcome] ?? OUTCOMES[call.outcome],
    duration: String(Math.max(0, Math.round(call.talkSeconds))),
    ...(from === null ? {} : { from_phone_number: from }),
    to_phone_number: to ?? 'unknown',
    start_time: utcText(call.startedAt),
    end_time: utcText(Math.max(call.startedAt, call.endedAt)),
    note: noteOf(call),
    ...ids.value,
  });
}

/** The note in HTML: what the agent wrote, what no field can say, and the reference. */
export function noteOf(call: LoggableCall): string {
  return noteHtml(call.ref, call.note, call.outcome === 'failed' ? ['The call failed.'] : []);
}

/** Who called whom, as text. Pipedrive has no direction: only these two say it. */
export function parties(call: LoggableCall): { from: string | null; to: string | null } {
  const remote = numberText(call.remote);
  const local = call.localNumber === null || call.localNumber.trim() === '' ? null : oneLine(call.localNumber, 60);
  return call.direction === 'inbound' ? { from: remote, to: local } : { from: local, to: remote };
}

/** `YYYY-MM-DD HH:MM:SS` in UTC, the only form Pipedrive takes. */
export function utcText(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}

/** Epoch seconds of a time in an answer (`2022-12-12T01:01:01.000Z`) or in a request; undefined when it is none. */
export function epochSeconds(text: string | null | undefined): number | undefined {
  if (text == null) return undefined;
  const plain = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/.exec(text);
  const at = Date.parse(plain === null ? text : `${plain[1] ?? ''}T${plain[2] ?? ''}Z`);
  return Number.isNaN(at) ? undefined : Math.floor(at / 1000);
}

export function recordOf(log: CallLog): CrmRecord {
  return {
    id: log.id,
    wrapperId: log.activity_id ?? null,
    contactId: log.person_id ?? null,
    hasRecording: log.has_recording ?? false,
  };
}

function subjectOf(call: LoggableCall): string {
  const who =
    call.contact?.name ??
    call.remoteName ??
    numberText(call.remote) ??
    (call.remote.withheld ? 'withheld number' : 'unknown number');
  return oneLine(`${subjectStart(call)} ${who}`, LONGEST_SUBJECT);
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

function numberText(number: PhoneNumber): string | null {
  const text = number.e164 ?? oneLine(number.raw, 60);
  return text === '' ? null : text;
}

export type LinkIds = Pick<CallLogBody, 'person_id' | 'org_id' | 'deal_id' | 'lead_id'>;

export function linkIds(call: Pick<LoggableCall, 'contact' | 'dealId' | 'leadId'>): Result<LinkIds> {
  const person = integerId('person_id', call.contact?.id ?? null);
  if (!person.ok) return person;
  const organization = integerId('org_id', call.contact?.organizationId ?? null);
  if (!organization.ok) return organization;
  const deal = integerId('deal_id', call.dealId);
  if (!deal.ok) return deal;
  if (call.leadId !== null && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(call.leadId))
    return badId('lead_id');
  // A call log takes a deal or a lead, never both.
  const lead = call.leadId === null || call.dealId !== null ? {} : { lead_id: call.leadId };
  return ok({ ...person.value, ...organization.value, ...deal.value, ...lead });
}

function integerId<Name extends string>(name: Name, id: string | null): Result<{ [key in Name]?: number }> {
  if (id === null) return ok({});
  if (!/^[1-9]\d{0,14}$/.test(id)) return badId(name);
  // A computed key widens to an index type; the name is the only key there is.
  return ok({ [name]: Number(id) } as { [key in Name]?: number });
}

function badId(field: string): Result<never> {
  return fail(appError('refused', 'invalid_data', `An id is none of Pipedrive's (${field}).`, { field }));
}
