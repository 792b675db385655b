import type { DelimitedMapping } from '../../../shared/mapping.ts';
import type { DelimitedRecord } from '../../../shared/record.ts';
import { countNeeded, locateColumns, neededColumns } from './delimited-columns.ts';
import type { DelimitedColumns } from './delimited-columns.ts';
import { createLegReader } from './delimited-leg.ts';
import { beforeReading, isTotals, readHeader, reject, tooFewColumns, writeHeader } from './format.ts';
import type { Mapped, RecordMapper } from './format.ts';

interface Layout {
  readonly columns: DelimitedColumns;
  readonly needed: number;
  /** Null without a header line. */
  readonly names: readonly string[] | null;
}

/** A file of the user's own, read by a mapping that passed `delimitedMappingSchema`. */
class DelimitedMapper implements RecordMapper {
  readonly #mapping: DelimitedMapping;
  readonly #read: ReturnType<typeof createLegReader>;
  #layout: Layout | null = null;

  constructor(mapping: DelimitedMapping) {
    this.#mapping = mapping;
    this.#read = createLegReader(mapping);
    if (!mapping.header) this.#layout = this.#layoutOf(null);
  }

  map(record: DelimitedRecord): Mapped {
    const early = beforeReading(record);
    if (early !== null) return early;
    const { fields } = record;
    if (this.#layout === null) return this.#readHeader(fields);
    const { columns, needed, names } = this.#layout;
    if (names !== null && isRepeated(fields, names)) return { skip: 'header' };
    if (isTotals(fields)) return { skip: 'totals' };
    if (fields.length < needed) return tooFewColumns(fields.length, needed);
    return this.#read(fields, columns);
  }

  headerText(): string | null {
    const names = this.#layout?.names ?? null;
    return names === null ? null : writeHeader(names);
  }

  restore(headerText: string): void {
    const names = readHeader(headerText);
    if (names !== undefined && this.#mapping.header) this.#layout = this.#layoutOf(names) ?? this.#layout;
  }

  /** A title or a date of export above the header is passed over; what could have been a call is not. */
  #readHeader(fields: readonly string[]): Mapped {
    this.#layout = this.#layoutOf(fields);
    if (this.#layout !== null) return { skip: 'header' };
    const { columns, missing, found } = locateColumns(this.#mapping, fields);
    if (found > 0) {
      const detail = `The header has no column ${missing.map((name) => JSON.stringify(name)).join(', ')}.`;
      return { rejection: { reason: 'missing_column', detail } };
    }
    const values = fields.filter((value) => value.trim() !== '').length;
    if (values < countNeeded(columns)) return { skip: 'before_header' };
    return reject(
      'no_header',
      'There is no header with the columns of the mapping above; the first value',
      fields[0] ?? '',
    );
  }

  #layoutOf(header: readonly string[] | null): Layout | null {
    const { columns, missing } = locateColumns(this.#mapping, header ?? []);
    if (missing.length > 0) return null;
    // Its own texts: the values of a record are slices that would keep a piece of the file alive.
    const names = header === null ? null : (readHeader(writeHeader(header)) ?? null);
    return { columns, needed: neededColumns(columns), names };
  }
}

function isRepeated(fields: readonly string[], names: readonly string[]): boolean {
  return fields.length === names.length && fields.every((value, index) => value === names[index]);
}

export const startDelimited = (mapping: DelimitedMapping): RecordMapper => new DelimitedMapper(mapping);
