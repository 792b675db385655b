import type { Leg } from '../../../shared/leg.ts';
import type { LegEnds } from './ends.ts';
import type { Numbers } from './numbers.ts';
import { findPersons, isOutside } from './persons.ts';
import type { Persons } from './persons.ts';
import { UnionFind } from './union-find.ts';

/** The legs of one conversation. Indices are those of the legs of the group, ascending. */
export interface Part {
  readonly members: readonly number[];
  /** Legs on which the conversation itself was carried; the others lead to it or are left over from it. */
  readonly main: readonly number[];
  /** Without the legs that say nothing of their own: channels left alone after a transfer, attempts without a number. */
  readonly spoken: readonly number[];
  readonly outside: boolean;
}

/**
 * Divides the legs of one group into conversations. One outside party is one conversation, however many extensions took
 * part; what colleagues said to one another on channels of their own is another. Corrects roles in `ends`.
 */
export function partition(legs: readonly Leg[], ends: readonly LegEnds[], numbers: Numbers): Part[] {
  const [only] = ends;
  if (legs.length === 1 && only !== undefined) {
    return [{ members: [0], main: [0], spoken: [0], outside: isOutside(only.from) || isOutside(only.to) }];
  }
  const persons = findPersons(legs, ends, numbers);
  const stubs = new Set(legs.flatMap((leg, index) => (persons.of[index] === null && isStub(leg) ? [index] : [])));
  const places = placesOf({ legs, ends, persons, stubs });
  const parts = Map.groupBy(legs.keys(), (index) => places[index] ?? '');
  return [...parts.values()].map((members) => toPart(members, { legs, ends, persons, stubs }));
}

interface Group {
  readonly legs: readonly Leg[];
  readonly ends: readonly LegEnds[];
  readonly persons: Persons;
  readonly stubs: ReadonlySet<number>;
}

/** Without a destination or without another channel: nothing of its own was said here. */
const isStub = ({ from, to }: Leg): boolean => to.address === '' || (from.kind !== 'none' && to.kind === 'none');

const channelsOf = ({ from, to }: LegEnds): string[] => [from.channel, to.channel].filter((name) => name !== null);
const pipesOf = ({ from, to }: LegEnds): string[] => [from.pipe, to.pipe].filter((name) => name !== null);

/** The name of the conversation that each leg belongs to. */
function placesOf({ legs, ends, persons, stubs }: Group): string[] {
  const inner = new UnionFind();
  ends.forEach((leg, index) => {
    if (persons.of[index] !== null || stubs.has(index)) return;
    const ids = (legs[index]?.groupIds ?? []).filter((id) => !id.startsWith('L:'));
    const links = [...ids, ...pipesOf(leg), ...(leg.from.channel === null ? [] : [leg.from.channel])];
    for (const link of links) inner.join(`leg ${index}`, `link ${link}`);
  });
  const places = legs.map((_, index) => {
    const person = persons.of[index] ?? null;
    return person !== null ? `person ${person}` : stubs.has(index) ? null : inner.find(`leg ${index}`);
  });
  return places.map((place, index) => place ?? placeOfStub(index, places, { legs, ends, persons, stubs }));
}

/** A stub goes with the conversation whose channel it has, an outside one first; else with its ids; else it stands alone. */
function placeOfStub(stub: number, places: readonly (string | null)[], { legs, ends, persons }: Group): string {
  const own = ends[stub];
  const names = new Set(own === undefined ? [] : [...channelsOf(own), ...pipesOf(own)]);
  const ids = new Set(legs[stub]?.groupIds);
  const candidates = [...places.keys()].filter((index) => places[index] !== null);
  candidates.sort((a, b) => Number(persons.of[a] === null) - Number(persons.of[b] === null));
  const withChannel = candidates.find((index) => {
    const leg = ends[index];
    return leg !== undefined && [...channelsOf(leg), ...pipesOf(leg)].some((name) => names.has(name));
  });
  const found = withChannel ?? candidates.find((index) => legs[index]?.groupIds.some((id) => ids.has(id)));
  return (found === undefined ? null : places[found]) ?? `stubs ${[...ids][0] ?? stub}`;
}

function toPart(members: readonly number[], { ends, persons, stubs }: Group): Part {
  const outside = members.some((index) => persons.of[index] !== null);
  const spoken = members.filter((index) => !stubs.has(index));
  if (spoken.length === 0) return { members, main: members, spoken: members, outside };
  const main = spoken.filter((index) => (outside ? persons.carries[index] : ends[index]?.from.pipe === null));
  return { members, main: main.length > 0 ? main : spoken, spoken, outside };
}
