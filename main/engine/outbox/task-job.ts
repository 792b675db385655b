import type { AppError } from '../../../shared/errors.ts';
import type { CrmAdapter, TaskDraft } from '../crm/port.ts';
import { failPoint } from '../fail-points.ts';
import type { Delivery, Job, StoredCall, StoredFollowUp } from '../store/port.ts';
import { settleOwed } from './owed.ts';
import { verdictOn } from './policy.ts';
import { DONE, type JobEnd, type LaneDeps } from './types.ts';

/**
 * Creates the follow-ups of a call, one after the other. Each is noted as under way before its request; one whose answer is
 * missing is never sent again by itself: a person looks (`uncertain`).
 */
export async function runTaskJob(deps: LaneDeps, job: Job, adapter: CrmAdapter): Promise<JobEnd> {
  const { store } = deps;
  const call = store.calls.get(job.callNo);
  const delivery = store.deliveries.get(job.callNo);
  if (call === undefined || delivery === undefined || delivery.crmId === null) {
    // It is created when the call is in the CRM.
    store.jobs.remove(job.no);
    return DONE;
  }
  const owed = store.followUps.of(call.no).filter(({ state }) => state === 'owed');
  const [next] = owed;
  if (next === undefined) return end(deps, job, () => undefined);
  if (next.sending) return settle(deps, job, next, { state: 'uncertain', reason: 'answer_lost' });
  if (!adapter.capabilities.tasks) return settle(deps, job, next, { state: 'refused', reason: 'no_tasks' });
  store.followUps.open(next.no);
  failPoint('task_opened');
  const created = await adapter.createTask(draftOf(call, delivery, next));
  failPoint('task_answered');
  if (!created.ok) return fail(deps, job, next, created.error);
  const { id, url } = created.value;
  return settle(deps, job, next, { state: 'created', reason: null, url, crmId: id });
}

function draftOf(call: StoredCall, delivery: Delivery, { subject, note, dueDate }: StoredFollowUp): TaskDraft {
  const { contact, dealId, leadId } = delivery;
  return { subject, note, dueDate, contact, dealId, leadId, ref: call.ref };
}

interface Settled {
  readonly state: 'created' | 'refused' | 'uncertain';
  readonly reason: string | null;
  readonly url?: string | null;
  readonly crmId?: string;
}

function settle(deps: LaneDeps, job: Job, task: StoredFollowUp, { state, reason, url = null, crmId }: Settled): JobEnd {
  return end(deps, job, () => {
    deps.store.followUps.settle(task.no, { state, reason, url, ...(crmId === undefined ? {} : { crmId }) });
    deps.store.timeline.add(task.callNo, deps.clock.now(), `follow_up_${state}`, reason ?? crmId ?? null);
  });
}

/** The job goes with the last follow-up that is owed. */
function end(deps: LaneDeps, job: Job, work: () => void): JobEnd {
  const { store, changes, clock } = deps;
  changes.transaction(() => {
    work();
    if (store.followUps.of(job.callNo).some(({ state }) => state === 'owed')) {
      store.jobs.postpone(job.no, clock.now(), null);
    } else store.jobs.remove(job.no);
    settleOwed(deps, job.callNo);
  });
  deps.onHealth();
  return DONE;
}

function fail(deps: LaneDeps, job: Job, task: StoredFollowUp, error: AppError): JobEnd {
  const now = deps.clock.now();
  const verdict = verdictOn(error, { attempts: job.attempts, now, fraction: deps.random.fraction() });
  if (verdict.kind === 'search') return settle(deps, job, task, { state: 'uncertain', reason: error.code });
  if (verdict.kind === 'hold' || verdict.kind === 'give_up') {
    return settle(deps, job, task, { state: 'refused', reason: error.code });
  }
  const until = verdict.kind === 'pause' ? verdict.until : verdict.kind === 'again' ? verdict.at : null;
  deps.changes.transaction(() => {
    deps.store.followUps.settle(task.no, { state: 'owed', reason: error.code, url: null });
    deps.store.timeline.add(task.callNo, now, 'failed_attempt', error.code);
    deps.store.jobs.postpone(job.no, until ?? now, error);
  });
  return { kind: 'failed', error, until };
}
