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

  /** `late`: something may have happened while nothing was watched. */
  arm(late = false): void {
    this.#arm().then(
      () => {
        if (late && !this.#disposed) this.#changed();
      },
      () => this.#armLater(),
    );
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    clearTimeout(this.#retry);
    this.#watcher?.close();
  }

  async #arm(): Promise<void> {
    const isFolder = await isFolderNow(this.#target);
    if (this.#disposed) return;
    const folder = isFolder ? this.#target : path.dirname(this.#target);
    const watcher = watch(folder, { persistent: false, recursive: isFolder && recursive });
    this.#watcher = watcher;
    this.#wait = FIRST_RETRY;
    watcher.on('change', (_, name) => this.#heard({ watcher, folder, isFolder }, nameOf(name)));
    watcher.on('error', () => this.#armAnew(watcher));
  }

  #heard(armed: Armed, name: string | null): void {
    if (this.#disposed || armed.watcher !== this.#watcher) return;
    const own = path.basename(this.#target);
    if (armed.isFolder || name === null || name.startsWith(own)) this.#changed();
    // A folder that is deleted or moved says so by its own name, and its watch stays silent for ever after.
    if (name === path.basename(armed.folder)) this.#armAnew(armed.watcher);
    else if (name === own) void this.#checkKind(armed);
  }

  /** The path may have come as a folder where a file was expected, or the other way round. */
  async #checkKind(armed: Armed): Promise<void> {
    if ((await isFolderNow(this.#target)) !== armed.isFolder) this.#armAnew(armed.watcher);
  }

  #armAnew(watcher: FSWatcher): void {
    if (this.#disposed || watcher !== this.#watcher) return;
    watcher.close();
    this.#watcher = undefined;
    this.arm(true);
  }

  #armLater(): void {
    if (this.#disposed) return;
    this.#retry = setTimeout(() => this.arm(true), this.#wait);
    this.#retry.unref();
    this.#wait = Math.min(this.#wait * 2, LONGEST_RETRY);
  }
}

interface Armed {
  readonly watcher: FSWatcher;
  readonly folder: string;
  readonly isFolder: boolean;
}

/** False as well where it cannot be told: then the way there is watched. */
async function isFolderNow(target: string): Promise<boolean> {
  const stats = await stat(target).catch(() => undefined);
  return stats?.isDirectory() === true;
}

/** Some systems do not say which entry changed; Node's types do not know that. */
function nameOf(name: string | Buffer | null): string | null {
  return name === null ? null : name.toString();
}
