import { epochOfId } from './asterisk-leg.ts';

/** Seconds between the calendar reform (where time-based UUIDs begin) and 1970. */
const REFORM = 12_219_292_800_000;
const UUID = /^([0-9a-f]{8})-([0-9a-f]{4})-1([0-9a-f]{3})-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
/** Microseconds since 1970 before the caller: the session of a Grandstream UCM. */
const SESSION = /^(1\d{15})-/;

/**
 * When an id was made, epoch milliseconds: Asterisk's unique ids, UUIDs of version 1 (FreeSWITCH on some systems), the
 * sessions of a UCM. Null for every other text.
 */
export function epochInId(id: string): number | null {
  if (id === '') return null;
  const asterisk = epochOfId(id);
  if (asterisk !== null) return asterisk;
  const session = SESSION.exec(id)?.[1];
  if (session !== undefined) return Math.floor(Number(session) / 1000);
  const uuid = UUID.exec(id);
  if (uuid === null) return null;
  const [, low = '', middle = '', high = ''] = uuid;
  const at = Number(BigInt(`0x${high}${middle}${low}`) / 10_000n) - REFORM;
  return at > Date.UTC(2000, 0) && at < Date.UTC(2100, 0) ? at : null;
}
