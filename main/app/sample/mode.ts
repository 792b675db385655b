import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { appError } from '../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { parseSettings } from '../../../shared/settings.ts';
import { createEngine } from '../../engine/index.ts';
import type { Ports, SecretAnswer } from '../../engine/ports.ts';
import type { EngineHost } from '../engine-host.ts';
import type { SettingsStore } from '../settings-store.ts';
import { createSampleCrm, SAMPLE_ORIGIN } from './crm.ts';
import { startSamplePhone, type SamplePhone } from './phone.ts';

const SECRET: SecretAnswer = { kind: 'found', fields: { apiToken: 'sample' } };

/** Made-up calls into a CRM inside this app. Nothing leaves the machine, nothing is kept. */
export class SampleMode {
  readonly #host: EngineHost;
  readonly #store: SettingsStore;
  readonly #ports: Ports;
  #running: { readonly folder: string; readonly phone: SamplePhone } | undefined;

  constructor(host: EngineHost, store: SettingsStore, ports: Ports) {
    this.#host = host;
    this.#store = store;
    this.#ports = ports;
  }

  async turn(on: boolean): Promise<Result<null>> {
    if (on === (this.#running !== undefined)) return ok(null);
    return on ? this.#start() : this.#stop();
  }

  async #start(): Promise<Result<null>> {
    const folder = await mkdtemp(path.join(tmpdir(), 'aftercall-sample-'));
    const phone = await startSamplePhone(folder);
    const settings = parseSettings(sampleSettings(phone), folder, 'desktop');
    if (!settings.ok) {
      phone[Symbol.dispose]();
      return fail(
        appError('bug', 'sample_broke', settings.error.map(({ key, message }) => `${key} ${message}`).join('; ')),
      );
    }
    this.#running = { folder, phone };
    const ports = {
      ...this.#ports,
      http: createSampleCrm(),
      secrets: { ...this.#ports.secrets, read: () => Promise.resolve(SECRET) },
    };
    await this.#host.use(settings, (each) => createEngine(ports, each));
    return ok(null);
  }

  async #stop(): Promise<Result<null>> {
    const { folder, phone } = this.#running ?? {};
    this.#running = undefined;
    phone?.[Symbol.dispose]();
    const stored = await this.#store.read();
    if (!stored.ok) await this.#host.use(stored);
    else if (stored.value.checked.ok) await this.#host.use(stored.value.checked);
    else await this.#host.use(fail(appError('local', 'no_settings', 'Aftercall is not set up yet.')));
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    return ok(null);
  }
}

function sampleSettings({ file, recordings }: SamplePhone): unknown {
  return {
    agent: { name: 'Sample', extensions: ['100'], country: 'US' },
    sources: [
      { id: 'sample', format: 'asterisk-csv', path: file, timeZone: 'UTC', recordings: { folder: recordings } },
    ],
    accounts: [{ id: 'sample', crm: 'pipedrive', baseUrl: SAMPLE_ORIGIN, credentials: { keychain: 'sample' } }],
    logging: { mode: 'ask', since: new Date(Date.now() - 86_400_000).toISOString().slice(0, 10) },
  };
}
