import type { z } from 'zod';
import { appError, type AppError } from '../../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import type { Clock, Http, HttpAnswer, HttpRequest, Log, Random } from '../../ports.ts';
import type { CrmAccount } from '../port.ts';
import type { Limiter } from '../limits/limiter.ts';
import { answerError, deniedSuccess, failureError, jsonObject, unreadable } from './errors.ts';
import { learnFrom, obey, wantOf } from './limits.ts';
import { OPERATIONS, type OperationName } from './operations.ts';

export interface PipedrivePorts {
  readonly http: Http;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

export interface Call<T> {
  /** From `/api` on, for example `/api/v1/callLogs`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** Made only when the request may leave: an open stream holds a file. */
  readonly upload?: () => { body: Exclude<HttpRequest['body'], undefined>; headers: Readonly<Record<string, string>> };
  readonly answer: z.ZodType<T>;
  readonly sent?: (bytes: number) => void;
  readonly signal?: AbortSignal;
}

export interface PipedriveClient {
  /** One request: kept within the limits, signed, sent, its answer checked and every failure put into a category. */
  call<T>(operation: OperationName, call: Call<T>): Promise<Result<T>>;
}

const IDLE_TIMEOUT = 30_000;
/** After an upload the server may work on the file before it says a word. */
const UPLOAD_IDLE_TIMEOUT = 120_000;

export function createClient(ports: PipedrivePorts, account: CrmAccount, limiter: Limiter): PipedriveClient {
  const baseUrl = account.baseUrl.replace(/\/+$/, '');

  async function send<T>(operation: OperationName, call: Call<T>, token: string): Promise<Result<HttpAnswer>> {
    const slot = await limiter.acquire(wantOf(operation, call.signal));
    if (!slot.ok) return slot;
    const started = ports.clock.now();
    const sent = await ports.http.send(
      buildRequest(operation, call, { baseUrl, token, left: () => slot.value.left() }),
    );
    slot.value.done();
    ports.log.write('debug', 'pipedrive_request', {
      operation,
      status: sent.ok ? sent.answer.status : sent.failure.code,
      milliseconds: ports.clock.now() - started,
    });
    if (!sent.ok) return fail(failureError(operation, sent.failure));
    learnFrom(limiter, operation, sent.answer.headers, ports.clock.now());
    return ok(sent.answer);
  }

  return {
    async call(operation, call) {
      const token = account.credentials['apiToken']?.trim() ?? '';
      const problem = credentialProblem(token, baseUrl);
      if (problem !== undefined) return fail(problem);
      const answer = await send(operation, call, token);
      if (!answer.ok) return answer;
      const read = readAnswer(operation, answer.value, call.answer, {
        now: ports.clock.now(),
        fraction: ports.random.fraction(),
      });
      if (!read.ok) obey(limiter, read.error);
      return read;
    },
  };
}

/** An absent token once made Pipedrive answer with a puzzling 400: nothing leaves without one. */
function credentialProblem(token: string, baseUrl: string): AppError | undefined {
  if (token === '') return appError('sign_in', 'no_credential', 'There is no API token for this Pipedrive account.');
  if (!/^[\x21-\x7e]+$/.test(token)) {
    return appError('sign_in', 'bad_credential', 'The API token holds characters that no token has.');
  }
  if (!/^https:\/\/|^http:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:|$)/.test(baseUrl)) {
    return appError('sign_in', 'insecure_url', 'The token is only sent over https.');
  }
  return undefined;
}

function buildRequest<T>(
  operation: OperationName,
  call: Call<T>,
  around: { baseUrl: string; token: string; left: () => void },
): HttpRequest {
  const query = call.query === undefined ? '' : `?${new URLSearchParams(call.query).toString()}`;
  const upload = call.upload?.();
  const body = upload?.body ?? (call.json === undefined ? undefined : JSON.stringify(call.json));
  return {
    method: OPERATIONS[operation].method,
    url: `${around.baseUrl}${call.path}${query}`,
    headers: {
      accept: 'application/json',
      'x-api-token': around.token,
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

function readAnswer<T>(
  operation: OperationName,
  answer: HttpAnswer,
  shape: z.ZodType<T>,
  at: { now: number; fraction: number },
): Result<T> {
  if (answer.status < 200 || answer.status > 299) return fail(answerError(operation, answer, at));
  const body = jsonObject(answer.body);
  if (body === undefined) return fail(unreadable(operation));
  if (body['success'] === false) return fail(deniedSuccess(operation, answer, at));
  const read = shape.safeParse(body);
  return read.success ? ok(read.data) : fail(unreadable(operation));
}
