import type { AppError } from '../../../shared/errors.ts';
import type { Job } from '../store/port.ts';
import { settleOwed } from './owed.ts';
import { verdictOn } from './policy.ts';
import { DONE, type JobEnd, type LaneDeps } from './types.ts';

/** A change may be sent again at any time: it says what is to be, not what is to be done. Milliseconds. */
const AFTER_LOST_ANSWER = 1_000;

/**
 * After a failed change of a logged call: it is tried again as the policy says, or given up with its reason in the
 * timeline under `code`. `givenUp` runs in the same transaction.
 */
export function failChange(
  deps: LaneDeps,
  job: Job,
  error: AppError,
  { code, givenUp }: { code: string; givenUp?: () => void },
): JobEnd {
  const now = deps.clock.now();
  const verdict = verdictOn(error, { attempts: job.attempts, now, fraction: deps.random.fraction() });
  if (verdict.kind === 'hold' || verdict.kind === 'give_up') {
    deps.changes.transaction(() => {
      deps.store.timeline.add(job.callNo, now, code, error.code);
      deps.store.jobs.remove(job.no);
      givenUp?.();
      settleOwed(deps, job.callNo);
    });
    return DONE;
  }
  const until = verdict.kind === 'pause' ? verdict.until : verdict.kind === 'again' ? verdict.at : null;
  const next = verdict.kind === 'search' ? now + AFTER_LOST_ANSWER : (until ?? now);
  deps.changes.transaction(() => {
    deps.store.timeline.add(job.callNo, now, 'failed_attempt', error.code);
    deps.store.jobs.postpone(job.no, next, error);
  });
  return { kind: 'failed', error, until };
}
