import path from 'node:path';
import { app } from 'electron';
import { appError } from '../../shared/errors.ts';
import type { Result } from '../../shared/result.ts';
import type { Engine } from '../engine/index.ts';
import type { Log } from '../engine/ports.ts';
import { guardSession } from './guard.ts';
import { createHandlers, type Watching } from './handlers.ts';
import { registerCalls } from './ipc.ts';
import { coalesce, endAll, type Joiner } from './shutdown.ts';
import { createTray } from './tray.ts';
import { createCallsWindow } from './window.ts';

export interface Desktop {
  /** Folder of the built code: `main`, `preload` and `renderer` lie in it. */
  readonly out: string;
  readonly log: Log;
  readonly startEngine: () => Promise<Result<Engine>>;
}

const END_LIMIT = 2_000;
/** However many calls change at once, the window asks again at most ten times a second. */
const TELL_EVERY = 100;
const STARTING: Watching = { problem: appError('local', 'starting', 'Aftercall is starting.') };

/** From `ready` to the end: pages, tray, calls of the window, engine, in this order; the window unless `--background`. */
export async function runDesktop({ out, log, startEngine }: Desktop): Promise<void> {
  let watching = STARTING;
  const joiners: Joiner[] = [];
  guardSession(path.join(out, 'renderer'));
  const window = createCallsWindow(path.join(out, 'preload', 'index.js'));
  const changed = coalesce(TELL_EVERY, () => {
    window.tellChanged();
  });
  const tray = createTray({
    open: () => {
      window.show();
    },
    quit: () => {
      app.quit();
    },
  });
  registerCalls(
    createHandlers(() => watching),
    ({ call, ms, error }, thrown) => {
      log.write(thrown === undefined ? 'debug' : 'error', 'window_call', { call, ms, error, thrown });
    },
  );
  app.on('second-instance', () => {
    window.show();
  });
  app.on('activate', () => {
    window.show();
  });
  endInOrder(joiners, tray, log);
  if (!process.argv.includes('--background')) window.show();

  const started = await startEngine();
  if (started.ok) {
    const engine = started.value;
    engine.on(changed);
    joiners.push({ name: 'engine', end: () => engine.stop() });
    watching = { engine };
  } else {
    log.write('error', 'engine_not_started', { code: started.error.code });
    watching = { problem: started.error };
  }
  changed();
}

function endInOrder(joiners: readonly Joiner[], tray: Disposable, log: Log): void {
  let ending = false;
  // The tray keeps the app alive; without a listener Electron would quit with the last window.
  app.on('window-all-closed', () => undefined);
  app.on('before-quit', (event) => {
    event.preventDefault();
    if (ending) return;
    ending = true;
    tray[Symbol.dispose]();
    void endAll(joiners, END_LIMIT).then((problems) => {
      if (problems.length > 0) log.write('warn', 'ended_out_of_order', { problems });
      app.exit(0);
    });
  });
}
