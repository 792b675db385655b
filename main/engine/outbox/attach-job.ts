import type { AppError } from '../../../shared/errors.ts';
import { recordingAddress } from '../../../shared/recording-address.ts';
import type { CrmAdapter, FileRecording, RecordingSource } from '../crm/port.ts';
import { failPoint } from '../fail-points.ts';
import type { Delivery, Job, StoredCall, StoredRecording } from '../store/port.ts';
import { asideFrom, linkOf } from './link-recording.ts';
import { settleOwed } from './owed.ts';
import { verdictOn } from './policy.ts';
import { DONE, toLoggable, type JobEnd, type LaneDeps, type OpenedRecording } from './types.ts';
import { recordOf } from './update-job.ts';

/** The file is not the one that was proven, or not there: it is looked for anew. */
const PROVE_AGAIN = new Set(['recording_changed', 'recording_gone']);

/** Renewed this long before a link expires, or at half its time when that is sooner. Milliseconds. */
const RENEW_BEFORE = 86_400_000;

interface Attaching {
  readonly job: Job;
  readonly adapter: CrmAdapter;
  readonly call: StoredCall;
  readonly delivery: Delivery;
  readonly recording: StoredRecording | undefined;
  readonly crmId: string;
}

/**
 * Adds a whole recording to a logged call, as a file or as a link, by what the CRM takes. A second upload is prevented by
 * the adapter (it looks before it sends again); a file that is no longer the one that was proven goes back to be proven
 * anew. The job `renew` does the same again with a new link.
 */
export async function runAttachJob(deps: LaneDeps, job: Job, adapter: CrmAdapter): Promise<JobEnd> {
  const { store } = deps;
  const call = store.calls.get(job.callNo);
  const delivery = store.deliveries.get(job.callNo);
  const recording = store.recordings.get(job.callNo);
  const crmId = delivery?.crmId ?? null;
  const expected = job.kind === 'renew' ? 'attached' : 'whole';
  if (call === undefined || delivery === undefined || crmId === null || call.recordingState !== expected) {
    return drop(deps, job);
  }
  const attaching = { job, adapter, call, delivery, recording, crmId };
  if (recording === undefined) return passOn(deps, attaching);
  // The host has the file: renewing a link needs nothing of the local one.
  if (job.kind === 'renew') return sendLink(deps, attaching, { recording, whole: null });
  const opened = await deps.openRecording(recording, call.ref);
  if (!opened.ok) {
    return PROVE_AGAIN.has(opened.error.code)
      ? proveAgain(deps, job, call)
      : fail(deps, attaching, opened.error, 'file');
  }
  await using whole = opened.value;
  const takesFile = adapter.capabilities.recording === 'upload';
  return await (takesFile ? sendFile(deps, attaching, whole) : sendLink(deps, attaching, { recording, whole }));
}

/** The source has no file, only an address: it goes as it is, to every CRM. */
function passOn(deps: LaneDeps, at: Attaching): Promise<JobEnd> | JobEnd {
  const url = recordingAddress(at.call.facts);
  if (url === null) return drop(deps, at.job);
  deps.store.jobs.open(at.job.no);
  const source = { url, seconds: null, type: 'application/octet-stream' };
  return attach(deps, at, { source, whole: null, expiresAt: null });
}

async function sendFile(deps: LaneDeps, at: Attaching, whole: OpenedRecording): Promise<JobEnd> {
  deps.store.jobs.open(at.job.no);
  failPoint('upload_opened');
  const half = whole.bytes / 2;
  const source: FileRecording = {
    file: whole.file,
    bytes: whole.bytes,
    name: whole.name,
    type: whole.type,
    retry: at.job.opened,
    sent: (bytes) => {
      if (bytes >= half) failPoint('upload_half');
      deps.uploading?.(at.call.ref, Math.min(1, bytes / whole.bytes));
    },
  };
  try {
    return await attach(deps, at, { source, whole, expiresAt: null });
  } finally {
    deps.uploading?.(at.call.ref, null);
  }
}

/** `whole` null: the recording is on the host, only its link is to be a new one. */
async function sendLink(
  deps: LaneDeps,
  at: Attaching,
  { recording, whole }: { recording: StoredRecording; whole: OpenedRecording | null },
): Promise<JobEnd> {
  const link = await linkOf(deps, at.call, recording, whole);
  if (!link.ok) {
    if (PROVE_AGAIN.has(link.error.code)) return proveAgain(deps, at.job, at.call);
    if (link.error.category === 'refused') return fail(deps, at, link.error, 'link');
    return asideFrom(deps, at.job, link.error);
  }
  deps.store.jobs.open(at.job.no);
  failPoint('link_opened');
  const { url, expiresAt } = link.value;
  const type = whole?.type ?? recording.type ?? 'application/octet-stream';
  const source = { url, seconds: recording.seconds, type };
  return attach(deps, at, { source, whole, expiresAt });
}

async function attach(
  deps: LaneDeps,
  at: Attaching,
  { source, whole, expiresAt }: { source: RecordingSource; whole: OpenedRecording | null; expiresAt: number | null },
): Promise<JobEnd> {
  const record = { ...recordOf(at.delivery, at.crmId, at.call), hasRecording: at.job.kind === 'renew' };
  const attached = await at.adapter.attachRecording(record, source, toLoggable(at.call, at.delivery));
  failPoint('upload_answered');
  if (!attached.ok) return fail(deps, at, attached.error, 'url' in source ? 'link' : 'file');
  const unchanged = whole === null || (await whole.unchanged());
  storeAttached(deps, at, { reason: unchanged ? null : 'changed_while_sent', expiresAt });
  return DONE;
}

function storeAttached(
  deps: LaneDeps,
  { job, call, delivery }: Attaching,
  { reason, expiresAt }: { reason: string | null; expiresAt: number | null },
): void {
  const { store, clock } = deps;
  const now = clock.now();
  deps.changes.transaction(() => {
    store.calls.setRecordingState(call.no, 'attached');
    store.recordings.setReason(call.no, reason);
    store.timeline.add(call.no, now, job.kind === 'renew' ? 'link_renewed' : 'recording_attached', reason);
    store.jobs.remove(job.no);
    if (expiresAt !== null) {
      store.jobs.add(call.no, 'renew', delivery.account, expiresAt - Math.min(RENEW_BEFORE, (expiresAt - now) / 2));
    }
    failPoint('attachment_stored');
    settleOwed(deps, call.no);
  });
  failPoint('marked_synced');
}

function drop(deps: LaneDeps, job: Job): JobEnd {
  deps.changes.transaction(() => {
    deps.store.jobs.remove(job.no);
    settleOwed(deps, job.callNo);
  });
  return DONE;
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

/** The link of an attached recording runs out and cannot be renewed: people are told by the timeline and the ledger. */
function notRenewed(deps: LaneDeps, { job, call }: Attaching, error: AppError): JobEnd {
  deps.changes.transaction(() => {
    deps.store.recordings.setReason(call.no, 'link_expires');
    deps.store.timeline.add(call.no, deps.clock.now(), 'link_not_renewed', error.code);
    deps.store.jobs.remove(job.no);
  });
  return DONE;
}

function fail(deps: LaneDeps, at: Attaching, error: AppError, what: 'file' | 'link'): JobEnd {
  const { job, call } = at;
  const now = deps.clock.now();
  const verdict = verdictOn(error, { attempts: job.attempts, now, fraction: deps.random.fraction() });
  if (verdict.kind === 'hold' || verdict.kind === 'give_up') {
    if (job.kind === 'renew') return notRenewed(deps, at, error);
    deps.changes.transaction(() => {
      deps.store.calls.setRecordingState(call.no, 'refused');
      deps.store.recordings.setReason(call.no, error.code);
      deps.store.timeline.add(call.no, now, 'recording_refused', error.code);
      deps.store.jobs.remove(job.no);
      settleOwed(deps, call.no);
    });
    return DONE;
  }
  const again =
    verdict.kind === 'pause' ? verdict.until : verdict.kind === 'again' ? verdict.at : now + AFTER_LOST_ANSWER;
  deps.changes.transaction(() => {
    deps.store.timeline.add(call.no, now, what === 'file' ? 'failed_upload' : 'failed_attempt', error.code);
    deps.store.jobs.postpone(job.no, verdict.kind === 'sign_in' ? now : again, error);
  });
  return { kind: 'failed', error, until: verdict.kind === 'search' || verdict.kind === 'sign_in' ? null : again };
}

/** The next try asks the CRM first whether the recording is there, so it may come soon. Milliseconds. */
const AFTER_LOST_ANSWER = 1_000;
