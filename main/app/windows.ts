import { BrowserWindow, screen, type BrowserWindowConstructorOptions } from 'electron';
import { CHANGED } from '../../shared/channels.ts';
import type { Topic, WindowName } from '../../shared/contract.ts';
import { pageOf } from './scheme.ts';

const SIZES: Readonly<Record<WindowName, { width: number; height: number }>> = {
  calls: { width: 1100, height: 720 },
  'wrap-up': { width: 400, height: 520 },
  setup: { width: 580, height: 540 },
};
/** What stays of the wrap-up after a decision. */
const STRIP = { height: 48 };
/** Between the wrap-up and the edge of the screen. */
const MARGIN = 12;

export interface Windows {
  /** Opens it, or brings the open one to the front. `show`: what it is to show, in the page's own words. */
  show(name: WindowName, show?: { view?: string | null; id?: string | null }): void;
  /** The wrap-up beside the tray, without taking the keyboard. An open one is told, and takes this call when it is free. */
  offer(id: string): void;
  /** The wrap-up takes the size of its strip, or that of the window again. */
  fit(form: 'strip' | 'window'): void;
  close(name: WindowName): void;
  minimize(name: WindowName): void;
  maximize(name: WindowName): void;
  isOpen(name: WindowName): boolean;
  tell(topic: Topic): void;
  /** Called back when the last page that lists calls is gone. */
  onClosed(listener: (name: WindowName) => void): void;
}

/**
 * All windows of the app; `told` hears of a page that cannot be loaded. Each is destroyed when closed, so that the tray
 * alone holds no page in memory.
 */
export function createWindows(
  preload: string,
  platform: NodeJS.Platform,
  told: (name: WindowName, thrown: unknown) => void,
): Windows {
  const open = new Map<WindowName, BrowserWindow>();
  const listeners = new Set<(name: WindowName) => void>();

  function make(name: WindowName, asked: string, options: BrowserWindowConstructorOptions): BrowserWindow {
    const window = new BrowserWindow({ ...SIZES[name], ...options, ...frameOf(platform), ...secure(preload) });
    window.once('closed', () => {
      open.delete(name);
      for (const listener of listeners) listener(name);
    });
    load(window, pageOf(name, asked), told.bind(undefined, name));
    open.set(name, window);
    return window;
  }

  function tellOne(window: BrowserWindow, topic: Topic): void {
    window.webContents.send(CHANGED, topic);
  }

  return {
    show(name, { view = null, id = null } = {}) {
      const there = open.get(name);
      if (there !== undefined) {
        toFront(there);
        tellOne(there, { topic: 'show', view, id });
        return;
      }
      const window = make(name, askedFor(view, id), name === 'wrap-up' ? beside() : whole(name));
      window.once('ready-to-show', () => {
        window.show();
      });
    },
    offer(id) {
      const there = open.get('wrap-up');
      if (there !== undefined) {
        tellOne(there, { topic: 'show', view: null, id });
        return;
      }
      const window = make('wrap-up', askedFor(null, id), beside());
      window.once('ready-to-show', () => {
        window.showInactive();
      });
    },
    fit(form) {
      const window = open.get('wrap-up');
      if (window !== undefined) resize(window, form === 'strip' ? STRIP.height : SIZES['wrap-up'].height);
    },
    close: (name) => open.get(name)?.close(),
    minimize: (name) => open.get(name)?.minimize(),
    maximize(name) {
      turnMaximized(open.get(name));
    },
    isOpen: (name) => open.has(name),
    tell(topic) {
      for (const window of open.values()) tellOne(window, topic);
    },
    onClosed: (listener) => void listeners.add(listener),
  };
}

/** The edge towards the tray stays where it is. */
function resize(window: BrowserWindow, height: number): void {
  const { x, y, width, height: before } = window.getBounds();
  const top = isTrayAbove() ? y : y + before - height;
  window.setBounds({ x, y: top, width, height });
}

function toFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

function turnMaximized(window: BrowserWindow | undefined): void {
  if (window?.isMaximized() === true) window.unmaximize();
  else window?.maximize();
}

function load(window: BrowserWindow, page: string, told: (thrown: unknown) => void): void {
  window.loadURL(page).catch((thrown: unknown) => {
    // Closed while it was loading: nothing is missing.
    if (!window.isDestroyed()) told(thrown);
  });
}

const askedFor = (view: string | null, id: string | null): string => {
  const asked = new URLSearchParams();
  if (view !== null) asked.set('view', view);
  if (id !== null) asked.set('id', id);
  return asked.toString();
};

/** Our own title bar, with the system's buttons over it. */
function frameOf(platform: NodeJS.Platform): BrowserWindowConstructorOptions {
  if (platform === 'darwin') return { titleBarStyle: 'hiddenInset' };
  return { titleBarStyle: 'hidden' };
}

function whole(name: WindowName): BrowserWindowConstructorOptions {
  return name === 'calls' ? { minWidth: 640, minHeight: 480 } : { resizable: false, maximizable: false };
}

function isTrayAbove(): boolean {
  const { workArea, bounds } = screen.getPrimaryDisplay();
  return workArea.y > bounds.y;
}

/** At the corner of the screen where the tray is on most systems. */
function beside(): BrowserWindowConstructorOptions {
  const { workArea } = screen.getPrimaryDisplay();
  const { width, height } = SIZES['wrap-up'];
  return {
    x: workArea.x + workArea.width - width - MARGIN,
    y: isTrayAbove() ? workArea.y + MARGIN : workArea.y + workArea.height - height - MARGIN,
    resizable: false,
    maximizable: false,
    minimizable: false,
    skipTaskbar: true,
    alwaysOnTop: true,
  };
}

function secure(preload: string): BrowserWindowConstructorOptions {
  return {
    show: false,
    autoHideMenuBar: true,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  };
}
