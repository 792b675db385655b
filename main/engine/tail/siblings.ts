/** Names that rotation gives to files that used to have another one. */

/** Where a rotated file stands among the others of its kind. */
export interface Rotation {
  /** `count`: 1 is the newest. `stamp`: digits that rise with time. `word`: `.old`, `.bak`. */
  readonly kind: 'count' | 'stamp' | 'word';
  readonly rank: string;
  readonly packed: boolean;
}

/** At least this many digits are a date or an epoch, fewer are a counter. */
const SHORTEST_STAMP = 6;
const TAG = /^(?:\d+(?:[-_.:T]\d+)*|old|bak|prev)$/;

/**
 * How `name` is a rotated form of `base`, or null: `Master.csv.1`, `Master.csv-20261121`, `Master.csv.2026-11-21-01-40`,
 * `Master-20261121.csv`, `Master.1.csv`, `Master.csv.old`, each also with `.gz`. `Master-100.csv` is none: PBXs write such
 * files for an account or an extension.
 */
export function rotationOf(base: string, name: string): Rotation | null {
  const packed = name.endsWith('.gz') && !base.endsWith('.gz');
  const plain = packed ? name.slice(0, -3) : name;
  const dot = base.lastIndexOf('.');
  const stem = dot > 0 ? base.slice(0, dot) : base;
  const ending = dot > 0 ? base.slice(dot) : '';
  if (plain === base) return packed ? { kind: 'word', rank: '', packed } : null;
  const outside = between(plain, base, '');
  if (outside !== undefined) return classify(outside.tag, packed);
  const inside = ending === '' ? undefined : between(plain, stem, ending);
  if (inside === undefined) return null;
  const rotation = classify(inside.tag, packed);
  return rotation?.kind === 'count' && inside.joint !== '.' ? null : rotation;
}

function between(name: string, start: string, end: string): { joint: string; tag: string } | undefined {
  if (!name.startsWith(start) || !name.endsWith(end) || name.length <= start.length + end.length + 1) return undefined;
  const joint = name.charAt(start.length);
  if (joint !== '.' && joint !== '-' && joint !== '_') return undefined;
  return { joint, tag: name.slice(start.length + 1, name.length - end.length) };
}

function classify(tag: string, packed: boolean): Rotation | null {
  if (!TAG.test(tag)) return null;
  const digits = tag.replace(/\D/g, '');
  if (digits === '') return { kind: 'word', rank: '', packed };
  return { kind: digits.length < SHORTEST_STAMP ? 'count' : 'stamp', rank: digits, packed };
}

/** Negative when `a` was rotated away before `b`. Modification times decide where names cannot be compared. */
export function compareRotations(a: Dated, b: Dated): number {
  const byName = a.rotation.kind === b.rotation.kind ? compareRanks(a.rotation, b.rotation) : 0;
  return byName === 0 ? a.modifiedAt - b.modifiedAt : byName;
}

export interface Dated {
  readonly rotation: Rotation;
  readonly modifiedAt: number;
}

function compareRanks(a: Rotation, b: Rotation): number {
  if (a.kind === 'count') return Number(b.rank) - Number(a.rank);
  if (a.kind === 'word' || a.rank === b.rank) return 0;
  return a.rank.padEnd(b.rank.length, '0') < b.rank.padEnd(a.rank.length, '0') ? -1 : 1;
}
