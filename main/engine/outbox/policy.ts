import type { AppError } from '../../../shared/errors.ts';

/**
 * What to do after a failure. Decided by category and history alone.
 *
 * - `again`: this job, at `at`
 * - `pause`: nothing of the account before `until`; the job goes back unspent
 * - `sign_in`: nothing of the account before a new credential or the next probe
 * - `search`: what the request did is not known; look in the CRM before anything else
 * - `hold`, `give_up`: a person decides; the call is `held` or `failed` with the error's code
 */
export type Verdict =
  | { readonly kind: 'again'; readonly at: number }
  | { readonly kind: 'pause'; readonly until: number }
  | { readonly kind: 'sign_in' }
  | { readonly kind: 'search' }
  | { readonly kind: 'hold' }
  | { readonly kind: 'give_up' };

/** Codes of `refused` that another decision of the agent can mend. */
const DECIDABLE = new Set(['linked_item_gone', 'no_contact', 'unsupported']);

export interface History {
  readonly attempts: number;
  readonly now: number;
  /** Uniform in [0, 1): scatters waits, so that many clients do not come back at the same moment. */
  readonly fraction: number;
}

export function verdictOn(error: AppError, { attempts, now, fraction }: History): Verdict {
  if (error.delivery === 'maybe') return { kind: 'search' };
  switch (error.category) {
    case 'network':
      return { kind: 'again', at: Math.max(error.retryAt ?? 0, now + backoff(attempts, fraction)) };
    case 'busy':
      return { kind: 'pause', until: error.retryAt ?? now + 2_000 + 1_000 * fraction };
    case 'sign_in':
      return { kind: 'sign_in' };
    case 'local':
      return { kind: 'again', at: now + Math.min(60_000, 2_000 * 2 ** Math.min(attempts, 5)) };
    case 'refused':
      return DECIDABLE.has(error.code) ? { kind: 'hold' } : { kind: 'give_up' };
    case 'bug':
      return { kind: 'give_up' };
  }
}

const FIRST_WAIT = 500;
const LONGEST_WAIT = 120_000;

/** Milliseconds before try number `attempts + 2`: doubled each time, between half and all of it by chance. */
export function backoff(attempts: number, fraction: number): number {
  const whole = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(attempts, 10));
  return Math.round(whole / 2 + (whole / 2) * fraction);
}

/** After a lost answer: one look soon, because a "yes" counts at once. Milliseconds. */
const FIRST_LOOK = 1_000;
/** The other side may still be working on the request when its lists are up to date again. */
const BETWEEN_LOOKS = 3_000;

/**
 * When to search for an unknown outcome, milliseconds after it was lost. Only two times "no" allow a second post, and a
 * "no" does not count before `lag`, the time by which the CRM's lists are behind.
 */
function searchTimes(lag: number): readonly number[] {
  return lag <= FIRST_LOOK ? [FIRST_LOOK, FIRST_LOOK + BETWEEN_LOOKS] : [FIRST_LOOK, lag, lag + BETWEEN_LOOKS];
}

/** How often the CRM has to say no before the call is sent again. */
export const searchesNeeded = (lag: number): number => searchTimes(lag).length;

/** The longest wait for the next search, milliseconds; what the last answer took comes on top. */
export const longestSearchWait = (lag: number): number => Math.max(...searchTimes(lag)) + BETWEEN_LOOKS;

/** Epoch milliseconds of the next search after `searches` that found nothing; `since` is when the answer was lost. */
export function nextSearchAt(since: number, searches: number, lag: number): number {
  const times = searchTimes(lag);
  return since + (times[Math.min(searches, times.length - 1)] ?? lag);
}
