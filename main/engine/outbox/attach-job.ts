import type { CrmRecord } from '../../../shared/call.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { CrmAdapter } from '../crm/port.ts';
import { failPoint } from '../fail-points.ts';
import type { Job, StoredCall } from '../store/port.ts';
import { verdictOn } from './policy.ts';
import { toLoggable, type JobEnd, type LaneDeps } from './types.ts';

/** The file is not the one that was proven, or not there: it is looked for anew. */
const PROVE_AGAIN = new Set(['recording_changed', 'recording_gone']);

const DONE: JobEnd = { kind: 'done' };

/**
 * Adds a whole recording to a logged call. A second upload is prevented by the adapter (it looks before it sends again);
 * a file that is no longer the one that was proven goes back to be proven anew.
 */
export async function runAttachJob(deps: LaneDeps, job: Job, adapter: CrmAdapter): Promise<JobEnd> {
  const { store } = deps;
  const call = store.calls.get(job.callNo);
  const delivery = store.deliveries.get(job.callNo);
  const recording = store.recordings.get(job.callNo);
  const crmId = delivery?.crmId ?? null;
  if (
    call === undefined ||
    delivery === undefined ||
    crmId === null ||
    recording === undefined ||
    call.recordingState !== 'whole'
  ) {
    store.jobs.remove(job.no);
    return DONE;
  }
  const opened = await deps.openRecording(recording, call.ref);
  if (!opened.ok)
    return PROVE_AGAIN.has(opened.error.code) ? proveAgain(deps, job, call) : fail(deps, job, call, opened.error);
  await using whole = opened.value;
  store.jobs.open(job.no);
  failPoint('upload_opened');
  const record: CrmRecord = {
    id: crmId,
    wrapperId: delivery.crmWrapper,
    contactId: delivery.contact?.id ?? null,
    hasRecording: false,
  };
  const half = whole.bytes / 2;
  const source = {
    file: whole.file,
    bytes: whole.bytes,
    name: whole.name,
    type: whole.type,
    retry: job.opened,
    sent: (bytes: number) => {
      if (bytes >= half) failPoint('upload_half');
    },
  };
  const attached = await adapter.attachRecording(record, source, toLoggable(call, delivery));
  failPoint('upload_answered');
  if (!attached.ok) return fail(deps, job, call, attached.error);
  const unchanged = await whole.unchanged();
  storeAttached(deps, job, call.no, unchanged ? null : 'changed_while_sent');
  return DONE;
}

function storeAttached(deps: LaneDeps, job: Job, callNo: number, reason: string | null): void {
  deps.changes.transaction(() => {
    deps.store.calls.setRecordingState(callNo, 'attached');
    deps.store.recordings.setReason(callNo, reason);
    deps.store.timeline.add(callNo, deps.clock.now(), 'recording_attached', reason);
    deps.store.jobs.remove(job.no);
    failPoint('attachment_stored');
    finish(deps, callNo);
  });
  failPoint('marked_synced');
}

function finish(deps: LaneDeps, callNo: number): void {
  const call = deps.store.calls.get(callNo);
  if (call?.state.name === 'logged') deps.changes.move(call, { name: 'synced' });
}

function proveAgain(deps: LaneDeps, job: Job, call: StoredCall): JobEnd {
  deps.changes.transaction(() => {
    deps.store.calls.setRecordingState(call.no, 'awaited');
    deps.store.recordings.remove(call.no);
    deps.store.timeline.add(call.no, deps.clock.now(), 'recording_changed');
    deps.store.jobs.remove(job.no);
  });
  return DONE;
}

function fail(deps: LaneDeps, job: Job, call: StoredCall, error: AppError): JobEnd {
  const now = deps.clock.now();
  const verdict = verdictOn(error, { attempts: job.attempts, now, fraction: deps.random.fraction() });
  if (verdict.kind === 'hold' || verdict.kind === 'give_up') {
    deps.changes.transaction(() => {
      deps.store.calls.setRecordingState(call.no, 'refused');
      deps.store.recordings.setReason(call.no, error.code);
      deps.store.timeline.add(call.no, now, 'recording_refused', error.code);
      deps.store.jobs.remove(job.no);
      finish(deps, call.no);
    });
    return DONE;
  }
  const again =
    verdict.kind === 'pause' ? verdict.until : verdict.kind === 'again' ? verdict.at : now + AFTER_LOST_ANSWER;
  deps.changes.transaction(() => {
    deps.store.timeline.add(call.no, now, 'failed_upload', error.code);
    deps.store.jobs.postpone(job.no, verdict.kind === 'sign_in' ? now : again, error);
  });
  return { kind: 'failed', error, until: verdict.kind === 'search' || verdict.kind === 'sign_in' ? null : again };
}

/** The next try asks the CRM first whether the recording is there, so it may come soon. Milliseconds. */
const AFTER_LOST_ANSWER = 1_000;
