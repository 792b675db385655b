import { EventEmitter } from 'node:events';

type Params = Readonly<Record<string, unknown>>;
// Chromium's protocol is too large to be typed here; each use names the fields it reads.
export type CdpAnswer = Readonly<Record<string, never>>;

interface Waiting {
  readonly method: string;
  readonly resolve: (answer: CdpAnswer) => void;
  readonly reject: (reason: Error) => void;
}

interface Message {
  readonly id?: number;
  readonly sessionId?: string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: CdpAnswer;
  readonly error?: { readonly message: string };
}

/** The session or the whole browser has gone; what was asked of it will not be answered. */
export class CdpGone extends Error {}

/** One page (or, without `sessionId`, the browser). Emits the protocol's events under their own names. */
export class CdpSession extends EventEmitter<Record<string, [never]>> {
  readonly sessionId: string | undefined;
  readonly #ask: Cdp['ask'];

  constructor(ask: Cdp['ask'], sessionId?: string) {
    super();
    this.#ask = ask;
    this.sessionId = sessionId;
  }

  /** Answers the protocol's result; rejects with the protocol's own words, or `CdpGone`. */
  send<Answer = CdpAnswer>(method: string, params: Params = {}): Promise<Answer> {
    return this.#ask(method, params, this.sessionId) as Promise<Answer>;
  }
}

/** A connection to a running Chromium, over the one WebSocket of its DevTools protocol. */
export class Cdp {
  readonly browser: CdpSession;
  readonly closed: Promise<void>;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, Waiting>();
  readonly #sessions = new Map<string, CdpSession>();
  #next = 1;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.browser = new CdpSession(this.ask);
    this.closed = new Promise((resolve) => {
      socket.addEventListener('close', () => {
        for (const { method, reject } of this.#waiting.values()) reject(new CdpGone(`${method}: Chromium has gone`));
        this.#waiting.clear();
        resolve();
      });
    });
    socket.addEventListener('message', ({ data }) => {
      this.#hear(JSON.parse(String(data)) as Message);
    });
  }

  static async connect(url: string): Promise<Cdp> {
    const socket = new WebSocket(url);
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener('open', () => {
        resolve();
      });
      socket.addEventListener('error', () => {
        reject(new Error(`No Chromium answers at ${url}`));
      });
    });
    return new Cdp(socket);
  }

  /** The same object for the same id, made at first use. */
  session(sessionId: string): CdpSession {
    const known = this.#sessions.get(sessionId) ?? new CdpSession(this.ask, sessionId);
    this.#sessions.set(sessionId, known);
    return known;
  }

  forget(sessionId: string): void {
    this.#sessions.delete(sessionId);
  }

  close(): void {
    this.#socket.close();
  }

  readonly ask = (method: string, params: Params, sessionId?: string): Promise<CdpAnswer> => {
    if (this.#socket.readyState !== WebSocket.OPEN) {
      return Promise.reject(new CdpGone(`${method}: Chromium has gone`));
    }
    const id = this.#next++;
    const answer = new Promise<CdpAnswer>((resolve, reject) => this.#waiting.set(id, { method, resolve, reject }));
    this.#socket.send(JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) }));
    return answer;
  };

  #hear(message: Message): void {
    if (message.id !== undefined) {
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (message.error === undefined) waiting?.resolve(message.result ?? {});
      else if (/session with given id not found|target closed/i.test(message.error.message))
        waiting?.reject(new CdpGone(`${waiting.method}: ${message.error.message}`));
      else waiting?.reject(new Error(`${waiting.method}: ${message.error.message}`));
      return;
    }
    const { method, params, sessionId } = message;
    if (method === undefined) return;
    const session = sessionId === undefined ? this.browser : this.#sessions.get(sessionId);
    session?.emit(method, params as never);
  }
}
