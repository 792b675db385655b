/** Composition root of the desktop app; wiring only. */
import path from 'node:path';
import { app } from 'electron';
import { runDesktop } from './app/desktop.ts';
import { guardApp } from './app/guard.ts';
import { loadDesktopSettings } from './app/settings.ts';
import { createEngine, type Engine } from './engine/index.ts';
import { createClock } from './node/clock.ts';
import { createFiles } from './node/files.ts';
import { createHttp } from './node/http.ts';
import { createLog } from './node/log.ts';
import { createLogFile } from './node/log-file.ts';
import { createKeychainSecrets } from './node/secrets.ts';
import { ok, type Result } from '../shared/result.ts';

guardApp();

if (app.requestSingleInstanceLock()) {
  const profile = app.getPath('userData');
  const log = createLog({ level: 'info', sink: createLogFile(path.join(profile, 'logs')) });

  const startEngine = async (): Promise<Result<Engine>> => {
    const settings = await loadDesktopSettings(path.join(profile, 'settings.json'));
    if (!settings.ok) return settings;
    const ports = {
      clock: createClock(),
      random: { fraction: Math.random },
      files: createFiles(),
      http: createHttp(),
      secrets: createKeychainSecrets({ told: (secret) => log.hide(secret) }),
      log,
    };
    const engine = createEngine(ports, settings.value);
    const started = await engine.start();
    return started.ok ? ok(engine) : started;
  };

  void app.whenReady().then(() => runDesktop({ out: path.resolve(import.meta.dirname, '..'), log, startEngine }));
} else {
  app.quit();
}
