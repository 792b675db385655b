/** A map of the newest entries. Costs one look-up to read and nothing to search when it is full. */
export class Recent<V> {
  readonly #limit: number;
  readonly #entries = new Map<string, V>();
  /** Names in the order in which they came, a ring that the oldest leaves first. */
  readonly #order: string[] = [];
  #oldest = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(name: string): V | undefined {
    return this.#entries.get(name);
  }

  put(name: string, value: V): void {
    const isNew = !this.#entries.has(name);
    this.#entries.set(name, value);
    if (!isNew) return;
    if (this.#order.length < this.#limit) {
      this.#order.push(name);
      return;
    }
    const oldest = this.#order[this.#oldest];
    if (oldest !== undefined) this.#entries.delete(oldest);
    this.#order[this.#oldest] = name;
    this.#oldest = (this.#oldest + 1) % this.#limit;
  }

  entries(): Iterable<[string, V]> {
    return [...this.#entries];
  }
}
