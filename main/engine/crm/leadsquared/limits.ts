import type { AppError } from '../../../../shared/errors.ts';
import type { Clock } from '../../ports.ts';
import { keptLimiter, type KeptLimiters, type Limiter, type Want } from '../limits/limiter.ts';
import type { OperationName } from './operations.ts';

const CALLS = 25;
const SECONDS = 5;
/** Requests overtake each other on their way: so much is added to the window, at a hundredth of the pace. Milliseconds. */
const SLACK = 50;

export interface KnownLimits {
  /** Requests in any 5 s. Default: 25, until a refusal names another number. */
  readonly requestsPer5Seconds?: number | undefined;
  /** The share of the company's requests this account may use per UTC day. Default: until LeadSquared says no. */
  readonly dailyRequests?: number | null | undefined;
}

/** LeadSquared's limits of one account. They are the whole company's: other programs use them up as well. */
export function leadSquaredLimits(clock: Clock, known: KnownLimits, kept?: KeptLimiters): Limiter {
  const { requestsPer5Seconds, dailyRequests } = known;
  return keptLimiter(kept, 'requests', {
    clock,
    windows: [
      {
        name: 'calls',
        max: requestsPer5Seconds ?? CALLS,
        ms: SECONDS * 1000 + SLACK,
        ...(requestsPer5Seconds === undefined ? {} : { ceiling: requestsPer5Seconds }),
      },
    ],
    budgets: [{ name: 'requests', perDay: dailyRequests ?? null }],
  });
}

export function wantOf(name: OperationName): Want {
  return { kind: name, windows: ['calls'], costs: { requests: 1 } };
}

export interface Pace {
  readonly calls: number;
  readonly seconds: number;
}

/** `API calls exceeded the limit of 25 in 5 second(s)`: the only place where LeadSquared says what the limit is. */
export function paceIn(text: string): Pace | undefined {
  const [, calls, seconds] = /limit of (\d{1,6}) in (\d{1,6}) second/i.exec(text) ?? [];
  return calls === undefined || seconds === undefined ? undefined : { calls: Number(calls), seconds: Number(seconds) };
}

/** The limit that a refusal names, as requests in our window; never more than it says, whatever its own window. */
export function learnPace(limiter: Limiter, { calls, seconds }: Pace): void {
  const share = seconds <= SECONDS ? calls : Math.floor((calls * SECONDS) / seconds);
  limiter.learnWindow('calls', { max: Math.max(1, share) });
}

/** A complaint about the pace holds for the whole account, not for the one request. */
export function obey(limiter: Limiter, error: AppError): void {
  if (error.category !== 'busy' || error.retryAt === undefined) return;
  limiter.slowDown();
  limiter.pauseUntil(error.retryAt, error.code);
}
