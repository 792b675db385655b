/** How often a screen is told how far an upload has come. Milliseconds. */
const TELL_EVERY = 250;

/** Uploads under way: how far each has come, 0 to 1. Only in memory: after a restart an upload begins anew. */
export class Uploads {
  readonly #now: () => number;
  readonly #shares = new Map<string, number>();
  readonly #listeners = new Set<(ref: string, share: number) => void>();
  #toldAt = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  shareOf(ref: string): number | null {
    return this.#shares.get(ref) ?? null;
  }

  /** `share` null: it has come to its end, one way or another. */
  came(ref: string, share: number | null): void {
    if (share === null) this.#shares.delete(ref);
    else this.#shares.set(ref, share);
    const now = this.#now();
    if (share === null || now - this.#toldAt < TELL_EVERY) return;
    this.#toldAt = now;
    for (const listener of this.#listeners) listener(ref, share);
  }

  on(listener: (ref: string, share: number) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }
}
