import type { DelimitedRecord } from '../../../shared/record.ts';
import { asteriskColumns, readAsteriskLeg } from './asterisk-leg.ts';
import type { AsteriskColumn, AsteriskColumns } from './asterisk-leg.ts';
import { beforeReading, columnKey, isTotals, readHeader, reject, tooFewColumns, writeHeader } from './format.ts';
import type { Mapped, RecordMapper } from './format.ts';

/** A relative of Asterisk whose files name their columns. */
export interface Relative {
  /** Columns by their names in lower case. */
  readonly names: Readonly<Record<string, AsteriskColumn>>;
  readonly needed: readonly AsteriskColumn[];
  /** Puts a row back into the layout of its header, where it can get out of it. */
  readonly repair?: (fields: readonly string[], columns: AsteriskColumns, width: number) => readonly string[];
  /** Adds what columns of its own say. */
  readonly finish?: (mapped: Mapped, value: (name: string) => string) => Mapped;
}

interface HeaderLayout {
  readonly columns: AsteriskColumns;
  readonly names: ReadonlyMap<string, number>;
  readonly width: number;
  readonly needed: number;
  readonly header: string;
}

/** Undefined when the line is no such header. */
function layoutOf(relative: Relative, names: readonly string[]): HeaderLayout | undefined {
  const keys = names.map(columnKey);
  const columns = asteriskColumns(keys.map((key) => relative.names[key] ?? null));
  if (relative.needed.some((name) => columns[name] < 0)) return undefined;
  return {
    columns,
    names: new Map(keys.map((key, index) => [key, index])),
    width: names.length,
    needed: 1 + Math.max(...relative.needed.map((name) => columns[name])),
    header: writeHeader(names),
  };
}

class HeaderMapper implements RecordMapper {
  readonly #relative: Relative;
  readonly #startName: string;
  #layout: HeaderLayout | null = null;

  constructor(relative: Relative) {
    this.#relative = relative;
    this.#startName = Object.entries(relative.names).find(([, column]) => column === 'start')?.[0] ?? '';
  }

  map(record: DelimitedRecord): Mapped {
    const early = beforeReading(record);
    if (early !== null) return early;
    const { fields } = record;
    if (this.#layout === null || columnKey(fields[this.#layout.columns.start] ?? '') === this.#startName) {
      const layout = layoutOf(this.#relative, fields);
      if (layout !== undefined) {
        this.#layout = layout;
        return { skip: 'header' };
      }
    }
    if (this.#layout === null)
      return reject('no_header', 'There is no header line above; the first value', fields[0] ?? '');
    return this.#mapRow(fields, this.#layout);
  }

  #mapRow(written: readonly string[], { columns, names, needed, width }: HeaderLayout): Mapped {
    if (isTotals(written)) return { skip: 'totals' };
    const { repair, finish } = this.#relative;
    const fields = repair?.(written, columns, width) ?? written;
    if (fields.length < needed) return tooFewColumns(fields.length, needed);
    const mapped = readAsteriskLeg(fields, columns);
    return finish?.(mapped, (name) => fields[names.get(name) ?? -1] ?? '') ?? mapped;
  }

  headerText(): string | null {
    return this.#layout?.header ?? null;
  }

  restore(headerText: string): void {
    const names = readHeader(headerText);
    this.#layout = (names === undefined ? null : layoutOf(this.#relative, names)) ?? this.#layout;
  }
}

export const startWithHeader = (relative: Relative): RecordMapper => new HeaderMapper(relative);
