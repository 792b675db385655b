import { randomUUID } from 'node:crypto';
import * as answers from './answers.ts';
import type { Answer } from './answers.ts';
import { storeFile } from './content.ts';
import { ORGANIZATION_ID, USER_ID } from './ids.ts';
import { Limits } from './limits.ts';
import { OAuth } from './oauth.ts';
import { recordRoutes } from './records.ts';
import { findTarget, type Target } from './router.ts';
import { createSchema, type Schema } from './schema.ts';
import { runSearch } from './sosl.ts';
import { Refused, runQuery, shape } from './soql.ts';
import { Store } from './store.ts';
import { Telephony } from './telephony.ts';
import type { Host, SalesforceSandboxOptions } from './types.ts';

export interface Incoming {
  readonly host: Host;
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

const STATUSES = [
  { name: 'Not Started', closed: false },
  { name: 'In Progress', closed: false },
  { name: 'Completed', closed: true },
];

/** Salesforce without its network: what one request does and how it is answered. Everything happens at once. */
export class Core {
  readonly store: Store;
  readonly violations: string[] = [];
  readonly limits: Limits;
  readonly oauth: OAuth;
  readonly telephony: Telephony;
  readonly clientId: string;
  readonly callCenter: string;
  readonly provider: string;
  readonly #options: SalesforceSandboxOptions;
  readonly #schema: Schema;
  readonly #externalIdField: string | null;

  constructor(options: SalesforceSandboxOptions) {
    const now = options.now ?? Date.now;
    this.#options = options;
    this.clientId = options.clientId ?? 'sandbox-client';
    this.callCenter = options.callCenter ?? 'SandboxCenter';
    this.provider = options.provider ?? 'sandbox-provider';
    this.#externalIdField = options.externalIdField === undefined ? 'Softphone_Call_Id__c' : options.externalIdField;
    const voiceFields = options.voiceFields ?? ['Outcome__c', 'Note__c'];
    this.#schema = createSchema({ externalIdField: this.#externalIdField, hidden: options.hidden ?? [], voiceFields });
    this.limits = new Limits(options.limits, now);
    this.store = new Store({ now, indexLagMs: options.indexLagMs ?? 0 });
    this.oauth = new OAuth({
      clientId: this.clientId,
      refreshToken: options.refreshToken ?? `sandbox-${randomUUID()}`,
      redirectUris:
        options.redirectUris ?? [47_821, 47_822, 47_823].map((port) => `http://localhost:${port}/OauthRedirect`),
      rotation: options.rotation ?? true,
      reuse: options.reuse ?? 'kill_family',
      now,
    });
    this.telephony = new Telephony(this.store, {
      callCenter: this.callCenter,
      provider: this.provider,
      pendingMs: options.pendingMs ?? 0,
      voiceFields,
      now,
    });
  }

  answer(incoming: Incoming): Answer {
    this.telephony.settle();
    const target = findTarget(incoming.host, incoming.method, incoming.url.pathname);
    const violation = (text: string) => void this.violations.push(`${incoming.method} ${target.path}: ${text}`);
    const answer = this.#route(incoming, target, violation);
    const misfit = answer.status === 204 ? undefined : target.operation?.answerProblem(answer.status, answer.body);
    if (misfit !== undefined) violation(`our answer ${answer.status} does not fit: "${misfit.field}" ${misfit.what}`);
    return answer;
  }

  reset(): void {
    this.store.clear();
    this.limits.clear();
    this.telephony.clear();
    this.violations.length = 0;
  }

  #route(incoming: Incoming, target: Target, violation: (text: string) => void): Answer {
    switch (incoming.host) {
      case 'login':
        return this.#login(incoming, target, violation);
      case 'telephony':
        return this.#voice(incoming, target, violation);
      case 'instance':
        return this.#instance(incoming, target, violation);
    }
  }

  #login({ method, url, headers, body }: Incoming, target: Target, violation: (text: string) => void): Answer {
    if (method === 'GET' && target.path === '/authorize') return this.oauth.authorize(url.searchParams, violation);
    if (target.operation === undefined) return nowhere(target, violation);
    if (!/^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '')) {
      violation('the token request is no form');
      return answers.oauthRefusal('invalid_request', 'must be a form');
    }
    return this.oauth.token(new URLSearchParams(body.toString('utf8')), violation);
  }

  #voice(incoming: Incoming, target: Target, violation: (text: string) => void): Answer {
    const { operation, values } = target;
    const { authorization, 'telephony-provider-name': provider } = incoming.headers;
    const refused = this.telephony.refusal(authorization, provider);
    if (refused !== undefined) return refused;
    if (operation === undefined) return nowhere(target, violation);
    const body = jsonBody(incoming);
    const problem = body === undefined ? { field: '', what: 'must be a JSON object' } : operation.bodyProblem(body);
    if (body === undefined || problem !== undefined) {
      violation(`"${problem?.field ?? ''}" ${problem?.what ?? ''}`);
      return answers.telephonyRefusal(400, 'BAD_REQUEST', 'the body is not valid');
    }
    if (incoming.method === 'POST') return this.telephony.create(body);
    return this.telephony.patch(values['callId'] ?? '', body, violation);
  }

  #instance(incoming: Incoming, target: Target, violation: (text: string) => void): Answer {
    const token = /^(?:Bearer|OAuth) (.+)$/.exec(incoming.headers['authorization'] ?? '')?.[1];
    if (token === undefined) violation('no credential was sent');
    if (token === undefined || !this.oauth.isOpen(token)) return answers.EXPIRED;
    const counts = incoming.url.pathname.startsWith('/services/data/');
    if (counts && !this.limits.take()) {
      violation("403: over the org's limit of 24 hours");
      return { ...answers.OVER_LIMIT, headers: this.limits.header() };
    }
    const answer = this.#work(incoming, target, violation);
    return counts ? { ...answer, headers: { ...this.limits.header(), ...answer.headers } } : answer;
  }

  #work(incoming: Incoming, target: Target, violation: (text: string) => void): Answer {
    const { operation, key, values } = target;
    if (operation === undefined || key === undefined) return nowhere(target, violation);
    const { problem } = readQuery(operation, incoming.url.searchParams);
    if (problem !== undefined) {
      violation(`"${problem.field}" ${problem.what}`);
      return answers.refusal(400, 'INVALID_FIELD', `${problem.field} ${problem.what}`);
    }
    try {
      const read = this.#read(key, incoming, values);
      if (read !== undefined) return read;
    } catch (thrown) {
      if (!(thrown instanceof Refused)) throw thrown;
      if (thrown.answer.status === 400 && /MALFORMED/.test(JSON.stringify(thrown.answer.body)))
        violation(thrown.message);
      return thrown.answer;
    }
    const writes = incoming.method === 'POST' || incoming.method === 'PATCH';
    const body = writes ? jsonBody(incoming) : {};
    const misfit =
      body === undefined
        ? { field: '', what: 'must be a JSON object' }
        : writes
          ? operation.bodyProblem(body)
          : undefined;
    if (body === undefined || misfit !== undefined) {
      violation(`"${misfit?.field ?? ''}" ${misfit?.what ?? ''}`);
      return answers.refusal(400, 'INVALID_FIELD', `${misfit?.field ?? ''} ${misfit?.what ?? ''}`, [
        misfit?.field ?? '',
      ]);
    }
    const route = recordRoutes[key];
    const statuses = this.#options.statuses ?? STATUSES;
    if (route === undefined) return answers.BROKEN;
    return route({ store: this.store, externalIdField: this.#externalIdField, statuses, values, body });
  }

  /** What reads; undefined for everything else. */
  #read(key: string, incoming: Incoming, values: Target['values']): Answer | undefined {
    const apiPath = /^\/services\/data\/v\d+\.0/.exec(incoming.url.pathname)?.[0] ?? '';
    const q = incoming.url.searchParams.get('q') ?? '';
    switch (key) {
      case 'GET /userinfo':
        return { status: 200, body: this.#userInfo() };
      case 'GET /limits':
        return { status: 200, body: { DailyApiRequests: {} } };
      case 'GET /query':
        return /\bFROM\s+TaskStatus\b/i.test(q) ? this.#statusRows() : runQuery(this.store, this.#schema, q, apiPath);
      case 'GET /search':
        return runSearch(
          { store: this.store, schema: this.#schema, phoneSearch: this.#options.phoneSearch ?? 'digits' },
          q,
          apiPath,
        );
      case 'GET /sobjects/Task/{id}': {
        const task = this.store.get(values['id']);
        if (task?.type !== 'Task') return answers.NOT_FOUND;
        if (task.deleted) return answers.DELETED;
        const all = Object.keys(this.#schema.fields('Task') ?? {});
        const fields = incoming.url.searchParams.get('fields')?.split(',') ?? all;
        return { status: 200, body: shape(this.store, task, fields, apiPath) };
      }
      case 'POST /sobjects/ContentVersion':
        return storeFile(this.store, incoming.headers['content-type'], incoming.body);
      default:
        return undefined;
    }
  }

  #userInfo() {
    return {
      user_id: USER_ID,
      organization_id: ORGANIZATION_ID,
      name: 'Ann Agent',
      email: 'ann@example.com',
      preferred_username: 'ann@example.com',
      zoneinfo: this.#options.zoneinfo ?? 'Europe/Berlin',
    };
  }

  #statusRows(): Answer {
    const closed = (this.#options.statuses ?? STATUSES).filter((status) => status.closed);
    const records = closed.map(({ name }) => ({
      attributes: { type: 'TaskStatus', url: '' },
      ApiName: name,
      MasterLabel: name,
    }));
    return { status: 200, body: { totalSize: records.length, done: true, records } };
  }
}

function readQuery(operation: NonNullable<Target['operation']>, query: URLSearchParams) {
  const read = operation.query(query);
  return { problem: 'problem' in read ? read.problem : undefined };
}

function nowhere(target: Target, violation: (text: string) => void): Answer {
  violation('the vendor documents no such endpoint');
  return target.wrongMethod ? answers.refusal(405, 'METHOD_NOT_ALLOWED', 'HTTP Method not allowed') : answers.NOT_FOUND;
}

function jsonBody({ headers, body }: Incoming): Record<string, unknown> | undefined {
  if (!/^application\/json\b/i.test(headers['content-type'] ?? '')) return undefined;
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}
