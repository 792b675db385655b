import type { CloseSandboxOptions } from './types.ts';

interface Group {
  times: number[];
  startedAt: number;
}

/** The vendor's limit: so many requests of one endpoint group (method and path) in one window. */
export class Limits {
  readonly #rule: { requests: number; windowMs: number; window: string; header: string } | undefined;
  readonly #now: () => number;
  readonly #groups = new Map<string, Group>();

  constructor(limits: CloseSandboxOptions['limits'], now: () => number) {
    const usual = { requests: 100, windowMs: 1_000, window: 'fixed', header: 'comma' };
    this.#rule = limits === 'off' ? undefined : { ...usual, ...limits };
    this.#now = now;
  }

  /** Counts the request when it may pass. */
  take(name: string): boolean {
    const rule = this.#rule;
    if (rule === undefined) return true;
    const group = this.#group(name);
    if (group.times.length >= rule.requests) return false;
    group.times.push(this.#now());
    return true;
  }

  headers(name: string, refused: boolean): Record<string, string> {
    const rule = this.#rule;
    if (rule === undefined || (rule.header === 'none' && !refused)) return {};
    const { times, startedAt } = this.#group(name);
    const from = rule.window === 'fixed' ? startedAt : ((refused ? times[0] : times.at(-1)) ?? this.#now());
    const wait = Math.max(0, from + rule.windowMs - this.#now()) / 1_000;
    const parts = [`limit=${rule.requests}`, `remaining=${rule.requests - times.length}`, `reset=${wait}`];
    return {
      ratelimit: parts.join(rule.header === 'semicolon' ? '; ' : ', '),
      ...(refused ? { 'retry-after': String(Math.ceil(wait)) } : {}),
    };
  }

  clear(): void {
    this.#groups.clear();
  }

  #group(name: string): Group {
    const now = this.#now();
    const group = this.#groups.get(name) ?? { times: [], startedAt: now };
    this.#groups.set(name, group);
    const windowMs = this.#rule?.windowMs ?? 0;
    if (this.#rule?.window === 'rolling') group.times = group.times.filter((time) => time > now - windowMs);
    else if (now >= group.startedAt + windowMs) Object.assign(group, { times: [], startedAt: now });
    return group;
  }
}
