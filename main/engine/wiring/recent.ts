/**
 * A map that forgets what was put into it long ago. Two halves: the younger fills up, then becomes the older, and the
 * older is dropped; so nothing is moved or looked for when an entry is put.
 */
export class Recent<V> {
  readonly #half: number;
  #younger = new Map<string, V>();
  #older = new Map<string, V>();

  /** Keeps at least the newest `limit / 2` entries, at most `limit`. */
  constructor(limit: number) {
    this.#half = Math.max(1, Math.floor(limit / 2));
  }

  get(name: string): V | undefined {
    return this.#younger.get(name) ?? this.#older.get(name);
  }

  put(name: string, value: V): void {
    if (this.#younger.size >= this.#half) {
      this.#older = this.#younger;
      this.#younger = new Map();
    }
    this.#younger.set(name, value);
  }

  *entries(): Generator<[string, V]> {
    for (const entry of this.#older) if (!this.#younger.has(entry[0])) yield entry;
    yield* [...this.#younger];
  }
}
