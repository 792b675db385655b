import { appError, type AppError } from '../../../shared/errors.ts';
import { fail, type Result } from '../../../shared/result.ts';
import type { Job, StoredCall, StoredRecording } from '../store/port.ts';
import { backoff } from './policy.ts';
import { NO_HOST, type HostedLink, type JobEnd, type LaneDeps, type OpenedRecording } from './types.ts';

/** A host that is away is asked again soon a few times, then every few minutes; a person may have to mend it. */
const SOON_TRIES = 4;
const LATER = 300_000;
/** Until somebody configures a host. Every start asks again. Milliseconds. */
const NO_HOST_REST = 3_600_000;

const noHost = appError(
  'local',
  NO_HOST,
  'This CRM takes a link to the recording, and no recording host is configured.',
);

/** The recording's link; a new one for what is on the host already when `opened` is null. Errors: `no_recording_host`, those of the host. */
export async function linkOf(
  deps: LaneDeps,
  call: StoredCall,
  recording: StoredRecording,
  opened: OpenedRecording | null,
): Promise<Result<HostedLink>> {
  if (deps.host === null) return fail(noHost);
  return deps.host.place({ call, recording, opened });
}

/** The recording stays owed with the reason, and nothing else of the account waits for it. */
export function asideFrom(deps: LaneDeps, job: Job, error: AppError): JobEnd {
  const { store, changes, clock, random } = deps;
  const now = clock.now();
  const soon = job.attempts < SOON_TRIES && error.category === 'network';
  const rest = error.code === NO_HOST ? NO_HOST_REST : LATER;
  changes.transaction(() => {
    if (store.recordings.get(job.callNo)?.reason !== error.code) {
      store.recordings.setReason(job.callNo, error.code);
      store.timeline.add(job.callNo, now, 'recording_waits', error.code);
    }
    store.jobs.postpone(job.no, now + (soon ? backoff(job.attempts + 1, random.fraction()) : rest), error);
  });
  return { kind: 'aside', error };
}
