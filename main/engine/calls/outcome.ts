import type { Direction, Outcome } from '../../../shared/call.ts';
import type { Disposition } from '../../../shared/leg.ts';
import type { FoldedLeg } from './folded-leg.ts';

const UNANSWERED: Readonly<Record<Disposition, Outcome>> = {
  answered: 'no_answer',
  no_answer: 'no_answer',
  busy: 'busy',
  cancelled: 'cancelled',
  failed: 'failed',
  unknown: 'no_answer',
};

/** From outside many phones may ring: one that nobody picked up says more than one that was busy. */
const INBOUND_ORDER: readonly Outcome[] = ['no_answer', 'busy', 'cancelled', 'failed'];

/** How a conversation ended. `legs` without stubs, in the order in which they began. */
export function outcomeOf(legs: readonly FoldedLeg[], direction: Direction): Outcome {
  if (legs.some(({ reached }) => reached)) return 'connected';
  if (legs.some(({ leg }) => leg.voicemail)) return 'voicemail_left';
  const tried = legs.filter(({ leg }) => leg.disposition !== 'answered');
  const outcomes = tried.map(({ leg }) => UNANSWERED[leg.disposition]);
  if (direction === 'inbound') return INBOUND_ORDER.find((outcome) => outcomes.includes(outcome)) ?? 'no_answer';
  // Line after line was tried: the last one that was really dialled decides.
  const dialled = tried.findLast(({ leg }) => leg.to.kind !== 'none') ?? tried.at(-1);
  return dialled === undefined ? 'no_answer' : UNANSWERED[dialled.leg.disposition];
}
