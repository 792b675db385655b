import type { z } from 'zod';
import { appError, type AppError } from '../../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import type { Clock, Http, HttpAnswer, HttpRequest, Log, Random } from '../../ports.ts';
import type { CrmAccount } from '../port.ts';
import { answerError, failureError, jsonObject, unreadable } from './errors.ts';
import { obey, wantOf, type CloseLimits } from './limits.ts';
import { OPERATIONS, type OperationName } from './operations.ts';

export interface ClosePorts {
  readonly http: Http;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

export interface Call<T> {
  /** Below `/api/v1`, with the slash that Close wants at the end: `/activity/call/`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly answer: z.ZodType<T>;
}

export interface CloseClient {
  /** One request: kept within the limits, signed, sent, its answer checked and every failure put into a category. */
  call<T>(operation: OperationName, call: Call<T>): Promise<Result<T>>;
}

const IDLE_TIMEOUT = 30_000;

export function createClient(ports: ClosePorts, account: CrmAccount, limiter: CloseLimits): CloseClient {
  const baseUrl = account.baseUrl.replace(/\/+$/, '');

  async function send<T>(operation: OperationName, call: Call<T>, key: string): Promise<Result<HttpAnswer>> {
    const slot = await limiter.acquire(wantOf(operation));
    if (!slot.ok) return slot;
    const started = ports.clock.now();
    const request = buildRequest(operation, call, { baseUrl, key, left: () => slot.value.left() });
    const sent = await ports.http.send(request);
    slot.value.done();
    ports.log.write('debug', 'close_request', {
      operation,
      status: sent.ok ? sent.answer.status : sent.failure.code,
      milliseconds: ports.clock.now() - started,
    });
    if (!sent.ok) return fail(failureError(operation, sent.failure));
    limiter.learnFrom(operation, sent.answer.headers);
    return ok(sent.answer);
  }

  return {
    async call(operation, call) {
      const key = account.credentials['apiKey']?.trim() ?? '';
      const problem = credentialProblem(key, baseUrl);
      if (problem !== undefined) return fail(problem);
      const answer = await send(operation, call, key);
      if (!answer.ok) return answer;
      const at = { now: ports.clock.now(), fraction: ports.random.fraction() };
      const { status } = answer.value;
      if (status < 200 || status > 299) {
        const error = answerError(operation, answer.value, at);
        obey(limiter, error);
        return fail(error);
      }
      return readAnswer(operation, answer.value, call.answer);
    },
  };
}

/** Nothing leaves without a key that can be one, and none leaves over a line that others can read. */
function credentialProblem(key: string, baseUrl: string): AppError | undefined {
  if (key === '') return appError('sign_in', 'no_credential', 'There is no API key for this Close account: enter one.');
  if (!/^[\x21-\x39\x3b-\x7e]+$/.test(key)) {
    return appError('sign_in', 'bad_credential', 'The API key holds characters that no key has: copy it again.');
  }
  if (!/^https:\/\/|^http:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:|\/|$)/.test(baseUrl)) {
    return appError('sign_in', 'insecure_url', 'The API key is only sent over https.');
  }
  return undefined;
}

function buildRequest<T>(
  operation: OperationName,
  call: Call<T>,
  around: { baseUrl: string; key: string; left: () => void },
): HttpRequest {
  const query = call.query === undefined ? '' : `?${new URLSearchParams(call.query).toString()}`;
  return {
    method: OPERATIONS[operation].method,
    url: `${around.baseUrl}${call.path}${query}`,
    headers: {
      accept: 'application/json',
      // The key is the user name; there is no password.
      authorization: `Basic ${Buffer.from(`${around.key}:`).toString('base64')}`,
      ...(call.json === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(call.json === undefined ? {} : { body: JSON.stringify(call.json) }),
    idleTimeout: IDLE_TIMEOUT,
    sent: () => around.left(),
  };
}

/** A deletion is answered with an empty body, at times with none. */
function readAnswer<T>(operation: OperationName, answer: HttpAnswer, shape: z.ZodType<T>): Result<T> {
  const empty = operation === 'deleteCall' && answer.body.trim() === '';
  const body = empty ? {} : jsonObject(answer.body);
  if (body === undefined) return fail(unreadable(operation));
  const read = shape.safeParse(body);
  return read.success ? ok(read.data) : fail(unreadable(operation));
}
