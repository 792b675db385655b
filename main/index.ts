/** Composition root of the desktop app; wiring only. */
import path from 'node:path';
import { app } from 'electron';
import { runDesktop } from './app/desktop.ts';
import { EngineHost } from './app/engine-host.ts';
import { guardApp } from './app/guard.ts';
import { createQuestions } from './app/questions.ts';
import { openPlayable } from './app/playable.ts';
import { SampleMode } from './app/sample/mode.ts';
import { policyFile, SettingsStore } from './app/settings-store.ts';
import { createSupport } from './app/support.ts';
import { createSystem } from './app/system.ts';
import { createEngine } from './engine/index.ts';
import { createClock } from './node/clock.ts';
import { createFiles } from './node/files.ts';
import { createHttp } from './node/http.ts';
import { createLog } from './node/log.ts';
import { createLogFile } from './node/log-file.ts';
import { createKeychainSecrets } from './node/secrets.ts';

guardApp();

if (app.requestSingleInstanceLock()) {
  const profile = app.getPath('userData');
  const logFolder = path.join(profile, 'logs');
  const log = createLog({ level: 'info', sink: createLogFile(logFolder) });
  const secrets = createKeychainSecrets({ told: (secret) => log.hide(secret) });
  const ports = {
    clock: createClock(),
    random: { fraction: Math.random },
    files: createFiles(),
    http: createHttp(),
    secrets,
    log,
  };
  const host = new EngineHost((settings) => createEngine(ports, settings), log);
  const store = new SettingsStore(path.join(profile, 'settings.json'), policyFile(process.platform, process.env));

  const sample = new SampleMode(host, store, ports);

  void app.whenReady().then(() =>
    runDesktop({
      out: path.resolve(import.meta.dirname, '..'),
      log,
      host,
      store,
      secrets,
      ask: createQuestions(ports, profile, (url, hosts) => createSystem().openLink(url, hosts)),
      openRecording: (id) => openPlayable(host, id),
      ...createSupport({ host, logFolder, version: app.getVersion() }),
      logFolder,
      sample: (on) => sample.turn(on),
    }),
  );
} else {
  app.quit();
}
