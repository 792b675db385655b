import type { CrmRecord, Outcome } from '../../../../shared/call.ts';
import { oneLine, ownWords, refMark, wordsOf, wordsOfHtml } from '../../../../shared/text.ts';
import type { LoggableCall } from '../port.ts';
import type { CallActivity } from './answers.ts';
import type { Links } from './links.ts';
import type { WrittenOutcome } from './outcomes.ts';
import { noteHtml } from './text.ts';

/** Seconds; Close refuses more. */
const LONGEST_DURATION = 604_800;

/** The fields that a later change can touch. */
export interface CallFields {
  lead_id: string;
  contact_id: string | null;
  status: string;
  outcome_id: string | null;
  duration: number;
  note_html: string;
}

/**
 * The body of `POST /activity/call/`. Left out on purpose: `created_by`, `source`, `organization_id` (Close knows them),
 * `user_id` (the key's own user), `conversation_type_id`, `playbook_id`, `quality_info` (not ours), and the addresses of
 * recordings, which come with a change afterwards.
 */
export interface CallBody extends Partial<CallFields> {
  direction?: 'inbound' | 'outbound';
  phone?: string;
  activity_at: string;
  date_created: string;
}

export function callBody(call: LoggableCall, links: Links, outcome: WrittenOutcome): CallBody {
  const { direction, remote } = call;
  const at = isoTime(call.startedAt);
  return {
    lead_id: links.leadId,
    ...(links.contactId === null ? {} : { contact_id: links.contactId }),
    // Internal calls and calls of unknown direction have none that Close knows.
    ...(direction === 'inbound' || direction === 'outbound' ? { direction } : {}),
    status: outcome.status,
    ...(outcome.outcomeId === null ? {} : { outcome_id: outcome.outcomeId }),
    duration: durationOf(call),
    ...(remote.e164 === null ? {} : { phone: remote.e164 }),
    activity_at: at,
    date_created: at,
    note_html: noteHtml(noteLines(call, outcome.line)),
  };
}

export function durationOf(call: Pick<LoggableCall, 'talkSeconds'>): number {
  return Math.min(LONGEST_DURATION, Math.max(0, Math.round(call.talkSeconds)));
}

/** The paragraphs of the note, in plain text: the agent's words, what no field takes, and the reference. */
export function noteLines(call: LoggableCall, outcomeLine: string | null): string[] {
  const { remote } = call;
  const number = remote.e164 === null && remote.raw !== '' ? `Number: ${oneLine(remote.raw, 60)}` : '';
  const seconds = Math.round(call.talkSeconds);
  const line = call.localNumber === null ? '' : oneLine(call.localNumber, 60);
  return [
    ownWords(call.note),
    oneLine(outcomeLine ?? '', 200),
    call.direction === 'internal' ? 'Internal call.' : '',
    remote.withheld ? 'The number was withheld.' : number,
    seconds > LONGEST_DURATION ? `The call took ${seconds} seconds.` : '',
    call.dealId === null ? '' : `Opportunity: ${call.dealId}`,
    `${line === '' ? '' : `Line ${line}, `}Ref ${refMark(call.ref)}`,
  ].filter((text) => text !== '');
}

/** True when the note in Close says what we wrote, with any of the lines that we may have added. */
export function saysSame(current: CallActivity, call: LoggableCall, lines: readonly (string | null)[]): boolean {
  const there = current.note == null ? wordsOfHtml(current.note_html ?? '') : wordsOf(current.note);
  return lines.some((line) => wordsOf(noteLines(call, line).join(' ')) === there);
}

/** ISO 8601 with offset, whole seconds. */
export function isoTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}+00:00`;
}

export function recordOf(call: CallActivity): CrmRecord {
  return {
    id: call.id,
    wrapperId: call.lead_id ?? null,
    contactId: call.contact_id ?? null,
    hasRecording: (call.recording_url ?? call.voicemail_url ?? '') !== '',
  };
}

/** A message that a caller left is a voicemail to Close, everything else the recording of a call. */
export function recordingField(direction: LoggableCall['direction'], outcome: Outcome): string {
  return direction === 'inbound' && outcome === 'voicemail_left' ? 'voicemail_url' : 'recording_url';
}
