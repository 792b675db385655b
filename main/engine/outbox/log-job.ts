import type { CrmRecord } from '../../../shared/call.ts';
import type { CrmAdapter } from '../crm/port.ts';
import { failPoint } from '../fail-points.ts';
import type { Job, StoredCall } from '../store/port.ts';
import { settleContact } from './contact-step.ts';
import { stateOfLogged } from './owed.ts';
import { nextSearchAt, searchesNeeded } from './policy.ts';
import { fromWritten, planRevision, toWritten } from './revision.ts';
import { DONE, toLoggable, type JobEnd, type LaneDeps } from './types.ts';
import { fail, stop, type Work } from './work.ts';

/**
 * Brings one call into the CRM exactly once: settle what an earlier request did, settle the contact, then note that the
 * request is open, then send it. Every step is durable before the next begins, so a kill between any two is harmless.
 */
export async function runLogJob(deps: LaneDeps, job: Job, adapter: CrmAdapter): Promise<JobEnd> {
  const call = deps.store.calls.get(job.callNo);
  const delivery = deps.store.deliveries.get(job.callNo);
  if (call?.state.name === 'sending') return forgetAnswer(deps, { job, adapter }, call);
  if (call === undefined || delivery === undefined || (call.state.name !== 'queued' && call.state.name !== 'unknown')) {
    deps.store.jobs.remove(job.no);
    return DONE;
  }
  const work = { job, call, delivery, adapter };
  if (delivery.crmId !== null) {
    const ended = await bringUpToDate(deps, work, delivery.crmId);
    return ended ?? runLogJob(deps, job, adapter);
  }
  if (call.state.name === 'unknown' || call.searchFirst) {
    const settled = await settle(deps, work);
    if (settled !== undefined) return settled;
  }
  if (!delivery.decided) {
    const stopped = await settleContact(deps, work);
    if (stopped !== undefined) return stopped;
  }
  return post(deps, work);
}

/** An earlier run of this job broke after the request was opened: what it did is not known. */
function forgetAnswer(deps: LaneDeps, { job, adapter }: Pick<Work, 'job' | 'adapter'>, call: StoredCall): JobEnd {
  const now = deps.clock.now();
  deps.changes.transaction(() => {
    deps.changes.move(call, { name: 'unknown', since: now });
    deps.store.timeline.add(call.no, now, 'answer_lost');
    deps.store.jobs.postpone(job.no, nextSearchAt(now, 0, adapter.capabilities.searchLag), null);
  });
  return DONE;
}

/**
 * The record says something else than is known by now. What can be changed in place is left to the update job; else it goes,
 * and the call is logged anew (undefined), where the CRM lets go of it.
 */
function bringUpToDate(deps: LaneDeps, work: Work, crmId: string): Promise<JobEnd | undefined> {
  const { job, call, delivery, adapter } = work;
  const written = delivery.written === null ? null : fromWritten(delivery.written);
  const revision = planRevision(written, toLoggable(call, delivery), adapter.capabilities);
  if (revision.kind === 'replace') return removeOutdated(deps, work, crmId);
  deps.changes.transaction(() => {
    deps.store.jobs.remove(job.no);
    deps.store.calls.setFlags(call.no, { revise: false, searchFirst: false });
    if (revision.kind === 'in_place') deps.store.jobs.add(call.no, 'update', deps.account, deps.clock.now());
    else if (revision.left.length > 0) {
      deps.store.timeline.add(call.no, deps.clock.now(), 'cannot_change', revision.left.join());
    }
    deps.changes.move(call, stateOfLogged(deps.store, call.no), crmId);
  });
  return Promise.resolve(DONE);
}

async function removeOutdated(deps: LaneDeps, work: Work, crmId: string): Promise<JobEnd | undefined> {
  const { job, call, delivery, adapter } = work;
  const record: CrmRecord = { id: crmId, wrapperId: delivery.crmWrapper, contactId: null, hasRecording: false };
  const removed = await adapter.removeCall(record);
  if (!removed.ok) return fail(deps, work, removed.error);
  deps.changes.transaction(() => {
    deps.store.deliveries.forgetRecord(call.no);
    if (call.recordingState === 'attached') deps.store.calls.setRecordingState(call.no, 'whole');
    deps.store.timeline.add(call.no, deps.clock.now(), 'record_removed', crmId);
    deps.store.jobs.removeOf(call.no, 'attach');
  });
  deps.log.write('info', 'record_removed', { call: call.ref, job: job.no });
  return undefined;
}

/** Looks for the call in the CRM. Undefined: it is not there and may be sent. */
async function settle(deps: LaneDeps, work: Work): Promise<JobEnd | undefined> {
  const { job, call, delivery, adapter } = work;
  const { state } = call;
  const { search, searchLag } = adapter.capabilities;
  if (!search) return stop(deps, work, { name: 'held', reason: 'cannot_search' }, null);
  const asOf = state.name === 'unknown' ? nextSearchAt(state.since, job.searches, searchLag) : 0;
  const found = await adapter.findLogged(toLoggable(call, delivery), asOf);
  if (!found.ok) {
    if (found.error.category === 'refused')
      return stop(deps, work, { name: 'held', reason: 'cannot_search' }, found.error);
    return fail(deps, work, found.error);
  }
  if (found.value !== undefined) {
    storeRecord(deps, work, found.value, 'found_in_crm');
    return DONE;
  }
  if (state.name !== 'unknown') {
    deps.store.calls.setFlags(call.no, { searchFirst: false });
    return undefined;
  }
  const searches = job.searches + 1;
  if (searches >= searchesNeeded(searchLag)) return undefined;
  deps.changes.transaction(() => {
    deps.store.jobs.searched(job.no);
    deps.store.jobs.postpone(job.no, nextSearchAt(state.since, searches, searchLag), null);
  });
  return DONE;
}

/** The key is durable before the request: from here to the answer the call is `sending`. */
async function post(deps: LaneDeps, work: Work): Promise<JobEnd> {
  const { job, adapter } = work;
  const opened = deps.changes.transaction(() => {
    const call = deps.store.calls.get(job.callNo);
    const delivery = deps.store.deliveries.get(job.callNo);
    if (call === undefined || delivery === undefined) return undefined;
    if (call.state.name !== 'queued' && call.state.name !== 'unknown') return undefined;
    if (!deps.changes.move(call, { name: 'sending' })) return undefined;
    const loggable = toLoggable(call, delivery);
    deps.store.jobs.open(job.no);
    deps.store.calls.setFlags(call.no, { revise: false, searchFirst: false });
    deps.store.deliveries.setWritten(call.no, toWritten(loggable));
    deps.store.timeline.add(call.no, deps.clock.now(), 'sent');
    return { job, adapter, delivery, loggable, call: { ...call, state: { name: 'sending' } as const } };
  });
  if (opened === undefined) {
    deps.store.jobs.remove(job.no);
    return DONE;
  }
  failPoint('job_committed');
  const answered = adapter.logCall(opened.loggable);
  failPoint('request_opened');
  const logged = await answered;
  failPoint('answer_read');
  if (!logged.ok) return fail(deps, opened, logged.error);
  storeRecord(deps, opened, logged.value, 'logged');
  failPoint('crm_id_stored');
  return DONE;
}

/** The CRM has the call: remember where, and what is still owed: the recording, follow-ups, what changed in between. */
function storeRecord(deps: LaneDeps, work: Work, record: CrmRecord, code: string): void {
  const { store, clock } = deps;
  const { capabilities } = work.adapter;
  const url = work.adapter.recordUrl(record);
  deps.changes.transaction(() => {
    const call = store.calls.get(work.call.no) ?? work.call;
    const delivery = store.deliveries.get(call.no) ?? work.delivery;
    const wanted = toLoggable(call, delivery);
    const written = delivery.written ?? toWritten(wanted);
    const now = clock.now();
    store.deliveries.logged(call.no, { id: record.id, wrapperId: record.wrapperId, url, at: now, written });
    store.timeline.add(call.no, now, code, record.id);
    store.jobs.remove(work.job.no);
    store.calls.setFlags(call.no, { searchFirst: false, revise: false });
    if (record.hasRecording && call.recordingState !== null) store.calls.setRecordingState(call.no, 'attached');
    if (store.calls.get(call.no)?.recordingState === 'whole') store.jobs.add(call.no, 'attach', deps.account, now);
    if (store.followUps.of(call.no).some(({ state }) => state === 'owed')) {
      store.jobs.add(call.no, 'task', deps.account, now);
    }
    const revision = planRevision(fromWritten(written), wanted, capabilities);
    if (revision.kind !== 'none') store.jobs.add(call.no, 'update', deps.account, now);
    deps.changes.move(call, stateOfLogged(store, call.no), record.id);
  });
}
