import type { DelimitedMapping } from '../../../shared/mapping.ts';
import type { DelimitedRecord } from '../../../shared/record.ts';
import { locateColumns, neededColumns } from './delimited-columns.ts';
import type { DelimitedColumns } from './delimited-columns.ts';
import { createLegReader } from './delimited-leg.ts';
import { beforeReading, isTotals, readHeader, tooFewColumns, writeHeader } from './format.ts';
import type { Mapped, RecordMapper } from './format.ts';

interface Layout {
  readonly columns: DelimitedColumns;
  readonly needed: number;
  /** Null without a header line. */
  readonly header: string | null;
}

/** A file of the user's own, read by a mapping that passed `delimitedMappingSchema`. */
class DelimitedMapper implements RecordMapper {
  readonly #mapping: DelimitedMapping;
  readonly #read: ReturnType<typeof createLegReader>;
  #layout: Layout | null = null;

  constructor(mapping: DelimitedMapping) {
    this.#mapping = mapping;
    this.#read = createLegReader(mapping);
    if (!mapping.header) this.#layout = this.#layoutOf([], null);
  }

  map(record: DelimitedRecord): Mapped {
    const early = beforeReading(record);
    if (early !== null) return early;
    const { fields } = record;
    const isHeader = this.#mapping.header && (this.#layout === null || writeHeader(fields) === this.#layout.header);
    if (isHeader) return this.#readHeader(fields);
    if (this.#layout === null) return { skip: 'header' };
    const { columns, needed } = this.#layout;
    if (isTotals(fields)) return { skip: 'totals' };
    if (fields.length < needed) return tooFewColumns(fields.length, needed);
    return this.#read(fields, columns);
  }

  headerText(): string | null {
    return this.#layout?.header ?? null;
  }

  restore(headerText: string): void {
    const names = readHeader(headerText);
    if (names !== undefined && this.#mapping.header) this.#layout = this.#layoutOf(names, headerText) ?? this.#layout;
  }

  /** A line above the header (a title, a date of export) names none of the columns and is passed over. */
  #readHeader(fields: readonly string[]): Mapped {
    const layout = this.#layoutOf(fields, writeHeader(fields));
    if (layout !== null) {
      this.#layout = layout;
      return { skip: 'header' };
    }
    const { missing, found } = locateColumns(this.#mapping, fields);
    if (found === 0) return { skip: 'before_header' };
    const detail = `The header has no column ${missing.map((name) => JSON.stringify(name)).join(', ')}.`;
    return { rejection: { reason: 'missing_column', detail } };
  }

  #layoutOf(names: readonly string[], header: string | null): Layout | null {
    const { columns, missing } = locateColumns(this.#mapping, names);
    return missing.length > 0 ? null : { columns, needed: neededColumns(columns), header };
  }
}

export const startDelimited = (mapping: DelimitedMapping): RecordMapper => new DelimitedMapper(mapping);
