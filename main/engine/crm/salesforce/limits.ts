import type { AppError } from '../../../../shared/errors.ts';
import type { Clock } from '../../ports.ts';
import { keptLimiter, type KeptLimiters, type Limiter, type Want } from '../limits/limiter.ts';
import type { OperationName } from './operations.ts';

/** Above this part of the org's requests of 24 hours we wait: the rest is for the people and their other programs. */
const SHARE = 0.9;
/** What was said about the rolling 24 hours is believed this long; then one request asks again. */
const BELIEVED = 15 * 60_000;

/**
 * Requests of the whole org in any 24 hours: Salesforce counts them and says so in every answer. `dailyRequests`: what this
 * account allows itself per UTC day, null for no limit of ours.
 */
export function salesforceLimits(
  clock: Clock,
  known: { dailyRequests?: number | null | undefined },
  kept?: KeptLimiters,
): Limiter {
  return keptLimiter(kept, 'requests', {
    clock,
    windows: [],
    budgets: [
      { name: 'own', perDay: known.dailyRequests ?? null },
      { name: 'org', perDay: null },
    ],
  });
}

export function wantOf(operation: OperationName, signal?: AbortSignal): Want {
  return { kind: operation, windows: [], costs: { own: 1, org: 1 }, ...(signal === undefined ? {} : { signal }) };
}

/** `Sforce-Limit-Info: api-usage=18/15000, per-app-api-usage=17/250(appName=…)`: the tighter one counts. */
export function requestsLeft(header: string | undefined): number | undefined {
  const told = [...(header ?? '').matchAll(/api-usage=(\d{1,12})\/(\d{1,12})/g)];
  const left = told.map(([, used, limit]) => Math.floor(Number(limit) * SHARE) - Number(used));
  return left.length === 0 ? undefined : Math.max(0, Math.min(...left));
}

export function learnFrom(limiter: Limiter, headers: Readonly<Record<string, string>>, now: number): void {
  const left = requestsLeft(headers['sforce-limit-info']);
  if (left !== undefined) limiter.learnBudget('org', left, now + BELIEVED);
}

/** A complaint about the pace or the quota holds for the whole account, not for the one request. */
export function obey(limiter: Limiter, error: AppError): void {
  if (error.category === 'busy' && error.retryAt !== undefined) limiter.pauseUntil(error.retryAt, error.code);
}
