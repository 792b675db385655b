/** A folder with a file for each call, or a new file for each minute or day. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AppError } from '../../../shared/errors.ts';
import { fail, ok } from '../../../shared/result.ts';
import type { Result } from '../../../shared/result.ts';
import type { Clock, Files } from '../ports.ts';
import type { ReadRow } from '../sources/row.ts';
import { ReadFailure } from '../tail/failures.ts';
import { FolderIndex } from './folder-index.ts';
import type { SeenFile } from './folder-index.ts';
import { markOf, Marks } from './marks.ts';
import { BATCH_ROWS } from './port.ts';
import type { ReaderLook, ReaderReport, SourceReader, TakeBatch } from './port.ts';

/**
 * What one file holds. `unfinished`: it is being written; looked at again until it is whole, and after a quiet time taken
 * as `rows` says, which may be rejections.
 */
export interface FileReading {
  readonly rows: readonly ReadRow[];
  readonly unfinished: boolean;
}

export interface FolderOptions {
  readonly files: Files;
  readonly clock: Clock;
  readonly root: string;
  /** By its own name, without folders. */
  readonly accept: (name: string) => boolean;
  /**
   * Reads one file, or only its name where the files are the calls. Throws `ReadFailure` for a file that cannot be read now:
   * it is asked again.
   */
  readonly read: (file: SeenFile) => Promise<FileReading>;
  /** A file that grows says more each time: its rows that were not final are replaced. */
  readonly changing?: boolean;
  readonly cursor: string | null;
  /** `ReaderBatch.pieces` of all batches so far, the newest of each name. */
  readonly pieces: ReadonlyMap<string, string>;
  /** Something changed in the newest folder: look again soon. */
  readonly hint?: () => void;
}

/** A file that is not whole is taken as it is when nothing was written to it for this long. Milliseconds. */
const QUIET = 10_000;
/** A last look waits this long for files that are being written, looking this often. Milliseconds. */
const PATIENCE = 3_000;
const PAUSE = 100;
/** Files read at one time. */
const AT_ONCE = 8;

/** How often a file is asked again that could not be read. Milliseconds. */
const RETRY = 60_000;

interface Pending {
  readonly mark: number;
  /** When it was seen like this first, and when it is looked at again. */
  readonly since: number;
  readonly due: number;
}

/** A file is taken once: it is known by name, size and time. One that changed is read again, its calls by their keys. */
export class FolderReader implements SourceReader {
  readonly #options: FolderOptions;
  readonly #index: FolderIndex;
  readonly #marks: Marks;
  /** Names of files taken by this process: seeing one again with another mark means that it was written to. */
  readonly #taken = new Set<string>();
  /** Unfinished files, and files that could not be read. */
  readonly #pending = new Map<string, Pending>();
  #unreadable: AppError[] = [];
  #generation: number;
  #watch: { readonly folder: string; readonly handle: Disposable } | null = null;

  constructor(options: FolderOptions) {
    const { files, clock, root, accept, cursor, pieces } = options;
    this.#options = options;
    this.#marks = new Marks(pieces);
    this.#generation = readCursor(cursor) + 1;
    const isNew = (file: SeenFile): boolean => !this.#marks.has(markOfFile(file)) && !this.#pending.has(file.name);
    this.#index = new FolderIndex({ files, clock, root, accept, isNew });
  }

  async look(look: ReaderLook, take: TakeBatch): Promise<Result<ReaderReport>> {
    const { clock } = this.#options;
    try {
      const began = clock.now();
      this.#unreadable = [];
      let rows = 0;
      for (;;) {
        const fresh = await this.#index.look();
        const waiting = await this.#seePending();
        rows += await this.#readAll([...waiting, ...fresh], { look, take });
        const stopped = look.signal?.aborted === true;
        const isOver = !this.#awaitsAny() || clock.now() - began >= PATIENCE;
        if (stopped) return ok(this.#report(rows, true));
        if (!look.final || isOver) break;
        await new Promise<void>((resolve) => void clock.after(PAUSE, resolve));
      }
      this.#watchNewest();
      return ok(this.#report(rows, false));
    } catch (thrown) {
      if (thrown instanceof ReadFailure) return fail(thrown.failure);
      throw thrown;
    }
  }

  [Symbol.dispose](): void {
    this.#watch?.handle[Symbol.dispose]();
    this.#watch = null;
  }

  #awaitsAny(): boolean {
    const now = this.#options.clock.now();
    return [...this.#pending.values()].some(({ due }) => due <= now);
  }

  #report(rows: number, again: boolean): ReaderReport {
    return {
      rows,
      again: again,
      skipped: [...this.#index.skipped, ...this.#unreadable],
    };
  }

  /** Those that changed since, and those that nobody has written to for long enough. */
  async #seePending(): Promise<SeenFile[]> {
    const now = this.#options.clock.now();
    const due = [...this.#pending].filter(([, pending]) => pending.due <= now);
    if (due.length === 0) return [];
    for (const [name] of due) this.#pending.delete(name);
    const seen = await this.#index.see(due.map(([name]) => name));
    const before = new Map(due);
    for (const file of seen) {
      const known = before.get(file.name);
      const mark = markOfFile(file);
      this.#pending.set(file.name, known?.mark === mark ? known : { mark, since: now, due: now });
    }
    return seen;
  }

  async #readAll(all: readonly SeenFile[], { look, take }: { look: ReaderLook; take: TakeBatch }): Promise<number> {
    let count = 0;
    let rows: ReadRow[] = [];
    let marks: { name: string; mark: number }[] = [];
    const flush = async (file: string): Promise<void> => {
      for (let from = 0; from === 0 || from < rows.length; from += BATCH_ROWS) {
        const isLast = from + BATCH_ROWS >= rows.length;
        await this.#hand(rows.slice(from, from + BATCH_ROWS), isLast ? marks : [], { file, take });
      }
      count += rows.length;
      rows = [];
      marks = [];
      await nextTurn();
    };
    for (let at = 0; at < all.length; at += AT_ONCE) {
      const some = all.slice(at, at + AT_ONCE);
      const readings = await Promise.all(some.map((file) => this.#read(file)));
      for (const [index, file] of some.entries()) {
        const reading = readings[index];
        if (reading === undefined || reading === null) continue;
        if (this.#taken.has(file.name)) {
          // Written to since it was taken: its rows come again, so they are of a new generation.
          if (marks.length > 0) await flush(file.path);
          this.#generation++;
        }
        rows.push(...reading.rows);
        marks.push({ name: file.name, mark: markOfFile(file) });
        if (rows.length >= BATCH_ROWS || marks.length >= BATCH_ROWS) await flush(file.path);
      }
      if (look.signal?.aborted === true) break;
    }
    if (marks.length > 0) await flush(all.at(-1)?.path ?? this.#options.root);
    return count;
  }

  /** Null: not whole yet, or not to be read now. */
  async #read(file: SeenFile): Promise<FileReading | null> {
    const now = this.#options.clock.now();
    const mark = markOfFile(file);
    const before = this.#pending.get(file.name);
    const since = before?.mark === mark ? before.since : now;
    let due = now;
    try {
      const reading = await this.#options.read(file);
      // Files that were there long before anybody looked need no waiting: nobody writes to them.
      const quiet = Math.max(now - since, now - file.facts.modifiedAt) >= QUIET;
      if (!reading.unfinished || quiet) {
        this.#pending.delete(file.name);
        return reading;
      }
    } catch (thrown) {
      if (!(thrown instanceof ReadFailure)) throw thrown;
      if (this.#unreadable.length < 20) this.#unreadable.push(thrown.failure);
      due = now + RETRY;
    }
    this.#pending.set(file.name, { mark, since, due });
    return null;
  }

  async #hand(
    rows: readonly ReadRow[],
    marks: readonly { name: string; mark: number }[],
    { file, take }: { file: string; take: TakeBatch },
  ): Promise<void> {
    for (const { mark } of marks) this.#marks.add(mark);
    const pieces = this.#marks.changedPieces();
    const { changing = false } = this.#options;
    await take({ rows, changing, cursor: writeCursor(this.#generation), generation: this.#generation, file, pieces });
    for (const { name } of marks) this.#taken.add(name);
  }

  /** Systems tell of changes in one folder, not in those below it. */
  #watchNewest(): void {
    const { files, root, hint } = this.#options;
    const folder = this.#index.newestFolder;
    if (hint === undefined || this.#watch?.folder === folder) return;
    this.#watch?.handle[Symbol.dispose]();
    this.#watch = folder === root ? null : { folder, handle: files.watch(folder, hint) };
  }
}

const markOfFile = ({ name, facts }: SeenFile): number => markOf(name, facts.size, facts.modifiedAt);

const VERSION = 1;
const writeCursor = (generation: number): string => JSON.stringify({ folder: VERSION, generation });

/** The generation of the run before; 0 for a text that is none of ours. */
function readCursor(text: string | null): number {
  if (text === null) return 0;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return 0;
    throw thrown;
  }
  if (typeof value !== 'object' || value === null || !('generation' in value)) return 0;
  return typeof value.generation === 'number' && Number.isSafeInteger(value.generation) ? value.generation : 0;
}
