import type { Leg, Party, Rejection } from '../../../shared/leg.ts';
import type { Reading } from './formats/source.ts';
import { readName, type NameFacts } from './names.ts';
import type { Sidecar } from './sidecar.ts';
import { stemOf, takeOf } from './stem.ts';
import type { FolderSettings } from './types.ts';

/** What is known of a file that is itself the record of a call. Times are epoch milliseconds. */
export interface FileFound {
  readonly path: string;
  /** What it holds; of two directions the longer one. */
  readonly sound: Reading;
  readonly modifiedAt: number;
  /** It may still grow. */
  readonly growing: boolean;
  readonly sidecar: Sidecar | null;
}

type Zone = Pick<FolderSettings, 'timeZone' | 'wallToUtc'>;

/** Between the stamp plus the sound and the last write lie ringing and closing, never more. Milliseconds. */
const NEAR_END = 300_000;
const DIGITS_OF_A_NUMBER = 7;

/**
 * The call that a recording proves by its name, its sound and its own times; a rejection for a name of no known recorder
 * that tells no time.
 */
export function callOfFile(found: FileFound, zone: Zone): { readonly leg: Leg } | { readonly rejection: Rejection } {
  const { path, sound, growing, sidecar } = found;
  const facts = readName(path);
  if (sidecar === null && facts.stamp === null && facts.system === 'unknown') {
    const detail = 'The name of the file is that of no known recorder and tells no time.';
    return { rejection: { reason: 'unknown_name', detail } };
  }
  const lasted = Math.round(sound.seconds * 1000);
  const { clock, start } = startOf(found, facts, zone, lasted);
  const take = takeOf(stemOf(path)).toLowerCase();
  const talked = growing || sound.seconds > 0;
  return {
    leg: {
      identity: identityOf(path),
      unique: true,
      groupIds: [`R:${take}`],
      linkNames: [],
      clock,
      start,
      answer: talked ? start : null,
      end: start + lasted,
      epoch: clock === 'utc' && facts.system === 'grandstream-direct' ? start : null,
      talkSeconds: Math.round(sound.seconds),
      disposition: talked ? 'answered' : 'no_answer',
      dialplanOnly: false,
      voicemail: false,
      ...partiesOf(facts, sidecar),
      recordingNames: [path],
      fileIds: facts.ids,
      final: !growing,
    },
  };
}

/** Parts of one recording are legs of their own; directions and copies are the same leg. */
function identityOf(path: string): string {
  const stem = stemOf(path).toLowerCase();
  const part = /_part\d+$/.exec(stem)?.[0] ?? '';
  return takeOf(stem) + part;
}

/**
 * A stamp without a zone may be of the source's or of UTC: the last write tells which, where it is still the recorder's.
 * Without any stamp the sound ended with the last write.
 */
function startOf(
  { sidecar, modifiedAt }: FileFound,
  { stamp }: NameFacts,
  zone: Zone,
  lasted: number,
): { readonly clock: Leg['clock']; readonly start: number } {
  if (sidecar?.startedAt != null) return { clock: 'utc', start: sidecar.startedAt };
  if (stamp === null) return { clock: 'utc', start: modifiedAt - lasted };
  if (stamp.clock === 'utc') return { clock: 'utc', start: stamp.ms };
  const missesBy = (at: number): number => Math.abs(at + lasted - modifiedAt);
  const asWall = missesBy(zone.wallToUtc(stamp.ms, zone.timeZone));
  if (asWall > NEAR_END && missesBy(stamp.ms) <= NEAR_END) return { clock: 'utc', start: stamp.ms };
  return { clock: 'wall', start: stamp.ms };
}

const NOBODY: Party = { address: '', name: null, channel: null, kind: 'none', endpoint: null };
const party = (address: string, name: string | null = null): Party => ({ ...NOBODY, address, name });
const own = (address: string): Party => ({ ...NOBODY, address, kind: 'self' });

type Parties = Pick<Leg, 'from' | 'to' | 'direction' | 'ownNumber'>;

/** Recorders on the agent's own phone: which of the two numbers is the other side's. */
const REMOTE_FIRST = new Set(['microsip', 'android-bcr', 'android-lineageos', 'google-voice', 'jitsi', 'zoiper']);
const REMOTE_SECOND = new Set(['swyx', 'baresip', '3cx']);

function partiesOf({ system, numbers, direction }: NameFacts, sidecar: Sidecar | null): Parties {
  const [first = '', second = ''] = numbers;
  const way = sidecar?.direction ?? direction;
  if (sidecar?.number != null) return facing(party(sidecar.number, sidecar.name), own(''), way);
  if (REMOTE_FIRST.has(system) || numbers.length === 0) return facing(party(userOf(first)), own(userOf(second)), way);
  if (REMOTE_SECOND.has(system)) return facing(party(userOf(second)), own(userOf(first)), way);
  const [from, to] = system === 'freepbx' ? [second, first] : [first, second];
  if (system === 'linphone') return softphone(from, to);
  if (system === 'unknown')
    return facing(party(numbers.toSorted((a, b) => b.length - a.length)[0] ?? ''), own(''), way);
  return { from: party(from), to: party(to), direction: way, ownNumber: null };
}

function facing(far: Party, near: Party, way: NameFacts['direction']): Parties {
  const direction = way === 'internal' ? null : way;
  return direction === 'outbound'
    ? { from: near, to: far, direction, ownNumber: null }
    : { from: far, to: near, direction, ownNumber: null };
}

/** Caller and callee on the agent's own phone: the one that is a number is the other side, where only one is. */
function softphone(from: string, to: string): Parties {
  if (to === '') return facing(party(from), own(''), null);
  const [fromOutside, toOutside] = [isNumber(from), isNumber(to)];
  if (fromOutside === toOutside) return { from: party(from), to: party(to), direction: null, ownNumber: null };
  return fromOutside ? facing(party(from), own(to), 'inbound') : facing(party(to), own(from), 'outbound');
}

const isNumber = (text: string): boolean => /^\+?\d+$/.test(text) && text.length >= DIGITS_OF_A_NUMBER;

/** `100` of `sip:100@pbx.example`. */
function userOf(address: string): string {
  const bare = address.replace(/^sips?:/i, '');
  return bare.split('@')[0] ?? bare;
}
