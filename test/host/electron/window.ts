import type { BrowserWindowConstructorOptions, Rectangle } from 'electron';
import { hostEvent, knownKeys, LoudEmitter, UnknownToHost } from '../loud.ts';
import { app, requireReady } from './app.ts';
import { checkPreferences, WebContents } from './contents.ts';
import { nativeTheme } from './native-theme.ts';
import { defaultSession, type Session } from './session.ts';

const OPTIONS = [
  ...['width', 'height', 'minWidth', 'minHeight', 'maxWidth', 'maxHeight', 'x', 'y', 'center', 'useContentSize'],
  ...['show', 'title', 'icon', 'frame', 'resizable', 'movable', 'minimizable', 'maximizable', 'closable', 'focusable'],
  ...['alwaysOnTop', 'skipTaskbar', 'fullscreenable', 'fullscreen', 'autoHideMenuBar', 'backgroundColor', 'hasShadow'],
  ...['titleBarStyle', 'titleBarOverlay', 'trafficLightPosition', 'roundedCorners', 'transparent', 'vibrancy', 'type'],
  ...[
    'backgroundMaterial',
    'acceptFirstMouse',
    'darkTheme',
    'thickFrame',
    'paintWhenInitiallyHidden',
    'webPreferences',
  ],
];
const PREFERENCES = [
  ...['preload', 'sandbox', 'contextIsolation', 'nodeIntegration', 'webSecurity', 'webviewTag', 'navigateOnDragDrop'],
  ...[
    'spellcheck',
    'backgroundThrottling',
    'devTools',
    'zoomFactor',
    'disableDialogs',
    'safeDialogs',
    'defaultFontSize',
  ],
  ...['autoplayPolicy', 'images', 'javascript', 'enableWebSQL', 'v8CacheOptions', 'nodeIntegrationInWorker'],
  ...[
    'nodeIntegrationInSubFrames',
    'allowRunningInsecureContent',
    'experimentalFeatures',
    'plugins',
    'minimumFontSize',
  ],
];

const windows = new Set<BrowserWindow>();
let last = 0;
const focus: { on?: BrowserWindow | undefined } = {};

/** Tells every page whether it is light or dark; a debugger that joins later may have told it otherwise. */
export function themePages(): void {
  for (const { webContents } of windows) void webContents.emulateTheme(nativeTheme.shouldUseDarkColors);
}
nativeTheme.on('updated', themePages);

/** A window of Electron as one page of Chromium. What a window manager would do is kept as numbers. */
export class BrowserWindow extends LoudEmitter {
  static override eventsOf = [
    ...['ready-to-show', 'show', 'hide', 'focus', 'blur', 'close', 'closed', 'minimize', 'maximize', 'unmaximize'],
    ...[
      'restore',
      'resize',
      'resized',
      'will-resize',
      'move',
      'moved',
      'will-move',
      'enter-full-screen',
      'unresponsive',
    ],
    ...[
      'leave-full-screen',
      'always-on-top-changed',
      'page-title-updated',
      'session-end',
      'query-session-end',
      'responsive',
    ],
  ];

  readonly id = ++last;
  readonly webContents: WebContents;
  readonly #options: BrowserWindowConstructorOptions;
  #bounds: Rectangle;
  #visible = false;
  #minimized = false;
  #maximized = false;
  #onTop: boolean;
  #title: string;
  #destroyed = false;

  constructor(options: BrowserWindowConstructorOptions & { session?: Session } = {}) {
    super();
    requireReady('create BrowserWindow');
    const { webPreferences = {} } = options;
    knownKeys('BrowserWindow', options, OPTIONS);
    knownKeys('webPreferences', webPreferences, PREFERENCES);
    checkPreferences(webPreferences);
    this.#options = options;
    this.#onTop = options.alwaysOnTop ?? false;
    this.#title = options.title ?? app.name;
    const { x = 100, y = 100, width = 800, height = 600 } = options;
    this.#bounds = this.#within({ x, y, width, height });
    this.webContents = new WebContents({ ...options, ...this.#bounds }, webPreferences, defaultSession());
    this.#listen();
    windows.add(this);
    app.emit('web-contents-created', hostEvent({}), this.webContents);
    app.emit('browser-window-created', hostEvent({}), this);
    defaultSession().applyPermissions(this.webContents);
    void this.webContents.emulateTheme(nativeTheme.shouldUseDarkColors);
    if (options.show !== false) this.show();
  }

  static getAllWindows(): BrowserWindow[] {
    return [...windows];
  }

  static getFocusedWindow(): BrowserWindow | null {
    return focus.on ?? null;
  }

  static fromId(id: number): BrowserWindow | null {
    return [...windows].find((window) => window.id === id) ?? null;
  }

  static fromWebContents(contents: WebContents): BrowserWindow | null {
    return [...windows].find(({ webContents }) => webContents === contents) ?? null;
  }

  async loadURL(url: string): Promise<void> {
    this.#alive();
    await this.webContents.loadURL(url);
  }

  loadFile(): never {
    throw new UnknownToHost('BrowserWindow.loadFile: pages come from app://');
  }

  show(): void {
    this.#reveal();
    this.focus();
  }

  showInactive(): void {
    this.#reveal();
  }

  hide(): void {
    this.#alive();
    this.blur();
    if (!this.#visible) return;
    this.#visible = false;
    this.emit('hide');
  }

  focus(): void {
    this.#alive();
    if (focus.on === this || !this.#visible || this.#options.focusable === false) return;
    focus.on?.blur();
    focus.on = this;
    void this.webContents.bringToFront();
    this.emit('focus', hostEvent({}));
    app.emit('browser-window-focus', hostEvent({}), this);
  }

  blur(): void {
    if (focus.on !== this) return;
    focus.on = undefined;
    this.emit('blur', hostEvent({}));
    app.emit('browser-window-blur', hostEvent({}), this);
  }

  close(): void {
    this.#alive();
    const event = hostEvent({});
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.blur();
    this.#destroyed = true;
    this.#visible = false;
    windows.delete(this);
    this.webContents.destroy();
    this.emit('closed');
    if (windows.size === 0) app.allWindowsClosed();
  }

  minimize(): void {
    this.#alive();
    this.blur();
    this.#minimized = true;
    this.emit('minimize');
  }

  restore(): void {
    this.#alive();
    this.#minimized = false;
    this.emit('restore');
  }

  maximize(): void {
    this.#alive();
    this.#maximized = true;
    this.emit('maximize');
  }

  unmaximize(): void {
    this.#alive();
    this.#maximized = false;
    this.emit('unmaximize');
  }

  setBounds(bounds: Partial<Rectangle>): void {
    this.#alive();
    const before = this.#bounds;
    this.#bounds = this.#within({ ...before, ...bounds });
    const { x, y, width, height } = this.#bounds;
    if (x !== before.x || y !== before.y) this.emit('move');
    void this.webContents.resize(this.#bounds);
    if (width !== before.width || height !== before.height) this.emit('resize');
  }

  getBounds(): Rectangle {
    this.#alive();
    return { ...this.#bounds };
  }

  getNormalBounds(): Rectangle {
    return this.getBounds();
  }

  getContentBounds(): Rectangle {
    return this.getBounds();
  }

  setSize(width: number, height: number): void {
    this.setBounds({ width, height });
  }

  getSize(): [number, number] {
    const { width, height } = this.getBounds();
    return [width, height];
  }

  setContentSize(width: number, height: number): void {
    this.setBounds({ width, height });
  }

  setPosition(x: number, y: number): void {
    this.setBounds({ x, y });
  }

  getPosition(): [number, number] {
    const { x, y } = this.getBounds();
    return [x, y];
  }

  center(): void {
    const { width, height } = this.getBounds();
    this.setBounds({ x: Math.round((1920 - width) / 2), y: Math.round((1040 - height) / 2) });
  }

  moveTop(): void {
    this.#alive();
  }

  isVisible(): boolean {
    this.#alive();
    return this.#visible;
  }

  isFocused(): boolean {
    this.#alive();
    return focus.on === this;
  }

  isMinimized(): boolean {
    this.#alive();
    return this.#minimized;
  }

  isMaximized(): boolean {
    this.#alive();
    return this.#maximized;
  }

  isFullScreen(): boolean {
    this.#alive();
    return false;
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  setAlwaysOnTop(flag: boolean): void {
    this.#alive();
    this.#onTop = flag;
  }

  isAlwaysOnTop(): boolean {
    this.#alive();
    return this.#onTop;
  }

  setVisibleOnAllWorkspaces(_visible: boolean): void {
    this.#alive();
  }

  setSkipTaskbar(_skip: boolean): void {
    this.#alive();
  }

  setMenu(_menu: unknown): void {
    this.#alive();
  }

  removeMenu(): void {
    this.#alive();
  }

  setMenuBarVisibility(_visible: boolean): void {
    this.#alive();
  }

  setBackgroundColor(_color: string): void {
    this.#alive();
  }

  setOverlayIcon(_icon: unknown, _description: string): void {
    this.#alive();
  }

  flashFrame(_flag: boolean): void {
    this.#alive();
  }

  setTitle(title: string): void {
    this.#alive();
    this.#title = title;
  }

  getTitle(): string {
    this.#alive();
    return this.#title;
  }

  #reveal(): void {
    this.#alive();
    if (this.#visible) return;
    this.#visible = true;
    this.emit('show');
  }

  #listen(): void {
    this.webContents.once('host:painted', () => {
      if (!this.#destroyed) this.emit('ready-to-show');
    });
    this.webContents.on('host:close', () => {
      if (!this.#destroyed) this.close();
    });
    this.webContents.once('host:gone', () => {
      // The page closed itself.
      if (!this.#destroyed) this.destroy();
    });
  }

  #within({ x, y, width, height }: Rectangle): Rectangle {
    const { minWidth = 0, minHeight = 0, maxWidth = Infinity, maxHeight = Infinity } = this.#options;
    return {
      ...{ x: Math.round(x), y: Math.round(y) },
      width: Math.round(Math.min(Math.max(width, minWidth), maxWidth)),
      height: Math.round(Math.min(Math.max(height, minHeight), maxHeight)),
    };
  }

  #alive(): void {
    if (this.#destroyed) throw new TypeError('Object has been destroyed');
  }
}
