import type { EventEmitter } from 'node:events';
import { CdpGone, type CdpSession } from '../cdp.ts';
import { complain } from '../complaints.ts';
import { hostEvent } from '../loud.ts';
import { schemes } from '../schemes.ts';
import type { Frames } from './frame.ts';
import { webRequest } from './web-request.ts';

interface Paused {
  readonly requestId: string;
  readonly frameId: string;
  readonly resourceType: string;
  readonly redirectedRequestId?: string;
  readonly request: { readonly url: string; readonly method: string; readonly headers: Record<string, string> };
}

interface Load {
  readonly url: string;
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
}

const withoutHash = (url: string): string => (URL.canParse(url) ? new URL(url).href : url).replace(/#.*/s, '');

/** Everything that wants to load in one page: what main asked for goes on, what the page wants is asked first. */
export class Navigations {
  title = '';
  loading = false;
  readonly #contents: EventEmitter;
  readonly #frames: Frames;
  #mainFrame = '';
  #load: Load | undefined;
  #painted = false;

  constructor(contents: EventEmitter, frames: Frames) {
    this.#contents = contents;
    this.#frames = frames;
  }

  attach(session: CdpSession, mainFrame: string): void {
    this.#mainFrame = mainFrame;
    session.on('Fetch.requestPaused', (paused) => {
      void this.#paused(session, paused);
    });
    session.on('Page.lifecycleEvent', ({ frameId, name }: { frameId: string; name: string }) => {
      if (frameId === this.#mainFrame) this.#lifecycle(name);
    });
    session.on('Page.frameNavigated', ({ frame }: { frame: { id: string; url: string } }) => {
      if (frame.id !== this.#mainFrame) return;
      this.#contents.emit('did-navigate', hostEvent({}), schemes.fromPage(frame.url), 200, '');
      if (frame.url === 'about:blank' && this.#load === undefined) complain('a page went to about:blank by itself');
    });
    session.on('Page.navigatedWithinDocument', ({ frameId, url }: { frameId: string; url: string }) => {
      const isMain = frameId === this.#mainFrame;
      this.#contents.emit('did-navigate-in-page', hostEvent({}), schemes.fromPage(url), isMain);
    });
    session.on('Page.frameRequestedNavigation', ({ frameId, url }: { frameId: string; url: string }) => {
      // Chromium hands a scheme it does not know to the system without asking anybody.
      if (!/^(https?|app|data|blob|about|javascript):/.test(url)) this.#ask(frameId, url);
    });
  }

  /** Documents, so that navigations can be asked about; custom schemes, so that they find their handler. */
  async intercept(session: CdpSession): Promise<void> {
    const everything = webRequest.wanted ? [{ urlPattern: '*' }] : [];
    const custom = [...schemes.privileges.keys()].map((scheme) => ({ urlPattern: `${scheme}:*` }));
    const patterns = [{ urlPattern: '*', resourceType: 'Document' }, ...custom, ...everything];
    await session.send('Fetch.enable', { patterns });
  }

  async load(url: string, session: CdpSession): Promise<void> {
    this.#load?.reject(new Error(`ERR_ABORTED (-3) loading '${this.#load.url}'`));
    const loaded = new Promise<void>((resolve, reject) => {
      this.#load = { url, resolve, reject };
    });
    loaded.catch(() => undefined);
    this.#painted = false;
    this.loading = true;
    this.#contents.emit('did-start-loading', hostEvent({}));
    const { errorText } = await session.send<{ errorText?: string }>('Page.navigate', { url: schemes.toPage(url) });
    if (errorText !== undefined) this.#failed(url, errorText);
    await loaded;
  }

  destroyed(): void {
    if (this.#load !== undefined) this.#load.reject(new Error(`ERR_FAILED (-2) loading '${this.#load.url}'`));
    this.#load = undefined;
  }

  #failed(url: string, errorText: string): void {
    const words = errorText.replace(/^net::/, '');
    this.loading = false;
    this.#contents.emit('did-fail-load', hostEvent({}), -2, words, url, true, 1, 1);
    this.#load?.reject(new Error(`${words} (-2) loading '${url}'`));
    this.#load = undefined;
  }

  #lifecycle(name: string): void {
    if (name === 'DOMContentLoaded') this.#contents.emit('dom-ready', hostEvent({}));
    if (name === 'firstPaint' && !this.#painted) {
      this.#painted = true;
      this.#contents.emit('host:painted');
    }
    if (name !== 'load' || !this.loading) return;
    this.loading = false;
    this.#contents.emit('did-finish-load', hostEvent({}));
    this.#contents.emit('did-stop-loading', hostEvent({}));
    this.#load?.resolve();
    this.#load = undefined;
  }

  /** Asks the app whether a page may go there. */
  #ask(frameId: string, pageUrl: string, redirected = false): boolean {
    const url = schemes.fromPage(pageUrl);
    const isMainFrame = frameId === this.#mainFrame;
    const frame = this.#frames.get(frameId);
    const details = { url, isMainFrame, isSameDocument: false, frame, initiator: frame };
    const asked = redirected
      ? ['will-redirect']
      : isMainFrame
        ? ['will-frame-navigate', 'will-navigate']
        : ['will-frame-navigate'];
    return asked.every((name) => {
      const event = hostEvent(details);
      this.#contents.emit(name, event, url, false, isMainFrame, 1, 1);
      return !event.defaultPrevented;
    });
  }

  async #paused(session: CdpSession, paused: Paused): Promise<void> {
    const { requestId } = paused;
    try {
      const step = this.#stepFor(paused);
      await session.send(step.method, { requestId, ...step.params });
    } catch (thrown) {
      // The page has gone on, or gone away, while it was asked.
      if (!(thrown instanceof CdpGone) && !/Invalid InterceptionId|Invalid state/i.test(String(thrown))) throw thrown;
    }
  }

  #stepFor(paused: Paused): { method: string; params: object } {
    const { request, frameId, resourceType, redirectedRequestId } = paused;
    const goOn = { method: 'Fetch.continueRequest', params: {} };
    const refuse = (errorReason: string) => ({ method: 'Fetch.failRequest', params: { errorReason } });
    if (webRequest.cancels(schemes.fromPage(request.url), paused)) return refuse('BlockedByClient');
    const inPage = schemes.toPage(request.url);
    if (inPage !== request.url) {
      const responseHeaders = [{ name: 'Location', value: inPage }];
      return { method: 'Fetch.fulfillRequest', params: { responseCode: 307, responseHeaders } };
    }
    if (resourceType !== 'Document') return goOn;
    const ours = this.#load !== undefined && frameId === this.#mainFrame;
    if (redirectedRequestId !== undefined) return this.#ask(frameId, request.url, true) ? goOn : refuse('Aborted');
    if (ours && withoutHash(request.url) === withoutHash(schemes.toPage(this.#load?.url ?? ''))) return goOn;
    return this.#ask(frameId, request.url) ? goOn : refuse('Aborted');
  }
}
