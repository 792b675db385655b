import * as answers from './answers.ts';
import type { Answer } from './answers.ts';
import { Limits } from './limits.ts';
import { refuse } from './route.ts';
import { findTarget, type Target } from './router.ts';
import { Store } from './store.ts';
import type { CloseSandboxOptions } from './types.ts';

export interface Incoming {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** The whole header, or undefined when there is none. */
  readonly authorization: string | undefined;
  readonly isJson: boolean;
  readonly body: string;
}

export const DEFAULT_KEY = 'api_sandboxKey.0123456789';

/** Close without its network: what one request does and how it is answered. Everything happens at once. */
export class Core {
  readonly state: Store;
  readonly violations: string[] = [];
  readonly limits: Limits;
  apiKey: string;

  constructor(options: CloseSandboxOptions) {
    const now = options.now ?? Date.now;
    this.apiKey = options.apiKey ?? DEFAULT_KEY;
    this.limits = new Limits(options.limits, now);
    this.state = new Store({ now, indexLagMs: options.indexLagMs ?? 0, deleteLagMs: options.deleteLagMs ?? 0 });
  }

  answer(incoming: Incoming): Answer {
    const url = new URL(incoming.target, 'http://sandbox');
    const target = findTarget(incoming.method, url.pathname);
    const violation = (text: string) => void this.violations.push(`${incoming.method} ${target.path}: ${text}`);
    const credential = this.#credentialProblem(incoming.authorization);
    if (credential !== undefined) {
      if (credential !== '') violation(credential);
      return answers.UNAUTHORIZED;
    }
    const { operation } = target;
    if (operation === undefined) return nowhere(target, violation);
    const group = `${operation.method} ${operation.path}`;
    if (!this.limits.take(group)) {
      violation('429: over the limit of its group');
      return { ...answers.TOO_MANY, headers: this.limits.headers(group, true) };
    }
    const answer = this.#work(incoming, url, target, violation);
    return { ...answer, headers: { ...this.limits.headers(group, false), ...answer.headers } };
  }

  #work(incoming: Incoming, url: URL, target: Target, violation: (text: string) => void): Answer {
    const { operation, route } = target;
    if (operation === undefined || route === undefined) return answers.BROKEN;
    const query = operation.query(url.searchParams);
    const base = { store: this.state, id: target.id, violation };
    if ('problem' in query) return refuse(base, query.problem);
    const writes = incoming.method === 'POST' || incoming.method === 'PUT';
    const body = writes ? jsonObject(incoming) : {};
    if (body === undefined) {
      violation('the body is no JSON object');
      return answers.NOT_JSON;
    }
    const problem = writes ? operation.bodyProblem(body) : undefined;
    if (problem !== undefined) return refuse(base, problem);
    const answer = route({ ...base, query: query.values, body });
    const misfit = operation.answerProblem(answer.status, answer.body);
    if (misfit !== undefined) violation(`our answer ${answer.status} does not fit: "${misfit.field}" ${misfit.what}`);
    return onlyFields(answer, query.values['_fields']);
  }

  /** Undefined: it is right. An empty text: wrong, but nobody's fault. */
  #credentialProblem(header: string | undefined): string | undefined {
    if (header === undefined) return 'no credential was sent';
    const bearer = /^Bearer (.+)$/.exec(header)?.[1];
    if (bearer !== undefined) return bearer === this.apiKey ? undefined : '';
    const basic = Buffer.from(/^Basic (.+)$/.exec(header)?.[1] ?? '', 'base64').toString('utf8');
    const [key, password] = basic.split(':');
    if (password !== '') return 'the key is the user name, with an empty password';
    return key === this.apiKey ? undefined : '';
  }
}

function nowhere(target: Target, violation: (text: string) => void): Answer {
  violation('the vendor documents no such endpoint (do its paths end with a slash?)');
  return target.wrongMethod ? answers.refusal(405, 'Method Not Allowed') : answers.NOT_FOUND;
}

function jsonObject({ isJson, body }: Incoming): Record<string, unknown> | undefined {
  if (!isJson) return undefined;
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}

/** `_fields` leaves out what was not asked for. */
function onlyFields(answer: Answer, fields: unknown): Answer {
  if (typeof fields !== 'string' || answer.status !== 200) return answer;
  const wanted = fields.split(',');
  const only = (item: object) => Object.fromEntries(Object.entries(item).filter(([key]) => wanted.includes(key)));
  const body = answer.body as { data?: object[] };
  return { ...answer, body: body.data === undefined ? only(body) : { ...body, data: body.data.map(only) } };
}
