const DAY = 86_400_000;

/** Requests of the whole org in any 24 hours. */
export class Limits {
  readonly #perDay: number;
  readonly #now: () => number;
  readonly #taken: { at: number; count: number }[] = [];
  #sum = 0;

  constructor(options: { readonly perDay?: number } | 'off' | undefined, now: () => number) {
    this.#perDay = options === 'off' ? Infinity : (options?.perDay ?? 15_000);
    this.#now = now;
  }

  /** False: over the limit, and not counted. */
  take(count = 1): boolean {
    this.#forget();
    if (this.#sum + count > this.#perDay) return false;
    this.#taken.push({ at: this.#now(), count });
    this.#sum += count;
    return true;
  }

  header(): Readonly<Record<string, string>> {
    this.#forget();
    return this.#perDay === Infinity ? {} : { 'sforce-limit-info': `api-usage=${this.#sum}/${this.#perDay}` };
  }

  clear(): void {
    this.#taken.length = 0;
    this.#sum = 0;
  }

  #forget(): void {
    const until = this.#now() - DAY;
    for (let first = this.#taken[0]; first !== undefined && first.at <= until; first = this.#taken[0]) {
      this.#sum -= first.count;
      this.#taken.shift();
    }
  }
}
