import type { CrmRecord, Outcome, PhoneNumber } from '../../../../shared/call.ts';
import { appError } from '../../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import type { LoggableCall } from '../port.ts';
import type { Who } from './session.ts';
import { marker, oneLine, utcText } from './text.ts';

export type Words = Partial<Readonly<Record<Outcome, string>>>;

/** LeadSquared's `Status` is an open list; these three words stand in its documents and in stored calls. */
const STATUSES: Readonly<Record<Outcome, string>> = {
  connected: 'Answered',
  no_answer: 'NotAnswered',
  busy: 'NotAnswered',
  voicemail_left: 'Answered',
  message_left: 'Answered',
  wrong_number: 'Answered',
  cancelled: 'NotAnswered',
  failed: 'NotAnswered',
};

const LONGEST_NUMBER = 60;
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Body of `POST Telephony.svc/LogCall`: every field it documents but the recording's address, which comes later. */
export interface LogCallBody {
  SourceNumber?: string;
  DestinationNumber?: string;
  DisplayNumber?: string;
  CallerSource: string;
  StartTime: string;
  EndTime: string;
  /** Seconds, a number here and a text in an update. */
  CallDuration: number;
  Status: string;
  Direction: 'Inbound' | 'Outbound';
  CallSessionId: string;
  LeadId: string;
  UserId: string;
  Tag: string;
}

/** Refused without a lead: LeadSquared would make one up, and the call could not be found again. */
export function logCallBody(call: LoggableCall, who: Who, words: Words = {}): Result<LogCallBody> {
  const leadId = leadIdOf(call);
  if (!leadId.ok) return leadId;
  if (call.dealId !== null && !GUID.test(call.dealId)) return badId('OpportunityId');
  const { source, destination } = parties(call, who.phone);
  const display = who.phone ?? localNumber(call);
  return ok({
    ...(source === null ? {} : { SourceNumber: source }),
    ...(destination === null ? {} : { DestinationNumber: destination }),
    ...(display === null ? {} : { DisplayNumber: oneLine(display, LONGEST_NUMBER) }),
    CallerSource: 'Aftercall',
    StartTime: utcText(call.startedAt),
    EndTime: utcText(Math.max(call.startedAt, call.endedAt)),
    CallDuration: wholeSeconds(call.talkSeconds),
    Status: statusOf(call, words),
    Direction: directionOf(call),
    CallSessionId: marker(call.ref),
    LeadId: leadId.value,
    UserId: who.userId,
    Tag: `${marker(call.ref)}${call.dealId === null ? '' : ` Opportunity ${call.dealId}`}`,
  });
}

export function leadIdOf(call: Pick<LoggableCall, 'contact'>): Result<string> {
  if (call.contact === null) {
    return fail(
      appError('refused', 'no_contact', 'LeadSquared takes a call only with its lead; choose or create one.', {
        field: 'LeadId',
      }),
    );
  }
  return GUID.test(call.contact.id) ? ok(call.contact.id) : badId('LeadId');
}

export function badId(field: string): Result<never> {
  return fail(appError('refused', 'invalid_data', `An id is none of LeadSquared's (${field}).`, { field }));
}

export function isGuid(id: string): boolean {
  return GUID.test(id);
}

/** The company's own word, or ours: who called in and was not answered counts as missed. */
export function statusOf(call: Pick<LoggableCall, 'outcome' | 'direction'>, words: Words = {}): string {
  const own = words[call.outcome];
  if (own !== undefined) return own;
  return call.outcome === 'no_answer' && call.direction === 'inbound' ? 'Missed' : STATUSES[call.outcome];
}

/** LeadSquared knows two directions. What is neither goes as outbound: our side stands first. */
export function directionOf(call: Pick<LoggableCall, 'direction'>): 'Inbound' | 'Outbound' {
  return call.direction === 'inbound' ? 'Inbound' : 'Outbound';
}

/** Inbound, the lead is the source; else the agent is. `ownNumber` stands in where the call does not name ours. */
export function parties(
  call: LoggableCall,
  ownNumber: string | null,
): { source: string | null; destination: string | null } {
  const remote = numberText(call.remote) ?? 'Unknown';
  const local = localNumber(call) ?? ownNumber;
  const ours = local === null ? null : oneLine(local, LONGEST_NUMBER);
  return call.direction === 'inbound' ? { source: remote, destination: ours } : { source: ours, destination: remote };
}

function localNumber({ localNumber: local }: LoggableCall): string | null {
  return local === null || local.trim() === '' ? null : local;
}

/** `+91-8611795988`, as LeadSquared writes numbers itself; the raw text where there is no such form. */
export function numberText(number: PhoneNumber): string | null {
  const dashed = dashedForm(number);
  if (dashed !== null) return dashed;
  const text = number.e164 ?? oneLine(number.raw, LONGEST_NUMBER);
  return text === '' ? null : text;
}

/** Country code, a dash, national digits; null when the number does not part that way. */
export function dashedForm({ e164, national }: PhoneNumber): string | null {
  if (e164 === null || national === null || national === '' || !e164.endsWith(national)) return null;
  const code = e164.slice(0, -national.length);
  return /^\+\d{1,4}$/.test(code) ? `${code}-${national}` : null;
}

export function wholeSeconds(seconds: number): number {
  return Math.max(0, Math.round(seconds));
}

/** Body of `POST Telephony.svc/PhoneCallActivity/Update`, which wants an address or a duration. */
export interface UpdateBody {
  ActivityId: string;
  RecordingURL?: string;
  /** Seconds, a text here and a number when the call is logged. */
  CallDuration?: string;
  OwnerId?: string;
}

export function updateBody(
  activityId: string,
  change: { recordingUrl: string } | { seconds: number },
  ownerId?: string,
): UpdateBody {
  return {
    ActivityId: activityId,
    ...('recordingUrl' in change
      ? { RecordingURL: change.recordingUrl }
      : { CallDuration: String(wholeSeconds(change.seconds)) }),
    ...(ownerId === undefined ? {} : { OwnerId: ownerId }),
  };
}

export function recordOf(activityId: string, leadId: string, hasRecording = false): CrmRecord {
  return { id: activityId, wrapperId: null, contactId: leadId, hasRecording };
}
