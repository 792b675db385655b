import { setTimeout as sleep } from 'node:timers/promises';
import type { Rectangle } from 'electron';
import type { Page } from 'playwright-core';
import type { HostOnly } from '../../host/control.ts';
import type { AppProcess, InMain } from './process.ts';
import type { Recorded } from './recorder.ts';

export interface MenuRow {
  readonly label: string;
  readonly sublabel: string;
  readonly type: string;
  readonly enabled: boolean;
  readonly checked: boolean;
  readonly rows: readonly MenuRow[];
}

export interface TrayState {
  /** PNG as a data URL, at twice the size; undefined while none has been set since the start. */
  readonly image: string | undefined;
  readonly template: boolean;
  /** How often the picture has been set. */
  readonly images: number;
  readonly toolTip: string;
  readonly title: string;
  /** Visible rows only. */
  readonly menu: readonly MenuRow[];
}

export interface WindowState {
  readonly id: number;
  readonly url: string;
  readonly loading: boolean;
  readonly title: string;
  readonly visible: boolean;
  readonly focused: boolean;
  readonly onTop: boolean;
  readonly bounds: Rectangle;
}

export interface NotificationState {
  readonly title: string;
  readonly body: string;
  readonly actions: readonly string[];
  readonly closed: boolean;
}

type Heard = typeof globalThis & { readonly recorded: Recorded; readonly host: HostOnly };

const escapePattern = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** Asks until the answer is one, for as long as a slow machine may need. Rejects with what it was about. */
export async function until<Answer>(what: string, ask: () => Promise<Answer | undefined | false>): Promise<Answer> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > deadline) throw new Error(`waited 10 s in vain: ${what}`);
    await sleep(20);
  }
}

/** The running app as a person and their system see it. The same in the host and in a real Electron. */
export class App {
  readonly driver: AppProcess['driver'];
  readonly exited: Promise<number | null>;
  readonly profile: string;
  readonly #process: AppProcess;

  /** Its main script, where that is not the built one. */
  readonly main: string | undefined;

  constructor(process: AppProcess, profile: string, main?: string) {
    this.main = main;
    this.#process = process;
    this.driver = process.driver;
    this.exited = process.exited;
    this.profile = profile;
  }

  /** Epoch milliseconds right before the process was started. */
  get spawnedAt(): number {
    return this.#process.spawnedAt;
  }

  get pid(): number {
    return this.#process.child.pid ?? 0;
  }

  get isRunning(): boolean {
    const { exitCode, signalCode } = this.#process.child;
    return exitCode === null && signalCode === null;
  }

  output(): string {
    return this.#process.output();
  }

  /** Runs a function in the main process with the module `electron`. */
  evaluate<Answer>(
    run: (electron: Parameters<InMain<undefined, Answer>>[0]) => Answer | Promise<Answer>,
  ): Promise<Answer>;
  evaluate<Argument, Answer>(run: InMain<Argument, Answer>, argument: Argument): Promise<Answer>;
  evaluate<Argument, Answer>(run: InMain<Argument | undefined, Answer>, argument?: Argument): Promise<Answer> {
    return this.#process.evaluate(run, argument);
  }

  /** Throws when there is no tray, or more than one. */
  tray(): Promise<TrayState> {
    return this.evaluate(() => {
      const open = (globalThis as Heard).recorded.trays.filter(({ tray }) => !tray.isDestroyed());
      const [record] = open;
      if (record === undefined || open.length > 1) throw new Error(`there are ${String(open.length)} trays`);
      const rowsOf = (menu: Electron.Menu | null | undefined): MenuRow[] =>
        (menu?.items ?? [])
          .filter(({ visible }) => visible)
          .map(({ label, sublabel, type, enabled, checked, submenu }) => ({
            ...{ label, sublabel, type, enabled, checked },
            rows: rowsOf(submenu),
          }));
      const { image, template, images, toolTip, title, menu } = record;
      return { image, template, images, toolTip, title, menu: rowsOf(menu) };
    });
  }

  async clickTray(): Promise<void> {
    await this.evaluate(() => {
      for (const { tray } of (globalThis as Heard).recorded.trays) if (!tray.isDestroyed()) tray.emit('click');
    });
  }

  /** Clicks the first row whose label is, or matches, the given one, wherever in the tray's menu it is; waits for it. */
  async chooseInTray(label: string | RegExp): Promise<void> {
    const { source, flags } = typeof label === 'string' ? { source: `^${escapePattern(label)}$`, flags: '' } : label;
    await until(`${String(label)} in the tray's menu`, () => this.#clickRow({ source, flags }));
  }

  windows(): Promise<WindowState[]> {
    return this.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => ({
        id: window.id,
        url: window.webContents.getURL(),
        loading: window.webContents.isLoading(),
        title: window.getTitle(),
        visible: window.isVisible(),
        focused: window.isFocused(),
        onTop: window.isAlwaysOnTop(),
        bounds: window.getBounds(),
      })),
    );
  }

  /** The page of the first window whose address has this in it, once it is there and has loaded. */
  async page(address = ''): Promise<Page> {
    const { page } = await until(`a window of ${address}`, async () => {
      const loaded = ({ url, loading }: WindowState) => !loading && url.startsWith('app:') && url.includes(address);
      const window = (await this.windows()).find(loaded);
      const found = window === undefined ? undefined : await this.#process.pageOf(window.id);
      return found === undefined ? undefined : { page: found };
    });
    return page;
  }

  /** Of every window that has one by now. */
  async pages(): Promise<Page[]> {
    const pages = await Promise.all((await this.windows()).map(({ id }) => this.#process.pageOf(id)));
    return pages.filter((page) => page !== undefined);
  }

  async closeWindow(id: number): Promise<void> {
    await this.evaluate(({ BrowserWindow }, one) => {
      BrowserWindow.fromId(one)?.close();
    }, id);
  }

  notifications(): Promise<NotificationState[]> {
    return this.evaluate(() =>
      (globalThis as Heard).recorded.notifications.map(({ notification: { title, body, actions }, closed }) => ({
        ...{ title, body, closed },
        actions: actions.map(({ text }) => text ?? ''),
      })),
    );
  }

  /** Clicks the notification with this place in `notifications()`, or one of its buttons. */
  async clickNotification(index: number, action?: number): Promise<void> {
    await this.evaluate(
      (_, { at, button }) => {
        const one = (globalThis as Heard).recorded.notifications[at]?.notification;
        if (one === undefined) throw new Error(`there is no notification ${String(at)}`);
        if (button === undefined) one.emit('click', {});
        else one.emit('action', { actionIndex: button }, button);
      },
      { at: index, button: action },
    );
  }

  shortcuts(): Promise<string[]> {
    return this.evaluate(() => [...(globalThis as Heard).recorded.shortcuts.keys()]);
  }

  /** Presses a global shortcut, wherever the focus is. */
  async press(accelerator: string): Promise<void> {
    await this.evaluate((_, key) => {
      const run = (globalThis as Heard).recorded.shortcuts.get(key);
      if (run === undefined) throw new Error(`the shortcut ${key} is not registered`);
      run();
    }, accelerator);
  }

  openedLinks(): Promise<string[]> {
    return this.evaluate(() => [...(globalThis as Heard).recorded.opened]);
  }

  /** What the file manager was asked to show. */
  shownPaths(): Promise<string[]> {
    return this.evaluate(() => [...(globalThis as Heard).recorded.shown]);
  }

  dialogs(): Promise<{ kind: string; options: unknown }[]> {
    return this.evaluate(() => [...(globalThis as Heard).recorded.dialogs]);
  }

  /** Prepares the answer of the next dialog of this kind, for example `{ canceled: false, filePaths: […] }`. */
  async answerDialog(kind: 'showOpenDialog' | 'showSaveDialog' | 'showMessageBox', answer: object): Promise<void> {
    await this.evaluate((_, prepared) => void (globalThis as Heard).recorded.answers.push(prepared), { kind, answer });
  }

  async suspend(): Promise<void> {
    await this.evaluate(({ powerMonitor }) => void powerMonitor.emit('suspend'));
  }

  async resume(): Promise<void> {
    await this.evaluate(({ powerMonitor }) => void powerMonitor.emit('resume'));
  }

  /** Pulls the network cable, as far as the system tells of it. What a CRM answers is for its sandbox to say. */
  offline(): Promise<void> {
    return this.#network(false);
  }

  online(): Promise<void> {
    return this.#network(true);
  }

  /** What the system asks of the app, for example by a click on a link to it. */
  async openUrl(url: string): Promise<void> {
    await this.evaluate(({ app }, link) => void app.emit('open-url', { preventDefault: () => undefined }, link), url);
  }

  async theme(source: 'light' | 'dark' | 'system'): Promise<void> {
    await this.evaluate(({ nativeTheme }, wanted) => {
      nativeTheme.themeSource = wanted;
    }, source);
  }

  /** What the host had to object to; always empty in a real Electron, which objects by itself. */
  complaints(): Promise<readonly string[]> {
    return this.evaluate(() => (Reflect.has(globalThis, 'host') ? (globalThis as Heard).host.complaints() : []));
  }

  /** Ends it in order; answers the exit code. */
  async quit(): Promise<number | null> {
    // It may have gone before it has answered.
    const asked = this.evaluate(({ app }) => setImmediate(() => app.quit())).then(() => undefined);
    await Promise.race([asked.catch(() => this.exited), this.exited]);
    return this.exited;
  }

  /** Ends it at once, as a power cut does. */
  async kill(): Promise<void> {
    this.#process.child.kill('SIGKILL');
    await this.exited;
  }

  #clickRow(label: { source: string; flags: string }): Promise<boolean> {
    return this.evaluate((_, { source, flags }) => {
      const pattern = new RegExp(source, flags);
      const rows = (menu: Electron.Menu | null | undefined): Electron.MenuItem[] =>
        (menu?.items ?? []).flatMap((item) => [item, ...rows(item.submenu)]);
      const { trays } = (globalThis as Heard).recorded;
      const all = trays.filter(({ tray }) => !tray.isDestroyed()).flatMap(({ menu }) => rows(menu));
      const found = all.find((item) => pattern.test(item.label) && item.visible && item.enabled);
      // Later, so that a row which ends the app can still be answered.
      if (found !== undefined) setImmediate(() => (found.click as () => void)());
      return found !== undefined;
    }, label);
  }

  async #network(online: boolean): Promise<void> {
    await this.evaluate(({ session }, now) => {
      if (Reflect.has(globalThis, 'host')) (globalThis as Heard).host.setOnline(now);
      else session.defaultSession.enableNetworkEmulation({ offline: !now });
    }, online);
  }
}
