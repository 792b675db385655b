import type { CallFacts, Direction, PhoneNumber } from '../../../shared/call.ts';
import type { Leg } from '../../../shared/leg.ts';
import { directionOf, isInside, readEnds } from './ends.ts';
import type { End, LegEnds } from './ends.ts';
import { ownExtensions } from './extensions.ts';
import type { FoldedLeg } from './folded-leg.ts';
import { localSide } from './local-side.ts';
import type { Numbers } from './numbers.ts';
import { outcomeOf } from './outcome.ts';
import { partition } from './partition.ts';
import type { Part } from './partition.ts';
import { isOutside } from './persons.ts';
import { talkOf } from './talk.ts';
import type { Talk } from './talk.ts';
import { resolveTimes, zoneDifference } from './times.ts';
import type { ClockContext, LegTimes } from './times.ts';

export interface FoldContext extends ClockContext {
  /** The agent's own extensions and numbers; `*`: every call is the agent's; `1*` and `1?` are patterns. */
  readonly extensions: readonly string[];
  /** Numbers of at most this many digits are inside. */
  readonly internalDigits: number;
  readonly numbers: Numbers;
  /** Digits that are dialled for a line to the outside, and are no part of a number. Empty: none. */
  readonly outsideLine?: string;
}

export interface Conversation {
  /** Indices into the legs that were folded, ascending. */
  readonly legs: readonly number[];
  readonly facts: CallFacts;
}

/**
 * Makes of all legs that belong together what the agent would call a call each. Every leg is in exactly one
 * conversation. The answer does not depend on the order of the legs, only its indices do; conversations come in the
 * order in which they began.
 */
export function foldGroup(legs: readonly Leg[], context: FoldContext): Conversation[] {
  if (legs.length < 2) return foldInOrder(legs, context);
  const order = legs.map((leg, index) => ({ leg, index })).sort((a, b) => inOrder(a.leg, b.leg));
  const inTime = order.map(({ leg }) => leg);
  return foldInOrder(inTime, context).map(({ legs: places, facts }) => {
    const indices = places.map((place) => order[place]?.index ?? place);
    return { legs: indices.sort((a, b) => a - b), facts };
  });
}

/** By start; what began together in an order of its own, never that of the file. */
function inOrder(a: Leg, b: Leg): number {
  const longer = (b.end ?? b.start) - (a.end ?? a.start);
  return a.start - b.start || longer || (a.identity < b.identity ? -1 : a.identity > b.identity ? 1 : 0);
}

function foldInOrder(legs: readonly Leg[], context: FoldContext): Conversation[] {
  const ends = legs.map((leg) => readEnds(leg, context));
  const difference = zoneDifference(legs, context.zone);
  const group: Group = { legs, ends, times: resolveTimes(legs, context, difference), context };
  const notes = difference === null ? [] : ['zone_differs'];
  const conversations = partition(legs, ends, context.numbers).map((part) => {
    return { legs: part.members, facts: factsOf(part, group, notes) };
  });
  return conversations.sort((a, b) => a.facts.startedAt - b.facts.startedAt);
}

interface Group {
  readonly legs: readonly Leg[];
  readonly ends: readonly LegEnds[];
  readonly times: readonly LegTimes[];
  readonly context: FoldContext;
}

function factsOf(part: Part, group: Group, zoneNotes: readonly string[]): CallFacts {
  const talk = talkOf(part, group);
  const all = pick(part.members, group, talk);
  const main = part.main.length === all.length ? all : pick(part.main, group, talk);
  const spoken = part.spoken.length === all.length ? all : pick(part.spoken, group, talk);
  const first = main[0];
  if (first === undefined) throw new Error('a conversation without legs');
  const direction = directionOf(first.ends, first.leg);
  const remote = remoteSide(main, direction, part.outside);
  const own = ownExtensions(group.context.extensions);
  const local = localSide(spoken, { own, remote: remote.end, anybody: talk.reached.size > 0 });
  return {
    direction,
    remote: addressOf(remote.end, direction, group.context),
    remoteName: remote.name,
    localNumber: local.number,
    startedAt: all.reduce((earliest, { times }) => Math.min(earliest, times.start), Infinity),
    answeredAt: talk.answeredAt,
    endedAt: all.reduce((latest, { times }) => Math.max(latest, times.end), -Infinity),
    talkSeconds: talk.seconds,
    outcome: outcomeOf(spoken, direction),
    mine: own.all || local.mine || all.some(isOnOwnPhone),
    legs: all.length,
    recordingNames: distinct(all, ({ leg }) => leg.recordingNames),
    fileIds: distinct(all, ({ leg }) => leg.fileIds),
    notes: [
      ...zoneNotes,
      ...(spoken.some(({ leg, reached }) => reached && leg.answerGuessed === true) ? ['answer_guessed'] : []),
      ...(isFinished(group.legs) ? [] : ['unfinished']),
    ],
  };
}

/** In the list of a softphone: on its own side stands the agent, unless the call was taken somewhere else. */
const isOnOwnPhone = ({ leg }: FoldedLeg): boolean => leg.from.kind === 'self' || leg.to.kind === 'self';

/** Segments announce that more of them follow (SMDR); the last one ends the call for all. */
export const isFinished = (legs: readonly Leg[]): boolean => legs.some(({ final }) => final);

function pick(indices: readonly number[], { legs, ends, times }: Group, talk: Talk): FoldedLeg[] {
  return indices.flatMap((index): FoldedLeg[] => {
    const [leg, of, time] = [legs[index], ends[index], times[index]];
    return leg && of && time ? [{ leg, ends: of, times: time, reached: talk.reached.has(index) }] : [];
  });
}

interface RemoteSide {
  readonly end: End;
  readonly name: string | null;
}

/** The party that the conversation was with. */
function remoteSide(main: readonly FoldedLeg[], direction: Direction, outside: boolean): RemoteSide {
  const sides = main.map(({ ends }) => (outside ? outsideEnd(ends) : farEnd(ends, direction)));
  const [first] = sides;
  if (first === undefined) throw new Error('a conversation without legs');
  const end = sides.find((side) => isOutside(side) && side.isPublic) ?? first;
  const nameSide = direction === 'inbound' ? 'from' : 'to';
  const named = main.map(({ ends }, index) => (ends[nameSide] === sides[index] ? ends[nameSide].party.name : null));
  const name = direction === 'unknown' ? end.party.name : (named.find((text) => text !== null) ?? null);
  return { end, name };
}

const outsideEnd = ({ from, to }: LegEnds): End => (isOutside(from) || !isOutside(to) ? from : to);

function farEnd({ from, to }: LegEnds, direction: Direction): End {
  if (direction === 'inbound') return from;
  if (direction === 'outbound') return to;
  if (direction === 'internal') return to.role === 'own' && from.role !== 'own' ? from : to;
  return isInside(from) || from.role === 'nobody' ? to : from;
}

/** Inside, the channel's name says who it was; a number shown there may be where the call was sent next. */
function addressOf(end: End, direction: Direction, { numbers, outsideLine = '' }: FoldContext): PhoneNumber {
  if (isInside(end)) return numbers.normalise(end.label ?? end.address);
  const dialled = direction === 'outbound' && outsideLine !== '' ? end.address : '';
  if (!dialled.startsWith(outsideLine) || dialled.length < outsideLine.length + SHORTEST_NUMBER) {
    return numbers.normalise(end.address);
  }
  return { ...numbers.normalise(dialled.slice(outsideLine.length)), raw: dialled };
}

/** What is left behind the digits for a line has to be a number of the public network. */
const SHORTEST_NUMBER = 6;

function distinct(legs: readonly FoldedLeg[], of: (leg: FoldedLeg) => readonly string[]): readonly string[] {
  const [only] = legs;
  return legs.length === 1 && only !== undefined ? of(only) : [...new Set(legs.flatMap(of))];
}
