import type { DelimitedRecord } from '../../../shared/record.ts';
import type { Result } from '../../../shared/result.ts';
import type { ReaderBatch, ReaderLook, ReaderReport, ReaderRow, SourceReader, TakeBatch } from '../readers/port.ts';
import type { Tail, TailBatch } from '../tail/tail.ts';
import type { Mappers } from './mappers.ts';

/** A file that grows, or is rewritten with what it had: records cut by `tail`, read by the mapper of their generation. */
export class TailReader implements SourceReader {
  readonly #tail: Tail;
  readonly #mappers: Mappers;

  constructor(tail: Tail, mappers: Mappers) {
    this.#tail = tail;
    this.#mappers = mappers;
  }

  async look(look: ReaderLook, take: TakeBatch): Promise<Result<ReaderReport>> {
    const looked = await this.#tail.look(look, (batch) => take(this.#read(batch)));
    if (!looked.ok) return looked;
    const { records, again, skipped } = looked.value;
    return { ok: true, value: { rows: records, again, skipped } };
  }

  [Symbol.dispose](): void {
    // A tail keeps nothing open between two looks.
  }

  #read({ records, generation, cursor, file }: TailBatch): ReaderBatch {
    const mapper = this.#mappers.of(generation);
    const rows = records.map((record) => new TailRow(record, mapper.map(record)));
    return { rows, cursor, header: this.#mappers.write(), generation, file };
  }
}

class TailRow implements ReaderRow {
  readonly mapped: ReaderRow['mapped'];
  readonly #record: DelimitedRecord;

  constructor(record: DelimitedRecord, mapped: ReaderRow['mapped']) {
    this.#record = record;
    this.mapped = mapped;
  }

  get offset(): number {
    return this.#record.offset;
  }

  get text(): () => string {
    return () => this.#record.text();
  }
}
