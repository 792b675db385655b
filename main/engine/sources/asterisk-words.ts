import type { Disposition, Leg } from '../../../shared/leg.ts';

/** The words Asterisk writes into its call details and what they mean. Source: `main/cdr.c`, FreePBX's dialplan. */

const DISPOSITIONS = new Map<string, Disposition>([
  ['ANSWERED', 'answered'],
  ['NO ANSWER', 'no_answer'],
  ['NOANSWER', 'no_answer'],
  ['BUSY', 'busy'],
  ['CANCEL', 'cancelled'],
  ['FAILED', 'failed'],
  ['CONGESTION', 'failed'],
  ['CHANUNAVAIL', 'failed'],
  ['UNKNOWN', 'unknown'],
]);

/** `unknown` for a word that is none of Asterisk's; undefined for a value that is no word: the columns are others. */
export function dispositionOf(word: string): Disposition | undefined {
  const known = DISPOSITIONS.get(word) ?? DISPOSITIONS.get(word.trim().toUpperCase());
  return known ?? (/\d/.test(word) ? undefined : 'unknown');
}

/** What the last application of the dialplan says about who was reached. */
export type Application = 'person' | 'conference' | 'voicemail' | 'other';

const APPLICATIONS = new Map<string, Application>([
  ...['dial', 'queue', 'followme', 'page', 'appdial', 'appdial2', 'appqueue'].map((name) => [name, 'person'] as const),
  ...['bridge', 'bridgewait', 'park', 'parkedcall', 'pickup'].map((name) => [name, 'person'] as const),
  ...['confbridge', 'meetme', 'konference'].map((name) => [name, 'conference'] as const),
  ...['voicemail', 'minivmrecord'].map((name) => [name, 'voicemail'] as const),
]);

/** `VoiceMailMain` is somebody who listens to messages, not one who leaves one. */
export function applicationOf(name: string): Application {
  return APPLICATIONS.get(name.toLowerCase()) ?? 'other';
}

const PLACES = new Set(['s', 'h', 'i', 't', 'o', 'a', 'e', 'T', 'fax', 'failed', 'hangup', 'hang', 'STARTMEETME']);
const STATUS_PLACE = /^s-[A-Z]+$/;
/** FreePBX: unavailable, busy, no message, … before the number of the mailbox. */
const MAILBOX = /^vm[a-z](\d+)$/;

/** What stands behind a destination that is a place in the dialplan: a number, or nothing. Undefined: it is none. */
export function placeOf(destination: string): string | undefined {
  const first = destination.charCodeAt(0);
  if (first >= 0x30 && first <= 0x39) return undefined;
  if (destination === '' || PLACES.has(destination) || STATUS_PLACE.test(destination)) return '';
  return MAILBOX.exec(destination)?.[1];
}

const FROM_OUTSIDE = /from-(trunk|pstn|did|outside|dahdi|zaptel|sip-external)|ext-did|inbound|incoming/i;
const FROM_INSIDE = /from-internal|outbound|outgoing/i;
const known = new Map<string, Leg['direction']>();
const KNOWN_LIMIT = 1000;

/** What the name of a dialplan context says. Administrators name them freely, so it is a hint and no more. */
export function contextDirection(context: string): Leg['direction'] {
  const answer = known.get(context);
  if (answer !== undefined) return answer;
  const direction = FROM_OUTSIDE.test(context) ? 'inbound' : FROM_INSIDE.test(context) ? 'outbound' : null;
  if (known.size >= KNOWN_LIMIT) known.clear();
  known.set(` ${context}`.slice(1), direction);
  return direction;
}
