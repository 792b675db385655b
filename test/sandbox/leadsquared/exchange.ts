import path from 'node:path';
import { readSpecification, type Operation } from '../openapi.ts';
import * as answers from './answers.ts';
import type { Answer } from './answers.ts';
import { callRoutes } from './calls.ts';
import { deskRoutes } from './desk.ts';
import { leadRoutes } from './leads.ts';
import type { Limits } from './limits.ts';
import { refuse, type Call, type Route, type Routes } from './route.ts';
import type { Store } from './store.ts';
import type { LeadSquaredSandboxOptions, PlainRequest, RateRefusal } from './types.ts';

const OPERATIONS = readSpecification(path.join(import.meta.dirname, 'openapi/v2.json'));
const ROUTES: Routes = { ...leadRoutes, ...callRoutes, ...deskRoutes };
/** Answered at the hosts of all regions. */
const ANYWHERE = '/Authentication.svc/UserByAccessKey.Get';

export interface Around {
  readonly store: Store;
  readonly options: LeadSquaredSandboxOptions;
  readonly limits: Limits;
  readonly keys: { readonly accessKey: string; readonly secretKey: string };
  readonly rateRefusal: RateRefusal;
  /** Of this company. */
  readonly host: string;
  /** The request came to the host of another region. */
  readonly elsewhere: boolean;
  readonly violation: (text: string) => void;
}

/** Everything that a request does when nothing goes wrong on the way. */
export function work(request: PlainRequest, around: Around): Answer {
  const url = new URL(request.target, 'http://sandbox');
  const below = /^\/v2(\/.*)$/.exec(url.pathname)?.[1];
  const early = admit(request, url, around, below);
  if (early !== undefined) return early;
  const operation = OPERATIONS.get(`${request.method} ${below ?? ''}`);
  const route = ROUTES[`${request.method} ${below ?? ''}`];
  if (operation === undefined || route === undefined) {
    around.violation('the vendor documents no such method');
    return answers.nothingHere();
  }
  const answer = run(request, url, around, { operation, route });
  const misfit = operation.answerProblem(answer.status, answer.body);
  if (misfit !== undefined)
    around.violation(`our answer ${answer.status} does not fit: "${misfit.field}" ${misfit.what}`);
  return answer;
}

/** The keys first, then the limits, then the host; undefined when the request may go on. */
function admit(request: PlainRequest, url: URL, around: Around, below: string | undefined): Answer | undefined {
  const inQuery = url.searchParams.has('accessKey') || url.searchParams.has('secretKey');
  if (inQuery) around.violation('the keys stand in the query; they belong into headers');
  const accessKey = request.headers['x-lsq-accesskey'] ?? url.searchParams.get('accessKey');
  const secretKey = request.headers['x-lsq-secretkey'] ?? url.searchParams.get('secretKey');
  if (accessKey == null || secretKey == null) around.violation('no pair of keys was sent');
  if (accessKey !== around.keys.accessKey || secretKey !== around.keys.secretKey) return answers.unauthorized();
  const verdict = around.limits.take();
  if (verdict === 'day') {
    around.violation('over the limit of the day');
    return answers.exception(429, 'MXAPIRateLimitExceededException', 'API calls exceeded the daily limit');
  }
  if (verdict === 'window') {
    around.violation('over the limit');
    return answers.tooMany(around.rateRefusal, around.limits.calls, around.limits.seconds);
  }
  return around.elsewhere && below !== ANYWHERE ? answers.wrongHost(around.host) : undefined;
}

function run(
  request: PlainRequest,
  url: URL,
  around: Around,
  { operation, route }: { operation: Operation; route: Route },
): Answer {
  url.searchParams.delete('accessKey');
  url.searchParams.delete('secretKey');
  const query = operation.query(url.searchParams);
  if ('problem' in query) return refuse(around, query.problem);
  const { store, options, host, violation } = around;
  const call: Call = { store, options, host, violation, query: query.values, body: {}, list: [] };
  if (request.method !== 'POST') return route(call);
  const body = parse(request);
  if (body === undefined) return refuse(around, { field: '', what: 'must be JSON, sent as application/json' });
  const problem = operation.bodyProblem(body);
  if (problem !== undefined) return refuse(around, problem);
  return route(Array.isArray(body) ? { ...call, list: body } : { ...call, body: { ...body } });
}

function parse({ headers, body }: PlainRequest): object | undefined {
  if (!/^application\/json\b/i.test(String(headers['content-type'] ?? ''))) return undefined;
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}
