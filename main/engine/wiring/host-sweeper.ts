import { describeThrown, type AppError } from '../../../shared/errors.ts';
import type { HealthReason } from '../../../shared/events.ts';
import { openHost } from './host.ts';
import type { Shared } from './shared-parts.ts';

const EVERY = 3_600_000;
/** After the first moments of a start, which belong to the calls. */
const FIRST = 5_000;
const AT_A_TIME = 50;

/** Deletes recordings from the host when their time is over or their call was taken back. */
export class HostSweeper {
  readonly #shared: Shared;
  readonly #onHealth: () => void;
  #timer: Disposable | undefined;
  #pass: Promise<void> | undefined;
  #trouble: AppError | undefined;
  #stopped = false;

  constructor(shared: Shared, onHealth: () => void) {
    this.#shared = shared;
    this.#onHealth = onHealth;
  }

  start(): void {
    this.#sleep(FIRST);
  }

  /** One pass over everything that is to go by now. */
  async sweep(): Promise<void> {
    this.#pass ??= this.#remove()
      .then((error) => this.#troubled(error))
      .catch((thrown: unknown) => {
        this.#shared.ports.log.write('error', 'host_sweep_broke', { message: describeThrown(thrown) });
      })
      .finally(() => (this.#pass = undefined));
    await this.#pass;
  }

  health(): HealthReason[] {
    if (this.#trouble === undefined) return [];
    const { code, category, message } = this.#trouble;
    const waiting = `${message} Recordings that are to be deleted there wait.`;
    return [{ scope: 'recordings', id: 'host', code, category, message: waiting }];
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.[Symbol.dispose]();
    await this.#pass;
  }

  #sleep(ms: number): void {
    if (this.#stopped) return;
    this.#timer = this.#shared.ports.clock.after(ms, () => {
      void this.sweep().then(() => this.#sleep(EVERY));
    });
  }

  /** What stopped it, if anything did. */
  async #remove(): Promise<AppError | undefined> {
    const { store, ports, settings } = this.#shared;
    const now = ports.clock.now();
    if (settings.recordingHost.kind === 'none' || store.hosted.outdatedHosts(now).length === 0) return undefined;
    const host = await openHost(ports, settings.recordingHost);
    if (!host.ok) return host.error;
    const { place } = host.value;
    // What another host has can only be deleted there, with that host's settings.
    for (let batch = store.hosted.outdated(now, place, AT_A_TIME); batch.length > 0;) {
      for (const { callNo, key } of batch) {
        if (this.#stopped) return undefined;
        const removed = await host.value.remove(key);
        if (!removed.ok) return removed.error;
        store.transaction(() => {
          store.hosted.remove(callNo, key);
          store.jobs.removeOf(callNo, 'renew');
          store.timeline.add(callNo, ports.clock.now(), 'recording_deleted_from_host');
        });
      }
      batch = store.hosted.outdated(now, place, AT_A_TIME);
    }
    return undefined;
  }

  #troubled(error: AppError | undefined): void {
    if (error?.code === this.#trouble?.code) return;
    this.#trouble = error;
    this.#onHealth();
  }
}
