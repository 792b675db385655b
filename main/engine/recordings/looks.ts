/**
 * Remembers since when a file has looked the same to us. A copy may carry its original's times from the first byte on,
 * and a server's clock may differ from ours: only our own earlier look proves that nothing is being written.
 */
export class Looks {
  readonly #seen = new Map<string, { readonly mark: string; readonly since: number }>();
  readonly #limit: number;

  constructor(limit = 10_000) {
    this.#limit = limit;
  }

  /** Milliseconds for which size and time have been as now; 0 at the first look. */
  unchangedFor(path: string, facts: { readonly size: number; readonly modifiedAt: number }, now: number): number {
    const mark = `${facts.size}:${facts.modifiedAt}`;
    const seen = this.#seen.get(path);
    if (seen?.mark === mark && seen.since <= now) return now - seen.since;
    this.#seen.delete(path);
    this.#seen.set(path, { mark, since: now });
    if (this.#seen.size > this.#limit) {
      const oldest = this.#seen.keys().next().value;
      if (oldest !== undefined) this.#seen.delete(oldest);
    }
    return 0;
  }
}
