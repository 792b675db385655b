import { createWriteStream, type WriteStream } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { cutHalfway, send } from '../pipedrive/exchange.ts';
import { Faults } from '../pipedrive/faults.ts';
import { bodyFor, BROKEN, GARBAGE, PAGE, type Answer } from './answers.ts';
import { Core } from './core.ts';
import { findTarget } from './router.ts';
import type {
  Fault,
  Host,
  SalesforceSandbox,
  SalesforceSandboxOptions,
  SandboxLedger,
  SandboxRequest,
  StoredRecord,
} from './types.ts';

export type * from './types.ts';

/** A Salesforce of our own on three loopback ports: keeps what it is told, and fails the way the real one does. */
export async function startSalesforceSandbox(options: SalesforceSandboxOptions = {}): Promise<SalesforceSandbox> {
  const sandbox = new Sandbox(options);
  await sandbox.listen();
  return sandbox;
}

type Entry = { -readonly [Key in keyof SandboxRequest]: SandboxRequest[Key] };

const HOSTS: readonly Host[] = ['login', 'instance', 'telephony'];

class Sandbox implements SalesforceSandbox {
  readonly requests: Entry[] = [];
  readonly faults = new Faults();
  readonly #core: Core;
  readonly #options: SalesforceSandboxOptions;
  readonly #servers: Readonly<Record<Host, Server>>;
  readonly #accessLog: WriteStream | undefined;
  #answerDelay: number;

  constructor(options: SalesforceSandboxOptions) {
    this.#options = options;
    this.#core = new Core(options);
    this.#answerDelay = options.answerDelay ?? 0;
    this.#accessLog =
      options.accessLogFile === undefined ? undefined : createWriteStream(options.accessLogFile, { flags: 'a' });
    const serve = (host: Host): Server => {
      const server = createServer((request, response) => void this.#serve(host, request, response));
      // A connection that a client keeps must not close under its next request.
      server.keepAliveTimeout = 120_000;
      return server;
    };
    this.#servers = { login: serve('login'), instance: serve('instance'), telephony: serve('telephony') };
  }

  async listen(): Promise<void> {
    const { port = 0, instancePort = 0, telephonyPort = 0 } = this.#options;
    const ports = { login: port, instance: instancePort, telephony: telephonyPort };
    for (const host of HOSTS) {
      await new Promise<void>((done, failed) => {
        this.#servers[host].once('error', failed);
        this.#servers[host].listen(ports[host], '127.0.0.1', done);
      });
    }
    this.#core.oauth.place(this.origin, this.instanceUrl);
  }

  get origin(): string {
    return this.#originOf('login');
  }

  get instanceUrl(): string {
    return this.#originOf('instance');
  }

  get telephonyUrl(): string {
    return this.#originOf('telephony');
  }

  get clientId(): string {
    return this.#core.clientId;
  }

  get refreshToken(): string {
    return this.#core.oauth.refreshToken;
  }

  get callCenter(): string {
    return this.#core.callCenter;
  }

  get provider(): string {
    return this.#core.provider;
  }

  get records(): ReadonlyMap<string, StoredRecord> {
    this.#core.telephony.settle();
    return this.#core.store.records;
  }

  get violations(): string[] {
    return this.#core.violations;
  }

  signToken(claims: Readonly<Record<string, unknown>> = {}): string {
    return this.#core.telephony.signToken(claims);
  }

  addContact(contact: { name: string; phones: readonly string[]; organization?: string }): string {
    const account = contact.organization === undefined ? {} : { AccountId: this.#accountNamed(contact.organization) };
    return this.#seed('Contact', { ...personFields(contact), ...account });
  }

  addLead(lead: { name: string; phones: readonly string[]; company?: string; converted?: boolean }): string {
    const { company = 'Unknown Ltd', converted = false } = lead;
    return this.#seed('Lead', { ...personFields(lead), Company: company, IsConverted: converted });
  }

  addAccount(account: { name: string; phone?: string }): string {
    return this.#seed('Account', {
      Name: account.name,
      ...(account.phone === undefined ? {} : { Phone: account.phone }),
    });
  }

  addOpportunity(deal: { title: string; accountId?: string; contactId?: string; closed?: boolean }): string {
    const { title, accountId, contactId, closed = false } = deal;
    const StageName = closed ? 'Closed Won' : 'Proposal';
    const id = this.#seed('Opportunity', {
      ...{ Name: title, IsClosed: closed, StageName },
      ...(accountId === undefined ? {} : { AccountId: accountId }),
    });
    if (contactId !== undefined) this.#seed('OpportunityContactRole', { OpportunityId: id, ContactId: contactId });
    return id;
  }

  edit(id: string, fields: Readonly<Record<string, unknown>>): void {
    this.#core.store.change(this.#known(id), fields);
  }

  delete(id: string): void {
    this.#core.store.remove(this.#known(id));
  }

  setAnswerDelay(ms: number): void {
    this.#answerDelay = ms;
  }

  expireSessions(): void {
    this.#core.oauth.expireSessions();
  }

  revoke(): void {
    this.#core.oauth.revoke();
  }

  useUp(requests: number): void {
    this.#core.limits.take(requests);
  }

  reset(): void {
    this.#core.reset();
    this.faults.clear();
    this.requests.length = 0;
  }

  live(type = 'Task'): StoredRecord[] {
    this.#core.telephony.settle();
    return this.#core.store.live(type);
  }

  ledger(): SandboxLedger {
    const byStatus: Record<string, number> = {};
    for (const { status } of this.requests) byStatus[status] = (byStatus[status] ?? 0) + 1;
    const of = (type: string) => [...this.records.values()].filter((record) => record.type === type);
    return {
      tasks: of('Task'),
      voiceCalls: of('VoiceCall'),
      contacts: of('Contact'),
      leads: of('Lead'),
      opportunities: of('Opportunity'),
      files: of('ContentVersion'),
      requests: { count: this.requests.length, byStatus },
      violations: this.violations,
    };
  }

  async stop(): Promise<void> {
    for (const host of HOSTS) {
      const server = this.#servers[host];
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

  #originOf(host: Host): string {
    return `http://127.0.0.1:${(this.#servers[host].address() as AddressInfo).port}`;
  }

  #seed(type: string, fields: Readonly<Record<string, unknown>>): string {
    return this.#core.store.add(type, fields, { seeded: true }).id;
  }

  #accountNamed(name: string): string {
    const known = this.#core.store.live('Account').find(({ fields }) => fields['Name'] === name);
    return known?.id ?? this.addAccount({ name });
  }

  #known(id: string): StoredRecord {
    const record = this.#core.store.get(id);
    if (record === undefined) throw new Error(`there is no record ${id}`);
    return record;
  }

  async #serve(host: Host, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://sandbox');
    if (url.pathname === '/__sandbox/ledger') {
      await send(response, { status: 200, body: this.ledger() }, undefined);
      return;
    }
    const entry: Entry = {
      at: (this.#options.now ?? Date.now)(),
      host,
      method: request.method ?? 'GET',
      path: findTarget(host, request.method ?? 'GET', url.pathname).path,
      query: url.searchParams.toString(),
      status: 0,
      credential: request.headers.authorization === undefined ? 'none' : 'masked',
    };
    this.requests.push(entry);
    try {
      entry.status = await this.#exchange({ host, request, response, url, entry });
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

  async #exchange({ host, request, response, url, entry }: Exchange): Promise<number> {
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
    const body = await bytesOf(request);
    const wrong = wrongAnswer(host, fault);
    const idle = fault?.effective !== true && (wrong !== undefined || fault?.kind === 'hang');
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, value?.toString()]),
    );
    const incoming = { host, method: entry.method, url, headers, body };
    const answer = idle ? undefined : this.#core.answer(incoming);
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

interface Exchange {
  readonly host: Host;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly entry: Entry;
}

const PHONE_FIELDS = ['Phone', 'MobilePhone', 'HomePhone', 'OtherPhone'];

function personFields({ name, phones }: { name: string; phones: readonly string[] }): Record<string, unknown> {
  const words = name.split(' ');
  const first = words.slice(0, -1).join(' ');
  const numbers = phones.map((phone, index) => [PHONE_FIELDS[index] ?? 'OtherPhone', phone] as const);
  return {
    LastName: words.at(-1) ?? name,
    ...(first === '' ? {} : { FirstName: first }),
    ...Object.fromEntries(numbers),
  };
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The answer that stands in for the true one. */
function wrongAnswer(host: Host, fault: Fault | undefined): Answer | undefined {
  if (fault?.kind === 'status') return bodyFor(host, fault.status ?? 500);
  if (fault?.kind === 'html') return PAGE;
  return fault?.kind === 'garbage' ? GARBAGE : undefined;
}
