/**
 * A map of the newest entries: at least `limit` of them, at most twice as many. Two halves: the younger fills up, then
 * becomes the older, and what the older held is forgotten. So nothing is ever searched for or taken out one by one.
 */
export class Recent<V> {
  readonly #limit: number;
  #younger = new Map<string, V>();
  #older = new Map<string, V>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(name: string): V | undefined {
    return this.#younger.get(name) ?? this.#older.get(name);
  }

  put(name: string, value: V): void {
    this.#younger.set(name, value);
    if (this.#younger.size < this.#limit) return;
    this.#older = this.#younger;
    this.#younger = new Map();
  }

  /** Each name once, with its newest value. A copy: entries may be put while it is walked through. */
  entries(): Iterable<[string, V]> {
    return new Map([...this.#older, ...this.#younger]);
  }
}
