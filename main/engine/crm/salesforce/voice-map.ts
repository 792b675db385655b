import { VOICE_ATTRIBUTES } from '../../../../shared/settings/accounts/salesforce.ts';
import type { ChangeableField, LoggableCall } from '../port.ts';
import { OUTCOME_WORDS, type OutcomeWords } from './map.ts';
import { numberText, oneLine, severalLines } from './text.ts';

export type VoiceAttribute = (typeof VOICE_ATTRIBUTES)[number];
/** Fact to API name of a custom field (`Outcome__c`). */
export type VoiceAttributes = Partial<Readonly<Record<VoiceAttribute, string>>>;

export interface VoiceStyle {
  readonly words: OutcomeWords;
  readonly attributes: VoiceAttributes;
  /** Salesforce user name of the agent, null to leave it out. */
  readonly agent: string | null;
}

/** All that `PATCH /telephony/v1/voiceCalls/{id}` takes. Times ISO 8601 in UTC, durations whole seconds. */
export interface VoiceCallBody {
  startTime: string;
  endTime: string;
  enqueueTime?: string;
  acceptTime?: string;
  fromNumber?: string;
  totalHoldDuration?: number;
  longestHoldDuration?: number;
  numberOfHolds?: number;
  queue?: string;
  agent?: string;
  agentInteractionDuration?: number;
  recordingLocation?: string;
  /** A JSON object as text: custom fields of the voice call. */
  callAttributes?: string;
}

/** Salesforce works out the duration only when start and end are both sent; so they always are. */
export function voiceCallBody(call: LoggableCall, style: VoiceStyle, recordingUrl: string | null): VoiceCallBody {
  const answeredAt = call.answeredAt ?? null;
  const from = numberText(call.remote);
  const queue = call.queue ?? null;
  const answered = answeredAt !== null || call.talkSeconds > 0;
  return {
    startTime: isoText(call.startedAt),
    endTime: isoText(Math.max(call.startedAt, call.endedAt)),
    ...(queue?.enteredAt == null ? {} : { enqueueTime: isoText(queue.enteredAt) }),
    ...(answeredAt === null ? {} : { acceptTime: isoText(answeredAt) }),
    ...(from === null ? {} : { fromNumber: from }),
    ...holdFigures(call),
    ...(queue === null ? {} : { queue: oneLine(queue.name, 255) }),
    ...(style.agent === null ? {} : { agent: style.agent }),
    ...(answered ? { agentInteractionDuration: seconds(call.talkSeconds) } : {}),
    ...(recordingUrl === null ? {} : { recordingLocation: recordingUrl }),
    ...customFields(call, style),
  };
}

/** As the source tells them; else the time between first answer and end in which nobody talked is one sum of holds. */
function holdFigures(
  call: LoggableCall,
): Pick<VoiceCallBody, 'totalHoldDuration' | 'longestHoldDuration' | 'numberOfHolds'> {
  if (call.hold != null) {
    const { count, total, longest } = call.hold;
    return { totalHoldDuration: seconds(total), longestHoldDuration: seconds(longest), numberOfHolds: seconds(count) };
  }
  const answeredAt = call.answeredAt ?? null;
  if (answeredAt === null) return {};
  const gap = Math.round((call.endedAt - answeredAt) / 1000) - Math.round(call.talkSeconds);
  // Whole seconds in a row of the PBX may be off by one at either end.
  return gap > 2 ? { totalHoldDuration: gap } : {};
}

/** Custom fields by their API names, for these facts as far as the account names fields for them. */
export function customValues(
  call: LoggableCall,
  style: VoiceStyle,
  wanted: readonly VoiceAttribute[] = VOICE_ATTRIBUTES,
): Readonly<Record<string, string | number | null>> {
  const facts: Readonly<Record<VoiceAttribute, string | number | null>> = {
    outcome: style.words[call.outcome] ?? OUTCOME_WORDS[call.outcome],
    note: call.note === null ? null : severalLines(call.note, 30_000),
    talkSeconds: seconds(call.talkSeconds),
    calledNumber: call.localNumber === null ? null : oneLine(call.localNumber, 60),
    contactId: call.contact?.id ?? null,
    contactName: call.contact === null ? null : oneLine(call.contact.name, 255),
    dealId: call.dealId ?? call.leadId,
    ref: call.ref,
  };
  const named = wanted.flatMap((fact) => {
    const field = style.attributes[fact];
    return field === undefined ? [] : [[field, facts[fact]] as const];
  });
  return Object.fromEntries(named);
}

function customFields(
  call: LoggableCall,
  style: VoiceStyle,
  wanted?: readonly VoiceAttribute[],
): Pick<VoiceCallBody, 'callAttributes'> {
  const values = customValues(call, style, wanted);
  return Object.keys(values).length === 0 ? {} : { callAttributes: JSON.stringify(values) };
}

/** Where a field that may change goes. */
export const FACTS_OF: Readonly<Record<ChangeableField, readonly VoiceAttribute[]>> = {
  note: ['note'],
  outcome: ['outcome'],
  talkSeconds: ['talkSeconds'],
  contact: ['contactId', 'contactName'],
  deal: ['dealId'],
};

/** Only what has changed: everything else would overwrite what people have put there meanwhile. */
export function changeBody(
  call: LoggableCall,
  style: VoiceStyle,
  fields: readonly ChangeableField[],
): Partial<VoiceCallBody> {
  return {
    ...(fields.includes('talkSeconds') ? { agentInteractionDuration: seconds(call.talkSeconds) } : {}),
    ...customFields(
      call,
      style,
      fields.flatMap((field) => FACTS_OF[field]),
    ),
  };
}

/** The recording, with the figures that are only taken together with it. */
export function recordingBody(call: LoggableCall, style: VoiceStyle, url: string): VoiceCallBody {
  return voiceCallBody(call, { ...style, attributes: {} }, url);
}

function seconds(value: number): number {
  return Math.min(2_147_483_647, Math.max(0, Math.round(value)));
}

/** `2020-08-26T21:21:14Z` */
function isoText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
