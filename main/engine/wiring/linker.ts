import type { Leg } from '../../../shared/leg.ts';
import { Recent } from './recent.ts';

/** Legs that share a channel and are no further apart than this belong together. Milliseconds. */
const TOUCH = 2_000;
/** Legs that share no more than their caller: menus and queues hand a call on after a word of their own. */
const CALLER_TOUCH = 5_000;
const touchOf = (name: string): number => (name.startsWith('who:') ? CALLER_TOUCH : TOUCH);
/** Enough for every call that a PBX can have under way at one time, and bounded. */
const MOST_NAMES = 5_000;
/** Older uses of a name that is used again and again, as those of analogue lines are. */
const USES_KEPT = 4;
const NONE: readonly number[] = [];

/** One group's use of a channel name, and the use before it. */
interface Use {
  readonly groupNo: number;
  readonly start: number;
  readonly end: number;
  readonly before: Use | undefined;
}

/**
 * Which group of legs a new leg belongs to: by ids that legs of one call share, else by a channel that they share while
 * they touch in time. Remembers the newest names of one source; filled again from the store at start.
 */
export class Linker {
  readonly #ids = new Recent<number>(MOST_NAMES);
  readonly #channels = new Recent<Use>(MOST_NAMES);

  /** Numbers of the groups this leg touches, strongest link first. More than one: they turn out to be one call. */
  groupsOf(leg: Leg): readonly number[] {
    let groups: number[] | undefined;
    const add = (groupNo: number): void => {
      if (groups === undefined) groups = [groupNo];
      else if (!groups.includes(groupNo)) groups.push(groupNo);
    };
    for (const id of leg.groupIds) {
      const known = this.#ids.get(id);
      if (known !== undefined) add(known);
    }
    for (const name of leg.linkNames) {
      const touching = touchingUse(this.#channels.get(name), leg, touchOf(name));
      if (touching !== undefined) add(touching.groupNo);
    }
    return groups ?? NONE;
  }

  remember(leg: Leg, groupNo: number): void {
    for (const id of leg.groupIds) this.#ids.put(id, groupNo);
    for (const name of leg.linkNames) this.#channels.put(name, withUse(this.#channels.get(name), leg, groupNo));
  }

  /** `from` was found to be the same call as `to`. */
  merge(from: number, to: number): void {
    for (const [id, groupNo] of this.#ids.entries()) if (groupNo === from) this.#ids.put(id, to);
    for (const [name, use] of this.#channels.entries()) {
      if ([...uses(use)].some(({ groupNo }) => groupNo === from)) this.#channels.put(name, renamed(use, from, to));
    }
  }
}

const endOf = (leg: Leg): number => leg.end ?? leg.start + leg.talkSeconds * 1_000;

function touchingUse(newest: Use | undefined, leg: Leg, touch: number): Use | undefined {
  for (let use = newest; use !== undefined; use = use.before) {
    if (leg.start <= use.end + touch && endOf(leg) >= use.start - touch) return use;
  }
  return undefined;
}

function withUse(newest: Use | undefined, leg: Leg, groupNo: number): Use {
  const end = endOf(leg);
  if (newest === undefined) return { groupNo, start: leg.start, end, before: undefined };
  if (newest.groupNo !== groupNo) return cut({ groupNo, start: leg.start, end, before: newest });
  return { ...newest, start: Math.min(newest.start, leg.start), end: Math.max(newest.end, end) };
}

function* uses(newest: Use | undefined): Generator<Use> {
  for (let use = newest; use !== undefined; use = use.before) yield use;
}

function cut(newest: Use): Use {
  return chain([...uses(newest)].slice(0, USES_KEPT));
}

function renamed(newest: Use, from: number, to: number): Use {
  return chain([...uses(newest)].map((use) => (use.groupNo === from ? { ...use, groupNo: to } : use)));
}

/** Newest first. */
function chain(list: readonly Use[]): Use {
  const linked = list.reduceRight<Use | undefined>((before, use) => ({ ...use, before }), undefined);
  if (linked === undefined) throw new Error('a chain of nothing');
  return linked;
}
