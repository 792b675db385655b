import type { Disposition, Leg, Party } from '../../../shared/leg.ts';

/** What the list of a softphone says about one call. Times are epoch milliseconds. */
export interface SoftphoneCall {
  /** Names the call among all calls of this list, whatever becomes of it. */
  readonly identity: string;
  readonly direction: 'inbound' | 'outbound';
  /** The other side: number or SIP address, and its display name. */
  readonly remote: { readonly address: string; readonly name: string | null };
  /** The account on our side, empty when it is not known. */
  readonly account: string;
  readonly start: number;
  /** Null for an answered call: the row does not tell when. */
  readonly answer: number | null;
  readonly end: number | null;
  readonly talkSeconds: number;
  readonly disposition: Disposition;
  /** Somebody answered or declined it on another phone. */
  readonly elsewhere: boolean;
  readonly final: boolean;
  /** Ids of the call that a recorder may have put into a file name. */
  readonly fileIds: readonly string[];
}

const NOBODY: Party = { address: '', name: null, channel: null, kind: 'none', endpoint: null };

/** The near side is the agent's own phone, except where the call was taken elsewhere: then it is nobody here. */
export function softphoneLeg(call: SoftphoneCall): Leg {
  const far: Party = {
    address: call.remote.address,
    name: call.remote.name,
    channel: null,
    kind: 'none',
    endpoint: null,
  };
  const near: Party = call.elsewhere ? NOBODY : { ...NOBODY, address: call.account, kind: 'self' };
  const inbound = call.direction === 'inbound';
  return {
    identity: call.identity,
    unique: true,
    groupIds: [],
    linkNames: [],
    clock: 'utc',
    start: call.start,
    answer: call.disposition === 'answered' ? (call.answer ?? call.start) : null,
    end: call.end,
    ...(call.disposition === 'answered' && call.answer === null ? { answerGuessed: true } : {}),
    epoch: null,
    talkSeconds: call.disposition === 'answered' ? call.talkSeconds : 0,
    disposition: call.disposition,
    dialplanOnly: false,
    voicemail: false,
    from: inbound ? far : near,
    to: inbound ? near : far,
    ownNumber: null,
    direction: call.direction,
    recordingNames: [],
    fileIds: call.fileIds,
    final: call.final,
  };
}

export interface SipEnd {
  readonly address: string;
  /** Null when there is none, or when it only repeats the address. */
  readonly name: string | null;
}

/** `"Name" <sip:user@host;transport=tcp>`, `<sip:user@host>`, `sip:user@host`: address with scheme, and name. */
export function readSipEnd(text: string): SipEnd {
  const open = text.lastIndexOf('<');
  const close = text.lastIndexOf('>');
  if (open < 0 || close < open) return { address: text.trim(), name: null };
  const address = text.slice(open + 1, close).trim();
  return { address, name: displayName(text.slice(0, open), address) };
}

/** A display name as a phone writes it, with or without quotes; null when it says nothing more than the address. */
export function displayName(written: string, address: string): string | null {
  let name = written.trim();
  if (name.length >= 2 && name.startsWith('"') && name.endsWith('"'))
    name = name.slice(1, -1).replace(/\\(["\\])/g, '$1');
  name = name.trim();
  return name === '' || name === address || name === userOf(address) ? null : name;
}

/** `100` of `sip:100@pbx.example;transport=tcp`; a text without scheme and host is given back. */
export function userOf(address: string): string {
  const bare = address.replace(/^sips?:|^tel:/i, '');
  const at = bare.indexOf('@');
  return (at < 0 ? bare : bare.slice(0, at)).replace(/;.*$/s, '');
}

/**
 * How a call ended by the final answer to its INVITE (RFC 3261, section 21). What the agent declines is not answered;
 * what the other side declines is busy; a caller who gives up leaves a missed call with whom he called.
 */
export function dispositionOfSip(code: number, direction: 'inbound' | 'outbound'): Disposition {
  if (code >= 200 && code < 300) return 'answered';
  if (direction === 'inbound') return 'no_answer';
  if (code === 486 || code === 600 || code === 603) return 'busy';
  if (code === 487) return 'cancelled';
  if (code === 408 || code === 480) return 'no_answer';
  return code >= 300 && code < 700 ? 'failed' : 'unknown';
}
