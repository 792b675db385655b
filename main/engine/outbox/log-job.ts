import type { CallState, CrmRecord } from '../../../shared/call.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { CrmAdapter } from '../crm/port.ts';
import { failPoint } from '../fail-points.ts';
import type { Delivery, Job, StoredCall } from '../store/port.ts';
import { nextSearchAt, SEARCHES_NEEDED, verdictOn } from './policy.ts';
import { toLoggable, type JobEnd, type LaneDeps } from './types.ts';

const DONE: JobEnd = { kind: 'done' };

/** One call of one log job, read afresh: what was decided in the meantime counts. */
interface Work {
  readonly job: Job;
  readonly call: StoredCall;
  readonly delivery: Delivery;
  readonly adapter: CrmAdapter;
}

/**
 * Brings one call into the CRM exactly once: settle what an earlier request did, settle the contact, then note that the
 * request is open, then send it. Every step is durable before the next begins, so a kill between any two is harmless.
 */
export async function runLogJob(deps: LaneDeps, job: Job, adapter: CrmAdapter): Promise<JobEnd> {
  const call = deps.store.calls.get(job.callNo);
  const delivery = deps.store.deliveries.get(job.callNo);
  if (call?.state.name === 'sending') return forgetAnswer(deps, job, call);
  if (call === undefined || delivery === undefined || (call.state.name !== 'queued' && call.state.name !== 'unknown')) {
    deps.store.jobs.remove(job.no);
    return DONE;
  }
  const work = { job, call, delivery, adapter };
  if (delivery.crmId !== null) {
    const removed = await removeOutdated(deps, work, delivery.crmId);
    return removed ?? runLogJob(deps, job, adapter);
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
function forgetAnswer(deps: LaneDeps, job: Job, call: StoredCall): JobEnd {
  const now = deps.clock.now();
  deps.changes.transaction(() => {
    deps.changes.move(call, { name: 'unknown', since: now });
    deps.store.timeline.add(call.no, now, 'answer_lost');
    deps.store.jobs.postpone(job.no, nextSearchAt(now, 0), null);
  });
  return DONE;
}

/** The record says less than we know by now and cannot be changed in place: it goes, and the call is logged anew. */
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
  const asOf = state.name === 'unknown' ? nextSearchAt(state.since, job.searches) : 0;
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
  if (searches >= SEARCHES_NEEDED) return undefined;
  deps.changes.transaction(() => {
    deps.store.jobs.searched(job.no);
    deps.store.jobs.postpone(job.no, nextSearchAt(state.since, searches), null);
  });
  return DONE;
}

/** Settles who the other party is. Undefined: decided, go on. */
async function settleContact(deps: LaneDeps, work: Work): Promise<JobEnd | undefined> {
  const { call, delivery, adapter } = work;
  const number = call.facts.remote;
  if (delivery.creatingContact) deps.contacts.forget(number);
  failPoint('match_sent');
  const found =
    number.national === null && number.e164 === null ? undefined : await deps.contacts.find(adapter, number);
  if (found !== undefined && !found.ok) return fail(deps, work, found.error);
  const decision = deps.contacts.decide(found?.value ?? [], number, adapter.capabilities.contactless);
  if (decision.kind === 'hold') return stop(deps, work, { name: 'held', reason: decision.reason }, null);
  if (decision.kind === 'create') return createContact(deps, work);
  failPoint('match_stored');
  deps.changes.transaction(() => {
    deps.store.deliveries.decide(call.no, decision.decision);
    const { contact } = decision.decision;
    deps.store.timeline.add(
      call.no,
      deps.clock.now(),
      contact === null ? 'no_contact' : 'matched',
      contact?.reason ?? null,
    );
  });
  failPoint('decision_stored');
  return undefined;
}

/** The CRM's search lags behind what was created, so an unknown answer is waited out before it is asked again. */
const CREATED_CONTACT_LAG = 60_000;

async function createContact(deps: LaneDeps, work: Work): Promise<JobEnd | undefined> {
  const { call, delivery, adapter } = work;
  const { facts } = call;
  deps.store.deliveries.begin(call.no, delivery.account);
  deps.store.deliveries.setCreating(call.no, true);
  const name = facts.remoteName ?? facts.remote.e164 ?? facts.remote.raw;
  const created = await adapter.createContact({ name, number: facts.remote });
  if (!created.ok) {
    if (created.error.delivery !== 'maybe') {
      deps.store.deliveries.setCreating(call.no, false);
      return fail(deps, work, created.error);
    }
    const at = deps.clock.now() + CREATED_CONTACT_LAG;
    deps.changes.transaction(() => {
      deps.changes.move(call, { name: 'queued', due: at, reason: created.error.category });
      deps.store.jobs.postpone(work.job.no, at, created.error);
    });
    return { kind: 'failed', error: created.error, until: null };
  }
  deps.contacts.forget(facts.remote);
  const contact = { id: created.value.id, name: created.value.name, reason: 'created', organizationId: null };
  deps.changes.transaction(() => {
    deps.store.deliveries.decide(call.no, { contact, dealId: null, leadId: null });
    deps.store.timeline.add(call.no, deps.clock.now(), 'contact_created', created.value.id);
  });
  return undefined;
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
    deps.store.jobs.open(job.no);
    deps.store.calls.setFlags(call.no, { revise: false, searchFirst: false });
    deps.store.timeline.add(call.no, deps.clock.now(), 'sent');
    return { job, adapter, delivery, call: { ...call, state: { name: 'sending' } as const } };
  });
  if (opened === undefined) {
    deps.store.jobs.remove(job.no);
    return DONE;
  }
  failPoint('job_committed');
  const answered = adapter.logCall(toLoggable(opened.call, opened.delivery));
  failPoint('request_opened');
  const logged = await answered;
  failPoint('answer_read');
  if (!logged.ok) return fail(deps, opened, logged.error);
  storeRecord(deps, opened, logged.value, 'logged');
  failPoint('crm_id_stored');
  return DONE;
}

/** The CRM has the call: remember where, and what is still owed. */
function storeRecord(deps: LaneDeps, work: Work, record: CrmRecord, code: string): void {
  const { store, clock } = deps;
  const url = work.adapter.recordUrl(record);
  deps.changes.transaction(() => {
    const call = store.calls.get(work.call.no) ?? work.call;
    store.deliveries.logged(call.no, { id: record.id, wrapperId: record.wrapperId, url, at: clock.now() });
    store.timeline.add(call.no, clock.now(), code, record.id);
    store.jobs.remove(work.job.no);
    store.calls.setFlags(call.no, { searchFirst: false });
    const attached = record.hasRecording && call.recordingState !== null;
    if (attached) store.calls.setRecordingState(call.no, 'attached');
    const owed = attached ? 'attached' : call.recordingState;
    const waits = owed === 'awaited' || owed === 'growing' || owed === 'whole';
    deps.changes.move(call, waits ? { name: 'logged' } : { name: 'synced' }, record.id);
    if (owed === 'whole') store.jobs.add(call.no, 'attach', deps.account, clock.now());
    if (call.revise) requeue(deps, call.no);
  });
}

function requeue(deps: LaneDeps, callNo: number): void {
  const call = deps.store.calls.get(callNo);
  if (call === undefined) return;
  deps.changes.move(call, { name: 'queued', due: deps.clock.now(), reason: null });
  deps.store.jobs.add(callNo, 'log', deps.account, deps.clock.now());
}

/** A person decides: the call waits or is given up, with the reason. */
function stop(deps: LaneDeps, work: Work, to: CallState & { reason: string | null }, error: AppError | null): JobEnd {
  deps.changes.transaction(() => {
    deps.store.timeline.add(work.call.no, deps.clock.now(), to.name, error?.field ?? to.reason);
    deps.changes.move(work.call, to);
    deps.store.jobs.remove(work.job.no);
  });
  return DONE;
}

/** Puts the policy's verdict into effect. The call's state and the job change in one transaction. */
function fail(deps: LaneDeps, work: Work, error: AppError): JobEnd {
  const { job, call } = work;
  const now = deps.clock.now();
  const verdict = verdictOn(error, { attempts: job.attempts, now, fraction: deps.random.fraction() });
  if (verdict.kind === 'hold') return stop(deps, work, { name: 'held', reason: error.code }, error);
  if (verdict.kind === 'give_up') return stop(deps, work, { name: 'failed', reason: error.code }, error);
  const until = verdict.kind === 'pause' ? verdict.until : verdict.kind === 'again' ? verdict.at : null;
  deps.changes.transaction(() => {
    deps.store.timeline.add(call.no, now, verdict.kind === 'search' ? 'answer_lost' : 'failed_attempt', error.code);
    if (call.state.name === 'unknown') {
      deps.store.jobs.postpone(job.no, until ?? now, error);
    } else if (verdict.kind === 'search') {
      deps.changes.move(call, { name: 'unknown', since: now });
      deps.store.jobs.postpone(job.no, nextSearchAt(now, 0), error);
    } else {
      deps.changes.move(call, { name: 'queued', due: until ?? now, reason: error.category });
      deps.store.jobs.postpone(job.no, until ?? now, error);
    }
  });
  return { kind: 'failed', error, until };
}
