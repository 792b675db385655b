import { createWriteStream, type WriteStream } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { cutHalfway, send } from '../pipedrive/exchange.ts';
import { Faults } from '../pipedrive/faults.ts';
import { BLOCKED_PAGE, bodyFor, BROKEN, GARBAGE, type Answer } from './answers.ts';
import { Core } from './core.ts';
import { findTarget } from './router.ts';
import type { Store } from './store.ts';
import type { CloseLedger, CloseSandbox, CloseSandboxOptions, Fault, SandboxRequest, StoredCall } from './types.ts';

export type * from './types.ts';

/** A Close of our own on a loopback port: keeps what it is told, and fails the way the real one does. */
export async function startCloseSandbox(options: CloseSandboxOptions = {}): Promise<CloseSandbox> {
  const sandbox = new Sandbox(options);
  await sandbox.listen();
  return sandbox;
}

type Entry = { -readonly [Key in keyof SandboxRequest]: SandboxRequest[Key] };

class Sandbox implements CloseSandbox {
  readonly requests: Entry[] = [];
  readonly faults = new Faults();
  readonly #core: Core;
  readonly #options: CloseSandboxOptions;
  readonly #server: Server;
  readonly #accessLog: WriteStream | undefined;
  #answerDelay: number;

  constructor(options: CloseSandboxOptions) {
    this.#options = options;
    this.#core = new Core(options);
    this.#answerDelay = options.answerDelay ?? 0;
    this.#accessLog =
      options.accessLogFile === undefined ? undefined : createWriteStream(options.accessLogFile, { flags: 'a' });
    this.#server = createServer((request, response) => void this.#serve(request, response));
    // A connection that a client keeps must not close under its next request.
    this.#server.keepAliveTimeout = 120_000;
  }

  async listen(): Promise<void> {
    await new Promise<void>((done, failed) => {
      this.#server.once('error', failed);
      this.#server.listen(this.#options.port ?? 0, '127.0.0.1', done);
    });
  }

  get state(): Store {
    return this.#core.state;
  }

  get violations(): string[] {
    return this.#core.violations;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get baseUrl(): string {
    return `${this.origin}/api/v1`;
  }

  get apiKey(): string {
    return this.#core.apiKey;
  }

  addContact(contact: { name: string; phones: readonly string[]; organization?: string }) {
    const leadName = contact.organization ?? contact.name;
    const lead =
      [...this.state.leads.values()].find(({ name }) => name === leadName) ?? this.state.addLead(leadName, true);
    const phones = contact.phones.map((phone) => ({ phone, type: 'office' }));
    const { id } = this.state.addContact({ leadId: lead.id, name: contact.name, phones, seeded: true });
    return { contactId: id, leadId: lead.id };
  }

  addOpportunity(opportunity: { note: string; leadId: string; status?: 'active' | 'won' | 'lost' }): string {
    const { note, leadId, status = 'active' } = opportunity;
    return this.state.addOpportunity({ lead_id: leadId, note, status_type: status, value: 50_000 }).id;
  }

  addOutcome(name: string, appliesTo: readonly ('calls' | 'meetings')[] = ['calls']): string {
    return this.state.addOutcome(name, appliesTo).id;
  }

  setAnswerDelay(ms: number): void {
    this.#answerDelay = ms;
  }

  setApiKey(key: string): void {
    this.#core.apiKey = key;
  }

  editCall(id: string, change: Partial<StoredCall>): void {
    if (this.state.changeCall(id, change) === undefined) throw new Error(`there is no call ${id}`);
  }

  reset(): void {
    this.state.clear();
    this.faults.clear();
    this.#core.limits.clear();
    this.requests.length = 0;
    this.violations.length = 0;
  }

  liveCalls(): StoredCall[] {
    return [...this.state.calls.values()].filter(({ deletedAt }) => deletedAt === null);
  }

  ledger(): CloseLedger {
    const byStatus: Record<string, number> = {};
    for (const { status } of this.requests) byStatus[status] = (byStatus[status] ?? 0) + 1;
    return {
      calls: [...this.state.calls.values()],
      leads: [...this.state.leads.values()],
      contacts: [...this.state.contacts.values()],
      opportunities: [...this.state.opportunities.values()],
      tasks: [...this.state.tasks.values()],
      requests: { count: this.requests.length, byStatus },
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
    const entry: Entry = {
      at: (this.#options.now ?? Date.now)(),
      method: request.method ?? 'GET',
      path: findTarget(request.method ?? 'GET', url.pathname).path,
      query: url.searchParams.toString(),
      status: 0,
      credential: request.headers.authorization === undefined ? 'none' : 'masked',
    };
    this.requests.push(entry);
    try {
      entry.status = await this.#exchange(request, response, entry);
    } catch (thrown) {
      // A client that left in the middle of its request is an ordinary end; everything else is a fault of ours.
      if (request.complete) {
        this.violations.push(`${entry.method} ${entry.path}: the sandbox itself failed: ${String(thrown)}`);
        entry.status = await send(response, BROKEN, undefined);
      }
    } finally {
      this.#accessLog?.write(`${JSON.stringify(entry)}\n`);
    }
  }

  async #exchange(request: IncomingMessage, response: ServerResponse, entry: Entry): Promise<number> {
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
    const body = await textOf(request);
    const wrong = wrongAnswer(fault);
    const idle = fault?.effective !== true && (wrong !== undefined || fault?.kind === 'hang');
    const answer = idle ? undefined : this.#core.answer(incomingOf(request, body));
    if (fault?.kind === 'hang') return 0;
    if (this.#answerDelay > 0) await wait(this.#answerDelay);
    if (fault?.kind === 'slow') await wait(fault.delayMs ?? 1_000);
    if (fault?.kind === 'drop_after') {
      request.socket.destroy();
      return 0;
    }
    return send(response, wrong ?? answer ?? BROKEN, fault);
  }
}

function incomingOf(request: IncomingMessage, body: string) {
  return {
    method: request.method ?? 'GET',
    target: request.url ?? '/',
    authorization: request.headers.authorization,
    isJson: /^application\/json\b/i.test(request.headers['content-type'] ?? ''),
    body,
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** The answer that stands in for the true one. A 429 always tells how long to wait. */
function wrongAnswer(fault: Fault | undefined): Answer | undefined {
  if (fault?.kind === 'html') return BLOCKED_PAGE;
  if (fault?.kind === 'garbage') return GARBAGE;
  if (fault?.kind !== 'status') return undefined;
  const answer = bodyFor(fault.status ?? 500);
  if (answer.status !== 429 || fault.bare === true) return answer;
  return { ...answer, headers: { ratelimit: 'limit=100, remaining=0, reset=1.5', 'retry-after': '2' } };
}
