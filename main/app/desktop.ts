import path from 'node:path';
import { app } from 'electron';
import type { Handlers } from '../../shared/contract.ts';
import type { Support, Waveform } from '../../shared/desk.ts';
import type { Log, Secrets } from '../engine/ports.ts';
import { atDesk, type EngineHost } from './engine-host.ts';
import { createFigures } from './figures.ts';
import { guardSession } from './guard.ts';
import { callHandlers } from './handlers/calls.ts';
import { overviewHandlers } from './handlers/overview.ts';
import { setupHandlers, type SetupQuestions } from './handlers/setup.ts';
import { supportHandlers } from './handlers/support.ts';
import { registerCalls } from './ipc.ts';
import { deepLinkOf, linkAmong } from './links.ts';
import type { PlayableFile } from './recording-scheme.ts';
import type { SettingsStore, StoredSettings } from './settings-store.ts';
import { coalesce, endAll, type Joiner } from './shutdown.ts';
import { settingsShown } from './settings-shown.ts';
import { createSystem } from './system.ts';
import { createTopics } from './topics.ts';
import { createTray, type TrayIcon } from './tray.ts';
import { bareTray, trayModel, type TrayAct } from './tray-model.ts';
import { trayWords } from './tray-words.ts';
import { createWindows, type Windows } from './windows.ts';
import { createWrapUps } from './wrap-ups.ts';
import type { Result } from '../../shared/result.ts';

export interface Desktop {
  /** Folder of the built code: `main`, `preload` and `renderer` lie in it. */
  readonly out: string;
  readonly log: Log;
  readonly host: EngineHost;
  readonly store: SettingsStore;
  readonly secrets: Secrets;
  readonly ask: SetupQuestions;
  readonly openRecording: (id: string) => Promise<Result<PlayableFile>>;
  readonly waveform: (id: string, points: number) => Promise<Result<Waveform>>;
  readonly figures: (measured: Support['figures']) => Promise<Support>;
  readonly logLines: (most: number) => Promise<readonly string[]>;
  readonly logFolder: string;
  readonly sample: (on: boolean) => Promise<Result<null>>;
}

const END_LIMIT = 2_000;
/** However many calls change at once, the tray is drawn at most five times a second. */
const TRAY_EVERY = 200;
const LAST_CALLS = 5;

/** From `ready` to the end: pages, tray, calls of the windows, engine, in this order; a window unless `--background`. */
export async function runDesktop(desktop: Desktop): Promise<void> {
  const { host, log, store } = desktop;
  guardSession(path.join(desktop.out, 'renderer'), desktop.openRecording);
  const windows = createWindows(path.join(desktop.out, 'preload', 'index.js'), process.platform);
  const does = acts(desktop, windows);
  const tray = createTray(does, process.platform);
  showTray(host, tray);
  listen(desktop, windows, tray);
  const joiners: Joiner[] = [{ name: 'engine', end: () => host.stop() }];
  endInOrder(joiners, tray, log);
  app.on('second-instance', (_event, argv) => {
    follow(linkAmong(argv), windows, does);
  });
  app.on('open-url', (event, url) => {
    event.preventDefault();
    follow(url, windows, does);
  });
  app.on('activate', () => {
    windows.show('calls');
  });

  const stored = await store.read();
  const firstRun = stored.ok && stored.value.written === null;
  if (!process.argv.includes('--background')) windows.show(firstRun ? 'setup' : 'calls');
  if (!stored.ok) await host.use(stored);
  else if (!firstRun) await host.use(problemOr(stored.value));
  log.write('info', 'ready', { firstRun });
}

function problemOr({ checked }: StoredSettings): Parameters<EngineHost['use']>[0] {
  if (checked.ok) return checked;
  const [first] = checked.error;
  const message = first === undefined ? 'The settings are not valid.' : `${first.key}: ${first.message}`;
  return { ok: false, error: { category: 'local', code: 'bad_settings', message, delivery: 'not_sent' } };
}

/** Everything that tells windows and tray what happened, and the calls they make. */
function listen(desktop: Desktop, windows: Windows, tray: TrayIcon): void {
  const { host, log } = desktop;
  const figures = createFigures(Date.now);
  const topics = createTopics((topic) => {
    windows.tell(topic);
  });
  const paintTray = coalesce(TRAY_EVERY, () => {
    showTray(host, tray);
  });
  const wrapUps = createWrapUps({
    now: Date.now,
    endOf(id) {
      const at = atDesk(host);
      return at.ok ? (at.value.desk.row(id)?.endedAt ?? null) : null;
    },
    offer(id) {
      const { watching } = host;
      if ('engine' in watching && watching.settings.desktop.wrapUp) windows.offer(id);
    },
  });
  host.on((event) => {
    figures.heard(event);
    topics.heard(event);
    wrapUps(event);
    paintTray();
  });
  host.onWatching(() => {
    topics.all();
    paintTray();
  });
  windows.onClosed((name) => {
    const at = atDesk(host);
    if (name === 'calls' && at.ok) at.value.desk.close();
  });
  registerCalls(handlersOf(desktop, windows, figures), ({ call, ms, error }, thrown) => {
    log.write(thrown === undefined ? 'debug' : 'error', 'window_call', { call, ms, error, thrown });
  });
}

function handlersOf(desktop: Desktop, windows: Windows, figures: ReturnType<typeof createFigures>): Handlers {
  const { host, store } = desktop;
  const system = createSystem();
  const calls = callHandlers({
    host,
    waveform: desktop.waveform,
    openLink: (url) => system.openLink(url, hostsOf(host)),
  });
  return {
    ...calls,
    logCall(input, from) {
      figures.clicked(input.id);
      return calls.logCall(input, from);
    },
    ...overviewHandlers({
      host,
      listOpen: () => windows.isOpen('calls'),
      save: (name, text) => system.save(name, text),
    }),
    ...setupHandlers({
      host,
      store,
      secrets: desktop.secrets,
      ask: desktop.ask,
      choose: (kind) => system.choose(kind),
      shown: (stored) => settingsShown(store.file, stored, process.platform),
      changed: () => {
        windows.tell({ topic: 'settings' });
      },
      finished: () => {
        windows.show('calls');
        windows.close('setup');
      },
    }),
    ...supportHandlers({
      windows,
      figures: () => desktop.figures(figures.read()),
      copy: (text) => {
        system.copy(text);
      },
      save: (name, text) => system.save(name, text),
      openLogs: () => {
        system.openFolder(desktop.logFolder);
      },
      logLines: desktop.logLines,
      wrapUpEnds(how) {
        if (how === 'next') nextWrapUp(host, windows);
        else windows.close('wrap-up');
      },
      sample: desktop.sample,
    }),
  };
}

function hostsOf(host: EngineHost): string[] {
  const { watching } = host;
  const accounts = watching.settings?.accounts ?? [];
  return accounts.flatMap((account) =>
    Object.values(account).flatMap((value) =>
      typeof value === 'string' && URL.canParse(value) ? [new URL(value).hostname] : [],
    ),
  );
}

function nextWrapUp(host: EngineHost, windows: Windows): void {
  const at = atDesk(host);
  const next = at.ok ? at.value.desk.next() : null;
  if (next === null) windows.close('wrap-up');
  else windows.offer(next.id);
}

function showTray(host: EngineHost, tray: TrayIcon): void {
  const at = atDesk(host);
  const overview = at.ok ? at.value.engine.overview(false) : undefined;
  if (!at.ok || overview === undefined) {
    const trouble = 'problem' in host.watching && host.watching.problem.code !== 'starting';
    tray.show(bareTray(trayWords(host.watching.settings?.desktop.language ?? 'system', []), trouble));
    return;
  }
  const { log, focus } = at.value.settings.desktop.shortcuts;
  const words = trayWords(at.value.settings.desktop.language, at.value.settings.accounts);
  tray.show(
    trayModel(overview, at.value.desk.newest(LAST_CALLS), words, {
      log: log === '' ? null : log,
      open: focus === '' ? null : focus,
    }),
  );
}

/** What the tray, a shortcut or a deep link does. */
function acts(desktop: Desktop, windows: Windows): (act: TrayAct) => void {
  const { host, log } = desktop;
  return (act) => {
    const at = atDesk(host);
    switch (act.act) {
      case 'log':
        if (!at.ok) return;
        void at.value.engine.actions.logNow(act.id).then((answer) => {
          if (answer.ok) return;
          log.write('warn', 'not_logged', { code: answer.error.code });
          windows.show('calls', { id: act.id });
        });
        return;
      case 'show':
        windows.show('calls', { view: act.view, id: act.id });
        return;
      case 'sign_in':
        windows.show('calls', { view: 'sign_in' });
        return;
      case 'pause':
      case 'resume':
        if (at.ok) at.value.engine.pause(act.act === 'pause');
        return;
      case 'open':
        windows.show('calls');
        return;
      case 'settings':
        windows.show('calls', { view: 'settings' });
        return;
      case 'quit':
        app.quit();
    }
  };
}

function follow(url: string | undefined, windows: Windows, does: (act: TrayAct) => void): void {
  const link = url === undefined ? undefined : deepLinkOf(url);
  if (link === undefined) windows.show('calls');
  else if (link.to === 'call') does({ act: 'show', id: link.id, view: null });
  else if (link.to === 'view') does({ act: 'show', id: null, view: link.view });
  else windows.show('calls', { view: 'pending' });
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
