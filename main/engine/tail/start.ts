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

export interface Step {
  readonly file: string;
  /** Id that the file had when this was planned. */
  readonly id: string;
  /** `offset`: from the known place. `start`: from its first byte, a new generation. */
  readonly from: 'offset' | 'start';
  /** `live`: the path itself. `rotated`: newest of the rotated ones, may still be written to. `closed`: nobody writes. */
  readonly role: 'live' | 'rotated' | 'closed';
}

export interface Situation {
  readonly known: Place | null;
  /** The path that is tailed, and the id of what is there. */
  readonly live: { readonly file: string; readonly id: string };
  readonly decision: Decision;
  readonly siblings: readonly Sibling[];
}

/** So few bytes can begin many files, for example all that have the same header line. */
const WEAK_BYTES = 1024;
/** The coarsest modification times in use are FAT's. */
const TIME_GRAIN = 2000;

/** Whether siblings have a say in `planReading`; looking them up costs one listing and some small reads. */
export function siblingsMatter(known: Place | null, decision: Decision): boolean {
  if (known === null) return false;
  return !goesOn(decision) || decision === 'restored' || known.offset < WEAK_BYTES;
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
  const old = findOld(situation, rotated);
  const later = old === undefined ? writtenSince(rotated, known) : rotatedAfter(old, rotated, known);
  const behind = old === undefined ? later : [old, ...later];
  if (goesOn(decision) && (old === undefined ? known.offset > 0 || behind.length === 0 : false)) return live('offset');
  const steps = behind.map((sibling, at): Step => ({
    file: sibling.file,
    id: sibling.id,
    from: sibling === old ? 'offset' : 'start',
    role: at === behind.length - 1 ? 'rotated' : 'closed',
  }));
  return [...steps, ...live('start')];
}

function rotatedAfter(old: Sibling, rotated: readonly Sibling[], known: Place): Sibling[] {
  const later = rotated.slice(rotated.indexOf(old) + 1);
  return later.filter((one) => one.modifiedAt >= known.modifiedAt - TIME_GRAIN);
}

function writtenSince(rotated: readonly Sibling[], known: Place): Sibling[] {
  return rotated.filter((one) => one.modifiedAt > known.modifiedAt && one.size > 0);
}

/** The file that was being read, under its new name or as the copy that a copy-truncate made. */
function findOld({ known, decision, siblings }: Situation, rotated: readonly Sibling[]): Sibling | undefined {
  if (known === null) return undefined;
  const byId = siblings.find((one) => one.holds && known.id !== '' && one.id === known.id);
  if (byId !== undefined || decision === 'restored') return byId;
  // Zero bytes prove nothing, so a copy of a file that was empty when last seen is found by its time alone.
  const copies = rotated.filter((one) => one.holds && known.offset > 0);
  if (!goesOn(decision)) return copies.at(-1);
  return copies.findLast((one) => one.size > known.offset && one.modifiedAt > known.modifiedAt);
}
