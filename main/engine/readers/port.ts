import type { AppError } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/result.ts';
import type { Mapped } from '../sources/format.ts';

export interface ReaderRow {
  readonly mapped: Mapped;
  /** Byte at which it begins, or the number of the row in its table: for the list of rejections. */
  readonly offset: number;
  /** As it stands in the source, at most 2,000 characters; made when it is asked for where that costs something. */
  readonly text: string | (() => string);
}

/** Rows that become durable together with what is remembered of having read them. */
export interface ReaderBatch {
  /** May be empty: then only the memory has to be stored. */
  readonly rows: readonly ReaderRow[];
  /** Opaque. A reader made from it gives exactly what came after. */
  readonly cursor: string;
  /** Pieces of memory too large to be written anew with each batch, by name; what is not named stands. */
  readonly pieces?: ReadonlyMap<string, string>;
  /** Lines at the head of a file that decide what its rows mean, for `Mappers`; nothing where there are none. */
  readonly header?: string | null;
  /** Rows may come again and say more: one that was not final is replaced. */
  readonly changing?: boolean;
  /** Within one generation no row comes twice. */
  readonly generation: number;
  /** Full path of what the rows were read from. */
  readonly file: string;
}

export interface ReaderReport {
  readonly rows: number;
  /** Something was in the middle of being written, or the consumer stopped: look again soon. */
  readonly again: boolean;
  /** What is wrong with parts of the source while the rest is read. */
  readonly skipped: readonly AppError[];
}

export interface ReaderLook {
  /** Nothing will be added: what looks unfinished is waited for briefly, then taken as far as it can be read. */
  readonly final: boolean;
  /** Stops between two batches. */
  readonly signal?: AbortSignal;
}

export type TakeBatch = (batch: ReaderBatch) => void | Promise<void>;

/** Reads one source of any kind, each row until it is final. */
export interface SourceReader extends Disposable {
  /**
   * Hands out what is new or has changed, batch after batch; the next one is only read when `take` is done. When it
   * throws, the look ends with what it threw, and the reader is not to be used again: what it remembers of the batch is
   * not true. One look at a time.
   *
   * Errors are of category `local`: those of `tail.ts`, `too_large`, `database_damaged`, `no_call_table`.
   */
  look(options: ReaderLook, take: TakeBatch): Promise<Result<ReaderReport>>;
}

/** Rows of one batch: a few milliseconds of work. */
export const BATCH_ROWS = 250;
