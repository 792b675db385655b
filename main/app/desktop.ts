import path from 'node:path';
import { app } from 'electron';
import { describeThrown } from '../../shared/errors.ts';
import type { Log } from '../engine/ports.ts';
import { createActs, type Acts } from './acts.ts';
import type { Desktop } from './desktop-parts.ts';
import { atDesk, type EngineHost } from './engine-host.ts';
import { createFigures, type Figures } from './figures.ts';
import { guardSession } from './guard.ts';
import { handlersOf } from './handlers/index.ts';
import { registerCalls } from './ipc.ts';
import { LastCall } from './last-call.ts';
import { linkAmong } from './links.ts';
import { createNotices } from './notifications.ts';
import { watchPower } from './power.ts';
import type { StoredSettings } from './settings-store.ts';
import { createShortcuts, type Shortcuts } from './shortcuts.ts';
import { coalesce, endAll, type Joiner } from './shutdown.ts';
import { createTopics } from './topics.ts';
import { createTray, type TrayIcon } from './tray.ts';
import { bareTray, trayModel } from './tray-model.ts';
import { trayWords } from './tray-words.ts';
import { createWindows, type Windows } from './windows.ts';
import { createWrapUps } from './wrap-ups.ts';

/** Everything that is there for as long as the app runs. */
interface Standing {
  readonly windows: Windows;
  readonly tray: TrayIcon;
  readonly acts: Acts;
  readonly last: LastCall;
  readonly figures: Figures;
  readonly shortcuts: Shortcuts;
}

const END_LIMIT = 2_000;
/** However many calls change at once, the tray is drawn at most five times a second. */
const TRAY_EVERY = 200;
const LAST_CALLS = 5;

/** From `ready` to the end: pages, tray, calls of the windows, engine, in this order; a window unless `--background`. */
export async function runDesktop(desktop: Desktop): Promise<void> {
  const { host, log, store, out } = desktop;
  guardSession(path.join(out, 'renderer'), desktop.openRecording);
  const standing = stand(desktop);
  const { windows, tray, acts } = standing;
  paintTray(host, standing);
  const applied = listen(desktop, standing);
  const power = watchPower({
    tryAgain() {
      const at = atDesk(host);
      if (at.ok) at.value.engine.tryAgain();
    },
  });
  endInOrder([{ name: 'engine', end: () => host.stop() }], [tray, standing.shortcuts, power], log);
  app.setAsDefaultProtocolClient('aftercall');
  app.on('second-instance', (_event, argv) => {
    acts.follow(linkAmong(argv));
  });
  app.on('open-url', (event, url) => {
    event.preventDefault();
    acts.follow(url);
  });
  app.on('activate', () => {
    windows.show('calls');
  });

  const stored = await store.read();
  const firstRun = stored.ok && stored.value.written === null;
  const link = linkAmong(process.argv);
  if (link !== undefined && !firstRun) acts.follow(link);
  else if (!process.argv.includes('--background') || firstRun) windows.show(firstRun ? 'setup' : 'calls');
  if (!stored.ok) await host.use(stored);
  else if (!firstRun) {
    applied(stored.value);
    await host.use(problemOr(stored.value));
  }
  log.write('info', 'ready', { firstRun });
}

function stand({ host, log, out }: Desktop): Standing {
  const windows = createWindows(path.join(out, 'preload', 'index.js'), process.platform, (name, thrown) => {
    log.write('error', 'page_not_loaded', { window: name, thrown: describeThrown(thrown) });
  });
  const last = new LastCall(Date.now);
  const figures = createFigures(Date.now);
  const acts = createActs({ host, windows, last, figures, log });
  const tray = createTray((act) => {
    acts.does(act);
  }, process.platform);
  const shortcuts = createShortcuts({
    log: () => {
      acts.logLast();
    },
    focus: () => {
      acts.focus();
    },
  });
  return { windows, tray, acts, last, figures, shortcuts };
}

function problemOr({ checked }: StoredSettings): Parameters<EngineHost['use']>[0] {
  if (checked.ok) return checked;
  const [first] = checked.error;
  const message = first === undefined ? 'The settings are not valid.' : `${first.key}: ${first.message}`;
  return { ok: false, error: { category: 'local', code: 'bad_settings', message, delivery: 'not_sent' } };
}

/** Everything that tells windows and tray what happened, and the calls they make. Gives what new settings set going. */
function listen(desktop: Desktop, standing: Standing): (stored: StoredSettings) => void {
  const { host, log } = desktop;
  const { windows, figures, shortcuts } = standing;
  const topics = createTopics((topic) => {
    windows.tell(topic);
  });
  const painted = coalesce(TRAY_EVERY, () => {
    paintTray(host, standing);
  });
  const wrapUps = createWrapUps({
    now: Date.now,
    endOf(id) {
      const at = atDesk(host);
      return at.ok ? (at.value.desk.row(id)?.endedAt ?? null) : null;
    },
    offer: offerer(host, standing),
  });
  host.on((event) => {
    figures.heard(event);
    topics.heard(event);
    wrapUps(event);
    painted();
  });
  host.onUpload((id, share) => {
    windows.tell({ topic: 'progress', id, share });
  });
  host.onWatching(() => {
    topics.all();
    painted();
  });
  windows.onClosed((name) => {
    const at = atDesk(host);
    if (name === 'calls' && at.ok) at.value.desk.close();
  });
  let taken = { log: false, focus: false };
  const applied = ({ checked }: StoredSettings): void => {
    if (!checked.ok) return;
    taken = shortcuts.use(checked.value.desktop.shortcuts);
    app.setLoginItemSettings({ openAtLogin: checked.value.desktop.startAtLogin, args: ['--background'] });
    windows.tell({ topic: 'settings' });
  };
  const handlers = handlersOf(desktop, { windows, figures, taken: () => taken, applied });
  registerCalls(handlers, ({ call, ms, error }, thrown) => {
    log.write(thrown === undefined ? 'debug' : 'error', 'window_call', { call, ms, error, thrown });
  });
  return applied;
}

/** The wrap-up window, or the system's notice where the agent prefers it. */
function offerer(host: EngineHost, { windows, acts }: Standing): (id: string) => void {
  const notify = createNotices();
  return (id) => {
    const at = atDesk(host);
    const row = at.ok ? at.value.desk.row(id) : undefined;
    if (!at.ok || row === undefined) return;
    const { desktop, accounts } = at.value.settings;
    if (desktop.wrapUp) windows.offer(id);
    if (desktop.wrapUp || !desktop.notifications) return;
    const words = trayWords(desktop.language, accounts);
    notify({
      title: words.who(row),
      body: words.length(row.talkSeconds),
      log: words.logAction,
      onLog: () => {
        acts.does({ act: 'log', id });
      },
      onOpen: () => {
        windows.offer(id);
      },
    });
  };
}

function paintTray(host: EngineHost, { tray, last }: Standing): void {
  const at = atDesk(host);
  const overview = at.ok ? at.value.engine.overview(false) : undefined;
  if (!at.ok || overview === undefined) {
    const trouble = 'problem' in host.watching && host.watching.problem.code !== 'starting';
    tray.show(bareTray(trayWords(host.watching.settings?.desktop.language ?? 'system', []), trouble));
    return;
  }
  last.is(overview.next?.id ?? null);
  const { desktop, accounts } = at.value.settings;
  const { log, focus } = desktop.shortcuts;
  const keys = { log: log === '' ? null : log, open: focus === '' ? null : focus };
  tray.show(trayModel(overview, at.value.desk.newest(LAST_CALLS), trayWords(desktop.language, accounts), keys));
}

function endInOrder(joiners: readonly Joiner[], gone: readonly Disposable[], log: Log): void {
  let ending = false;
  // The tray keeps the app alive; without a listener Electron would quit with the last window.
  app.on('window-all-closed', () => undefined);
  app.on('before-quit', (event) => {
    event.preventDefault();
    if (ending) return;
    ending = true;
    for (const each of gone) each[Symbol.dispose]();
    void endAll(joiners, END_LIMIT).then((problems) => {
      if (problems.length > 0) log.write('warn', 'ended_out_of_order', { problems });
      app.exit(0);
    });
  });
}
