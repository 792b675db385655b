/** A press so soon after the last call changed was meant for the one before. Milliseconds. */
const STEADY = 400;

export type Press =
  { readonly kind: 'log'; readonly id: string } | { readonly kind: 'changed' } | { readonly kind: 'none' };

/** Which call "log the last call" means. It never means something else than it did a moment ago. */
export class LastCall {
  readonly #now: () => number;
  #id: string | null = null;
  #since = Number.NEGATIVE_INFINITY;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The call that one press logs now. */
  is(id: string | null): void {
    if (id === this.#id) return;
    // The first call after none cannot be mistaken for another one.
    this.#since = this.#id === null ? Number.NEGATIVE_INFINITY : this.#now();
    this.#id = id;
  }

  press(): Press {
    if (this.#id === null) return { kind: 'none' };
    return this.#now() - this.#since < STEADY ? { kind: 'changed' } : { kind: 'log', id: this.#id };
  }
}
