import { Readable } from 'node:stream';
import tls from 'node:tls';
import { Agent, ProxyAgent, type Dispatcher } from 'undici';
import { systemCode } from '../../shared/errors.ts';
import type { Http, HttpAnswer, HttpFailure, HttpRequest } from '../engine/ports.ts';
import { routeFor } from './proxy.ts';

type Outcome = Awaited<ReturnType<Http['send']>>;

/** The port's promise: no answer is longer than this. Bytes. */
const LONGEST_ANSWER = 8 * 1024 * 1024;
/** The connector's own, more telling error comes first; this is the net below it. Milliseconds. */
const CONNECT_GRACE = 500;

/**
 * The `Http` port over undici: HTTP/1.1 with keep-alive, certificates of the system beside Node's own, proxies from the
 * environment. `connectTimeout` (milliseconds, default 10 s) covers name, connection and TLS. Nothing is ever sent twice:
 * a failure after the first byte could have left is `broken`, whatever the method. Disposing ends what still runs.
 */
export function createHttp(options: { env?: NodeJS.ProcessEnv; connectTimeout?: number } = {}): Http & AsyncDisposable {
  const env = options.env ?? process.env;
  const connectTimeout = options.connectTimeout ?? 10_000;
  const dispatchers = new Map<string, Dispatcher>();

  function dispatcherFor(url: URL): Dispatcher | undefined {
    const route = routeFor(url, env);
    if (route.kind === 'invalid') return undefined;
    const key = `${url.protocol} ${route.kind === 'proxy' ? route.url : ''}`;
    const known = dispatchers.get(key);
    if (known !== undefined) return known;
    const made = makeDispatcher(url, route.kind === 'proxy' ? route.url : null, connectTimeout);
    dispatchers.set(key, made);
    return made;
  }

  return {
    send(request) {
      const url = URL.parse(request.url);
      if (url === null || !['http:', 'https:'].includes(url.protocol)) return refuse(request, 'unreached', 'BAD_URL');
      if (request.signal?.aborted === true) return refuse(request, 'aborted', 'ABORTED');
      const dispatcher = dispatcherFor(url);
      if (dispatcher === undefined) return refuse(request, 'unreached', 'BAD_PROXY');
      return exchange(dispatcher, url, request, connectTimeout + CONNECT_GRACE);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...dispatchers.values()].map((dispatcher) => dispatcher.destroy()));
    },
  };
}

function refuse(request: HttpRequest, kind: HttpFailure['kind'], code: string): Promise<Outcome> {
  if (request.body instanceof Readable) discard(request.body);
  return Promise.resolve({ ok: false, failure: { kind, code } });
}

function makeDispatcher(url: URL, proxy: string | null, timeout: number): Dispatcher {
  const secure = url.protocol === 'https:' || (proxy?.startsWith('https:') ?? false);
  const connect = { timeout, allowH2: false, ...(secure ? { secureContext: systemTrust() } : {}) };
  // The waiting is watched per request, in `exchange`: undici's own timeouts do not see a stalled upload.
  const common = { allowH2: false, pipelining: 1, keepAliveMaxTimeout: 30_000, headersTimeout: 0, bodyTimeout: 0 };
  if (proxy === null) return new Agent({ ...common, connect });
  return new ProxyAgent({ ...common, uri: proxy, connectTimeout: timeout, requestTls: connect, proxyTls: connect });
}

let trust: tls.SecureContext | undefined;

/** Made once, at the first https origin: reading the system's store costs about 0.1 s, parsing it another 0.05 s. */
function systemTrust(): tls.SecureContext {
  // Older than Node 22.15: Node's own roots and NODE_EXTRA_CA_CERTS alone.
  const canRead = 'getCACertificates' in tls;
  trust ??= tls.createSecureContext(
    canRead ? { ca: [...new Set([...tls.getCACertificates('default'), ...tls.getCACertificates('system')])] } : {},
  );
  return trust;
}

function exchange(dispatcher: Dispatcher, url: URL, request: HttpRequest, connectTimeout: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const handler = new Exchange(request, connectTimeout, resolve);
    dispatcher.dispatch(
      {
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method: request.method,
        headers: { ...request.headers },
        body: request.body ?? null,
        // A second try on another connection would be a second post.
        idempotent: false,
      },
      handler,
    );
  });
}

/**
 * One request, one answer. Two clocks: until the request can leave, `connectTimeout`; from then on `idleTimeout`, started
 * anew by every piece of body that leaves and every byte that comes.
 */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #request: HttpRequest;
  readonly #resolve: (outcome: Outcome) => void;
  readonly #answer = collectAnswer();
  readonly #onAbort = (): void => this.#giveUp('aborted', 'ABORTED');
  #watch: IdleWatch;
  #controller: Dispatcher.DispatchController | undefined;
  #settled = false;
  #sent = 0;

  constructor(request: HttpRequest, connectTimeout: number, resolve: (outcome: Outcome) => void) {
    this.#request = request;
    this.#resolve = resolve;
    this.#watch = watchIdle(connectTimeout, () => this.#giveUp('unreached', 'CONNECT_TIMEOUT'));
    request.signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** The connection is there and the first byte is about to leave. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    const again = this.#controller !== undefined;
    this.#controller = controller;
    if (this.#settled || again) {
      controller.abort(new Error('SETTLED'));
      return;
    }
    this.#watch[Symbol.dispose]();
    this.#watch = watchIdle(this.#request.idleTimeout, () => this.#giveUp('broken', 'IDLE_TIMEOUT'));
    this.#request.sent?.(0);
  }

  onBodySent(chunk: Buffer): void {
    this.#watch.touch();
    this.#sent += chunk.byteLength;
    this.#request.sent?.(this.#sent);
  }

  onRequestSent(): void {
    this.#watch.touch();
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: RawHeaders): void {
    this.#watch.touch();
    if (status >= 200) this.#answer.start(status, headers);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#watch.touch();
    if (!this.#answer.add(chunk)) this.#giveUp('broken', 'ANSWER_TOO_LONG');
  }

  onResponseEnd(): void {
    this.#settle({ ok: true, answer: this.#answer.finish() });
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    const kind = this.#controller === undefined ? 'unreached' : 'broken';
    this.#settle({ ok: false, failure: { kind, code: codeOf(error) } });
  }

  #giveUp(kind: HttpFailure['kind'], code: string): void {
    this.#settle({ ok: false, failure: { kind, code } });
    this.#controller?.abort(new Error(code));
  }

  #settle(outcome: Outcome): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#watch[Symbol.dispose]();
    this.#request.signal?.removeEventListener('abort', this.#onAbort);
    if (this.#request.body instanceof Readable) discard(this.#request.body);
    this.#resolve(outcome);
  }
}

interface IdleWatch extends Disposable {
  touch(): void;
}

type RawHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** Calls `expired` when nothing was touched for `ms`. A process that was itself blocked gets one more look first. */
function watchIdle(ms: number, expired: () => void): IdleWatch {
  let touched = 0;
  let done = false;
  const timer = setTimeout(() => {
    const before = touched;
    setImmediate(() => {
      if (done) return;
      if (touched === before) expired();
    });
  }, ms);
  return {
    touch() {
      touched++;
      timer.refresh();
    },
    [Symbol.dispose]() {
      done = true;
      clearTimeout(timer);
    },
  };
}

interface AnswerCollector {
  start(status: number, headers: RawHeaders): void;
  /** False when the answer is longer than the port allows. */
  add(chunk: Buffer): boolean;
  finish(): HttpAnswer;
}

function collectAnswer(): AnswerCollector {
  let status = 0;
  let bytes = 0;
  const headers: Record<string, string> = {};
  const chunks: Buffer[] = [];
  return {
    start(code, raw) {
      status = code;
      for (const [name, value] of Object.entries(raw)) {
        if (value !== undefined) headers[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
      }
    },
    add(chunk) {
      bytes += chunk.byteLength;
      if (bytes > LONGEST_ANSWER) return false;
      chunks.push(chunk);
      return true;
    },
    finish: () => ({ status, headers, body: Buffer.concat(chunks).toString('utf8') }),
  };
}

/** A body that nobody reads any more: lets go of its file; an error it still has to tell concerns nobody. */
function discard(body: Readable): void {
  body.on('error', () => undefined);
  body.destroy();
}

function codeOf(error: Error): string {
  const code = systemCode(error);
  if (code === undefined) return error.name;
  // undici tells a refused CONNECT as an abort; nobody aborted here.
  return code === 'UND_ERR_ABORTED' ? 'PROXY_REFUSED' : code;
}
