import type { CallFacts } from '../../../shared/call.ts';
import type { Leg } from '../../../shared/leg.ts';
import type { FoldContext } from '../calls/fold.ts';
import type { Clock } from '../ports.ts';
import type { Store } from '../store/port.ts';
import type { AnnouncedChanges } from './changes.ts';
import type { CallPlan } from './plan.ts';

/** What taking in records, and folding them again, needs. */
export interface IntakeDeps {
  readonly store: Store;
  readonly changes: AnnouncedChanges;
  readonly clock: Clock;
  readonly source: { readonly no: number; readonly id: string };
  readonly fold: FoldContext;
  readonly plan: CallPlan;
  /** A call was found; cheap, called inside the transaction. */
  readonly seen: (facts: CallFacts, legs: readonly Leg[]) => void;
}
