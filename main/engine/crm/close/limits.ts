import type { AppError } from '../../../../shared/errors.ts';
import type { Clock } from '../../ports.ts';
import { keptLimiter, type KeptLimiters, type Limiter, type Want } from '../limits/limiter.ts';
import { OPERATIONS, type OperationName } from './operations.ts';
import { readRateHeader } from './rate-header.ts';

/** Requests a second of each kind as long as Close has not told its limit; some organisations never see the header. */
const UNTOLD = { max: 5, ms: 1_000 };
/** A longer wait says nothing about the length of a window. Milliseconds. */
const LONGEST_WINDOW = 60_000;

/**
 * An answer is old when it is read: meanwhile slots came free. A count that differs by less than this share of the window
 * is no sign of other programs.
 */
const BLUR = 0.1;

export interface CloseLimits extends Limiter {
  /** Takes what an answer says about the window of its kind. */
  learnFrom(name: OperationName, headers: Readonly<Record<string, string>>): void;
}

/**
 * Close's limits of one API key. The header tells how many requests a window takes, and the longest wait it ever told is
 * the best known length of that window: both are learnt from the first answer of each kind on.
 */
export function closeLimits(clock: Clock, kept?: KeptLimiters): CloseLimits {
  const limiter = keptLimiter(kept, 'requests', {
    clock,
    windows: Object.keys(OPERATIONS).map((name) => ({ name, ...UNTOLD })),
  });
  const lengths = new Map<OperationName, number>();
  return {
    ...limiter,
    learnFrom(name, headers) {
      const { limit, remaining, reset } = readRateHeader(headers['ratelimit']);
      const known = lengths.get(name) ?? UNTOLD.ms;
      const longer = reset !== undefined && reset > known && reset <= LONGEST_WINDOW;
      if (longer) lengths.set(name, reset);
      limiter.learnWindow(name, {
        ...(limit === undefined ? {} : { max: limit }),
        ...(remaining === undefined ? {} : { remaining: remaining + Math.ceil((limit ?? 0) * BLUR) }),
        ...(longer ? { ms: reset } : {}),
      });
    },
  };
}

export function wantOf(name: OperationName): Want {
  return { kind: name, windows: [name], costs: {} };
}

/** A complaint about the pace: some limits are not told, so the whole account waits. */
export function obey(limiter: Limiter, error: AppError): void {
  if (error.category !== 'busy' || error.retryAt === undefined) return;
  limiter.slowDown();
  limiter.pauseUntil(error.retryAt, error.code);
}
