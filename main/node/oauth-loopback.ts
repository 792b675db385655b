import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { appError, systemCode, type AppError } from '../../shared/errors.ts';
import { fail, ok, type Result } from '../../shared/result.ts';

/** Addresses that are registered with the app, as a CRM compares them sign by sign: `http://localhost:<port>/OauthRedirect`. */
export const REDIRECT_PORTS: readonly number[] = [47_821, 47_822, 47_823];
const PATH = '/OauthRedirect';

const DEFAULT_TIMEOUT = 5 * 60_000;

export interface RedirectOptions {
  /** What the sign-in was begun with; an answer without it is none. */
  readonly state: string;
  readonly ports?: readonly number[];
  /** Milliseconds until nobody is waited for any more; default five minutes. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

export interface RedirectListener extends AsyncDisposable {
  readonly redirectUri: string;
  /** The code that the browser brought, or why there is none. Never rejects. */
  readonly code: Promise<Result<string>>;
}

/**
 * Listens on 127.0.0.1 for the one redirect that ends a sign-in in the browser. The first answer with the right state ends
 * it, as do the timeout, the signal and disposing; the port is closed then. Everything else is refused and changes nothing.
 */
export async function listenForRedirect(options: RedirectOptions): Promise<Result<RedirectListener>> {
  const { promise: code, resolve } = Promise.withResolvers<Result<string>>();
  const server = createServer((request, response) => {
    const end = answer(request, response, options.state);
    if (end !== undefined) resolve(end);
  });
  const port = await listen(server, options.ports ?? REDIRECT_PORTS);
  if (port === undefined) {
    const message = 'The ports for the sign-in are in use by other programs; close them and try again.';
    return fail(appError('local', 'ports_in_use', message));
  }
  const giveUp = (error: AppError): void => resolve(fail(error));
  const onAbort = (): void => giveUp(appError('sign_in', 'aborted', 'The sign-in was given up.'));
  const timer = setTimeout(() => {
    giveUp(appError('sign_in', 'timed_out', 'Nobody signed in within the time; start again.'));
  }, options.timeout ?? DEFAULT_TIMEOUT);
  options.signal?.addEventListener('abort', onAbort, { once: true });
  if (options.signal?.aborted === true) onAbort();
  const closed = code.then(async () => {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', onAbort);
    await close(server);
  });
  return ok({
    redirectUri: `http://localhost:${port}${PATH}`,
    code,
    async [Symbol.asyncDispose]() {
      onAbort();
      await closed;
    },
  });
}

/** The first port that is free. */
async function listen(server: Server, ports: readonly number[]): Promise<number | undefined> {
  for (const port of ports) {
    const error = await new Promise<Error | undefined>((done) => {
      server.once('error', done);
      server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
        server.off('error', done);
        done(undefined);
      });
    });
    const address = server.address();
    if (error === undefined && typeof address === 'object') return address?.port;
    if (error !== undefined && systemCode(error) !== 'EADDRINUSE' && systemCode(error) !== 'EACCES') throw error;
  }
  return undefined;
}

function close(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    // The page has been sent; whoever keeps a connection open must not keep the port.
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 500).unref();
  });
}

/** Undefined: this was not the redirect. */
function answer(request: IncomingMessage, response: ServerResponse, state: string): Result<string> | undefined {
  const url = URL.parse(request.url ?? '/', 'http://localhost');
  const local = /^(localhost|127\.0\.0\.1)(:\d+)?$/.test(request.headers.host ?? '');
  if (!local || request.method !== 'GET' || url?.pathname !== PATH) {
    page(response, 404, 'There is nothing here.');
    return undefined;
  }
  if (!same(url.searchParams.get('state') ?? '', state)) {
    page(response, 400, 'This is not the sign-in that was begun. Start again in Aftercall.');
    return undefined;
  }
  const code = url.searchParams.get('code') ?? '';
  if (url.searchParams.has('error') || code === '') {
    page(response, 200, 'You are not signed in. You can close this page and try again in Aftercall.');
    const denied = url.searchParams.get('error') === 'access_denied';
    return fail(
      denied
        ? appError('sign_in', 'access_denied', 'The access was not granted.')
        : appError('sign_in', 'sign_in_refused', 'The sign-in was refused; ask your administrator about the app.'),
    );
  }
  page(response, 200, 'You are signed in. You can close this page and go back to Aftercall.');
  return ok(code);
}

function same(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function page(response: ServerResponse, status: number, sentence: string): void {
  const body = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Aftercall</title><p>${sentence}</p></html>\n`;
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'",
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    connection: 'close',
  });
  response.end(body);
}
