/** Change notices for one path that outlive renames, deletion and the folder's own absence. */
import { watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';

/** Waits before a watch that failed is tried again, in milliseconds. Only hints are lost meanwhile. */
const FIRST_RETRY = 1000;
const LONGEST_RETRY = 30_000;

/** Windows and macOS report whole trees at no cost; on Linux every folder below would need a watch of its own. */
const recursive = process.platform === 'win32' || process.platform === 'darwin';

/**
 * A file is watched through its folder: a watch on the file itself would follow the old one after a rename. For a
 * folder its own entries count. While nothing can be watched (folder missing, share gone, too many watches, a file
 * system without notices) it is tried again now and then, in silence: the caller looks on a timer of its own and
 * notices come on top of that.
 */
export function watchPath(target: string, changed: () => void): Disposable {
  const notifier = new Notifier(target, changed);
  notifier.arm();
  return notifier;
}

class Notifier implements Disposable {
  readonly #target: string;
  readonly #changed: () => void;
  #watcher: FSWatcher | undefined;
  #retry: NodeJS.Timeout | undefined;
  #wait = FIRST_RETRY;
  #disposed = false;

  constructor(target: string, changed: () => void) {
    this.#target = target;
    this.#changed = changed;
  }

  arm(): void {
    this.#arm().catch(() => this.#again());
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    clearTimeout(this.#retry);
    this.#watcher?.close();
  }

  async #arm(): Promise<void> {
    const isFolder = (await stat(this.#target).catch(() => undefined))?.isDirectory() === true;
    const folder = isFolder ? this.#target : path.dirname(this.#target);
    const { ino } = await stat(folder);
    if (this.#disposed) return;
    const lost = this.#wait > FIRST_RETRY;
    const watcher = watch(folder, { persistent: false, recursive: isFolder && recursive });
    this.#watcher = watcher;
    this.#wait = FIRST_RETRY;
    watcher.on('change', (_, name) => this.#heard(watcher, { folder, ino, isFolder }, nameOf(name)));
    watcher.on('error', () => this.#drop(watcher));
    if (lost) this.#changed();
  }

  #heard(watcher: FSWatcher, armed: Armed, name: string | null): void {
    if (this.#disposed || watcher !== this.#watcher) return;
    const own = path.basename(this.#target);
    const concerns = armed.isFolder || name === null || name.startsWith(own);
    if (concerns) this.#changed();
    // The folder itself went away or was made anew, or the path turned from a file into a folder.
    if (name === null || name === path.basename(armed.folder) || name === own) void this.#check(watcher, armed);
  }

  /** A watch on a folder that was deleted or moved stays silent for ever. */
  async #check(watcher: FSWatcher, armed: Armed): Promise<void> {
    const [folder, target] = await Promise.all([
      stat(armed.folder).catch(() => undefined),
      stat(this.#target).catch(() => undefined),
    ]);
    if (folder?.ino === armed.ino && (target?.isDirectory() ?? false) === armed.isFolder) return;
    this.#drop(watcher);
  }

  #drop(watcher: FSWatcher): void {
    if (this.#disposed || watcher !== this.#watcher) return;
    watcher.close();
    this.#watcher = undefined;
    this.#again();
  }

  #again(): void {
    if (this.#disposed) return;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.arm(), this.#wait);
    this.#retry.unref();
    this.#wait = Math.min(this.#wait * 2, LONGEST_RETRY);
  }
}

/** Some systems do not say which entry changed; Node's types do not know that. */
function nameOf(name: string | Buffer | null): string | null {
  return name === null ? null : name.toString();
}

interface Armed {
  readonly folder: string;
  readonly ino: number;
  readonly isFolder: boolean;
}
