/** Second question about a tailed file: what has to be read, from where, in which order? */
import { goesOn } from './identity.ts';
import type { Decision } from './identity.ts';
import type { Place } from './place.ts';
import { compareRotations } from './siblings.ts';
import type { Dated } from './siblings.ts';

/** A rotated file beside the one that is read. */
export interface Sibling extends Dated {
  readonly file: string;
  readonly id: string;
  /** Size of the text; of a packed file what its trailer claims. */
  readonly size: number;
  /** It begins with everything that was read at the known place. */
  readonly holds: boolean;
}

export interface SeenFacts {
  readonly id: string;
  readonly size: number;
  readonly modifiedAt: number;
}

export interface Step {
  readonly file: string;
  /** What the file looked like when this was planned. */
  readonly seen: SeenFacts;
  /** `offset`: from the known place. `start`: from its first byte, a new generation. */
  readonly from: 'offset' | 'start';
  /** `live`: the path itself. `rotated`: newest of the rotated ones, may still be written to. `closed`: nobody writes. */
  readonly role: 'live' | 'rotated' | 'closed';
}

export interface Situation {
  readonly known: Place | null;
  /** The path that is tailed. */
  readonly live: { readonly file: string; readonly seen: SeenFacts };
  readonly decision: Decision;
  readonly siblings: readonly Sibling[];
}

/** So few bytes can begin many files, for example all that have the same header line. */
const WEAK_BYTES = 1024;
/** The coarsest modification times in use are FAT's. */
const TIME_GRAIN = 2000;

/** What was read of the place is too little to tell its file from others by its bytes alone. */
export function isWeak(known: Place): boolean {
  return known.offset < WEAK_BYTES;
}

/** Whether siblings have a say in `planReading`; looking them up costs one listing and some small reads. */
export function siblingsMatter(known: Place | null, decision: Decision): boolean {
  if (known === null) return false;
  return !goesOn(decision) || decision === 'restored' || isWeak(known);
}

/**
 * The rest of the file that was being read comes first, wherever it is now; then every file rotated away since, oldest
 * first; then the path itself.
 */
export function planReading(situation: Situation): Step[] {
  const { known, decision, siblings } = situation;
  const live = (from: Step['from']): Step[] =>
    decision === 'missing' ? [] : [{ ...situation.live, from, role: 'live' }];
  if (known === null) return live('start');
  const rotated = [...siblings].sort(compareRotations);
  const old = findOld(known, decision, rotated);
  if (old === undefined && goesOn(decision)) return live('offset');
  const behind = old === undefined ? writtenSince(rotated, known) : [old, ...rotatedAfter(old, rotated, known)];
  const steps = behind.map((sibling, at): Step => ({
    file: sibling.file,
    seen: sibling,
    from: sibling === old ? 'offset' : 'start',
    role: at === behind.length - 1 ? 'rotated' : 'closed',
  }));
  return [...steps, ...live('start')];
}

/** The file that was being read, under its new name or as the copy that a copy-truncate made. */
function findOld(known: Place, decision: Decision, rotated: readonly Sibling[]): Sibling | undefined {
  const holding = rotated.filter((one) => one.holds);
  const itself = holding.filter((one) => known.id !== '' && one.id === known.id);
  // A copy that has more than was read, made since: while that is little, the file itself may have begun anew.
  const copies = holding.filter((one) => one.size > known.offset && one.modifiedAt > known.modifiedAt);
  if (isWeak(known)) return holding.find((one) => itself.includes(one) || copies.includes(one));
  if (itself.length > 0 || goesOn(decision)) return itself[0];
  return holding.at(-1);
}

function rotatedAfter(old: Sibling, rotated: readonly Sibling[], known: Place): Sibling[] {
  const later = rotated.slice(rotated.indexOf(old) + 1);
  return later.filter((one) => one.modifiedAt >= known.modifiedAt - TIME_GRAIN);
}

function writtenSince(rotated: readonly Sibling[], known: Place): Sibling[] {
  return rotated.filter((one) => one.modifiedAt > known.modifiedAt && one.size > 0);
}
