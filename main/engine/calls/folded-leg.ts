import type { Leg } from '../../../shared/leg.ts';
import type { LegEnds } from './ends.ts';
import type { LegTimes } from './times.ts';

/** One leg with everything known about it. */
export interface FoldedLeg {
  readonly leg: Leg;
  readonly ends: LegEnds;
  readonly times: LegTimes;
  /** A person was reached on it. */
  readonly reached: boolean;
}
