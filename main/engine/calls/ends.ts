import type { Direction } from '../../../shared/call.ts';
import type { Leg, Party } from '../../../shared/leg.ts';
import { isFeatureCode, ownExtensions } from './extensions.ts';
import type { OwnExtensions } from './extensions.ts';
import type { Numbers } from './numbers.ts';

/**
 * Who stands at one end of a leg.
 *
 * - `own`: one of the agent's extensions; `short`: somebody or something else inside (a colleague, a group, `*98`)
 * - `outside`: a number of the public network, or a caller who hides it
 * - `name`: a SIP name or a device that is called by no number
 * - `unknown`: a channel without any address; `nobody`: neither
 */
export type Role = 'own' | 'short' | 'outside' | 'name' | 'unknown' | 'nobody';

export interface End {
  readonly party: Party;
  /** Number or name: the party's, or whom a pipe leads to. */
  readonly address: string;
  role: Role;
  /** What a local side is called, null when it has no name. */
  readonly label: string | null;
  /** The channel told the role, not the number shown. */
  readonly byChannel: boolean;
  /** The address is a number of the public network. */
  readonly isPublic: boolean;
  /** The channel is named like its own caller number: a phone of this PBX, not a line to the outside. */
  readonly device: boolean;
  /** Null for pipes. */
  readonly channel: string | null;
  readonly pipe: string | null;
}

export interface LegEnds {
  readonly from: End;
  readonly to: End;
}

export interface EndsContext {
  readonly extensions: readonly string[];
  readonly internalDigits: number;
  readonly numbers: Numbers;
}

export function readEnds(leg: Leg, context: EndsContext): LegEnds {
  const own = ownExtensions(context.extensions);
  return settle(leg, { from: readEnd(leg.from, 'from', own, context), to: readEnd(leg.to, 'to', own, context) });
}

/** The channel is asked first: the number shown may be one that the dialplan set. */
function readEnd(party: Party, side: 'from' | 'to', own: OwnExtensions, context: EndsContext): End {
  const { kind, endpoint } = party;
  const isPipe = kind === 'pipe';
  const address = isPipe && side === 'to' ? (pipeTarget(endpoint) ?? party.address) : party.address;
  const device = !isPipe && endpoint !== null && endpoint === party.address;
  const channel = isPipe ? null : party.channel;
  const end = { party, address, device, channel, pipe: isPipe ? endpoint : null, byChannel: false, isPublic: false };
  if (kind === 'self') return { ...end, role: 'own', label: address === '' ? null : address };
  if (!isPipe && endpoint !== null) {
    if (own.isListed(endpoint)) return { ...end, role: 'own', label: endpoint, byChannel: true };
    if (kind === 'extension' && endpoint.length <= context.internalDigits) {
      return { ...end, role: 'short', label: endpoint, byChannel: true };
    }
  }
  const role = roleOfAddress(address, own, context);
  if (isPipe && role === 'outside' && own.isListed(party.address)) return { ...end, role: 'own', label: party.address };
  if (role === null) return { ...end, role: kind === 'none' ? 'nobody' : 'unknown', label: isPipe ? null : endpoint };
  if (role === 'withheld') return { ...end, role: isPipe ? 'unknown' : 'outside', label: null };
  const isNamedByDevice = !isPipe && (role === 'name' || role === 'outside');
  return { ...end, role, label: isNamedByDevice ? (endpoint ?? address) : address, isPublic: role === 'outside' };
}

function roleOfAddress(address: string, own: OwnExtensions, context: EndsContext): Role | 'withheld' | null {
  if (address === '') return null;
  if (own.isListed(address)) return 'own';
  const count = digitCount(address);
  if (count > 0) return count <= context.internalDigits && !address.startsWith('+') ? 'short' : 'outside';
  if (isFeatureCode(address)) return 'short';
  const number = context.numbers.normalise(address);
  if (number.withheld) return 'withheld';
  return number.e164 !== null || number.national !== null ? 'outside' : 'name';
}

/** How many digits a bare number has, `+` allowed before them; 0 when it is anything else. */
function digitCount(text: string): number {
  let count = 0;
  for (let index = text.startsWith('+') ? 1 : 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x30 || code > 0x39) return 0;
    count++;
  }
  return count;
}

/** FreePBX puts what it is about before the number: follow-me, ring group. */
const GROUP_MEMBER = /^(?:FM(?:PR|GL)|RG|LC)-(?:\d+-)?(\d+)#?$/;

/** Whom a pipe leads to: `Local/100@from-queue-00000001` leads to 100. */
function pipeTarget(endpoint: string | null): string | undefined {
  const at = endpoint?.lastIndexOf('@') ?? -1;
  const slash = endpoint?.indexOf('/') ?? -1;
  if (endpoint === null || at <= slash + 1) return undefined;
  const target = endpoint.slice(slash + 1, at);
  return GROUP_MEMBER.exec(target)?.[1] ?? target;
}

export const isInside = ({ role }: End): boolean => role === 'own' || role === 'short';

/** The PBX's word for internal, and any word of a source without channels, says whose numbers these are. */
function settle(leg: Leg, ends: LegEnds): LegEnds {
  const { from, to } = ends;
  if (leg.direction === 'internal') {
    for (const end of [from, to]) if (end.role === 'outside') end.role = 'name';
    return ends;
  }
  const hasChannels = isChannel(leg.from) || isChannel(leg.to);
  if (hasChannels || leg.direction === null || areInternal(from, to)) return ends;
  const [far, near] = leg.direction === 'inbound' ? [from, to] : [to, from];
  if (far.role !== 'nobody') far.role = 'outside';
  if (near.role === 'outside') near.role = 'name';
  return ends;
}

const isChannel = ({ kind }: Party): boolean => kind !== 'none' && kind !== 'self';

/** Which way one leg goes: the ends say it; where they do not, the PBX's own word. */
export function directionOf({ from, to }: LegEnds, leg: Leg): Direction {
  if (leg.direction === 'internal' || areInternal(from, to)) return 'internal';
  // The agent's own phone knows which way its calls go; where it did not say, numbers would only be a guess.
  if (leg.direction === null && (from.party.kind === 'self' || to.party.kind === 'self')) return 'unknown';
  const fromOutside = from.role === 'outside';
  const toOutside = to.role === 'outside';
  if (fromOutside && toOutside) return leg.direction ?? (from.device ? 'outbound' : to.device ? 'inbound' : 'unknown');
  if (fromOutside) return to.role === 'nobody' && from.channel === null ? (leg.direction ?? 'unknown') : 'inbound';
  if (toOutside) return 'outbound';
  if (isInside(from) && to.role === 'nobody' && leg.dialplanOnly) return 'internal';
  return byNames(from, to) ?? leg.direction ?? 'unknown';
}

/** Neither end is a public number. */
function byNames(from: End, to: End): Direction | null {
  if (to.role === 'own') return from.role === 'nobody' ? null : 'inbound';
  if (from.role === 'own') return to.role === 'nobody' || to.role === 'unknown' ? null : 'outbound';
  if (from.role === 'short') return to.role === 'name' ? 'outbound' : null;
  if (from.device && to.role !== 'nobody') return 'outbound';
  if (to.role === 'short') return from.role === 'nobody' ? null : 'inbound';
  return null;
}

/**
 * Both are the agent's, or both are inside by their numbers. An own extension that is a name (`alice`) says nothing about
 * numbers: with it, a short number is inside when its channel or a feature code says so.
 */
function areInternal(from: End, to: End): boolean {
  if (!isInside(from) || !isInside(to)) return false;
  if (from.role === to.role) return true;
  const [own, other] = from.role === 'own' ? [from, to] : [to, from];
  return (
    other.byChannel ||
    isFeatureCode(other.label ?? '') ||
    (own.party.kind === 'self' && own.label === null) ||
    /^\d+$/.test(own.label ?? '') ||
    /^\d+$/.test(own.party.address)
  );
}
