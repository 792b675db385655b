import { randomBytes } from 'node:crypto';
import { appError } from '../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { Settings } from '../../../shared/settings.ts';
import { failPoint } from '../fail-points.ts';
import type { HostedLink, HostingRequest, RecordingHosting } from '../outbox/types.ts';
import type { Ports } from '../ports.ts';
import type { RecordingHost } from '../recordings/hosts/host.ts';
import type { Hosted, Store } from '../store/port.ts';
import { openHost } from './host.ts';
import { templateLink } from './template-link.ts';

const DAY = 86_400_000;

export interface HostingDeps {
  readonly ports: Ports;
  readonly settings: Settings;
  readonly store: Store;
}

/** Null: no host is configured. */
export function createHosting(deps: HostingDeps): RecordingHosting | null {
  const { recordingHost } = deps.settings;
  if (recordingHost.kind === 'none') return null;
  if (recordingHost.kind === 'template') {
    return {
      place: ({ call, recording }) =>
        Promise.resolve(templateLink(recordingHost.url, deps.settings, { call, path: recording.path })),
    };
  }
  return { place: (request) => place(deps, request) };
}

/** A name that nobody can guess, in a folder of its month. */
function newKey(prefix: string, { call, opened }: HostingRequest): string {
  const month = new Date(call.facts.startedAt).toISOString().slice(0, 7);
  return `${prefix}${month}/${randomBytes(16).toString('hex')}-${opened?.name ?? call.ref}`;
}

/**
 * Puts the recording there and gives its link. The key is durable before the upload, so an upload that was cut or whose
 * answer was lost is repeated to the same place.
 */
async function place(deps: HostingDeps, request: HostingRequest): Promise<Result<HostedLink>> {
  const { store, ports, settings } = deps;
  const { call, recording, opened } = request;
  const host = await openHost(ports, settings.recordingHost);
  if (!host.ok) return host;
  const now = ports.clock.now();
  const known = await usable(deps, host.value, call.no);
  if (!known.ok) return known;
  const isThere = known.value !== undefined && known.value.storedAt !== null && known.value.sha256 === recording.sha256;
  if (isThere) return host.value.link(known.value.key);
  if (opened === null) {
    return fail(
      appError('refused', 'not_on_host', 'The recording is not on the configured host; its link cannot be renewed.'),
    );
  }
  const prefix = 'prefix' in settings.recordingHost ? settings.recordingHost.prefix : '';
  const key = known.value?.key ?? newKey(prefix, request);
  const entry = { callNo: call.no, host: host.value.place, key, sha256: recording.sha256 };
  store.hosted.put({ ...entry, url: null, expiresAt: null, storedAt: null, deleteAt: null });
  failPoint('host_key_stored');
  const { file, bytes, type } = opened;
  const stored = await host.value.put(key, { bytes, type, stream: () => file.stream(bytes) });
  if (!stored.ok) return stored;
  failPoint('host_upload_done');
  const link = await host.value.link(key);
  if (!link.ok) return link;
  const days = 'deleteAfterDays' in settings.recordingHost ? settings.recordingHost.deleteAfterDays : undefined;
  const deleteAt = days === undefined ? null : now + days * DAY;
  store.hosted.put({ ...entry, ...link.value, storedAt: ports.clock.now(), deleteAt });
  return link;
}

/** The entry of this call, unless it belongs to another host or is on its way out: then it goes first. */
async function usable(
  { store, ports }: HostingDeps,
  host: RecordingHost,
  callNo: number,
): Promise<Result<Hosted | undefined>> {
  const known = store.hosted.get(callNo);
  if (known === undefined || known.host !== host.place) return ok(undefined);
  if (known.deleteAt === null || known.deleteAt > ports.clock.now()) return ok(known);
  const gone = await host.remove(known.key);
  if (!gone.ok) return gone;
  store.hosted.remove(callNo, known.key);
  return ok(undefined);
}
