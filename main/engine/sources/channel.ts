import type { Party } from '../../../shared/leg.ts';

export interface ChannelFacts {
  readonly kind: Party['kind'];
  readonly endpoint: string | null;
  /** The name when it lives no longer than a call: both ends of a pipe have the same. Null for a name used again. */
  readonly linkName: string | null;
}

const NO_CHANNEL: ChannelFacts = { kind: 'none', endpoint: null, linkName: null };

/** Technologies whose channels are named after a device or an account; others are named after ports. */
const NAMED_AFTER_DEVICES = new Set(['PJSIP', 'SIP', 'IAX2', 'SCCP', 'SKINNY', 'MGCP', 'UNISTIM', 'OOH323', 'AGENT']);

/**
 * Reads an Asterisk channel name: `TECH/endpoint-0000002a`, or a pipe `Local/100@context-00000001;2` whose two halves
 * differ in the last digit only.
 */
export function readChannel(channel: string): ChannelFacts {
  if (channel === '') return NO_CHANNEL;
  const slash = channel.indexOf('/');
  if (slash < 0) return { kind: 'other', endpoint: channel, linkName: null };
  const technology = channel.slice(0, slash);
  if (technology === 'Local') {
    const end = channel.lastIndexOf(';');
    const pipe = end < 0 ? channel : channel.slice(0, end);
    return { kind: 'pipe', endpoint: pipe, linkName: hasUniqueEnd(pipe) ? pipe : null };
  }
  const dash = channel.lastIndexOf('-');
  const endpoint = dash > slash ? channel.slice(slash + 1, dash) : channel.slice(slash + 1);
  const isDevice = isDigits(endpoint) && NAMED_AFTER_DEVICES.has(technology.toUpperCase());
  return { kind: isDevice ? 'extension' : 'other', endpoint, linkName: hasUniqueEnd(channel) ? channel : null };
}

/** Ends in `-` and eight hexadecimal digits: the number of the channel since the PBX was started. */
function hasUniqueEnd(name: string): boolean {
  const dash = name.length - 9;
  if (dash < 1 || name.charCodeAt(dash) !== 0x2d) return false;
  for (let index = dash + 1; index < name.length; index++) {
    const code = name.charCodeAt(index);
    if (!((code >= 0x30 && code <= 0x39) || (code >= 0x61 && code <= 0x66))) return false;
  }
  return true;
}

export function isDigits(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x30 || code > 0x39) return false;
  }
  return text !== '';
}

/**
 * The number that a `Dial` was told to call, out of the application's data (`PJSIP/5550102@trunk,30,tT`,
 * `SIP/trunk/5550102`), or empty. For rows whose destination is a place in the dialplan and no number.
 */
export function dialledNumber(data: string): string {
  const target = data.split(/[,&|]/, 1)[0] ?? '';
  const slash = target.indexOf('/');
  if (slash < 0 || target.startsWith('Local/')) return '';
  const address = target.slice(slash + 1);
  const at = address.lastIndexOf('@');
  const user = at < 0 ? address : address.slice(0, at);
  const last = user.lastIndexOf('/');
  if (at < 0 && last < 0) return '';
  const number = user.slice(last + 1).replace(/^sips?:/, '');
  return /^\+?\d{3,}$/.test(number) ? number : '';
}
