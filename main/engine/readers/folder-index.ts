import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AppError } from '../../../shared/errors.ts';
import type { Clock, FileFacts, Files, FolderEntry } from '../ports.ts';
import { reading, ReadFailure, readFailure } from '../tail/failures.ts';

/** A file below the root as it was seen. */
export interface SeenFile {
  /** With its folders, from the root, with the system's separator. */
  readonly name: string;
  readonly path: string;
  readonly facts: FileFacts;
}

export interface FolderIndexOptions {
  readonly files: Files;
  readonly clock: Clock;
  readonly root: string;
  /** By its own name, without folders. */
  readonly accept: (name: string) => boolean;
  /** False for what was taken as it is now. */
  readonly isNew: (file: SeenFile) => boolean;
}

/** No full look more often than this. Milliseconds. */
const FULL_EVERY = 3_600_000;
/** Folders and files that changed last are looked at every time. */
const NEWEST_FOLDERS = 24;
const NEWEST_FILES = 16;
/** How deep folders are followed: a tree of dates has three levels, extensions and servers one each. */
const DEEPEST = 8;
/** Questions to the file system at one time, and how many before others get their turn. */
const AT_ONCE = 64;

interface KnownFolder {
  modifiedAt: number;
  readonly depth: number;
}

/**
 * What there is below a folder: everything at the first look and once an hour, in between what is new in the folders that
 * changed, and the newest files again. What cannot be read is told and never taken for empty.
 */
export class FolderIndex {
  readonly skipped: AppError[] = [];
  readonly #options: FolderIndexOptions;
  readonly #folders = new Map<string, KnownFolder>();
  #names = new Set<string>();
  #newest: SeenFile[] = [];
  #fullAt: number | null = null;

  constructor(options: FolderIndexOptions) {
    this.#options = options;
  }

  /** The folder in which files came last, to be watched; the root while none is known. */
  get newestFolder(): string {
    const [first] = this.#newestFolders();
    return path.join(this.#options.root, first ?? '');
  }

  /** Files that are new or changed, oldest first. Throws `ReadFailure` when the root is away. */
  async look(): Promise<SeenFile[]> {
    const { root, files, clock } = this.#options;
    const facts = await reading(root, () => files.facts(root));
    if (facts?.kind !== 'folder') {
      this.#fullAt = null;
      throw new ReadFailure(readFailure(facts === undefined ? 'folder_missing' : 'not_a_file', root));
    }
    const now = clock.now();
    const isFull = this.#fullAt === null || now < this.#fullAt || now - this.#fullAt >= FULL_EVERY;
    if (isFull) this.skipped.length = 0;
    const found = isFull ? await this.#everything() : await this.#changes();
    if (isFull) this.#fullAt = now;
    return found.sort((a, b) => a.facts.modifiedAt - b.facts.modifiedAt || (a.name < b.name ? -1 : 1));
  }

  /** Those of these files that are there and new or changed. */
  async see(names: readonly string[]): Promise<SeenFile[]> {
    const { root, isNew } = this.#options;
    const seen: SeenFile[] = [];
    for (let from = 0; from < names.length; from += AT_ONCE) {
      const some = names.slice(from, from + AT_ONCE);
      const facts = await Promise.all(some.map((name) => this.#factsOf(name)));
      some.forEach((name, index) => {
        const there = facts[index];
        if (there?.kind !== 'file') {
          this.#names.delete(name);
          return;
        }
        const file = { name, path: path.join(root, name), facts: there };
        this.#noteNewest(file);
        if (isNew(file)) seen.push(file);
      });
    }
    return seen;
  }

  async #everything(): Promise<SeenFile[]> {
    this.#folders.clear();
    this.#names = new Set();
    return this.#below('', 0);
  }

  async #changes(): Promise<SeenFile[]> {
    const found: SeenFile[] = [];
    for (const folder of new Set(['', ...this.#newestFolders()])) {
      const known = this.#folders.get(folder);
      const facts = await this.#factsOf(folder);
      if (known === undefined || facts === undefined || facts.modifiedAt === known.modifiedAt) continue;
      found.push(...(await this.#below(folder, known.depth)));
    }
    const again = this.#newest.filter(({ name }) => !found.some((file) => file.name === name));
    return [...found, ...(await this.see(again.map(({ name }) => name)))];
  }

  #newestFolders(): string[] {
    const byTime = [...this.#folders].sort((a, b) => b[1].modifiedAt - a[1].modifiedAt);
    return byTime.slice(0, NEWEST_FOLDERS).map(([folder]) => folder);
  }

  /** Files whose names are new in this folder, and everything in folders that are new. */
  async #below(folder: string, depth: number): Promise<SeenFile[]> {
    const modifiedAt = (await this.#factsOf(folder))?.modifiedAt;
    const entries = await this.#list(folder);
    if (entries === undefined || modifiedAt === undefined) return [];
    this.#folders.set(folder, { modifiedAt, depth });
    const names: string[] = [];
    const found: SeenFile[] = [];
    for (const [index, { name, kind }] of entries.entries()) {
      // A name with a dot before it is nobody's call: it is being copied, or hidden.
      if (name.startsWith('.')) continue;
      const full = path.join(folder, name);
      if (kind === 'folder') {
        if (depth < DEEPEST && !this.#folders.has(full)) found.push(...(await this.#below(full, depth + 1)));
      } else if (kind === 'file' && !this.#names.has(full) && this.#options.accept(name)) names.push(full);
      if (index % 4_096 === 4_095) await nextTurn();
    }
    for (const name of names) this.#names.add(name);
    return [...found, ...(await this.see(names))];
  }

  #noteNewest(file: SeenFile): void {
    const last = this.#newest.at(-1);
    if (this.#newest.length >= NEWEST_FILES && last !== undefined && last.facts.modifiedAt > file.facts.modifiedAt)
      return;
    const others = this.#newest.filter(({ name }) => name !== file.name);
    const place = others.findIndex(({ facts }) => facts.modifiedAt <= file.facts.modifiedAt);
    others.splice(place < 0 ? others.length : place, 0, file);
    this.#newest = others.slice(0, NEWEST_FILES);
  }

  async #factsOf(name: string): Promise<FileFacts | undefined> {
    const { files, root } = this.#options;
    return this.#passOver(() => files.facts(path.join(root, name)), name);
  }

  async #list(folder: string): Promise<readonly FolderEntry[] | undefined> {
    const { files, root } = this.#options;
    return this.#passOver(() => files.list(path.join(root, folder)), folder);
  }

  /** Of the root every failure counts; below it one folder that cannot be read must not stop the rest. */
  async #passOver<T>(ask: () => Promise<T>, name: string): Promise<T | undefined> {
    try {
      return await reading(path.join(this.#options.root, name), ask);
    } catch (thrown) {
      if (!(thrown instanceof ReadFailure) || name === '') throw thrown;
      if (thrown.failure.code !== 'file_missing' && this.skipped.length < 20) this.skipped.push(thrown.failure);
      return undefined;
    }
  }
}
