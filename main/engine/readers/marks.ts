import { textHash } from './text-hash.ts';

/** Marks of one piece: enough that a new file rewrites little, few enough pieces for a hundred thousand files. */
const PIECE_MARKS = 250;
const SPACE = ' ';

/**
 * Which files were taken: one number of 53 bits for each name, size and time, kept in pieces of some kilobytes, so that a
 * new file writes one piece anew and not everything. A file that changed has another number. Nothing is ever taken away:
 * a folder that cannot be seen is not a folder without files.
 */
export class Marks {
  readonly #known = new Set<number>();
  readonly #pieces: number[][] = [];
  readonly #changed = new Set<number>();

  /** `stored`: the pieces by their names, as `changedPieces` gave them, in any order. */
  constructor(stored: ReadonlyMap<string, string>) {
    for (let index = 0; ; index++) {
      const text = stored.get(String(index));
      if (text === undefined) return;
      const marks = text.split(SPACE).map((mark) => parseInt(mark, 36));
      this.#pieces.push(marks.filter((mark) => Number.isSafeInteger(mark)));
      for (const mark of marks) this.#known.add(mark);
    }
  }

  get size(): number {
    return this.#known.size;
  }

  has(mark: number): boolean {
    return this.#known.has(mark);
  }

  add(mark: number): void {
    if (this.#known.has(mark)) return;
    this.#known.add(mark);
    const last = this.#pieces.at(-1);
    if (last !== undefined && last.length < PIECE_MARKS) last.push(mark);
    else this.#pieces.push([mark]);
    this.#changed.add(this.#pieces.length - 1);
  }

  /** Pieces to store since this was asked last, by name. */
  changedPieces(): ReadonlyMap<string, string> {
    const pieces = new Map<string, string>();
    for (const index of this.#changed) {
      pieces.set(String(index), (this.#pieces[index] ?? []).map((mark) => mark.toString(36)).join(SPACE));
    }
    this.#changed.clear();
    return pieces;
  }
}

/** `name` with its folders below the root. */
export const markOf = (name: string, size: number, modifiedAt: number): number =>
  textHash(`${name}\u0000${size}\u0000${Math.round(modifiedAt)}`);
