import type { CallFacts, ExclusionRule } from '../../../shared/call.ts';
import type { Numbers } from './numbers.ts';

export interface Rules {
  /** Epoch milliseconds; null: since ever. */
  readonly since: number | null;
  /** Answered calls with less talk are left out; a call that nobody answered has no talk to be too short. */
  readonly minimumSeconds: number;
  readonly internalCalls: 'exclude' | 'log';
  readonly withheldNumbers: 'exclude' | 'log';
  /** In any written form. */
  readonly privateNumbers: readonly string[];
  readonly numbers: Numbers;
}

/** The first rule that keeps this call out of the CRM, in the order of design section 3; null: none. */
export function judge(facts: CallFacts, rules: Rules): ExclusionRule | null {
  if (isPrivate(facts, rules)) return 'private';
  if (facts.direction === 'internal' && rules.internalCalls === 'exclude') return 'internal';
  if (facts.answeredAt !== null && facts.talkSeconds < rules.minimumSeconds) return 'too_short';
  if (!facts.mine) return 'not_mine';
  if (rules.since !== null && facts.startedAt < rules.since) return 'before_start';
  if (rules.withheldNumbers === 'exclude' && facts.remote.withheld && !missingNumber(facts)) return 'withheld';
  return null;
}

function isPrivate({ remote }: CallFacts, { privateNumbers, numbers }: Rules): boolean {
  return privateNumbers.some((number) => numbers.same(number, remote));
}

/** The record names no address at all: only a person can say with whom this call was. A hidden number is named as such. */
export function missingNumber({ remote }: CallFacts): boolean {
  return remote.raw === '';
}
