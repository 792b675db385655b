import type { PipedriveSandboxOptions } from './types.ts';

const WINDOW_MS = 2_000;
const DAY_MS = 86_400_000;
/** So many 429 answers in so long are taken for going on regardless; how patient the vendor is, it does not say. */
const PATIENCE = { refusals: 5, withinMs: 10_000, blockedMs: 10_000 };
/** `x-daily-requests-left` counts down from here; the vendor names no number. */
const DAILY_WRITES = 10_000;

export type Verdict = 'pass' | 'refuse' | 'block';

/** The vendor's three limits: any 2 seconds, searches in any 2 seconds, tokens of a UTC day. */
export class Limits {
  readonly #limits: { burst: number; search: number; dailyTokens: number } | undefined;
  readonly #now: () => number;
  readonly #requests: number[] = [];
  readonly #searches: number[] = [];
  readonly #refusals: number[] = [];
  #blockedUntil = 0;
  #day = -1;
  #tokensUsed = 0;
  #writes = 0;

  constructor(limits: PipedriveSandboxOptions['limits'], now: () => number) {
    this.#limits = limits === 'off' ? undefined : { burst: 20, search: 10, dailyTokens: 30_000, ...limits };
    this.#now = now;
  }

  /** Counts the request when it may pass. */
  take(request: { tokens: number; search: boolean; write: boolean }): { verdict: Verdict; limit?: string } {
    if (this.#limits === undefined) return { verdict: 'pass' };
    const now = this.#now();
    if (now < this.#blockedUntil) return { verdict: 'block' };
    this.#turnDay(now);
    const limit = this.#exceeded(request, now);
    if (limit !== undefined) return { verdict: this.#refuse(now), limit };
    this.#requests.push(now);
    if (request.search) this.#searches.push(now);
    if (request.write) this.#writes += 1;
    this.#tokensUsed += request.tokens;
    return { verdict: 'pass' };
  }

  headers(request: { search: boolean; write: boolean }): Record<string, string> {
    if (this.#limits === undefined) return {};
    const now = this.#now();
    const [taken, limit] = request.search
      ? [this.#searches, this.#limits.search]
      : [this.#requests, this.#limits.burst];
    forget(taken, now - WINDOW_MS);
    const oldest = taken[0] ?? now;
    return {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(limit - taken.length),
      'x-ratelimit-reset': String(Math.ceil((oldest + WINDOW_MS - now) / 1_000)),
      'x-daily-ratelimit-token-limit': String(this.#limits.dailyTokens),
      'x-daily-ratelimit-token-remaining': String(Math.max(0, this.#limits.dailyTokens - this.#tokensUsed)),
      ...(request.write ? { 'x-daily-requests-left': String(DAILY_WRITES - this.#writes) } : {}),
    };
  }

  clear(): void {
    for (const times of [this.#requests, this.#searches, this.#refusals]) times.length = 0;
    this.#blockedUntil = 0;
    this.#day = -1;
  }

  #exceeded(request: { tokens: number; search: boolean }, now: number): string | undefined {
    if (this.#limits === undefined) return undefined;
    forget(this.#requests, now - WINDOW_MS);
    forget(this.#searches, now - WINDOW_MS);
    if (this.#tokensUsed + request.tokens > this.#limits.dailyTokens) {
      // The rest of the pot goes too: clients tell this refusal from the others by a remainder of 0.
      this.#tokensUsed = this.#limits.dailyTokens;
      return 'daily tokens';
    }
    if (this.#requests.length >= this.#limits.burst) return 'burst';
    return request.search && this.#searches.length >= this.#limits.search ? 'search' : undefined;
  }

  #refuse(now: number): Verdict {
    forget(this.#refusals, now - PATIENCE.withinMs);
    this.#refusals.push(now);
    if (this.#refusals.length <= PATIENCE.refusals) return 'refuse';
    this.#refusals.length = 0;
    this.#blockedUntil = now + PATIENCE.blockedMs;
    return 'block';
  }

  #turnDay(now: number): void {
    const day = Math.floor(now / DAY_MS);
    if (day === this.#day) return;
    this.#day = day;
    this.#tokensUsed = 0;
    this.#writes = 0;
  }
}

function forget(times: number[], until: number): void {
  const kept = times.findIndex((time) => time > until);
  times.splice(0, kept === -1 ? times.length : kept);
}
