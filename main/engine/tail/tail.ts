/** Follows one file through everything that happens to files, and hands its records out exactly once. */
import type { AppError } from '../../../shared/errors.ts';
import type { DelimitedRecord, DelimitedShape } from '../../../shared/record.ts';
import type { Result } from '../../../shared/result.ts';
import type { Clock, Files } from '../ports.ts';
import { checkShape } from './delimited.ts';
import { FileTail } from './file-tail.ts';
import type { Decision } from './identity.ts';

export interface TailOptions {
  readonly files: Files;
  readonly clock: Clock;
  readonly path: string;
  readonly shape: DelimitedShape;
  /** `TailBatch.cursor` of the last batch that was made durable, null where nothing ever was. */
  readonly cursor: string | null;
  /** Bytes read at a time, default 256 KB, at most 1 MB. */
  readonly chunkBytes?: number;
  /** Most records of one batch, default 1,000. Fewer when taking them keeps everybody else waiting. */
  readonly batchRecords?: number;
}

export interface TailBatch {
  /** May be empty: then only the cursor has to be stored. */
  readonly records: readonly DelimitedRecord[];
  /** Store it together with the records. A tail made from it gives exactly what came after them. */
  readonly cursor: string;
  /** Within one generation no record comes twice; a file that has to be read again begins a new one. */
  readonly generation: number;
  /** Full path that the records' offsets are about: the path itself or a file rotated away from it. */
  readonly file: string;
  /** Nothing more is known to be there. */
  readonly caughtUp: boolean;
  readonly decision: Decision;
}

export interface LookReport {
  readonly decision: Decision;
  readonly records: number;
  /** A last record without its line end stays unread for now. */
  readonly partial: boolean;
  /** The file changed while it was read, or the consumer stopped: look again at once. */
  readonly again: boolean;
  /** Rotated files that could not be read and were passed over. */
  readonly skipped: readonly AppError[];
}

export interface LookOptions {
  /** Nothing will be added: a last record that looks whole is taken without waiting for its line end. */
  readonly final: boolean;
  /** Stops between two batches. */
  readonly signal?: AbortSignal;
}

export interface Tail {
  /**
   * Reads what is new. `take` is called batch after batch; the next one is only read when it is done. When it throws,
   * the look ends with what it threw and the batch counts as not taken. One look at a time.
   *
   * Errors are of category `local`: `file_missing`, `folder_missing`, `not_a_file`, `file_locked`, `no_permission`,
   * `read_failed`, `unsupported_encoding`. The cursor stands; the next look goes on from it.
   */
  look(options: LookOptions, take: (batch: TailBatch) => void | Promise<void>): Promise<Result<LookReport>>;
  /** Cursor of the last batch that was taken. */
  readonly cursor: string | null;
}

/** Throws a `RangeError` for a shape that `createDelimitedReader` refuses. */
export function createTail(options: TailOptions): Tail {
  checkShape(options.shape);
  return new FileTail(options);
}
