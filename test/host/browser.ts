import { Cdp, type CdpSession } from './cdp.ts';
import { launchChromium } from './chromium.ts';
import { schemes } from './schemes.ts';

interface TargetInfo {
  readonly targetId: string;
  readonly type: string;
  readonly browserContextId?: string;
  readonly openerId?: string;
  readonly url: string;
}

export interface Page {
  readonly targetId: string;
  readonly session: CdpSession;
}

/**
 * The pages of this one run of the app, in a corner of Chromium of its own (its storage, its cookies) that vanishes with
 * the connection, however the process ends.
 */
export class Browser {
  readonly cdp: Cdp;
  /** Undefined on the screen, where windows without tabs belong to the only profile there is. */
  readonly #context: string | undefined;
  readonly #own: OwnChromium | undefined;
  readonly #pages = new Map<string, Page>();
  readonly #awaited = new Map<string, (page: Page) => void>();
  /** Windows on the screen, in the order they were asked for. */
  readonly #unnamed: ((page: Page) => void)[] = [];
  readonly #openers = new Map<string, (opened: Page, url: string) => void>();

  private constructor(cdp: Cdp, context: string | undefined, own: OwnChromium | undefined) {
    this.cdp = cdp;
    this.#context = context;
    this.#own = own;
  }

  static async start(): Promise<Browser> {
    await schemes.listen();
    const given = process.env['HOST_CHROMIUM'];
    const own = given === undefined ? await ownChromium() : undefined;
    const cdp = await Cdp.connect(given ?? own?.endpoint ?? '');
    const browser = new Browser(cdp, own?.isVisible === true ? undefined : await createContext(cdp), own);
    cdp.browser.on('Target.attachedToTarget', ({ targetInfo, sessionId }) => {
      browser.#attached(targetInfo, sessionId);
    });
    cdp.browser.on('Target.detachedFromTarget', ({ sessionId }: { sessionId: string }) => {
      browser.#detached(sessionId);
    });
    const everyPage = { autoAttach: true, waitForDebuggerOnStart: true, flatten: true, filter: [{ type: 'page' }] };
    await cdp.browser.send('Target.setAutoAttach', everyPage);
    return browser;
  }

  /** Hears of each page that the page `targetId` opens by itself. */
  onOpened(targetId: string, opened: (page: Page, url: string) => void): void {
    this.#openers.set(targetId, opened);
  }

  get isVisible(): boolean {
    return this.#own?.isVisible === true;
  }

  /** A page that has run nothing yet; it begins with `Runtime.runIfWaitingForDebugger`. */
  async createPage({ width, height }: { width: number; height: number }): Promise<Page> {
    if (this.isVisible) {
      this.#own?.openWindow(schemes.toPage('app://aftercall/'));
      return new Promise((resolve) => this.#unnamed.push(resolve));
    }
    const options = { url: 'about:blank', browserContextId: this.#context, newWindow: true, width, height };
    const { targetId } = await this.cdp.browser.send<{ targetId: string }>('Target.createTarget', options);
    return this.#pages.get(targetId) ?? new Promise((resolve) => this.#awaited.set(targetId, resolve));
  }

  async closePage({ targetId }: Page): Promise<void> {
    await this.cdp.browser.send('Target.closeTarget', { targetId });
  }

  /** Puts a window on the screen where the app wants it. */
  async place(page: Page, bounds: { x: number; y: number; width: number; height: number }): Promise<void> {
    const { windowId } = await this.cdp.browser.send<{ windowId: number }>('Browser.getWindowForTarget', {
      targetId: page.targetId,
    });
    const { x: left, y: top, width, height } = bounds;
    await this.cdp.browser.send('Browser.setWindowBounds', { windowId, bounds: { left, top, width, height } });
  }

  /** `Browser.setPermission` for the pages of this run. */
  async setPermission(name: string, setting: 'granted' | 'denied', origin: string): Promise<void> {
    const where = this.#context === undefined ? {} : { browserContextId: this.#context };
    const permission = { name };
    await this.cdp.browser.send('Browser.setPermission', {
      permission,
      setting,
      origin,
      ...where,
    });
  }

  #attached(info: TargetInfo, sessionId: string): void {
    const session = this.cdp.session(sessionId);
    if (this.#context !== undefined && info.browserContextId !== this.#context) {
      // Pages of other runs in the same Chromium.
      void this.#leave(session);
      return;
    }
    const page = { targetId: info.targetId, session };
    this.#pages.set(info.targetId, page);
    const awaited =
      this.#awaited.get(info.targetId) ?? (info.openerId === undefined ? this.#unnamed.shift() : undefined);
    this.#awaited.delete(info.targetId);
    if (awaited !== undefined) awaited(page);
    else this.#openers.get(info.openerId ?? '')?.(page, info.url);
  }

  async #leave(session: CdpSession): Promise<void> {
    const gone = () => undefined;
    await session.send('Runtime.runIfWaitingForDebugger').catch(gone);
    await this.cdp.browser.send('Target.detachFromTarget', { sessionId: session.sessionId }).catch(gone);
    if (session.sessionId !== undefined) this.cdp.forget(session.sessionId);
  }

  #detached(sessionId: string): void {
    for (const [targetId, { session }] of this.#pages) {
      if (session.sessionId !== sessionId) continue;
      this.#pages.delete(targetId);
      session.emit('host:gone', undefined as never);
    }
    this.cdp.forget(sessionId);
  }
}

async function createContext(cdp: Cdp): Promise<string> {
  const answer = cdp.browser.send<{ browserContextId: string }>('Target.createBrowserContext', {
    disposeOnDetach: true,
  });
  return (await answer).browserContextId;
}

interface OwnChromium {
  readonly endpoint: string;
  readonly isVisible: boolean;
  readonly openWindow: (url: string) => void;
}

/** Without a test that brings one: a Chromium of our own, on the screen where there is one, that ends with us. */
async function ownChromium(): Promise<OwnChromium> {
  const screen = process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'];
  const isVisible = process.platform !== 'linux' || (screen ?? '') !== '';
  const { endpoint, openWindow, process: chromium } = await launchChromium({ visible: isVisible });
  process.once('exit', () => {
    chromium.kill('SIGKILL');
  });
  return { endpoint, isVisible, openWindow };
}

let started: Promise<Browser> | undefined;

/** Connected at first use, which is `ready`: a second instance never needs it. */
export function browser(): Promise<Browser> {
  return (started ??= Browser.start());
}
