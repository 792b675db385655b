import { epochOfId } from './asterisk-leg.ts';

/** Microseconds since 1970 before the caller: the session of a Grandstream UCM. */
const SESSION = /^(1\d{15})-/;

/**
 * When an id was made, epoch milliseconds: Asterisk's unique ids, the sessions of a UCM. Null for every other text. A
 * time-based UUID holds a moment too, but one of a clock of its own: FreeSWITCH's were seen 14 minutes off the printed time.
 */
export function epochInId(id: string): number | null {
  const asterisk = epochOfId(id);
  if (asterisk !== null) return asterisk;
  const session = SESSION.exec(id)?.[1];
  return session === undefined ? null : Math.floor(Number(session) / 1000);
}
