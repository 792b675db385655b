import { appError, describeThrown, type AppError } from '../../shared/errors.ts';
import type { EngineEvent } from '../../shared/events.ts';
import { fail, type Result } from '../../shared/result.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Engine } from '../engine/index.ts';
import type { Log } from '../engine/ports.ts';

/** The engine that runs, or why none does. */
export type Watching =
  | { readonly engine: Engine; readonly settings: Settings }
  | { readonly problem: AppError; readonly settings?: Settings };

const STARTING = appError('local', 'starting', 'Aftercall is starting.');

/** One engine at a time: started, and started anew when the settings change. */
export class EngineHost {
  readonly #create: (settings: Settings) => Engine;
  readonly #log: Log;
  readonly #listeners = new Set<(event: EngineEvent) => void>();
  readonly #uploads = new Set<(ref: string, share: number) => void>();
  readonly #watched = new Set<() => void>();
  #watching: Watching = { problem: STARTING };
  #turn: Promise<unknown> = Promise.resolve();

  constructor(create: (settings: Settings) => Engine, log: Log) {
    this.#create = create;
    this.#log = log;
  }

  get watching(): Watching {
    return this.#watching;
  }

  /**
   * Runs with these settings from now on; without valid ones nothing runs, and every answer says why. `create`: another
   * kind of engine, for the sample.
   */
  use(settings: Result<Settings>, create = this.#create): Promise<void> {
    return this.#inTurn(async () => {
      await this.#stop();
      this.#watching = settings.ok ? await this.#start(settings.value, create) : { problem: settings.error };
      for (const told of this.#watched) told();
    });
  }

  stop(): Promise<void> {
    return this.#inTurn(() => this.#stop());
  }

  on(listener: (event: EngineEvent) => void): void {
    this.#listeners.add(listener);
  }

  onUpload(listener: (ref: string, share: number) => void): void {
    this.#uploads.add(listener);
  }

  /** Called back when another engine runs than before, or none. */
  onWatching(listener: () => void): void {
    this.#watched.add(listener);
  }

  async #start(settings: Settings, create: (settings: Settings) => Engine): Promise<Watching> {
    try {
      const engine = create(settings);
      engine.on((event) => {
        for (const listener of this.#listeners) listener(event);
      });
      engine.onUpload((ref, share) => {
        for (const listener of this.#uploads) listener(ref, share);
      });
      const started = await engine.start();
      if (started.ok) return { engine, settings };
      this.#log.write('error', 'engine_not_started', { code: started.error.code });
      return { problem: started.error, settings };
    } catch (thrown) {
      this.#log.write('error', 'engine_broke', { thrown: describeThrown(thrown) });
      return { problem: appError('bug', 'engine_broke', 'The engine could not be started.'), settings };
    }
  }

  async #stop(): Promise<void> {
    const now = this.#watching;
    this.#watching = { problem: STARTING };
    if ('engine' in now) await now.engine.stop();
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(work, work);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}

/** What a handler may rely on: a running engine with its desk, or the reason why there is none. */
export function atDesk(host: EngineHost) {
  const { watching } = host;
  if ('problem' in watching) return fail(watching.problem);
  const desk = watching.engine.desk();
  if (desk === undefined) return fail(STARTING);
  return { ok: true, value: { desk, engine: watching.engine, settings: watching.settings } } as const;
}
