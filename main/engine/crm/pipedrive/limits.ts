import type { AppError } from '../../../../shared/errors.ts';
import type { Clock } from '../../ports.ts';
import { keptLimiter, type KeptLimiters, type Limiter, type Want } from '../limits/limiter.ts';
import { dailyTokensLeft, dailyWait, dailyWritesLeft, windowTold } from './headers.ts';
import { OPERATIONS, type Operation, type OperationName } from './operations.ts';

/** Requests in two seconds with an API token of the smallest plan (Lite); larger plans say so in their headers. */
const SMALLEST_BURST = 20;
const SEARCHES = 10;
const WINDOW = 2_000;

/**
 * Pipedrive's limits of one account. `burst`: requests per rolling 2 s when known (the headers may only lower it then);
 * `dailyTokens`: the share of the company's tokens this account may use per UTC day, null for no limit of ours.
 */
export function pipedriveLimits(
  clock: Clock,
  known: { burst?: number; dailyTokens?: number | null },
  kept?: KeptLimiters,
): Limiter {
  const { burst } = known;
  return keptLimiter(kept, 'requests', {
    clock,
    windows: [
      { name: 'burst', max: burst ?? SMALLEST_BURST, ms: WINDOW, ...(burst === undefined ? {} : { ceiling: burst }) },
      { name: 'search', max: SEARCHES, ms: WINDOW },
    ],
    budgets: [
      { name: 'tokens', perDay: known.dailyTokens ?? null },
      { name: 'writes', perDay: null },
    ],
  });
}

export function wantOf(name: OperationName, signal?: AbortSignal): Want {
  const operation: Operation = OPERATIONS[name];
  return {
    kind: name,
    windows: operation.search === true ? ['burst', 'search'] : ['burst'],
    costs: { tokens: operation.tokens, ...(operation.method === 'POST' ? { writes: 1 } : {}) },
    ...(signal === undefined ? {} : { signal }),
  };
}

/**
 * Takes what the headers of an answer say about the limits. Which window the headers of a search mean is not documented:
 * there only the day's budgets are read.
 */
export function learnFrom(
  limiter: Limiter,
  name: OperationName,
  headers: Readonly<Record<string, string>>,
  now: number,
): void {
  const operation: Operation = OPERATIONS[name];
  if (operation.search !== true) limiter.learnWindow('burst', windowTold(headers));
  const until = now + dailyWait(headers, now);
  const tokens = dailyTokensLeft(headers);
  if (tokens !== undefined) limiter.learnBudget('tokens', tokens, until);
  const writes = dailyWritesLeft(headers);
  if (writes !== undefined) limiter.learnBudget('writes', writes, until);
}

/** A complaint about the pace holds for the whole account, not for the one request. */
export function obey(limiter: Limiter, error: AppError): void {
  if (error.category !== 'busy' || error.retryAt === undefined) return;
  if (error.code === 'rate_limited') limiter.slowDown();
  limiter.pauseUntil(error.retryAt, error.code);
}
