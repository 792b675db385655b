import type { CallState } from '../../../shared/call.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { CrmAdapter } from '../crm/port.ts';
import type { Delivery, Job, StoredCall } from '../store/port.ts';
import { nextSearchAt, verdictOn } from './policy.ts';
import { DONE, type JobEnd, type LaneDeps } from './types.ts';

/** One call of one log job, read afresh: what was decided in the meantime counts. */
export interface Work {
  readonly job: Job;
  readonly call: StoredCall;
  readonly delivery: Delivery;
  readonly adapter: CrmAdapter;
}

/** A person decides: the call waits or is given up, with the reason. */
export function stop(
  deps: LaneDeps,
  work: Work,
  to: CallState & { reason: string | null },
  error: AppError | null,
): JobEnd {
  deps.changes.transaction(() => {
    deps.store.timeline.add(work.call.no, deps.clock.now(), to.name, error?.field ?? to.reason);
    deps.changes.move(work.call, to);
    deps.store.jobs.remove(work.job.no);
  });
  return DONE;
}

/** Puts the policy's verdict into effect. The call's state and the job change in one transaction. */
export function fail(deps: LaneDeps, work: Work, error: AppError): JobEnd {
  const { job, call, adapter } = work;
  const now = deps.clock.now();
  const verdict = verdictOn(error, { attempts: job.attempts, now, fraction: deps.random.fraction() });
  if (error.code === 'linked_item_gone') reopenContact(deps, call);
  if (verdict.kind === 'hold') return stop(deps, work, { name: 'held', reason: error.code }, error);
  if (verdict.kind === 'give_up') return stop(deps, work, { name: 'failed', reason: error.code }, error);
  const until = verdict.kind === 'pause' ? verdict.until : verdict.kind === 'again' ? verdict.at : null;
  deps.changes.transaction(() => {
    deps.store.timeline.add(call.no, now, verdict.kind === 'search' ? 'answer_lost' : 'failed_attempt', error.code);
    if (call.state.name === 'unknown') {
      deps.store.jobs.postpone(job.no, until ?? now, error);
    } else if (verdict.kind === 'search') {
      deps.changes.move(call, { name: 'unknown', since: now });
      deps.store.jobs.postpone(job.no, nextSearchAt(now, 0, adapter.capabilities.searchLag), error);
    } else {
      deps.changes.move(call, { name: 'queued', due: until ?? now, reason: error.category });
      deps.store.jobs.postpone(job.no, until ?? now, error);
    }
  });
  return { kind: 'failed', error, until };
}

/** The contact, deal or lead is not there any more: neither this call nor the next one of the number goes to it. */
function reopenContact(deps: LaneDeps, call: StoredCall): void {
  deps.contacts.forget(call.facts.remote);
  deps.contacts.unlearn(call.facts.remote);
  deps.store.deliveries.reopen(call.no, null);
}
