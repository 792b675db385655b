/**
 * Runs in the main process before the app, in the host and in a real Electron alike, and keeps what the app asks of
 * the system: what Electron itself does not tell again. Uses nothing from outside: it is also sent as plain JavaScript.
 */
import type * as electronApi from 'electron';
import type { Menu, NativeImage, Notification, Tray } from 'electron';

export interface TrayRecord {
  readonly tray: Tray;
  image: string | undefined;
  template: boolean;
  toolTip: string;
  title: string;
  menu: Menu | null;
  images: number;
}

export interface Recorded {
  readonly trays: TrayRecord[];
  readonly notifications: { readonly notification: Notification; closed: boolean }[];
  readonly shortcuts: Map<string, () => void>;
  readonly opened: string[];
  readonly shown: string[];
  readonly popups: Menu[];
  readonly dialogs: { readonly kind: string; readonly options: unknown }[];
  /** Answers for the next dialogs, by kind; a dialog without one is cancelled. */
  readonly answers: { readonly kind: string; readonly answer: unknown }[];
  readonly badges: number[];
}

type Electron = typeof electronApi;
type Note<Self, Args> = (self: Self, args: Args, answer: unknown) => void;

export function install(electron: Electron): void {
  const recorded: Recorded = {
    ...{ trays: [], notifications: [], shortcuts: new Map(), opened: [], shown: [], popups: [] },
    ...{ dialogs: [], answers: [], badges: [] },
  };
  Object.assign(globalThis, { recorded });

  /** Lets a method do its work and then notes what it was asked. */
  const after = (target: object, name: string, note: Note<never, never>) => {
    const own = Reflect.get(target, name) as (...args: unknown[]) => unknown;
    const replaced = function (this: unknown, ...args: unknown[]): unknown {
      const answer = own.apply(this, args);
      note(this as never, args as never, answer);
      return answer;
    };
    Object.defineProperty(target, name, { value: replaced, writable: true, configurable: true });
  };

  const recordOf = (tray: Tray): TrayRecord => {
    const known = recorded.trays.find((record) => record.tray === tray);
    if (known !== undefined) return known;
    const fresh = { tray, image: undefined, template: false, toolTip: '', title: '', menu: null, images: 0 };
    recorded.trays.push(fresh);
    return fresh;
  };
  const trays = electron.Tray.prototype;
  after(trays, 'setImage', (tray: Tray, [image]: [string | NativeImage]) => {
    const record = recordOf(tray);
    record.images += 1;
    record.image = typeof image === 'string' ? image : image.toDataURL({ scaleFactor: 2 });
    record.template = typeof image !== 'string' && image.isTemplateImage();
  });
  after(trays, 'setToolTip', (tray: Tray, [text]: [string]) => {
    recordOf(tray).toolTip = text;
  });
  after(trays, 'setTitle', (tray: Tray, [text]: [string]) => {
    recordOf(tray).title = text;
  });
  after(trays, 'setContextMenu', (tray: Tray, [menu]: [Menu | null]) => {
    recordOf(tray).menu = menu;
  });
  after(electron.Menu.prototype, 'popup', (menu: Menu) => {
    recorded.popups.push(menu);
  });

  after(electron.Notification.prototype, 'show', (notification: Notification) => {
    recorded.notifications.push({ notification, closed: false });
  });
  after(electron.Notification.prototype, 'close', (notification: Notification) => {
    for (const one of recorded.notifications) if (one.notification === notification) one.closed = true;
  });

  const { globalShortcut, shell, dialog, app } = electron;
  after(globalShortcut, 'register', (_: never, [key, run]: [string, () => void], registered: unknown) => {
    if (registered === true) recorded.shortcuts.set(key, run);
  });
  after(globalShortcut, 'unregister', (_: never, [key]: [string]) => {
    recorded.shortcuts.delete(key);
  });
  after(globalShortcut, 'unregisterAll', () => {
    recorded.shortcuts.clear();
  });

  // These would leave the test: nothing is opened, and a dialog answers what the test has prepared.
  const instead = (target: object, name: string, run: (...args: never[]) => unknown) => {
    Object.defineProperty(target, name, { value: run, writable: true, configurable: true });
  };
  instead(shell, 'openExternal', (url: string) => {
    recorded.opened.push(url);
    return Promise.resolve();
  });
  instead(shell, 'showItemInFolder', (path: string) => {
    recorded.shown.push(path);
  });
  instead(shell, 'openPath', (path: string) => {
    recorded.shown.push(path);
    return Promise.resolve('');
  });
  for (const kind of ['showOpenDialog', 'showSaveDialog', 'showMessageBox']) {
    instead(dialog, kind, (...args: never[]) => {
      const [options = null] = (args as unknown[]).slice(-1);
      recorded.dialogs.push({ kind, options: JSON.parse(JSON.stringify(options)) as unknown });
      const at = recorded.answers.findIndex((answer) => answer.kind === kind);
      const [prepared] = at < 0 ? [] : recorded.answers.splice(at, 1);
      const cancelled = { canceled: true, filePaths: [], filePath: '', response: 0, checkboxChecked: false };
      return Promise.resolve(prepared?.answer ?? cancelled);
    });
  }
  after(app, 'setBadgeCount', (_: never, [count]: [number]) => {
    recorded.badges.push(count);
  });
}
