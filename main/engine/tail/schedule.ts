/** Third question about a tailed file: when to look? */
import type { Clock, Files } from '../ports.ts';

/** Milliseconds between two looks while calls come in, and after a long silence. */
export const SHORTEST_WAIT = 1000;
export const LONGEST_WAIT = 5000;
/** After a look that got nowhere because the file changes faster than it can be read. Milliseconds. */
const BREATH = 100;
/** A writer that never pauses is looked at this often, however many notices it causes. Milliseconds. */
const NOTICE_GAP = 20;

export interface Looked {
  /** Something was found: more may follow soon. */
  readonly active: boolean;
  /** Not everything that is there was read: look again soon. */
  readonly again: boolean;
}

/** Milliseconds until the next look when no notice comes; `before` is the wait that ended with this look. */
export function nextWait(before: number, looked: Looked): number {
  if (looked.again) return looked.active ? 0 : BREATH;
  if (looked.active) return SHORTEST_WAIT;
  return Math.min(LONGEST_WAIT, Math.max(SHORTEST_WAIT, before * 1.5));
}

export interface LookerOptions {
  readonly files: Pick<Files, 'watch'>;
  readonly clock: Clock;
  readonly path: string;
  /** Never runs twice at a time. Must not reject: failures are the owner's to keep and to show. */
  readonly look: () => Promise<Looked>;
}

/** Disposing stops notices and timers, and waits for the look under way. */
export interface Looker extends AsyncDisposable {
  /** Brings the next look forward. */
  lookNow(): void;
}

/**
 * Looks at once, then again and again. The timer is the truth; notices of the file system only bring a look forward,
 * and one that comes during a look causes another.
 */
export function createLooker(options: LookerOptions): Looker {
  return new FileLooker(options);
}

class FileLooker implements Looker {
  readonly #options: LookerOptions;
  readonly #watch: Disposable;
  #timer: Disposable | undefined;
  #running: Promise<void> | undefined;
  #noticed = false;
  #wait = SHORTEST_WAIT;
  #lastEnd = -Infinity;
  #ended = false;

  constructor(options: LookerOptions) {
    this.#options = options;
    this.#watch = options.files.watch(options.path, () => this.lookNow());
    this.#run();
  }

  lookNow(): void {
    if (this.#ended || this.#noticed) return;
    this.#noticed = true;
    if (this.#running === undefined) this.#arm(this.#gap());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended = true;
    this.#watch[Symbol.dispose]();
    this.#timer?.[Symbol.dispose]();
    await this.#running;
  }

  /** What is left of the pause after the last look; a clock set back does not lengthen it. */
  #gap(): number {
    return Math.min(NOTICE_GAP, Math.max(0, this.#lastEnd + NOTICE_GAP - this.#options.clock.now()));
  }

  #arm(ms: number): void {
    this.#timer?.[Symbol.dispose]();
    if (ms === 0) this.#run();
    else this.#timer = this.#options.clock.after(ms, () => this.#run());
  }

  #run(): void {
    this.#timer = undefined;
    this.#noticed = false;
    this.#running = this.#lookOnce();
  }

  async #lookOnce(): Promise<void> {
    const looked = await this.#options.look();
    this.#running = undefined;
    if (this.#ended) return;
    this.#lastEnd = this.#options.clock.now();
    this.#wait = nextWait(this.#wait, looked);
    this.#arm(this.#noticed ? this.#gap() : this.#wait);
  }
}
