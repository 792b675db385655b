/** A small text file that its phone rewrites as a whole: an ini, a call list that forgets its oldest rows. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fail, ok } from '../../../shared/result.ts';
import type { Result } from '../../../shared/result.ts';
import type { Clock, FileFacts, Files } from '../ports.ts';
import type { ReadRow, TextLine } from '../sources/row.ts';
import { reading, ReadFailure, readFailure } from '../tail/failures.ts';
import { Stillness } from '../tail/stillness.ts';
import { BATCH_ROWS } from './port.ts';
import type { ReaderLook, ReaderReport, SourceReader, TakeBatch } from './port.ts';
import { toLines } from './text-lines.ts';
import { missing, readWhole, sameFacts } from './whole-file.ts';

export interface SnapshotLayout {
  /** Rows as they are asked for, so that many need not be one long turn. */
  readonly read: (lines: readonly TextLine[]) => Iterable<ReadRow>;
  /** Everything is there that a file of this kind has: nobody is in the middle of writing it. */
  readonly isWhole: (lines: readonly TextLine[]) => boolean;
}

export interface SnapshotOptions {
  readonly files: Files;
  readonly clock: Clock;
  readonly path: string;
  readonly codePage: string;
  readonly layout: SnapshotLayout;
  /** `ReaderBatch.cursor` of the last batch that was made durable, null where nothing ever was. */
  readonly cursor: string | null;
}

/** Some thousand calls have less than one. */
const MOST_BYTES = 16 * 1024 * 1024;
/** Rows read in one turn: a few milliseconds. */
const TURN_ROWS = 1_000;
/** Times of files may be as coarse as this: a file changed so shortly before it was read is read once more. */
const COARSEST_TIME = 2_500;
/** How long a last look waits for a file that is being written, and how often it looks meanwhile. Milliseconds. */
const PATIENCE = 3_000;
const PAUSE = 50;

/**
 * A row that is gone from the file is not gone: phones forget. A row whose text changed comes again, its leg says which
 * call it is. Lines without their end wait until the file is whole or still.
 */
export class SnapshotReader implements SourceReader {
  readonly #options: SnapshotOptions;
  readonly #stillness = new Stillness();
  readonly #generation: number;
  /** Texts of the rows that were taken, equal ones counted. */
  #taken = new Set<string>();
  /** What the file looked like when all of it was taken. */
  #done: FileFacts | null = null;
  /** Until when a change may hide behind the same time and size: then the file is read once more. */
  #doubtUntil: number | null = null;

  constructor(options: SnapshotOptions) {
    this.#options = options;
    this.#generation = readCursor(options.cursor) + 1;
  }

  async look(options: ReaderLook, take: TakeBatch): Promise<Result<ReaderReport>> {
    const { clock } = this.#options;
    const began = clock.now();
    try {
      for (;;) {
        const report = await this.#attempt(options, take, clock.now() - began >= PATIENCE);
        if (!report.again || !options.final || options.signal?.aborted === true) return ok(report);
        if (clock.now() - began > 2 * PATIENCE) {
          return fail(readFailure('file_locked', this.#options.path, 'it never stops changing'));
        }
        await new Promise<void>((resolve) => void clock.after(PAUSE, resolve));
      }
    } catch (thrown) {
      if (thrown instanceof ReadFailure) return fail(thrown.failure);
      throw thrown;
    }
  }

  [Symbol.dispose](): void {
    this.#taken.clear();
  }

  async #attempt(look: ReaderLook, take: TakeBatch, impatient: boolean): Promise<ReaderReport> {
    const { files, clock, path, codePage, layout } = this.#options;
    const facts = await reading(path, () => files.facts(path));
    if (facts === undefined) throw await missing(files, path);
    const now = clock.now();
    const still = this.#stillness.note(path, facts, now);
    const isSame = this.#done !== null && sameFacts(this.#done, facts);
    if (isSame && (this.#doubtUntil === null || now < this.#doubtUntil)) return nothing(false);
    const file = await readWhole(files, path, MOST_BYTES);
    if (file === null) return nothing(true);
    const text = toLines(file.bytes, codePage);
    if (text === null) throw new ReadFailure(readFailure('unsupported_encoding', path));
    const whole = text.rest === null && layout.isWhole(text.lines);
    const settled = whole || still || impatient;
    const lines = text.rest !== null && settled ? [...text.lines, text.rest] : text.lines;
    const rows = await this.#takeNew(layout.read(lines), { look, take });
    if (settled && rows !== null) {
      this.#done = file.facts;
      const isRecent = Math.abs(now - file.facts.modifiedAt) < COARSEST_TIME;
      this.#doubtUntil = isRecent && !isSame ? now + COARSEST_TIME : null;
    }
    return { rows: rows ?? 0, again: !settled || rows === null, skipped: [] };
  }

  /** Null when the consumer stopped. */
  async #takeNew(
    all: Iterable<ReadRow>,
    { look, take }: { look: ReaderLook; take: TakeBatch },
  ): Promise<number | null> {
    const { path } = this.#options;
    const { keys, fresh } = await this.#fresh(all);
    for (let from = 0; from < fresh.length; from += BATCH_ROWS) {
      const batch = fresh.slice(from, from + BATCH_ROWS);
      const isLast = from + BATCH_ROWS >= fresh.length;
      const cursor = writeCursor(this.#generation);
      await take({
        rows: batch.map(({ row }) => row),
        cursor,
        generation: this.#generation,
        file: path,
        changing: true,
      });
      for (const { key } of batch) this.#taken.add(key);
      await nextTurn();
      if (look.signal?.aborted === true && !isLast) return null;
    }
    this.#taken = keys;
    return fresh.length;
  }

  /** Rows that were not taken with this very text, in the order in which the calls began. */
  async #fresh(all: Iterable<ReadRow>): Promise<{ keys: Set<string>; fresh: { key: string; row: ReadRow }[] }> {
    const keys = new Set<string>();
    const counts = new Map<string, number>();
    const fresh: { key: string; row: ReadRow }[] = [];
    let count = 0;
    for (const row of all) {
      if (++count % TURN_ROWS === 0) await nextTurn();
      if (row.mapped.skip !== undefined) continue;
      const nth = counts.get(row.text) ?? 0;
      counts.set(row.text, nth + 1);
      const key = nth === 0 ? row.text : `${row.text}\n${nth}`;
      keys.add(key);
      if (!this.#taken.has(key)) fresh.push({ key, row });
    }
    fresh.sort((a, b) => (a.row.mapped.leg?.start ?? 0) - (b.row.mapped.leg?.start ?? 0));
    return { keys, fresh };
  }
}

const nothing = (again: boolean): ReaderReport => ({ rows: 0, again, skipped: [] });

const VERSION = 1;

const writeCursor = (generation: number): string => JSON.stringify({ snapshot: VERSION, generation });

/** The generation of the run before; 0 for a text that is none of ours. Calls read again are known by their keys. */
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
