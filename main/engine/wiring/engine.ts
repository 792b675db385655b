import type { EngineEvent, Health } from '../../../shared/events.ts';
import type { Ledger, LedgerLine } from '../../../shared/ledger.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { appError, describeThrown } from '../../../shared/errors.ts';
import type { Settings } from '../../../shared/settings.ts';
import type { Desk } from '../desk/desk.ts';
import { balance } from '../ledger/balance.ts';
import type { Clock, Ports } from '../ports.ts';
import { isoTime } from './changes.ts';
import { ledgerLine } from './ledger-line.ts';
import { createDesk } from './reception.ts';
import { Running } from './running.ts';

/** One engine: from call files to the CRM. Either `start` or `runOnce`, then `stop`. */
export interface Engine {
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
  /** Told what happens, after it is durable. */
  on(listener: (event: EngineEvent) => void): Disposable;
}

/** How often a run that is to end looks whether it has. Milliseconds. */
const LOOK_EVERY = 50;

export function createEngine(ports: Ports, settings: Settings): Engine {
  const listeners = new Set<(event: EngineEvent) => void>();
  let running: Running | undefined;
  let desk: Desk | undefined;

  const emit = (event: EngineEvent): void => {
    desk?.heard(event);
    for (const listener of listeners) listener(event);
  };

  function open(): Result<Running> {
    if (running !== undefined) return fail(appError('bug', 'already_started', 'This engine was started before.'));
    const opened = Running.open(ports, settings, emit);
    if (opened.ok) {
      running = opened.value;
      const { store } = running;
      desk = createDesk({ store, clock: ports.clock, settings });
    }
    return opened;
  }

  const ready = (): void =>
    emit({
      event: 'ready',
      at: isoTime(ports.clock.now()),
      sources: settings.sources.length,
      accounts: settings.accounts.length,
    });

  return {
    start() {
      const opened = open();
      if (!opened.ok) return Promise.resolve(opened);
      const engine = opened.value;
      for (const source of engine.sources) source.start();
      for (const runner of engine.recordings) runner.hurry();
      engine.kick();
      engine.announceHealth();
      ready();
      return Promise.resolve(ok(undefined));
    },
    async runOnce() {
      const opened = open();
      if (!opened.ok) return opened;
      const engine = opened.value;
      ready();
      try {
        await untilNothingMore(engine, ports.clock);
        return ok(balance(engine.store));
      } catch (thrown) {
        return fail(appError('bug', 'run_broke', describeThrown(thrown)));
      }
    },
    async stop() {
      const ending = running;
      running = undefined;
      desk?.close();
      desk = undefined;
      await ending?.stop();
    },
    ledger(options) {
      if (running === undefined) return Promise.reject(new Error('the engine is not running'));
      const { store } = running;
      return Promise.resolve(options.calls ? ledgerLine(store, options) : { event: 'ledger', ...balance(store) });
    },
    desk: () => desk,
    health: () => running?.health ?? { verdict: 'fine', reasons: [] },
    on(listener) {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
  };
}

async function untilNothingMore(engine: Running, clock: Clock): Promise<void> {
  for (const source of engine.sources) await source.readToEnd();
  engine.kick();
  await Promise.all(engine.recordings.map((runner) => runner.everything()));
  while (!engine.lanes.every((lane) => lane.exhausted()) || engine.recordings.some((runner) => runner.waiting)) {
    engine.kick();
    await new Promise<void>((resolve) => clock.after(LOOK_EVERY, resolve));
  }
  engine.announceHealth();
}
