import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { appError, describeThrown } from '../../../shared/errors.ts';
import type { EngineEvent, Health, HealthReason } from '../../../shared/events.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { Settings } from '../../../shared/settings.ts';
import type { KeptLimiters } from '../crm/limits/limiter.ts';
import { createNumbers } from '../calls/numbers.ts';
import { describeCall } from '../ledger/describe.ts';
import { sameHealth, verdict } from '../ledger/health.ts';
import { Lane } from '../outbox/lane.ts';
import type { Ports } from '../ports.ts';
import { createStore, holdLock, openStore } from '../store/index.ts';
import type { Store, StoredCall } from '../store/port.ts';
import { createContactQuestion } from '../matching/question.ts';
import { openAdapter } from './accounts.ts';
import { createActions, type Actions } from './actions.ts';
import { createChanges, isoTime } from './changes.ts';
import { HostSweeper } from './host-sweeper.ts';
import { createHosting } from './hosting.ts';
import { conversionOf, openForUpload } from './open-recording.ts';
import { RecordingRunner } from './recording-runner.ts';
import { recover } from './recover.ts';
import type { Shared } from './shared-parts.ts';
import { SourceRunner } from './source-runner.ts';
import { Uploads } from './uploads.ts';

/** An opened engine: store, lanes, sources, recordings. Made whole or not at all. */
export class Running {
  readonly store: Store;
  readonly uploads: Uploads;
  readonly lanes: readonly Lane[];
  readonly actions: Actions;
  readonly sweeper: HostSweeper;
  readonly sources: readonly SourceRunner[];
  readonly recordings: readonly RecordingRunner[];
  readonly #lock: Disposable;
  readonly #shared: Shared;
  readonly #setAside: string | null;
  #health: Health = { verdict: 'fine', reasons: [] };

  private constructor(shared: Shared, lock: Disposable, setAside: string | null) {
    const { ports, settings, store } = shared;
    this.#shared = shared;
    this.#lock = lock;
    this.#setAside = setAside;
    this.store = store;
    this.uploads = new Uploads(() => ports.clock.now());
    const numbers = createNumbers(settings.agent.country);
    const onHealth = (): void => this.announceHealth();
    const hosting = createHosting({ ports, settings, store });
    this.sweeper = new HostSweeper(shared, onHealth);
    const desks = settings.accounts.map((account) => {
      const policy = settings.logging;
      const limiters: KeptLimiters = new Map();
      const contacts = createContactQuestion(
        { clock: ports.clock, memory: store.contacts, account: account.id },
        policy,
      );
      const lane = new Lane({
        account: account.id,
        store,
        changes: shared.changes,
        clock: ports.clock,
        random: ports.random,
        log: ports.log,
        openAdapter: () => openAdapter(ports, account, numbers, limiters),
        contacts,
        mayStart: () => this.sources.every((source) => source.caughtUp),
        openRecording: (recording, ref) => {
          const conversion = conversionOf(settings, store.calls.get(recording.callNo)?.source);
          return openForUpload(ports, recording, ref, conversion);
        },
        host: hosting,
        onHealth,
        uploading: (ref, share) => this.uploads.came(ref, share),
      });
      return { lane, contacts };
    });
    this.lanes = desks.map(({ lane }) => lane);
    this.actions = createActions({
      store,
      changes: shared.changes,
      clock: ports.clock,
      defaultAccount: settings.logging.account,
      accounts: new Map(desks.map((desk) => [desk.lane.account, desk])),
      kick: () => this.kick(),
    });
    const kick = (): void => this.kick();
    this.recordings = settings.sources.flatMap((source) =>
      source.recordings === undefined ? [] : [new RecordingRunner(shared, source, { kick, onHealth })],
    );
    const taken = (sourceId: string): void => this.#taken(sourceId);
    this.sources = settings.sources.map((source) => new SourceRunner(shared, source, numbers, { taken, onHealth }));
  }

  /** Takes the lock, opens the store, settles what a killed process left. `already_running` when the lock is held. */
  static open(ports: Ports, settings: Settings, emit: (event: EngineEvent) => void): Result<Running> {
    const now = ports.clock.now();
    const locked = takeLock(settings.dataDir);
    if (!locked.ok) return locked;
    const opened = openStore(settings.dataDir, now);
    if (!opened.ok) {
      locked.value[Symbol.dispose]();
      return opened;
    }
    const { connection, setAside } = opened.value;
    try {
      const store = createStore(connection);
      let told = emit;
      const describe = (no: number, asStored?: StoredCall) => {
        if (asStored !== undefined) return describeCall(asStored, undefined, undefined);
        const call = store.calls.get(no);
        return call && describeCall(call, store.deliveries.get(no), store.recordings.get(no));
      };
      const changes = createChanges({ store, clock: ports.clock }, (event) => told(event), describe);
      recover({ store, changes, clock: ports.clock });
      const shared = { ports, settings, store, changes, emit, since: firstMoment(store, settings, now) };
      const running = new Running(shared, locked.value, setAside);
      told = (event) => {
        running.#heard(event);
        emit(event);
      };
      return ok(running);
    } catch (thrown) {
      connection.close();
      locked.value[Symbol.dispose]();
      return fail(appError('local', 'store_unusable', `The data folder cannot be used: ${describeThrown(thrown)}`));
    }
  }

  kick(): void {
    for (const lane of this.lanes) lane.kick();
  }

  /** A logged call may have waited for nothing but this to get its recording. */
  #heard(event: EngineEvent): void {
    if (event.event === 'state' && event.to === 'logged') for (const runner of this.recordings) runner.hurry();
  }

  #taken(sourceId: string): void {
    this.kick();
    for (const runner of this.recordings) if (runner.sourceId === sourceId) runner.hurry();
  }

  get health(): Health {
    return this.#health;
  }

  announceHealth(): void {
    const reasons: HealthReason[] = [
      ...this.#storeHealth(),
      ...this.sources.flatMap((source) => source.health()),
      ...this.recordings.flatMap((runner) => runner.health()),
      ...this.lanes.flatMap((lane) => lane.health()),
      ...this.sweeper.health(),
    ];
    const busy = this.sources.some((source) => !source.caughtUp);
    const health = verdict(reasons, busy);
    if (sameHealth(health, this.#health)) return;
    this.#health = health;
    this.#shared.emit({ event: 'health', at: isoTime(this.#shared.ports.clock.now()), ...health });
  }

  #storeHealth(): HealthReason[] {
    if (this.#setAside === null) return [];
    const message =
      `The database was damaged. It was put aside as ${path.basename(this.#setAside)} and is rebuilt from the sources; ` +
      'every call is looked up in the CRM before it is sent.';
    return [{ scope: 'store', id: '', code: 'rebuilt', category: 'notice', message }];
  }

  /** In order: no new work, what runs comes to its end, the store closes, the lock goes. */
  async stop(): Promise<void> {
    await Promise.all(this.sources.map((source) => source.stop()));
    await Promise.all(this.recordings.map((runner) => runner.stop()));
    await Promise.all([...this.lanes.map((lane) => lane.stop()), this.sweeper.stop()]);
    this.store[Symbol.dispose]();
    this.#lock[Symbol.dispose]();
  }
}

/** Before the database is touched: a second run must not repair what the first one is using. */
function takeLock(dataDir: string): Result<Disposable> {
  try {
    mkdirSync(dataDir, { recursive: true });
    const lock = holdLock(path.join(dataDir, 'run.lock'));
    if (lock !== undefined) return ok(lock);
    const message = `Another run is using ${dataDir}. Stop it first, or give this one a dataDir of its own.`;
    return fail(appError('local', 'already_running', message));
  } catch (thrown) {
    return fail(appError('local', 'store_unusable', `The data folder cannot be used: ${describeThrown(thrown)}`));
  }
}

/** The start date of the settings, else the moment of the first run, which is then kept. */
function firstMoment(store: Store, settings: Settings, now: number): number {
  if (settings.logging.since !== null) return settings.logging.since;
  const kept = store.meta.get('first_run');
  if (kept !== undefined) return Number(kept);
  store.meta.set('first_run', String(now));
  return now;
}
