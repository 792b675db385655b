import type { Overview, Waveform } from '../../../shared/desk.ts';
import type { EngineEvent, Health } from '../../../shared/events.ts';
import type { Ledger, LedgerLine } from '../../../shared/ledger.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { appError, describeThrown } from '../../../shared/errors.ts';
import type { Settings } from '../../../shared/settings.ts';
import type { Desk } from '../desk/desk.ts';
import { balance } from '../ledger/balance.ts';
import type { Clock, Ports } from '../ports.ts';
import { openPlayable, Waveforms, type PlayableRecording } from '../recordings/index.ts';
import { actionsOf, type Actions } from './actions.ts';
import { isoTime } from './changes.ts';
import { ledgerLine } from './ledger-line.ts';
import { Overviews } from './overview.ts';
import { createDesk } from './reception.ts';
import { Running } from './running.ts';
import { supportParts, type SupportParts } from './support-parts.ts';

/** One engine: from call files to the CRM. Either `start` or `runOnce`, then `stop`. */
export interface Engine {
  /** What a person decides about calls. */
  readonly actions: Actions;
  /** Opens the store, takes the run lock and watches until stopped. Error `already_running`: somebody else does. */
  start(): Promise<Result<void>>;
  /** Takes everything that is there now as far as it goes by itself, then answers with the balance. */
  runOnce(): Promise<Result<Ledger>>;
  /** In order: no new work, what runs ends, the store closes. Being killed instead loses nothing. */
  stop(): Promise<void>;
  /** The balance, with all calls on request, oldest first. Only between start and stop. */
  ledger(options: { calls: boolean }): Promise<LedgerLine>;
  health(): Health;
  /** What screens ask: list, sheet, balance. Undefined before start and after stop. */
  desk(): Desk | undefined;
  /** What every window shows at all times; `listOpen`: a window lists calls, so today may be counted call by call. */
  overview(listOpen: boolean): Overview | undefined;
  /** Figures for support. Undefined before start and after stop. */
  support(): SupportParts | undefined;
  /** The recording of a call, to be heard; what no browser plays is converted while it is read. */
  playable(ref: string): Promise<Result<PlayableRecording>>;
  /** The recording of a call, to be drawn: `points` levels for each channel. */
  waveform(ref: string, points: number): Promise<Result<Waveform>>;
  /** Paused: calls are captured and wait; nothing goes to a CRM. */
  pause(paused: boolean): void;
  /** The reason to wait may be gone: what waits is tried now. */
  tryAgain(): void;
  /** Told how far an upload has come, 0 to 1, a few times a second. */
  onUpload(listener: (ref: string, share: number) => void): Disposable;
  /** Told what happens, after it is durable. */
  on(listener: (event: EngineEvent) => void): Disposable;
}

/** How often a run that is to end looks whether it has. Milliseconds. */
const LOOK_EVERY = 50;

const NO_RECORDING = appError('local', 'no_recording', 'This call has no recording.');

export function createEngine(ports: Ports, settings: Settings): Engine {
  return new LiveEngine(ports, settings);
}

class LiveEngine implements Engine {
  readonly actions = actionsOf(() => this.#running?.actions);
  readonly #ports: Ports;
  readonly #settings: Settings;
  readonly #listeners = new Set<(event: EngineEvent) => void>();
  readonly #uploadListeners = new Set<(ref: string, share: number) => void>();
  #running: Running | undefined;
  readonly #overviews: Overviews;
  readonly #waveforms: Waveforms;
  #desk: Desk | undefined;
  #paused = false;

  constructor(ports: Ports, settings: Settings) {
    this.#ports = ports;
    this.#settings = settings;
    this.#overviews = new Overviews(ports.clock, settings);
    this.#waveforms = new Waveforms(ports);
  }

  start(): Promise<Result<void>> {
    const opened = this.#open();
    if (!opened.ok) return Promise.resolve(opened);
    const engine = opened.value;
    for (const source of engine.sources) source.start();
    for (const runner of engine.recordings) runner.hurry();
    engine.sweeper.start();
    engine.kick();
    engine.announceHealth();
    this.#ready();
    return Promise.resolve(ok(undefined));
  }

  async runOnce(): Promise<Result<Ledger>> {
    const opened = this.#open();
    if (!opened.ok) return opened;
    const engine = opened.value;
    this.#ready();
    try {
      await untilNothingMore(engine, this.#ports.clock);
      return ok(balance(engine.store));
    } catch (thrown) {
      return fail(appError('bug', 'run_broke', describeThrown(thrown)));
    }
  }

  async stop(): Promise<void> {
    const ending = this.#running;
    this.#running = undefined;
    this.#desk?.close();
    this.#desk = undefined;
    await ending?.stop();
  }

  ledger(options: { calls: boolean }): Promise<LedgerLine> {
    if (this.#running === undefined) return Promise.reject(new Error('the engine is not running'));
    const { store } = this.#running;
    return Promise.resolve(options.calls ? ledgerLine(store, options) : { event: 'ledger', ...balance(store) });
  }

  health(): Health {
    return this.#running?.health ?? { verdict: 'fine', reasons: [] };
  }

  desk(): Desk | undefined {
    return this.#desk;
  }

  overview(listOpen: boolean): Overview | undefined {
    const desk = this.#desk;
    if (this.#running === undefined || desk === undefined) return undefined;
    const { store, health } = this.#running;
    return this.#overviews.make({ store, desk, health, paused: this.#paused, listOpen });
  }

  support(): SupportParts | undefined {
    const desk = this.#desk;
    if (this.#running === undefined || desk === undefined) return undefined;
    const { store, health } = this.#running;
    return supportParts({ store, desk, settings: this.#settings, health, now: this.#ports.clock.now() });
  }

  playable(ref: string): Promise<Result<PlayableRecording>> {
    const file = this.#desk?.recordingFile(ref) ?? null;
    return file === null ? Promise.resolve(fail(NO_RECORDING)) : openPlayable(file.path, file.type, this.#ports);
  }

  waveform(ref: string, points: number): Promise<Result<Waveform>> {
    const file = this.#desk?.recordingFile(ref) ?? null;
    return file === null ? Promise.resolve(fail(NO_RECORDING)) : this.#waveforms.of(file.path, points);
  }

  pause(paused: boolean): void {
    this.#paused = paused;
    for (const lane of this.#running?.lanes ?? []) lane.pause(paused);
  }

  tryAgain(): void {
    for (const lane of this.#running?.lanes ?? []) lane.hurry();
  }

  onUpload(listener: (ref: string, share: number) => void): Disposable {
    this.#uploadListeners.add(listener);
    return { [Symbol.dispose]: () => void this.#uploadListeners.delete(listener) };
  }

  on(listener: (event: EngineEvent) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  #open(): Result<Running> {
    if (this.#running !== undefined) {
      return fail(appError('bug', 'already_started', 'This engine was started before.'));
    }
    const opened = Running.open(this.#ports, this.#settings, (event) => this.#emit(event));
    if (!opened.ok) return opened;
    this.#running = opened.value;
    const { store, uploads } = opened.value;
    this.#desk = createDesk({ store, clock: this.#ports.clock, settings: this.#settings, uploads });
    uploads.on((ref, share) => {
      for (const listener of this.#uploadListeners) listener(ref, share);
    });
    return opened;
  }

  #emit(event: EngineEvent): void {
    this.#desk?.heard(event);
    this.#overviews.heard(event);
    for (const listener of this.#listeners) listener(event);
  }

  #ready(): void {
    const { sources, accounts } = this.#settings;
    const at = isoTime(this.#ports.clock.now());
    this.#emit({ event: 'ready', at, sources: sources.length, accounts: accounts.length });
  }
}

async function untilNothingMore(engine: Running, clock: Clock): Promise<void> {
  const last = engine.sources.filter((source) => source.comesLast);
  for (const source of engine.sources) if (!last.includes(source)) await source.readToEnd();
  // Rows take their recordings before what is left over counts as calls.
  if (last.length > 0) await Promise.all(engine.recordings.map((runner) => runner.everything()));
  for (const source of last) await source.readToEnd();
  engine.kick();
  await Promise.all(engine.recordings.map((runner) => runner.everything()));
  while (!engine.lanes.every((lane) => lane.exhausted()) || engine.recordings.some((runner) => runner.waiting)) {
    engine.kick();
    await new Promise<void>((resolve) => clock.after(LOOK_EVERY, resolve));
  }
  await engine.sweeper.sweep();
  engine.announceHealth();
}
