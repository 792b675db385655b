import type { CrmRecord } from '../../../shared/call.ts';
import type { CrmAdapter, LoggableCall, UpdatedCall } from '../crm/port.ts';
import { failPoint } from '../fail-points.ts';
import type { Delivery, Job, StoredCall } from '../store/port.ts';
import { failChange } from './change-failure.ts';
import { settleOwed } from './owed.ts';
import { fromWritten, planRevision, toWritten, withFields, type Revision } from './revision.ts';
import { DONE, toLoggable, type JobEnd, type LaneDeps } from './types.ts';

/**
 * Makes the CRM's record say what is known and decided by now. Works out the difference afresh each time, so a change made
 * while another one is under way is sent after it, and a kill between any two steps only repeats a change.
 */
export async function runUpdateJob(deps: LaneDeps, job: Job, adapter: CrmAdapter): Promise<JobEnd> {
  const call = deps.store.calls.get(job.callNo);
  const delivery = deps.store.deliveries.get(job.callNo);
  const isThere = call?.state.name === 'logged' || call?.state.name === 'synced';
  // A call that is being logged anew takes the change along.
  if (call === undefined || delivery === undefined || delivery.crmId === null || !isThere) {
    deps.store.jobs.remove(job.no);
    return DONE;
  }
  const written = delivery.written === null ? null : fromWritten(delivery.written);
  const wanted = toLoggable(call, delivery);
  const revision = planRevision(written, wanted, adapter.capabilities);
  if (revision.kind === 'replace') return replace(deps, job, call);
  if (revision.kind === 'none' || written === null) return nothingToDo(deps, job, revision);
  deps.store.jobs.open(job.no);
  failPoint('update_opened');
  const record: CrmRecord = recordOf(delivery, delivery.crmId, call);
  const updated = await adapter.updateCall(record, revision.change, written);
  failPoint('update_answered');
  if (!updated.ok) return failChange(deps, job, updated.error, { code: 'change_refused' });
  store(deps, { job, adapter, call }, { ...revision, written, wanted, updated: updated.value });
  failPoint('update_stored');
  return DONE;
}

/** The CRM's record as we last wrote it: under the contact it was written to, whatever was decided since. */
export function recordOf(delivery: Delivery, crmId: string, call: StoredCall): CrmRecord {
  const { crmWrapper: wrapperId, contact, written } = delivery;
  const under = written === null ? contact : fromWritten(written).contact;
  return { id: crmId, wrapperId, contactId: under?.id ?? null, hasRecording: call.recordingState === 'attached' };
}

interface Written extends Revision {
  readonly written: LoggableCall;
  readonly wanted: LoggableCall;
  readonly updated: UpdatedCall;
}

function store(
  deps: LaneDeps,
  at: { job: Job; adapter: CrmAdapter; call: StoredCall },
  { fields, left, written, wanted, updated }: Written,
): void {
  const { store: tables, clock } = deps;
  const { job, adapter } = at;
  const { record, kept } = updated;
  const changed = fields.filter((field) => !kept.includes(field));
  // A field that somebody else changed is theirs: we do not come back to it until the agent changes it again.
  const now = clock.now();
  const says = withFields(written, wanted, fields);
  deps.changes.transaction(() => {
    const url = adapter.recordUrl(record);
    const delivery = tables.deliveries.get(at.call.no);
    const { id, wrapperId } = record;
    const loggedAt = delivery?.loggedAt ?? now;
    tables.deliveries.logged(at.call.no, { id, wrapperId, url, at: loggedAt, written: toWritten(says) });
    if (changed.length > 0) tables.timeline.add(at.call.no, now, 'updated', changed.join());
    if (kept.length > 0) tables.timeline.add(at.call.no, now, 'kept_in_crm', kept.join());
    if (left.length > 0) tables.timeline.add(at.call.no, now, 'cannot_change', left.join());
    const call = tables.calls.get(at.call.no);
    const more = call && delivery && planRevision(says, toLoggable(call, delivery), adapter.capabilities);
    if (more !== undefined && more.kind !== 'none') tables.jobs.postpone(job.no, now, null);
    else tables.jobs.remove(job.no);
    settleOwed(deps, at.call.no);
  });
}

function nothingToDo(deps: LaneDeps, job: Job, { left }: Revision): JobEnd {
  deps.changes.transaction(() => {
    if (left.length > 0) deps.store.timeline.add(job.callNo, deps.clock.now(), 'cannot_change', left.join());
    deps.store.jobs.remove(job.no);
    settleOwed(deps, job.callNo);
  });
  return DONE;
}

/** The log job removes the record and writes the call anew, with its recording. */
function replace(deps: LaneDeps, job: Job, call: StoredCall): JobEnd {
  const now = deps.clock.now();
  deps.changes.transaction(() => {
    deps.store.jobs.remove(job.no);
    deps.store.calls.setFlags(call.no, { revise: true });
    deps.changes.move(call, { name: 'queued', due: now, reason: null });
    deps.store.jobs.add(call.no, 'log', deps.account, now);
  });
  return DONE;
}
