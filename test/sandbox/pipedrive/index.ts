import { createWriteStream, type WriteStream } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import * as answers from './answers.ts';
import type { Answer } from './answers.ts';
import { cutHalfway, readJson, send } from './exchange.ts';
import { Faults } from './faults.ts';
import { Limits } from './limits.ts';
import { drain, receiveRecording } from './recordings.ts';
import { refuse, type Call } from './route.ts';
import { findTarget, type Target } from './router.ts';
import { Store } from './store.ts';
import type {
  Fault,
  PipedriveSandbox,
  PipedriveSandboxOptions,
  SandboxLedger,
  SandboxRequest,
  StoredCallLog,
} from './types.ts';

export type * from './types.ts';

const DEFAULT_TOKEN = 'sandbox-token';

/** A Pipedrive of our own on a loopback port: keeps what it is told, and fails the way the real one does. */
export async function startPipedriveSandbox(options: PipedriveSandboxOptions = {}): Promise<PipedriveSandbox> {
  const sandbox = new Sandbox(options);
  await sandbox.listen();
  return sandbox;
}

type Entry = { -readonly [Key in keyof SandboxRequest]: SandboxRequest[Key] };

class Sandbox implements PipedriveSandbox {
  readonly state: Store;
  readonly requests: Entry[] = [];
  readonly violations: string[] = [];
  readonly faults = new Faults();
  readonly #options: PipedriveSandboxOptions;
  readonly #now: () => number;
  readonly #limits: Limits;
  readonly #server: Server;
  readonly #accessLog: WriteStream | undefined;
  #token: string;
  #answerDelay: number;

  constructor(options: PipedriveSandboxOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#token = options.token ?? DEFAULT_TOKEN;
    this.#answerDelay = options.answerDelay ?? 0;
    this.#limits = new Limits(options.limits, this.#now);
    this.#accessLog =
      options.accessLogFile === undefined ? undefined : createWriteStream(options.accessLogFile, { flags: 'a' });
    this.state = new Store({ now: this.#now, indexLagMs: options.indexLagMs ?? 0 });
    this.#server = createServer((request, response) => void this.#serve(request, response));
    // A connection that a client keeps must not close under its next request.
    this.#server.keepAliveTimeout = 120_000;
    this.#server.requestTimeout = 0;
  }

  async listen(): Promise<void> {
    await new Promise<void>((done, failed) => {
      this.#server.once('error', failed);
      this.#server.listen(this.#options.port ?? 0, '127.0.0.1', done);
    });
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get token(): string {
    return this.#token;
  }

  addPerson(person: { name: string; phones: readonly string[]; organization?: string }): number {
    const orgId = person.organization === undefined ? null : this.state.addOrganization(person.organization);
    const phones = person.phones.map((value, index) => ({ value, primary: index === 0, label: 'work' }));
    return this.state.addPerson({ name: person.name, phones, orgId, seeded: true }).id;
  }

  addDeal(deal: { title: string; personId: number; status?: 'open' | 'won' | 'lost' }): number {
    return this.state.addDeal(deal);
  }

  addLead(lead: { title: string; personId: number }): string {
    return this.state.addLead({ ...lead, seeded: true }).id;
  }

  setAnswerDelay(ms: number): void {
    this.#answerDelay = ms;
  }

  setToken(token: string): void {
    this.#token = token;
  }

  reset(): void {
    this.state.clear();
    this.faults.clear();
    this.#limits.clear();
    this.requests.length = 0;
    this.violations.length = 0;
  }

  liveCallLogs(): StoredCallLog[] {
    return [...this.state.callLogs.values()].filter((log) => !log.deleted);
  }

  ledger(): SandboxLedger {
    const byStatus: Record<string, number> = {};
    for (const { status } of this.requests) byStatus[status] = (byStatus[status] ?? 0) + 1;
    const tokens = this.requests.reduce((sum, request) => sum + request.tokens, 0);
    return {
      callLogs: [...this.state.callLogs.values()],
      persons: [...this.state.persons.values()],
      deals: [...this.state.deals.values()],
      leads: [...this.state.leads.values()],
      activities: [...this.state.activities.values()],
      requests: { count: this.requests.length, tokens, byStatus },
      violations: this.violations,
    };
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((done) => this.#server.close(() => done()));
    this.#server.closeAllConnections();
    await closed;
    const log = this.#accessLog;
    if (log !== undefined) await new Promise<void>((done) => log.end(done));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://sandbox');
    if (url.pathname === '/__sandbox/ledger') {
      await send(response, { status: 200, body: this.ledger() }, undefined);
      return;
    }
    const target = findTarget(request.method ?? 'GET', url.pathname);
    const entry = this.#enter(request, url, target);
    try {
      entry.status = await this.#exchange({ request, response, url, target, entry });
    } catch (thrown) {
      // A client that left in the middle of its request is an ordinary end; everything else is a fault of ours.
      if (request.complete) {
        this.violations.push(`${entry.method} ${entry.path}: the sandbox itself failed: ${String(thrown)}`);
        entry.status = await send(response, answers.BROKEN, undefined);
      }
    } finally {
      this.#accessLog?.write(`${JSON.stringify(entry)}\n`);
    }
  }

  #enter(request: IncomingMessage, url: URL, target: Target): Entry {
    const query = new URLSearchParams(url.searchParams);
    if (query.has('api_token')) query.set('api_token', 'masked');
    const entry: Entry = {
      at: this.#now(),
      method: request.method ?? 'GET',
      api: target.api,
      path: target.path,
      query: query.toString(),
      status: 0,
      tokens: 0,
      credential: credentialOf(request) === undefined ? 'none' : 'masked',
    };
    this.requests.push(entry);
    return entry;
  }

  async #exchange(exchange: Exchange): Promise<number> {
    const { request, response, entry } = exchange;
    const fault = this.faults.next(`${entry.method} ${entry.path}`);
    if (fault !== undefined) entry.fault = fault.kind;
    if (fault?.kind === 'drop_before') {
      request.socket.destroy();
      return 0;
    }
    if (fault?.kind === 'cut_upload') {
      await cutHalfway(request);
      return 0;
    }
    const wrong = wrongAnswer(fault);
    const idle = fault?.effective !== true && (wrong !== undefined || fault?.kind === 'hang');
    const answer = idle ? undefined : await this.#work(exchange);
    if (answer === undefined) await drain(request);
    if (fault?.kind === 'hang') return 0;
    if (this.#answerDelay > 0) await wait(this.#answerDelay);
    if (fault?.kind === 'slow') await wait(fault.delayMs ?? 1_000);
    if (fault?.kind === 'drop_after') {
      request.socket.destroy();
      return 0;
    }
    return send(response, this.#withLimits(wrong ?? answer ?? answers.BROKEN, exchange, fault), fault);
  }

  /** Everything that a request does when nothing goes wrong on the way. */
  async #work({ request, url, target, entry }: Exchange): Promise<Answer> {
    const violation = (text: string) => void this.violations.push(`${entry.method} ${entry.path}: ${text}`);
    const early = this.#admit(request, url, target, entry);
    if (early !== undefined) {
      await drain(request);
      return early;
    }
    const { operation } = target;
    if (operation === undefined) {
      await drain(request);
      return this.#nowhere(target, violation);
    }
    const api = target.api === 'v2' ? 'v2' : 'v1';
    const query = operation.query(url.searchParams);
    const base = { store: this.state, options: this.#options, id: target.id, violation, body: {} };
    if ('problem' in query) {
      await drain(request);
      return refuse(base, api, query.problem);
    }
    const call: Call = { ...base, query: query.values };
    const answer = target.upload ? await receiveRecording(request, call) : await this.#run(request, target, call);
    const misfit = operation.answerProblem(answer.status, answer.body);
    if (misfit !== undefined) violation(`our answer ${answer.status} does not fit: "${misfit.field}" ${misfit.what}`);
    return answer;
  }

  async #run(request: IncomingMessage, target: Target, call: Call): Promise<Answer> {
    const api = target.api === 'v2' ? 'v2' : 'v1';
    if (target.route === undefined) return answers.BROKEN;
    if (request.method !== 'POST' && request.method !== 'PATCH') {
      await drain(request);
      return target.route(call);
    }
    const body = await readJson(request);
    if (body === undefined) return refuse(call, api, { field: '', what: 'must be a JSON object' });
    const problem = target.operation?.bodyProblem(body);
    return problem === undefined ? target.route({ ...call, body }) : refuse(call, api, problem);
  }

  /** Sign-in first, then the limits; undefined when the request may go on. */
  #admit(request: IncomingMessage, url: URL, target: Target, entry: Entry): Answer | undefined {
    const refused = (text: string) => void this.violations.push(`${entry.method} ${entry.path}: ${text}`);
    if (url.searchParams.has('api_token')) {
      refused('the token stands in the query; it belongs into a header');
      return answers.unauthorized();
    }
    const credential = credentialOf(request);
    if (credential === undefined) refused('no credential was sent');
    if (credential !== this.#token) return answers.unauthorized();
    const tokens = target.operation?.tokens ?? 0;
    const { verdict, limit } = this.#limits.take({ tokens, ...traits(entry) });
    if (verdict === 'pass') {
      entry.tokens = tokens;
      return undefined;
    }
    if (verdict === 'block') refused('went on after several 429 answers and was blocked');
    else refused(`429: over the limit (${limit ?? ''})`);
    return verdict === 'block' ? answers.BLOCKED_PAGE : answers.TOO_MANY;
  }

  #nowhere(target: Target, violation: (text: string) => void): Answer {
    violation('the vendor documents no such endpoint');
    if (target.wrongMethod) return answers.refusal(405, 'Method Not Allowed');
    return { status: 404, body: { success: false, error: 'Unknown method .', errorCode: 404 } };
  }

  #withLimits(answer: Answer, { entry }: Exchange, fault: Fault | undefined): Answer {
    if (fault?.bare === true || answer === answers.BLOCKED_PAGE || answer.status === 401) return answer;
    const spent =
      fault?.kind === 'status' && answer.status === 429
        ? { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '2' }
        : {};
    return { ...answer, headers: { ...this.#limits.headers(traits(entry)), ...spent, ...answer.headers } };
  }
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly target: Target;
  readonly entry: Entry;
}

function traits({ method, path }: SandboxRequest): { search: boolean; write: boolean } {
  return { search: path.endsWith('/search'), write: method === 'POST' || method === 'PUT' };
}

function credentialOf(request: IncomingMessage): string | undefined {
  const header = request.headers['x-api-token'];
  if (typeof header === 'string') return header;
  return /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

/** The answer that stands in for the true one. */
function wrongAnswer(fault: Fault | undefined): Answer | undefined {
  if (fault?.kind === 'status') return answers.bodyFor(fault.status ?? 500);
  if (fault?.kind === 'html') return answers.BLOCKED_PAGE;
  return fault?.kind === 'garbage' ? answers.GARBAGE : undefined;
}
