import type { z } from 'zod';
import { appError, type AppError } from '../../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import type { Clock, Http, HttpAnswer, Log, Random } from '../../ports.ts';
import type { Limiter } from '../limits/limiter.ts';
import type { CrmAccount } from '../port.ts';
import { answerError, failureError, parsed, refusalIn, unreadable } from './errors.ts';
import { learnPace, obey, paceIn, wantOf } from './limits.ts';
import { isSafe } from './links.ts';
import { OPERATIONS, type OperationName } from './operations.ts';

export interface LeadSquaredPorts {
  readonly http: Http;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

export interface Call<T> {
  readonly query?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly answer: z.ZodType<T>;
  /** Told what LeadSquared says when it does not accept the keys: it may name the right host. */
  readonly keysRefused?: (body: string) => void;
}

/** One request to a named host: kept within the limits, signed, sent, its answer checked, every failure in a category. */
export type Send = <T>(origin: string, operation: OperationName, call: Call<T>) => Promise<Result<T>>;

const IDLE_TIMEOUT = 30_000;

export function createSend(ports: LeadSquaredPorts, account: CrmAccount, limiter: Limiter): Send {
  const accessKey = account.credentials['accessKey']?.trim() ?? '';
  const secretKey = account.credentials['secretKey']?.trim() ?? '';

  async function exchange<T>(origin: string, operation: OperationName, call: Call<T>): Promise<Result<HttpAnswer>> {
    const slot = await limiter.acquire(wantOf(operation));
    if (!slot.ok) return slot;
    const started = ports.clock.now();
    const { method, path } = OPERATIONS[operation];
    const query = call.query === undefined ? '' : `?${new URLSearchParams(call.query).toString()}`;
    const sent = await ports.http.send({
      method,
      url: `${origin}/v2${path}${query}`,
      // Never in the query, where the vendor's samples have them: queries end up in logs.
      headers: {
        accept: 'application/json',
        'x-lsq-accesskey': accessKey,
        'x-lsq-secretkey': secretKey,
        ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
      },
      ...(method === 'POST' ? { body: JSON.stringify(call.json ?? {}) } : {}),
      idleTimeout: IDLE_TIMEOUT,
      sent: () => slot.value.left(),
    });
    slot.value.done();
    ports.log.write('debug', 'leadsquared_request', {
      operation,
      status: sent.ok ? sent.answer.status : sent.failure.code,
      milliseconds: ports.clock.now() - started,
    });
    return sent.ok ? ok(sent.answer) : fail(failureError(operation, sent.failure));
  }

  return async (origin, operation, call) => {
    const problem = credentialProblem([accessKey, secretKey], origin);
    if (problem !== undefined) return fail(problem);
    const answer = await exchange(origin, operation, call);
    if (!answer.ok) return answer;
    const at = { now: ports.clock.now(), fraction: ports.random.fraction() };
    const read = readAnswer(operation, answer.value, call.answer, at);
    if (read.ok) return read;
    if (read.error.code === 'keys_refused') call.keysRefused?.(answer.value.body);
    const pace = read.error.code === 'rate_limited' ? paceIn(answer.value.body) : undefined;
    if (pace !== undefined) learnPace(limiter, pace);
    obey(limiter, read.error);
    return read;
  };
}

/** Nothing leaves with half a pair of keys, or without encryption. */
function credentialProblem(keys: readonly string[], origin: string): AppError | undefined {
  if (keys.includes('')) {
    return appError('sign_in', 'no_credential', 'This LeadSquared account needs both an access key and a secret key.');
  }
  if (!keys.every((key) => /^[\x21-\x7e]+$/.test(key))) {
    return appError('sign_in', 'bad_credential', 'The access key or secret key holds characters that no key has.');
  }
  return isSafe(origin) ? undefined : appError('sign_in', 'insecure_url', 'The keys are only sent over https.');
}

function readAnswer<T>(
  operation: OperationName,
  answer: HttpAnswer,
  shape: z.ZodType<T>,
  at: { now: number; fraction: number },
): Result<T> {
  const body = parsed(answer.body);
  // The status decides nothing: a refusal may come with 200.
  if (answer.status < 200 || answer.status > 299 || refusalIn(body) !== undefined) {
    return fail(answerError(operation, answer, at));
  }
  const read = shape.safeParse(body);
  return read.success ? ok(read.data) : fail(unreadable(operation));
}
