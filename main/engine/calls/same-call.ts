import type { CallFacts } from '../../../shared/call.ts';
import type { Numbers } from './numbers.ts';

/** Starts of one call in two sources lie no further apart than this. Milliseconds. */
export const START_TOLERANCE = 5_000;
/** And its lengths no further than this. Seconds. */
const LENGTH_TOLERANCE = 3;

export interface Comparison {
  readonly numbers: Numbers;
  /** What the clock of `a`'s source is ahead of that of `b`'s. Milliseconds. */
  readonly offset: number;
  /** Every call of both sources is the agent's: then only the own side tells who spoke. */
  readonly everybody: boolean;
}

/**
 * Whether two sources speak of the same call: same number, same agent, start within 5 s and talk within 3 s. Ways that
 * contradict each other are two calls.
 */
export function isSameCall(a: CallFacts, b: CallFacts, { numbers, offset, everybody }: Comparison): boolean {
  if (Math.abs(a.startedAt - offset - b.startedAt) > START_TOLERANCE) return false;
  if (Math.abs(lengthOf(a) - lengthOf(b)) > LENGTH_TOLERANCE) return false;
  if (a.direction !== b.direction && a.direction !== 'unknown' && b.direction !== 'unknown') return false;
  return isSameAgent(a, b, everybody) && isSameRemote(a, b, numbers);
}

/** Nobody spoke: sources differ in what they call the length of such a call. */
const lengthOf = ({ answeredAt, talkSeconds }: CallFacts): number => (answeredAt === null ? 0 : talkSeconds);

function isSameAgent(a: CallFacts, b: CallFacts, everybody: boolean): boolean {
  if (!a.mine || !b.mine) return false;
  return !everybody || a.localNumber === null || b.localNumber === null || a.localNumber === b.localNumber;
}

export function isSameRemote(a: CallFacts, b: CallFacts, numbers: Numbers): boolean {
  if (a.remote.withheld || b.remote.withheld) return a.remote.withheld && b.remote.withheld;
  if (a.remote.raw === '' || b.remote.raw === '') return false;
  if (a.remote.e164 !== null && a.remote.e164 === b.remote.e164) return true;
  return numbers.same(a.remote.raw, b.remote) || numbers.same(b.remote.raw, a.remote);
}
