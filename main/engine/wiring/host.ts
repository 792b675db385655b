import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { appError } from '../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { Settings } from '../../../shared/settings.ts';
import { HOST_ENTRY } from '../../../shared/settings/recording-host.ts';
import type { Ports } from '../ports.ts';
import type { RecordingHost } from '../recordings/hosts/host.ts';
import { createS3Host } from '../recordings/hosts/s3.ts';
import { createWebdavHost } from '../recordings/hosts/webdav.ts';

export type HostSettings = Settings['recordingHost'];
type Storage = Extract<HostSettings, { credentials: unknown }>;
type HostPorts = Pick<Ports, 'http' | 'clock' | 'secrets'>;

const isStorage = (settings: HostSettings): settings is Storage => 'credentials' in settings;

/** The host with its credentials. Errors: `host_none` (nothing to open), `host_sign_in`. */
export async function openHost(ports: HostPorts, settings: HostSettings): Promise<Result<RecordingHost>> {
  if (!isStorage(settings)) return fail(appError('local', 'host_none', 'No storage for recordings is configured.'));
  const { credentials } = settings;
  const secrets = await ports.secrets.read('keychain' in credentials ? credentials.keychain : HOST_ENTRY);
  if (secrets.kind === 'found') return ok(makeHost(ports, settings, secrets.fields));
  const why =
    secrets.kind === 'none'
      ? 'No credential is stored for the recording host; enter it.'
      : `The credential of the recording host cannot be read now (${secrets.detail}).`;
  return fail(appError('sign_in', 'host_sign_in', why));
}

function makeHost(ports: HostPorts, settings: Storage, secrets: Readonly<Record<string, string>>): RecordingHost {
  return settings.kind === 's3'
    ? createS3Host(ports, settings, secrets)
    : createWebdavHost(ports.http, settings, secrets);
}

/** How a probe went: whether what was put there could also be read at the address that a CRM would be given. */
export interface ProbeAnswer {
  readonly linkReadable: boolean;
}

/** Writes a probe, reads it and deletes it. `secrets`: those to try; else the stored ones. */
export async function probeHost(
  ports: HostPorts,
  settings: HostSettings,
  secrets?: Readonly<Record<string, string>>,
): Promise<Result<ProbeAnswer>> {
  if (!isStorage(settings)) return ok({ linkReadable: true });
  const opened = secrets === undefined ? await openHost(ports, settings) : ok(makeHost(ports, settings, secrets));
  if (!opened.ok) return opened;
  const host = opened.value;
  const text = `Aftercall was here, ${randomBytes(8).toString('hex')}.\n`;
  const prefix = 'prefix' in settings ? settings.prefix : '';
  const key = `${prefix}probe/${randomBytes(16).toString('hex')}.txt`;
  const bytes = Buffer.byteLength(text);
  const put = await host.put(key, { bytes, type: 'text/plain', stream: () => Readable.from([Buffer.from(text)]) });
  if (!put.ok) return put;
  const read = await host.read(key);
  const link = read.ok && read.value === text ? await host.link(key) : undefined;
  const seen = link?.ok === true ? await look(ports, link.value.url) : undefined;
  const removed = await host.remove(key);
  if (!read.ok) return read;
  if (read.value !== text) {
    return fail(
      appError(
        'local',
        'host_garbles',
        'What was written to the recording host reads differently. Check its settings.',
      ),
    );
  }
  return removed.ok ? ok({ linkReadable: seen === text }) : removed;
}

async function look({ http }: HostPorts, url: string): Promise<string | undefined> {
  const answered = await http.send({ method: 'GET', url, headers: {}, idleTimeout: 10_000 });
  return answered.ok && answered.answer.status === 200 ? answered.answer.body : undefined;
}
