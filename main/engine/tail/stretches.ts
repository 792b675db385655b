/** Reads one file from a place to its end, a few records at a time. */
import { Buffer } from 'node:buffer';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DelimitedRecord, DelimitedShape } from '../../../shared/record.ts';
import { createDelimitedReader } from './delimited.ts';
import type { DelimitedReader } from './delimited.ts';
import { detectEncoding } from './encoding.ts';
import { ReadFailure, readFailure } from './failures.ts';
import type { Pace } from './pace.ts';
import { HEAD_BYTES, NEAR_BYTES, prove, proves } from './place.ts';
import type { Place } from './place.ts';
import { readHead } from './survey.ts';
import type { TextFile } from './text-file.ts';

export interface StretchOptions {
  readonly shape: DelimitedShape;
  readonly chunkBytes: number;
  readonly pace: Pick<Pace, 'records'>;
}

/** Records in a row, and where reading stands after them. */
export interface Stretch {
  readonly records: readonly DelimitedRecord[];
  readonly place: Place;
}

/**
 * What is done with bytes after the last line end.
 *
 * - `wait`: they stay unread
 * - `whole`: taken when they look like a whole record: every quote closed, as many values as the record before
 * - `all`: taken as they are; nobody will complete them
 */
export type LastRecord = 'wait' | 'whole' | 'all';

export class StretchReader {
  /** Bytes after the last whole record were left unread. */
  partial = false;
  /** The file got shorter, or other bytes stand where they were read before: look again. */
  changed = false;
  readonly #file: TextFile;
  readonly #options: StretchOptions;
  readonly #head: Buffer;
  #reader: DelimitedReader;
  #place: Place;
  #readTo: number;
  /** The bytes last read, those before them for the proof included. */
  #bytes: Buffer = Buffer.alloc(0);
  #bytesAt: number;

  private constructor(file: TextFile, place: Place, options: StretchOptions, head: Buffer) {
    this.#file = file;
    this.#options = options;
    this.#head = head;
    this.#place = place;
    this.#reader = createDelimitedReader(options.shape, place.encoding, place);
    this.#readTo = place.offset;
    this.#bytesAt = place.offset;
  }

  static async open(file: TextFile, place: Place, options: StretchOptions): Promise<StretchReader> {
    const head = await readHead(file);
    const encoding = place.offset === 0 ? detectEncoding(head) : place.encoding;
    if (encoding === null) throw new ReadFailure(readFailure('unsupported_encoding', file.path));
    const opened = { ...place, file: file.path, id: file.facts.id, encoding };
    return new StretchReader(file, opened, options, head);
  }

  /** Where reading stands: after everything given out so far. */
  get place(): Place {
    return this.#place;
  }

  /** No bytes are known that were not given out. */
  get drained(): boolean {
    return this.#reader.pending === 0 && this.#readTo >= this.#file.size;
  }

  /** The next stretch, or undefined at the end of what was there when the file was opened. */
  async next(last: LastRecord): Promise<Stretch | undefined> {
    for (;;) {
      const records = this.#take();
      if (records.length > 0) return this.#stretch(records);
      if (!(await this.#readOn())) break;
    }
    if (this.changed) return undefined;
    if (this.#reader.pending > 0 && last !== 'wait') {
      const stretch = await this.#takeLast(last);
      if (stretch !== undefined) return stretch;
    }
    this.partial = this.#reader.pending > 0;
    // Line ends without a record, and the rest of one that was too long, are done with as well.
    return this.#reader.position > this.#place.offset ? this.#stretch([]) : undefined;
  }

  #take(): DelimitedRecord[] {
    const records: DelimitedRecord[] = [];
    const most = this.#options.pace.records;
    while (records.length < most) {
      const record = this.#reader.next();
      if (record === undefined) break;
      records.push(record);
    }
    return records;
  }

  /** Reads a piece. False at the end, and when the file is no longer the one it was. */
  async #readOn(): Promise<boolean> {
    const from = this.#readTo;
    const wanted = Math.min(this.#options.chunkBytes, this.#file.size - from);
    if (wanted <= 0 || this.changed) return false;
    const overlap = Math.min(NEAR_BYTES, from);
    const bytes = await this.#file.read(from - overlap, overlap + wanted);
    // Else what is done with them and what is done in the next turn come without a pause between them.
    await nextTurn();
    const piece = bytes.subarray(overlap);
    if (!this.#follows(bytes.subarray(0, overlap)) || (piece.length < wanted && this.#file.size !== Infinity)) {
      this.changed = true;
      return false;
    }
    if (piece.length === 0) return false;
    this.#keep(bytes, from - overlap, piece);
    this.#readTo = from + piece.length;
    this.#reader.push(piece, false);
    return true;
  }

  /** Keeps the bytes that proofs can still be asked of: a record given up may end far before the new piece. */
  #keep(bytes: Buffer, at: number, piece: Buffer): void {
    const from = Math.max(0, this.#reader.position - NEAR_BYTES);
    if (from >= at) {
      this.#bytes = bytes;
      this.#bytesAt = at;
      return;
    }
    this.#bytes = Buffer.concat([this.#bytes.subarray(Math.max(0, from - this.#bytesAt)), piece]);
    this.#bytesAt = Math.max(from, this.#bytesAt);
  }

  /** Whether `overlap` is what stood before the new piece when it was read: in one read, so nothing comes between. */
  #follows(overlap: Buffer): boolean {
    if (this.#readTo === this.#place.offset) {
      const { near } = this.#place;
      return proves(near, overlap.subarray(overlap.length - near.bytes));
    }
    return overlap.equals(this.#bytes.subarray(this.#bytes.length - overlap.length));
  }

  async #takeLast(last: 'whole' | 'all'): Promise<Stretch | undefined> {
    const { state, pending } = this.#reader;
    const bytes = await this.#file.read(state.offset, pending);
    if (bytes.length < pending) {
      this.changed = true;
      return undefined;
    }
    const trial = createDelimitedReader(this.#options.shape, this.#place.encoding, state);
    trial.push(bytes, true);
    const records: DelimitedRecord[] = [];
    for (let record = trial.next(); record !== undefined; record = trial.next()) records.push(record);
    if (last === 'whole' && !isWhole(records.at(-1), this.#place.columns)) return undefined;
    this.#reader = trial;
    return this.#stretch(records);
  }

  #stretch(records: readonly DelimitedRecord[]): Stretch {
    const { offset, lineEnd, skipping } = this.#reader.state;
    const columns = records.findLast(({ problem }) => problem === null)?.fields.length ?? this.#place.columns;
    const head = this.#place.head.bytes === HEAD_BYTES ? this.#place.head : prove(this.#head.subarray(0, offset));
    const near = this.#near(offset);
    this.#place = { ...this.#place, offset, lineEnd, skipping, columns, head, near };
    return { records, place: this.#place };
  }

  /** Proof of the bytes before `offset`. */
  #near(offset: number) {
    const end = offset - this.#bytesAt;
    return prove(this.#bytes.subarray(Math.max(0, end - NEAR_BYTES), end));
  }
}

/** A record that could have been cut off in the middle shows it: an open quote, or fewer values than the one before. */
function isWhole(record: DelimitedRecord | undefined, columns: number | null): boolean {
  if (record === undefined) return true;
  return record.problem === null && (columns === null || record.fields.length === columns);
}
