import type { CrmAdapter } from '../crm/port.ts';
import type { CallState } from '../../../shared/call.ts';
import { failPoint } from '../fail-points.ts';
import type { Job, JobKind, StoredCall, TakeBack } from '../store/port.ts';
import { failChange } from './change-failure.ts';
import { settleOwed } from './owed.ts';
import { DONE, type JobEnd, type LaneDeps } from './types.ts';
import { recordOf } from './update-job.ts';

/** Where a call goes that was taken back. */
const AFTERWARDS: Readonly<Record<TakeBack, CallState>> = {
  pending: { name: 'pending' },
  ignored: { name: 'excluded', reason: 'ignored' },
  private: { name: 'excluded', reason: 'private' },
};
const OF_THE_RECORD: readonly JobKind[] = ['update', 'attach', 'renew', 'task', 'log'];

/** Takes a call out of the CRM again. Removing what is gone already is success, so it may be repeated. */
export async function runRemoveJob(deps: LaneDeps, job: Job, adapter: CrmAdapter): Promise<JobEnd> {
  const call = deps.store.calls.get(job.callNo);
  const delivery = deps.store.deliveries.get(job.callNo);
  const takeBack = delivery?.takeBack ?? null;
  if (call === undefined || delivery === undefined || takeBack === null) {
    deps.changes.transaction(() => {
      deps.store.jobs.remove(job.no);
      settleOwed(deps, job.callNo);
    });
    return DONE;
  }
  if (delivery.crmId !== null) {
    deps.store.jobs.open(job.no);
    failPoint('remove_opened');
    const removed = await adapter.removeCall(recordOf(delivery, delivery.crmId, call));
    failPoint('remove_answered');
    if (!removed.ok) {
      const givenUp = (): void => deps.store.deliveries.setTakeBack(call.no, null);
      return failChange(deps, job, removed.error, { code: 'remove_refused', givenUp });
    }
  }
  conclude(deps, job, call, takeBack);
  return DONE;
}

function conclude(deps: LaneDeps, job: Job, call: StoredCall, takeBack: TakeBack): void {
  const { store, changes, clock } = deps;
  const now = clock.now();
  changes.transaction(() => {
    const current = store.calls.get(call.no) ?? call;
    store.deliveries.forgetRecord(call.no);
    // `pending` stays: also where calls go by themselves, this one waits for the agent.
    if (takeBack !== 'pending') store.deliveries.setTakeBack(call.no, null);
    store.deliveries.setApproved(call.no, false);
    if (current.recordingState === 'attached') store.calls.setRecordingState(call.no, 'whole');
    if (store.hosted.get(call.no) !== undefined) store.hosted.deleteFrom(call.no, now);
    for (const kind of OF_THE_RECORD) store.jobs.removeOf(call.no, kind);
    store.jobs.remove(job.no);
    store.timeline.add(call.no, now, 'taken_back', takeBack);
    changes.move(current, AFTERWARDS[takeBack]);
  });
}
