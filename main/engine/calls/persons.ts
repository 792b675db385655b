import type { Leg } from '../../../shared/leg.ts';
import type { End, LegEnds } from './ends.ts';
import type { Numbers } from './numbers.ts';
import { UnionFind } from './union-find.ts';

/** Which outside party each leg belongs to. Indices are those of the legs of the group. */
export interface Persons {
  /** Null: nobody outside has to do with this leg. */
  readonly of: readonly (string | null)[];
  /** The leg carries its outside party itself, on a channel or by its number; not through a pipe inside the PBX. */
  readonly carries: readonly boolean[];
}

/**
 * Finds the outside parties of a group by their channels and numbers and follows the pipes inside the PBX. May correct
 * roles in `ends`: what a channel turned out to be in another leg decides.
 */
export function findPersons(legs: readonly Leg[], ends: readonly LegEnds[], numbers: Numbers): Persons {
  agreeOnChannels(legs, ends);
  const names = nameParties(ends, numbers);
  const of = carriedBy(legs, ends, names);
  const carries = of.map((person) => person !== null);
  followCallers(ends, of, carries);
  shareThroughPipes(ends, of);
  ends.forEach(({ from }, index) => {
    if (of[index] !== null || from.pipe === null || !isOutside(from)) return;
    of[index] = names(from);
    carries[index] = true;
  });
  return { of, carries };
}

export const isOutside = ({ role }: End): boolean => role === 'outside';

/** A channel that is known to lead outside does so in every leg, whatever number is shown there. */
function agreeOnChannels(legs: readonly Leg[], ends: readonly LegEnds[]): void {
  const outside = new Set<string>();
  const word = (index: number): Leg['direction'] => legs[index]?.direction ?? null;
  ends.forEach(({ from, to }, index) => {
    const both = isOutside(from) && isOutside(to);
    if (isOutside(from) && from.channel !== null && (!both || word(index) === 'inbound')) outside.add(from.channel);
    if (isOutside(to) && to.channel !== null && !both) outside.add(to.channel);
  });
  const isKnown = (end: End): boolean => end.channel !== null && outside.has(end.channel);
  ends.forEach(({ from, to }, index) => {
    for (const end of [from, to]) if (isKnown(end) && !end.byChannel && end.role !== 'own') end.role = 'outside';
    if (!isOutside(from) || !isOutside(to)) return;
    if (word(index) === 'inbound' && !isKnown(to) && to.channel !== null) to.role = 'name';
    if (word(index) === 'outbound' && !isKnown(from) && !isKnown(to) && from.channel !== null) from.role = 'name';
  });
}

/** One name for each outside party: a channel and the number it shows are the same party, and so are equal numbers. */
function nameParties(ends: readonly LegEnds[], numbers: Numbers): (end: End) => string {
  const parties = new UnionFind();
  const numberOf = ({ address, isPublic }: End): string | null => {
    if (!isPublic) return null;
    const number = numbers.normalise(address);
    return `n:${number.e164 ?? number.raw}`;
  };
  const keyOf = (end: End): string => (end.channel === null ? (numberOf(end) ?? 'hidden') : `c:${end.channel}`);
  for (const { from, to } of ends) {
    for (const end of [from, to]) {
      const number = isOutside(end) ? numberOf(end) : null;
      if (number !== null) parties.join(keyOf(end), number);
    }
  }
  return (end) => parties.find(keyOf(end));
}

/** Of two outside parties in one leg, the conversation is with the one that spoke to somebody here first. */
function carriedBy(legs: readonly Leg[], ends: readonly LegEnds[], names: (end: End) => string): (string | null)[] {
  const isCarrier = (end: End): boolean => isOutside(end) && end.pipe === null;
  const firstSeen = new Map<string, number>();
  ends.forEach(({ from, to }, index) => {
    if (isCarrier(from) === isCarrier(to)) return;
    const name = names(isCarrier(from) ? from : to);
    firstSeen.set(name, Math.min(legs[index]?.start ?? Infinity, firstSeen.get(name) ?? Infinity));
  });
  const seen = (name: string): number => firstSeen.get(name) ?? Infinity;
  return ends.map(({ from, to }) => {
    const here = isCarrier(from) ? names(from) : null;
    const there = isCarrier(to) ? names(to) : null;
    if (here === null || there === null) return here ?? there;
    return seen(there) < seen(here) ? there : here;
  });
}

/** Who calls into a pipe is who calls at its other end, even where that leads outside again (a mobile that is rung). */
function followCallers(ends: readonly LegEnds[], of: (string | null)[], carries: boolean[]): void {
  const behind = Map.groupBy(ends.keys(), (index) => ends[index]?.from.pipe ?? null);
  const followed = new Set<string>();
  const outer = [...ends.keys()].filter((index) => of[index] !== null && ends[index]?.from.role === 'outside');
  for (let index = outer.pop(); index !== undefined; index = outer.pop()) {
    const pipe = ends[index]?.to.pipe ?? null;
    if (pipe === null || followed.has(pipe)) continue;
    followed.add(pipe);
    for (const inner of behind.get(pipe) ?? []) {
      of[inner] = of[index] ?? null;
      carries[inner] = false;
      outer.push(inner);
    }
  }
}

function shareThroughPipes(ends: readonly LegEnds[], of: (string | null)[]): void {
  const pipesOf = ({ from, to }: LegEnds): string[] => [from.pipe, to.pipe].filter((pipe) => pipe !== null);
  for (let changed = true; changed;) {
    changed = false;
    const known = new Map<string, string>();
    ends.forEach((leg, index) => {
      const person = of[index] ?? null;
      if (person !== null) for (const pipe of pipesOf(leg)) known.set(pipe, person);
    });
    ends.forEach((leg, index) => {
      if (of[index] !== null) return;
      const person = pipesOf(leg)
        .map((pipe) => known.get(pipe))
        .find((name) => name !== undefined);
      if (person === undefined) return;
      of[index] = person;
      changed = true;
    });
  }
}
