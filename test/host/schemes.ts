import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import type { CustomScheme } from 'electron';
import { complain } from './complaints.ts';

export type SchemeHandler = (request: Request) => Response | Promise<Response>;
export type Privileges = NonNullable<CustomScheme['privileges']>;

/** What a browser adds on its own way to a loopback server; a handler of Electron never sees it. */
const OF_THE_WAY = /^(host|connection|accept-encoding|sec-|upgrade-insecure-requests|cache-control|pragma|dnt)/;

/**
 * Chromium's own lock on new windows, sent with each document beside the app's policy: here a window that was opened
 * could not be held before it has begun to load. The app's handler is asked afterwards, and must have refused it.
 */
const NO_WINDOWS =
  'sandbox allow-scripts allow-same-origin allow-forms allow-modals allow-downloads allow-pointer-lock';

/**
 * Custom schemes on a Chromium that knows none: `app://aftercall/x` is `http://aftercall.app.localhost:<port>/x` for the
 * page, a secure origin of its own, served by the handler over a loopback server, and `app://` for everybody else.
 */
export class Schemes {
  readonly privileges = new Map<string, Privileges>();
  readonly handlers = new Map<string, SchemeHandler>();
  #server: Server | undefined;
  #port = 0;

  async listen(): Promise<void> {
    const server = createServer((request, response) => {
      void this.#answer(request, response);
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.#port = (server.address() as AddressInfo).port;
  }

  close(): void {
    this.#server?.closeAllConnections();
    this.#server?.close();
  }

  /** The address under which a page finds it; anything but a custom scheme stays as it is. */
  toPage(url: string): string {
    const [, scheme = '', host = '', rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/is.exec(url) ?? [];
    if (!this.privileges.has(scheme.toLowerCase())) return url;
    return `http://${host}.${scheme}.localhost:${this.#port}${rest.startsWith('/') ? rest : `/${rest}`}`;
  }

  /** The address as Electron would tell it. */
  fromPage(url: string): string {
    if (!URL.canParse(url)) return url;
    const { protocol, hostname, port, pathname, search, hash } = new URL(url);
    const [, host = '', scheme = ''] = /^(.+)\.([^.]+)\.localhost$/.exec(hostname) ?? [];
    if (protocol !== 'http:' || port !== String(this.#port) || !this.privileges.has(scheme)) return url;
    return `${scheme}://${host}${pathname}${search}${hash}`;
  }

  /** Asks a scheme's handler as a window would; undefined when nobody handles it. */
  async ask(request: Request): Promise<Response | undefined> {
    return this.handlers.get(new URL(request.url).protocol.slice(0, -1))?.(request);
  }

  /** Beside each custom scheme that a policy names comes the address it has in the page. Nothing else is changed. */
  policyForPage(policy: string): string {
    return policy.replaceAll(
      /(?<=\s)([a-z][a-z0-9+.-]*):(\/\/[^\s;/]+)?(?=[\s;]|$)/gi,
      (source, scheme: string, host?: string) =>
        this.privileges.has(scheme)
          ? `${source} http://${host === undefined ? '*' : host.slice(2)}.${scheme}.localhost:${this.#port}`
          : source,
    );
  }

  async #answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const url = this.fromPage(`http://${incoming.headers.host ?? ''}${incoming.url ?? '/'}`);
    try {
      const refusal = this.#refusal(url, incoming);
      if (refusal !== undefined) {
        complain(refusal);
        outgoing.destroy();
        return;
      }
      const gone = new AbortController();
      outgoing.once('close', () => {
        gone.abort();
      });
      const { method = 'GET' } = incoming;
      const body = method === 'GET' || method === 'HEAD' ? null : (Readable.toWeb(incoming) as ReadableStream);
      const init = { method, headers: this.#headersOf(incoming), body, signal: gone.signal, duplex: 'half' };
      const response = await this.ask(new Request(url, init));
      if (response === undefined) outgoing.destroy();
      else await this.#send(response, outgoing, incoming.headers['sec-fetch-dest'] === 'document');
    } catch (thrown) {
      // As in Electron: a handler that throws is a network error for the page. A page that has gone is none.
      if (!outgoing.destroyed) complain(`the handler of ${url} failed: ${String(thrown)}`);
      outgoing.destroy();
    }
  }

  /** What Electron refuses a scheme that was not registered for it. */
  #refusal(url: string, { headers }: IncomingMessage): string | undefined {
    const scheme = url.slice(0, url.indexOf(':'));
    const privileges = this.privileges.get(scheme);
    const to = headers['sec-fetch-dest'];
    if (privileges === undefined) return `a page asked the loopback server for ${url}, which is no custom scheme`;
    if ((to === 'audio' || to === 'video') && privileges.stream !== true) {
      return `<${to}> cannot play ${url}: the scheme ${scheme} has no privilege "stream"`;
    }
    if (to === 'empty' && privileges.supportFetchAPI !== true) {
      return `fetch() of ${url}: the scheme ${scheme} has no privilege "supportFetchAPI"`;
    }
    return undefined;
  }

  #headersOf({ headers }: IncomingMessage): Headers {
    const kept = new Headers();
    for (const [name, value] of Object.entries(headers)) {
      if (OF_THE_WAY.test(name) || value === undefined) continue;
      kept.set(name, name === 'referer' || name === 'origin' ? this.fromPage(String(value)) : String(value));
    }
    return kept;
  }

  async #send(response: Response, outgoing: ServerResponse, isDocument: boolean): Promise<void> {
    for (const [name, value] of response.headers) {
      outgoing.setHeader(name, name.startsWith('content-security-policy') ? this.policyForPage(value) : value);
    }
    if (isDocument) outgoing.appendHeader('content-security-policy', NO_WINDOWS);
    outgoing.writeHead(response.status);
    if (response.body === null) outgoing.end();
    else await pipeline(Readable.fromWeb(response.body as NodeReadableStream), outgoing);
  }
}

export const schemes = new Schemes();
