import type { ErrorCategory } from './errors.ts';

export const DIRECTIONS = ['inbound', 'outbound', 'internal', 'unknown'] as const;
export type Direction = (typeof DIRECTIONS)[number];

export const OUTCOMES = [
  'connected',
  'no_answer',
  'busy',
  'voicemail_left',
  'message_left',
  'wrong_number',
  'cancelled',
  'failed',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Rules in the order in which they are asked. */
export const EXCLUSION_RULES = [
  'private',
  'internal',
  'too_short',
  'not_mine',
  'before_start',
  'withheld',
  'ignored',
  /** The same call was found in another source and is logged from there. */
  'same_call',
] as const;
export type ExclusionRule = (typeof EXCLUSION_RULES)[number];

export const STATE_NAMES = [
  'settling',
  'pending',
  'held',
  'queued',
  'sending',
  'unknown',
  'logged',
  'synced',
  'excluded',
  'failed',
] as const;
export type StateName = (typeof STATE_NAMES)[number];

/** Where a call stands, with the data this standing needs. `reason` is a stable code. Times are epoch milliseconds. */
export type CallState =
  | { readonly name: 'settling'; readonly until: number }
  | { readonly name: 'pending' }
  | { readonly name: 'held'; readonly reason: string }
  | { readonly name: 'queued'; readonly due: number; readonly reason: ErrorCategory | null }
  | { readonly name: 'sending' }
  | { readonly name: 'unknown'; readonly since: number }
  | { readonly name: 'logged' }
  | { readonly name: 'synced' }
  | { readonly name: 'excluded'; readonly reason: ExclusionRule }
  | { readonly name: 'failed'; readonly reason: string };

export interface PhoneNumber {
  /** As the source wrote it, the address taken out of brackets and URIs. */
  readonly raw: string;
  /** `+` and digits, or null when no number can be made of it. */
  readonly e164: string | null;
  /** National significant number (digits without country code and trunk prefix), or null. */
  readonly national: string | null;
  /** The caller hid the number, or there is none. */
  readonly withheld: boolean;
}

/** What folding makes of the legs of one conversation. Times are epoch milliseconds. */
export interface CallFacts {
  readonly direction: Direction;
  readonly remote: PhoneNumber;
  readonly remoteName: string | null;
  /** Own extension or number that took part, null when unknown. */
  readonly localNumber: string | null;
  readonly startedAt: number;
  readonly answeredAt: number | null;
  readonly endedAt: number;
  /** From first answer to last hang-up, without the gaps. Seconds. */
  readonly talkSeconds: number;
  readonly outcome: Outcome;
  /** The agent's own extension had a part in it beyond ringing while someone else answered. */
  readonly mine: boolean;
  readonly legs: number;
  readonly recordingNames: readonly string[];
  readonly fileIds: readonly string[];
  /** Stable codes of what was odd: `zone_differs`, `answer_guessed`, `unfinished`, … */
  readonly notes: readonly string[];
}

export const RECORDING_STATES = ['awaited', 'growing', 'whole', 'attached', 'unusable', 'refused'] as const;
export type RecordingState = (typeof RECORDING_STATES)[number];

export interface RecordingFacts {
  readonly path: string | null;
  readonly sha256: string | null;
  readonly bytes: number | null;
  readonly seconds: number | null;
  readonly state: RecordingState;
  /** Stable code, for example why it is unusable. */
  readonly reason: string | null;
}

export interface ContactMatch {
  readonly id: string;
  readonly name: string;
  /** Why this contact: a sentence of ours. */
  readonly reason: string;
}

export interface CrmRecord {
  readonly id: string;
  /** The CRM's own wrapper (Pipedrive: activity id), when there is one. */
  readonly wrapperId: string | null;
  readonly contactId: string | null;
  readonly hasRecording: boolean;
}
