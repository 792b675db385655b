/** Sets of names that turn out to be one. The answer never depends on the order in which they were joined. */
export class UnionFind {
  readonly #parents = new Map<string, string>();

  /** The smallest name of the set that `name` belongs to. */
  find(name: string): string {
    let root = name;
    for (let parent = this.#parents.get(root); parent !== undefined; parent = this.#parents.get(root)) root = parent;
    return root;
  }

  join(one: string, other: string): void {
    const a = this.find(one);
    const b = this.find(other);
    if (a < b) this.#parents.set(b, a);
    else if (b < a) this.#parents.set(a, b);
  }
}
