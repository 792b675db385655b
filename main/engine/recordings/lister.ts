import { join } from 'node:path';
import { appError } from '../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { Files, FolderEntry } from '../ports.ts';
import { diskCode } from './disk-error.ts';

const GONE = new Set(['ENOENT', 'ENOTDIR']);

/** Lists folders below one root; what cannot be read is remembered and never looks like "empty". */
export class Lister {
  readonly unreadable: { readonly path: string; readonly code: string }[] = [];
  readonly #files: Files;
  readonly #root: string;
  readonly #listed = new Map<string, Promise<readonly FolderEntry[]>>();

  constructor(files: Files, root: string) {
    this.#files = files;
    this.#root = root;
  }

  /** Fails when the root itself is away: a share that is gone must never look like "no recording". */
  async checkRoot(): Promise<Result<void>> {
    try {
      const facts = await this.#files.facts(this.#root);
      if (facts?.kind === 'folder') return ok(undefined);
      return fail(appError('local', 'recordings_folder_missing', 'The folder of recordings cannot be found.'));
    } catch (thrown) {
      const code = diskCode(thrown);
      if (code === undefined) throw thrown;
      return fail(
        appError('local', 'recordings_folder_missing', `The folder of recordings cannot be reached: ${code}.`),
      );
    }
  }

  pathOf(steps: readonly string[]): string {
    return join(this.#root, ...steps);
  }

  /**
   * Entries of a folder that may be there; none when a step of the way does not exist. The system is asked only for
   * what its parent lists, and kept answers are given again.
   */
  async expect(steps: readonly string[]): Promise<readonly FolderEntry[]> {
    if (steps.length > 0) {
      const parent = await this.expect(steps.slice(0, -1));
      const last = steps.at(-1);
      if (!parent.some(({ name, kind }) => name === last && kind !== 'file')) return [];
    }
    const path = this.pathOf(steps);
    const known = this.#listed.get(path);
    if (known !== undefined) return known;
    const listing = this.list(steps);
    this.#listed.set(path, listing);
    return listing;
  }

  /** Entries of a folder now, not kept. */
  async list(steps: readonly string[]): Promise<readonly FolderEntry[]> {
    const path = this.pathOf(steps);
    try {
      return await this.#files.list(path);
    } catch (thrown) {
      const code = diskCode(thrown);
      if (code === undefined) throw thrown;
      if (!GONE.has(code) || path === this.#root) this.unreadable.push({ path, code });
      return [];
    }
  }
}
