import type { z } from 'zod';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import type { Clock, Http, HttpAnswer, HttpRequest, Log, Random } from '../../ports.ts';
import type { Limiter } from '../limits/limiter.ts';
import { parseJson } from './answers.ts';
import { answerError, failureError, unreadable } from './errors.ts';
import { learnFrom, obey, wantOf } from './limits.ts';
import { OPERATIONS, type OperationName } from './operations.ts';
import type { Session, Sessions } from './session.ts';

export interface SalesforcePorts {
  readonly http: Http;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

export interface Call<T> {
  /** Below the data API (`/sobjects/Task`), or from `/services/` on. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** Made only when the request may leave: an open stream holds a file. */
  readonly upload?: () => { body: Exclude<HttpRequest['body'], undefined>; headers: Readonly<Record<string, string>> };
  readonly answer: z.ZodType<T>;
  readonly sent?: (bytes: number) => void;
  readonly signal?: AbortSignal;
}

export interface SalesforceClient {
  /**
   * One request: within the limits, signed, sent, its answer checked and every failure put into a category. A session that
   * has ended is renewed once; the request is then sent again, as the first one was refused.
   */
  call<T>(operation: OperationName, call: Call<T>): Promise<Result<T>>;
  session(): Promise<Result<Session>>;
}

const IDLE_TIMEOUT = 30_000;
/** After an upload the server may work on the file before it says a word. */
const UPLOAD_IDLE_TIMEOUT = 120_000;
const SESSION_OVER = ['session_refused', 'token_refused'];

export function createClient(
  ports: SalesforcePorts,
  sessions: Sessions,
  limiter: Limiter,
  apiVersion: string,
): SalesforceClient {
  async function send<T>(operation: OperationName, call: Call<T>, session: Session): Promise<Result<HttpAnswer>> {
    const slot = await limiter.acquire(wantOf(operation, call.signal));
    if (!slot.ok) return slot;
    const started = ports.clock.now();
    const sent = await ports.http.send(
      buildRequest(operation, call, { session, apiVersion, left: () => slot.value.left() }),
    );
    slot.value.done();
    ports.log.write('debug', 'salesforce_request', {
      operation,
      status: sent.ok ? sent.answer.status : sent.failure.code,
      milliseconds: ports.clock.now() - started,
    });
    if (!sent.ok) return fail(failureError(operation, sent.failure));
    learnFrom(limiter, sent.answer.headers, ports.clock.now());
    return ok(sent.answer);
  }

  async function attempt<T>(operation: OperationName, call: Call<T>, session: Session): Promise<Result<T>> {
    const answer = await send(operation, call, session);
    if (!answer.ok) return answer;
    const at = { now: ports.clock.now(), fraction: ports.random.fraction() };
    if (answer.value.status >= 200 && answer.value.status <= 299)
      return readAnswer(operation, answer.value, call.answer);
    const error = answerError(operation, answer.value, at);
    obey(limiter, error);
    return fail(error);
  }

  return {
    session: () => sessions.open(),
    async call(operation, call) {
      const session = await sessions.open();
      if (!session.ok) return session;
      const first = await attempt(operation, call, session.value);
      if (first.ok || !SESSION_OVER.includes(first.error.code)) return first;
      const renewed = await sessions.renew(session.value);
      return renewed.ok ? await attempt(operation, call, renewed.value) : renewed;
    },
  };
}

function buildRequest<T>(
  operation: OperationName,
  call: Call<T>,
  around: { session: Session; apiVersion: string; left: () => void },
): HttpRequest {
  const { session, apiVersion } = around;
  const query = call.query === undefined ? '' : `?${new URLSearchParams(call.query).toString()}`;
  const path = call.path.startsWith('/services/') ? call.path : `/services/data/v${apiVersion}${call.path}`;
  const upload = call.upload?.();
  const body = upload?.body ?? (call.json === undefined ? undefined : JSON.stringify(call.json));
  return {
    method: OPERATIONS[operation].method,
    url: `${session.instanceUrl}${path}${query}`,
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${session.accessToken}`,
      ...(call.json === undefined ? {} : { 'content-type': 'application/json' }),
      ...upload?.headers,
    },
    ...(body === undefined ? {} : { body }),
    idleTimeout: upload === undefined ? IDLE_TIMEOUT : UPLOAD_IDLE_TIMEOUT,
    ...(call.signal === undefined ? {} : { signal: call.signal }),
    sent: (bytes) => {
      around.left();
      call.sent?.(bytes);
    },
  };
}

function readAnswer<T>(operation: OperationName, answer: HttpAnswer, shape: z.ZodType<T>): Result<T> {
  // A successful change or removal has no body at all.
  const body = answer.status === 204 ? null : parseJson(answer.body);
  if (body === undefined) return fail(unreadable(operation));
  const read = shape.safeParse(body);
  return read.success ? ok(read.data) : fail(unreadable(operation));
}
