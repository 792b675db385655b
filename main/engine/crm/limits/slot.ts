import type { Clock } from '../../ports.ts';
import type { AnswerTimes } from './answer-times.ts';
import type { Lease } from './rolling-window.ts';

/** Permission for one request. Tell it what happens, or the slot stays taken. */
export interface Slot {
  /** The request begins to leave now. */
  left(): void;
  /** Answered, failed or given up: nothing more will arrive at the other side. */
  done(): void;
}

/**
 * The way there cancels out between two requests; this covers what the quickest answer known may be off. Costs this part
 * of the window's rate.
 */
const MARGIN = 20;
/** Believed latest arrival of a request whose answer is still to come (an upload). */
const SLACK = 250;

/** The slots of one limiter. `slow` says whether only answers count now; `changed` is told when a slot moved. */
export function slotMaker(around: { clock: Clock; times: AnswerTimes; slow: () => boolean; changed: () => void }) {
  const { clock, times, slow, changed } = around;
  return (kind: string, leases: readonly Lease[], settle: () => void): Slot => {
    let leftAt: number | undefined;
    let open = true;
    const arrivedBy = (at: number): void => leases.forEach((lease) => lease.arrivedBy(at));
    return {
      left() {
        if (leftAt !== undefined || !open) return;
        leftAt = clock.now();
        if (!slow()) arrivedBy(leftAt + SLACK);
        changed();
      },
      done() {
        if (!open) return;
        open = false;
        settle();
        const now = clock.now();
        // Whatever this answer took longer than the quickest of its kind may have been spent on the way there.
        if (leftAt === undefined || slow()) arrivedBy(now);
        else arrivedBy(Math.min(now, now - times.quickest(kind, now - leftAt) + MARGIN));
        changed();
      },
    };
  };
}
