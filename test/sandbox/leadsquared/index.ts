import { createWriteStream, type WriteStream } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { cutHalfway, send } from '../pipedrive/exchange.ts';
import { Faults } from '../pipedrive/faults.ts';
import * as answers from './answers.ts';
import type { Answer } from './answers.ts';
import { work } from './exchange.ts';
import { Limits } from './limits.ts';
import { Store } from './store.ts';
import type {
  Fault,
  LeadSquaredSandbox,
  LeadSquaredSandboxOptions,
  PlainRequest,
  RateRefusal,
  SandboxLedger,
  SandboxRequest,
  StoredCallLog,
} from './types.ts';

export type * from './types.ts';

/** A LeadSquared of our own on a loopback port: keeps what it is told, and fails the way the real one does. */
export async function startLeadSquaredSandbox(options: LeadSquaredSandboxOptions = {}): Promise<LeadSquaredSandbox> {
  const sandbox = new Sandbox(options);
  await sandbox.listen();
  return sandbox;
}

type Entry = { -readonly [Key in keyof SandboxRequest]: SandboxRequest[Key] };

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly entry: Entry;
  readonly elsewhere: boolean;
}

class Sandbox implements LeadSquaredSandbox {
  readonly state: Store;
  readonly requests: Entry[] = [];
  readonly violations: string[] = [];
  readonly faults = new Faults();
  readonly #options: LeadSquaredSandboxOptions;
  readonly #now: () => number;
  readonly #limits: Limits;
  readonly #home: Server;
  readonly #other: Server | undefined;
  readonly #accessLog: WriteStream | undefined;
  #keys: { readonly accessKey: string; readonly secretKey: string };
  #answerDelay: number;
  #rateRefusal: RateRefusal;

  constructor(options: LeadSquaredSandboxOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    // Real access keys hold a dollar sign, which breaks who puts them into a query without care.
    this.#keys = { accessKey: options.accessKey ?? 'u$sandbox', secretKey: options.secretKey ?? 'sandbox-secret' };
    this.#answerDelay = options.answerDelay ?? 0;
    this.#rateRefusal = options.rateRefusal ?? 429;
    this.#limits = new Limits(options.limits, this.#now);
    this.#accessLog =
      options.accessLogFile === undefined ? undefined : createWriteStream(options.accessLogFile, { flags: 'a' });
    this.state = new Store({ now: this.#now, indexLagMs: options.indexLagMs ?? 0 });
    this.#home = this.#makeServer(false);
    this.#other = options.otherRegion === true ? this.#makeServer(true) : undefined;
  }

  async listen(): Promise<void> {
    await listening(this.#home, this.#options.port ?? 0);
    if (this.#other !== undefined) await listening(this.#other, 0);
  }

  get origin(): string {
    return `http://${hostOf(this.#home)}`;
  }

  get otherOrigin(): string {
    if (this.#other === undefined) throw new Error('this sandbox was started without another region');
    return `http://${hostOf(this.#other)}`;
  }

  get credentials(): { readonly accessKey: string; readonly secretKey: string } {
    return this.#keys;
  }

  addPerson(person: { name: string; phones: readonly string[]; organization?: string }): string {
    const [FirstName = '', ...rest] = person.name.split(' ');
    const [Phone, Mobile] = person.phones;
    const fields = { FirstName, LastName: rest.join(' ') || undefined, Phone, Mobile, Company: person.organization };
    const filled = Object.entries(fields).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, value] as const],
    );
    return this.state.addLead(Object.fromEntries(filled), { seeded: true }).id;
  }

  addDeal(deal: { title: string; personId: string; status?: 'open' | 'won' | 'lost' }): string {
    const status = ({ open: 'Open', won: 'Won', lost: 'Lost' } as const)[deal.status ?? 'open'];
    return this.state.addOpportunity({ title: deal.title, leadId: deal.personId, status });
  }

  addUser(user: { name: string; email: string; active?: boolean }): string {
    return this.state.addUser(user);
  }

  setAnswerDelay(ms: number): void {
    this.#answerDelay = ms;
  }

  setKeys(accessKey: string, secretKey: string): void {
    this.#keys = { accessKey, secretKey };
  }

  setRateRefusal(form: RateRefusal): void {
    this.#rateRefusal = form;
  }

  reset(): void {
    this.state.clear();
    this.faults.clear();
    this.#limits.clear();
    this.requests.length = 0;
    this.violations.length = 0;
  }

  liveCallLogs(): StoredCallLog[] {
    return [...this.state.callLogs.values()];
  }

  answer(request: PlainRequest): { status: number; body: string } {
    const entry = this.#enter(request);
    const { status, body } = this.#work(request, entry, false);
    entry.status = status;
    return { status, body: typeof body === 'string' ? body : JSON.stringify(body) };
  }

  ledger(): SandboxLedger {
    const byStatus: Record<string, number> = {};
    for (const { status } of this.requests) byStatus[status] = (byStatus[status] ?? 0) + 1;
    return {
      callLogs: this.liveCallLogs(),
      leads: [...this.state.leads.values()],
      notes: [...this.state.notes.values()],
      tasks: [...this.state.tasks.values()],
      opportunities: [...this.state.opportunities.values()],
      requests: { count: this.requests.length, byStatus },
      violations: this.violations,
    };
  }

  async stop(): Promise<void> {
    for (const server of [this.#home, this.#other]) {
      if (server?.listening !== true) continue;
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      await closed;
    }
    const log = this.#accessLog;
    if (log !== undefined) await new Promise<void>((done) => log.end(done));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #makeServer(elsewhere: boolean): Server {
    const server = createServer((request, response) => void this.#serve(request, response, elsewhere));
    // A connection that a client keeps must not close under its next request.
    server.keepAliveTimeout = 120_000;
    server.requestTimeout = 0;
    return server;
  }

  async #serve(request: IncomingMessage, response: ServerResponse, elsewhere: boolean): Promise<void> {
    if (request.url === '/__sandbox/ledger') {
      await send(response, { status: 200, body: this.ledger() }, undefined);
      return;
    }
    const entry = this.#enter({ ...plain(request), body: '' });
    try {
      entry.status = await this.#exchange({ request, response, entry, elsewhere });
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

  #enter(request: PlainRequest): Entry {
    const url = new URL(request.target, 'http://sandbox');
    for (const key of ['accessKey', 'secretKey']) {
      if (url.searchParams.has(key)) url.searchParams.set(key, 'masked');
    }
    const entry: Entry = {
      at: this.#now(),
      method: request.method,
      path: url.pathname.replace(/^\/v2(?=\/)/, ''),
      query: url.searchParams.toString(),
      status: 0,
      credential: request.headers['x-lsq-accesskey'] === undefined ? 'none' : 'masked',
    };
    this.requests.push(entry);
    return entry;
  }

  async #exchange({ request, response, entry, elsewhere }: Exchange): Promise<number> {
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
    const body = await textOf(request);
    const answer = idle ? undefined : this.#work({ ...plain(request), body }, entry, elsewhere);
    if (fault?.kind === 'hang') return 0;
    if (this.#answerDelay > 0) await wait(this.#answerDelay);
    if (fault?.kind === 'slow') await wait(fault.delayMs ?? 1_000);
    if (fault?.kind === 'drop_after') {
      request.socket.destroy();
      return 0;
    }
    return send(response, wrong ?? answer ?? answers.BROKEN, fault);
  }

  #work(request: PlainRequest, entry: Entry, elsewhere: boolean): Answer {
    return work(request, {
      store: this.state,
      options: this.#options,
      limits: this.#limits,
      keys: this.#keys,
      rateRefusal: this.#rateRefusal,
      host: hostOf(this.#home),
      elsewhere,
      violation: (text) => void this.violations.push(`${entry.method} ${entry.path}: ${text}`),
    });
  }
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((done, failed) => {
    server.once('error', failed);
    server.listen(port, '127.0.0.1', done);
  });
}

function hostOf(server: Server): string {
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function plain(request: IncomingMessage): Omit<PlainRequest, 'body'> {
  return { method: request.method ?? 'GET', target: request.url ?? '/', headers: request.headers };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** The answer that stands in for the true one. */
function wrongAnswer(fault: Fault | undefined): Answer | undefined {
  if (fault?.kind === 'status') return answers.bodyFor(fault.status ?? 500);
  if (fault?.kind === 'html') return answers.HTML_PAGE;
  return fault?.kind === 'garbage' ? answers.GARBAGE : undefined;
}
