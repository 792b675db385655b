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
  readonly #context: string;
  readonly #pages = new Map<string, Page>();
  readonly #awaited = new Map<string, (page: Page) => void>();
  readonly #openers = new Map<string, (opened: Page, url: string) => void>();

  private constructor(cdp: Cdp, context: string) {
    this.cdp = cdp;
    this.#context = context;
  }

  static async start(): Promise<Browser> {
    await schemes.listen();
    const cdp = await Cdp.connect(process.env['HOST_CHROMIUM'] ?? (await ownChromium()));
    const options = { disposeOnDetach: true };
    const { browserContextId } = await cdp.browser.send<{ browserContextId: string }>(
      'Target.createBrowserContext',
      options,
    );
    const browser = new Browser(cdp, browserContextId);
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

  /** A page that has run nothing yet; it begins with `Runtime.runIfWaitingForDebugger`. */
  async createPage({ width, height }: { width: number; height: number }): Promise<Page> {
    const options = { url: 'about:blank', browserContextId: this.#context, newWindow: true, width, height };
    const { targetId } = await this.cdp.browser.send<{ targetId: string }>('Target.createTarget', options);
    return this.#pages.get(targetId) ?? new Promise((resolve) => this.#awaited.set(targetId, resolve));
  }

  async closePage({ targetId }: Page): Promise<void> {
    await this.cdp.browser.send('Target.closeTarget', { targetId });
  }

  /** `Browser.setPermission` for the pages of this run. */
  async setPermission(name: string, setting: 'granted' | 'denied', origin: string): Promise<void> {
    const permission = { name };
    await this.cdp.browser.send('Browser.setPermission', {
      permission,
      setting,
      origin,
      browserContextId: this.#context,
    });
  }

  #attached(info: TargetInfo, sessionId: string): void {
    const session = this.cdp.session(sessionId);
    if (info.browserContextId !== this.#context) {
      // Pages of other runs in the same Chromium.
      void this.#leave(session);
      return;
    }
    const page = { targetId: info.targetId, session };
    this.#pages.set(info.targetId, page);
    const awaited = this.#awaited.get(info.targetId);
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

/** Without a test that brings one: a Chromium of our own, on the screen where there is one, that ends with us. */
async function ownChromium(): Promise<string> {
  const visible =
    process.platform !== 'linux' || (process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']) !== undefined;
  const chromium = await launchChromium({ visible });
  process.once('exit', () => {
    chromium.process.kill('SIGKILL');
  });
  return chromium.endpoint;
}

let started: Promise<Browser> | undefined;

/** Connected at first use, which is `ready`: a second instance never needs it. */
export function browser(): Promise<Browser> {
  return (started ??= Browser.start());
}
