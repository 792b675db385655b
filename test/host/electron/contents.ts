import { readFileSync } from 'node:fs';
import type { BrowserWindowConstructorOptions, Rectangle, WebPreferences } from 'electron';
import { browser, type Page } from '../browser.ts';
import { CdpGone, type CdpSession } from '../cdp.ts';
import { complain } from '../complaints.ts';
import { hostEvent, LoudEmitter, UnknownToHost } from '../loud.ts';
import { injectedScripts, ISOLATED_WORLD, type Injected } from '../page/inject.ts';
import { schemes } from '../schemes.ts';
import { Frames, type WebFrame } from './frame.ts';
import { codec, ipcMain } from './ipc.ts';
import { Navigations } from './navigations.ts';
import type { Session } from './session.ts';

type OpenHandler = (details: { url: string }) => { action: 'deny' | 'allow' };

let last = 0;

/** A page of Chromium as Electron's `WebContents`. Made at once; what is asked before the page is there waits for it. */
export class WebContents extends LoudEmitter {
  static override eventsOf = [
    ...['did-finish-load', 'did-fail-load', 'did-start-loading', 'did-stop-loading', 'dom-ready', 'destroyed'],
    ...['did-start-navigation', 'did-navigate', 'did-navigate-in-page', 'did-create-window', 'will-navigate'],
    ...['will-frame-navigate', 'will-redirect', 'will-attach-webview', 'did-attach-webview', 'will-prevent-unload'],
    ...['render-process-gone', 'unresponsive', 'responsive', 'console-message', 'preload-error', 'before-input-event'],
    ...['context-menu', 'page-title-updated', 'focus', 'blur', 'select-bluetooth-device', 'certificate-error', 'login'],
    ...['zoom-changed', 'devtools-opened', 'ipc-message', 'frame-created', 'cursor-changed', 'content-bounds-updated'],
  ];

  readonly id = ++last;
  readonly session: Session;
  readonly ready: Promise<CdpSession>;
  readonly #preferences: WebPreferences;
  readonly #scripts: Injected;
  readonly #frames = new Frames((url) => schemes.fromPage(url));
  /** Execution contexts of the preload's world, by frame. */
  readonly #worlds = new Map<number, string>();
  readonly #navigations: Navigations;
  #page: Page | undefined;
  #openHandler: OpenHandler | undefined;
  #destroyed = false;
  #bounds: Rectangle;
  #zoom = 1;

  constructor(options: BrowserWindowConstructorOptions, preferences: WebPreferences, session: Session) {
    super();
    this.session = session;
    this.#preferences = preferences;
    const { x = 0, y = 0, width = 800, height = 600 } = options;
    this.#bounds = { x, y, width, height };
    // Read now, as Electron does for each new page: a preload that is missing is told and the page goes on without.
    this.#scripts = injectedScripts(this.#readPreload());
    this.#navigations = new Navigations(this, this.#frames);
    this.ready = this.#start();
    this.ready.catch((thrown: unknown) => {
      if (!(thrown instanceof CdpGone)) complain(`a window could not be opened: ${String(thrown)}`);
    });
  }

  get targetId(): string | undefined {
    return this.#page?.targetId;
  }

  get mainFrame(): WebFrame | null {
    return this.#page === undefined ? null : this.#frames.get(this.#page.targetId);
  }

  send(channel: string, ...args: unknown[]): void {
    this.alive();
    const text = codec.encode(args);
    for (const context of this.#worlds.keys()) {
      void this.#inWorld(context, `${this.#scripts.binding}Tell`, [channel, text]);
    }
  }

  /** Fulfilled when the page has loaded; rejected as Electron does when it could not. */
  async loadURL(url: string): Promise<void> {
    this.alive();
    await this.#navigations.load(url, await this.ready);
  }

  reload(): void {
    void this.loadURL(this.getURL());
  }

  getURL(): string {
    return this.mainFrame?.url ?? '';
  }

  getTitle(): string {
    return this.#navigations.title;
  }

  isLoading(): boolean {
    return this.#navigations.loading;
  }

  getType(): 'window' {
    return 'window';
  }

  getLastWebPreferences(): WebPreferences {
    return { ...this.#preferences };
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler;
  }

  async executeJavaScript(expression: string): Promise<unknown> {
    const session = await this.ready;
    const options = { expression, awaitPromise: true, returnByValue: true, userGesture: true };
    const { result, exceptionDetails } = await session.send<{
      result: { value: unknown };
      exceptionDetails?: { text: string };
    }>('Runtime.evaluate', options);
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.text);
    return result.value;
  }

  focus(): void {
    this.alive();
  }

  setBackgroundThrottling(allowed: boolean): void {
    if (typeof allowed !== 'boolean') throw new TypeError('Error processing argument: conversion failure');
  }

  get zoomFactor(): number {
    return this.#zoom;
  }

  set zoomFactor(factor: number) {
    this.setZoomFactor(factor);
  }

  getZoomFactor(): number {
    return this.#zoom;
  }

  setZoomFactor(factor: number): void {
    if (!(factor > 0)) throw new Error("'zoomFactor' must be a double greater than 0.0");
    this.#zoom = factor;
    void this.resize(this.#bounds);
  }

  getProcessId(): number {
    return 1;
  }

  isDevToolsOpened(): boolean {
    return false;
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  alive(): void {
    if (this.#destroyed) throw new TypeError('Object has been destroyed');
  }

  /** Not of Electron: the page's place and size, in CSS pixels at zoom 1. */
  async resize(bounds: Rectangle): Promise<void> {
    this.#bounds = bounds;
    await this.#quietly((session) => this.#measure(session));
  }

  async emulateTheme(dark: boolean): Promise<void> {
    const features = [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }];
    await this.#quietly((session) => session.send('Emulation.setEmulatedMedia', { features }));
  }

  async bringToFront(): Promise<void> {
    await this.#quietly((session) => session.send('Page.bringToFront'));
  }

  /** Chromium has blocked it, or it is closed at once: the app's handler must have wanted that. */
  #wantedToOpen(url: string): void {
    const details = { url: schemes.fromPage(url), frameName: '', features: '', disposition: 'foreground-tab' };
    if (this.#openHandler?.(details).action === 'deny') return;
    complain(`window.open(${details.url}) was not refused by the app: the host has no child windows`);
  }

  /** Not of Electron: ends the page, at once. */
  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    const page = this.#page;
    if (page !== undefined) void this.#closePage(page);
    this.#navigations.destroyed();
    this.emit('destroyed', hostEvent({}));
  }

  async #closePage(page: Page): Promise<void> {
    try {
      await (await browser()).closePage(page);
    } catch (thrown) {
      // The page may have closed itself, or Chromium with it.
      if (!(thrown instanceof CdpGone) && !/No target with given id/.test(String(thrown))) throw thrown;
    }
  }

  /** On the screen the window is moved; headless the page is told its size, to the pixel. */
  async #measure(session: CdpSession): Promise<void> {
    const open = await browser();
    if (open.isVisible) {
      if (this.#page !== undefined) await open.place(this.#page, this.#bounds);
      return;
    }
    const [width, height] = [this.#bounds.width, this.#bounds.height].map((length) => Math.round(length / this.#zoom));
    const metrics = { width, height, deviceScaleFactor: this.#zoom, mobile: false };
    await session.send('Emulation.setDeviceMetricsOverride', metrics);
  }

  #readPreload(): string {
    const { preload } = this.#preferences;
    if (preload === undefined) return '';
    try {
      return readFileSync(preload, 'utf8');
    } catch (thrown) {
      queueMicrotask(() => this.emit('preload-error', hostEvent({}), preload, thrown));
      complain(`the preload ${preload} cannot be read`);
      return '';
    }
  }

  async #start(): Promise<CdpSession> {
    const open = await browser();
    const page = await open.createPage(this.#bounds);
    this.#page = page;
    open.onOpened(page.targetId, (opened, url) => {
      this.#wantedToOpen(url);
      void this.#closePage(opened);
    });
    if (this.#destroyed) await this.#closePage(page);
    const { session } = page;
    const { binding, mainWorld, isolatedWorld } = this.#scripts;
    this.#listen(session);
    this.#navigations.attach(session, page.targetId);
    this.#frames.navigated({ id: page.targetId, url: 'about:blank' });
    await Promise.all([
      session.send('Page.enable'),
      session.send('Page.setLifecycleEventsEnabled', { enabled: true }),
      session.send('Runtime.enable'),
      session.send('Log.enable'),
      session.send('Runtime.addBinding', { name: binding, executionContextName: ISOLATED_WORLD }),
      session.send('Page.addScriptToEvaluateOnNewDocument', { source: mainWorld }),
      session.send('Page.addScriptToEvaluateOnNewDocument', { source: isolatedWorld, worldName: ISOLATED_WORLD }),
      this.#navigations.intercept(session),
      this.#measure(session),
      session.send('Runtime.runIfWaitingForDebugger'),
    ]);
    return session;
  }

  #listen(session: CdpSession): void {
    session.on('Page.frameAttached', ({ frameId, parentFrameId }) => {
      this.#frames.attached(frameId, parentFrameId);
    });
    session.on('Page.frameNavigated', ({ frame }) => {
      this.#frames.navigated(frame);
    });
    session.on('Page.frameDetached', ({ frameId }) => {
      this.#frames.detached(frameId);
    });
    session.on('Runtime.executionContextCreated', ({ context }: { context: World }) => {
      if (context.name === ISOLATED_WORLD) this.#worlds.set(context.id, context.auxData.frameId);
    });
    session.on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
      this.#worlds.delete(executionContextId);
    });
    session.on('Runtime.executionContextsCleared', () => {
      this.#worlds.clear();
    });
    session.on('Runtime.bindingCalled', ({ payload, executionContextId }) => {
      this.#heard(JSON.parse(payload) as FromPage, executionContextId);
    });
    session.on('Runtime.exceptionThrown', ({ exceptionDetails }: { exceptionDetails: Thrown }) => {
      complain(`an error in ${this.getURL()}: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`);
    });
    session.on('Log.entryAdded', ({ entry }: { entry: { readonly text: string } }) => {
      const [, url] = /^Blocked opening '(.*)' in a new window because/s.exec(entry.text) ?? [];
      if (url !== undefined) this.#wantedToOpen(url);
    });
    session.on('host:gone', () => {
      this.emit('host:gone');
    });
  }

  #heard({ kind, id, channel, args }: FromPage, context: number): void {
    const senderFrame = this.#frames.get(this.#worlds.get(context) ?? '');
    const from = { sender: this, senderFrame };
    if (kind === 'close') {
      this.emit('host:close');
      return;
    }
    if (kind === 'send') {
      ipcMain.sent(from, channel, args);
      return;
    }
    void ipcMain.invoked(from, channel, args).then(({ ok, text }) => {
      void this.#inWorld(context, `${this.#scripts.binding}Answer`, [id, ok, text]);
    });
  }

  /** A world that has gone in the meantime hears nothing, as in Electron. */
  async #inWorld(contextId: number, name: string, args: readonly unknown[]): Promise<void> {
    const expression = `${name}(${args.map((one) => JSON.stringify(one)).join(',')})`;
    await this.#quietly((session) => session.send('Runtime.evaluate', { expression, contextId }));
  }

  async #quietly(run: (session: CdpSession) => Promise<unknown>): Promise<void> {
    try {
      await run(await this.ready);
    } catch (thrown) {
      if (thrown instanceof CdpGone || this.#destroyed || /Cannot find context/.test(String(thrown))) return;
      complain(`Chromium refused: ${String(thrown)}`);
    }
  }
}

interface World {
  readonly id: number;
  readonly name: string;
  readonly auxData: { readonly frameId: string };
}

interface FromPage {
  readonly kind: 'invoke' | 'send' | 'close';
  readonly id: number;
  readonly channel: string;
  readonly args: string;
}

interface Thrown {
  readonly text: string;
  readonly exception?: { readonly description?: string };
}

/** Refuses a window whose pages the host could not hold to Electron's rules, or that our design forbids anyway. */
export function checkPreferences(preferences: WebPreferences): void {
  const must = { sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false, webSecurity: true };
  for (const [key, value] of Object.entries(must)) {
    const has = preferences[key as keyof typeof must] ?? value;
    if (has !== value) throw new UnknownToHost(`windows with ${key}: ${String(has)}`);
  }
}
