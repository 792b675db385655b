import type { Rejection } from '../../../shared/leg.ts';
import type { Preset } from '../../../shared/preset.ts';
import type { DelimitedRecord } from '../../../shared/record.ts';
import { beforeReading, isTotals, readHeader, reject, tooFewColumns, writeHeader } from './format.ts';
import type { Mapped, RecordMapper } from './format.ts';
import { absorbed, locate } from './preset-layout.ts';
import type { Layout } from './preset-layout.ts';
import { legMaker } from './preset-leg.ts';
import { timesReader } from './preset-times.ts';
import type { TimesReader } from './preset-times.ts';
import { rowOf, valuesReader } from './preset-values.ts';
import { quirks } from './quirks/index.ts';
import type { Quirk } from './quirks/index.ts';

/** A preset with everything worked out that is the same for every row. */
interface Compiled {
  readonly preset: Preset;
  readonly separator: string;
  readonly quirk: Quirk;
  readonly times: TimesReader;
  readonly values: ReturnType<typeof valuesReader>;
  readonly leg: ReturnType<typeof legMaker>;
  /** Layouts of the preset, narrowest first. */
  readonly layouts: readonly Layout[];
}

/** Makes mappers for files of this preset. */
export function presetMappers(preset: Preset, separator: string): () => RecordMapper {
  const compiled: Compiled = {
    preset,
    separator,
    quirk: preset.quirk === undefined ? {} : quirks[preset.quirk],
    times: timesReader(preset),
    values: valuesReader(preset),
    leg: legMaker(preset),
    layouts: preset.layouts.flatMap(({ fields, absorbs }) => locate(preset, fields, absorbs).layout ?? []),
  };
  return () => new PresetMapper(compiled);
}

class PresetMapper implements RecordMapper {
  readonly #with: Compiled;
  readonly #joiner: ReturnType<NonNullable<Quirk['lines']>> | undefined;
  /** What the header said; null: none was read yet, or there is none to read. */
  #layout: Layout | null = null;
  #header: readonly string[] | null = null;
  /** Orders that rows showed by themselves, by their names. */
  readonly #orders = new Map<string, Layout | null>();

  constructor(compiled: Compiled) {
    this.#with = compiled;
    this.#joiner = compiled.quirk.lines?.();
    const { preset, layouts } = compiled;
    if (!preset.header && layouts.length === 0) this.#layout = locate(preset, []).layout;
  }

  map(record: DelimitedRecord): Mapped {
    const early = beforeReading(record);
    if (early !== null) return early;
    const { preset, separator } = this.#with;
    const fields = preset.quoting === 'unescaped' ? unquoted(record.fields, separator) : record.fields;
    if (this.#joiner === undefined) return this.#mapRow(fields);
    const joined = this.#joiner.take(fields);
    const mapped = joined.fields === undefined ? { skip: joined.skip } : this.#mapRow(joined.fields);
    return joined.lost === undefined ? mapped : withLost(mapped, joined.lost);
  }

  headerText(): string | null {
    const state = this.#joiner?.state ?? '';
    if (state !== '') return writeHeader([state]);
    return this.#header === null ? null : writeHeader(this.#header);
  }

  restore(headerText: string): void {
    const names = readHeader(headerText);
    if (names === undefined) return;
    if (this.#joiner !== undefined) this.#joiner.restore(names[0] ?? '');
    else if (this.#with.preset.header) this.#learn(names);
  }

  #mapRow(fields: readonly string[]): Mapped {
    const { preset } = this.#with;
    if (!preset.header) return this.#mapCall(fields, this.#layout ?? this.#orderOf(fields));
    if (this.#layout === null || this.#header === null) return this.#readHeader(fields);
    if (isRepeated(fields, this.#header)) return { skip: 'header' };
    return this.#mapCall(fields, this.#layout);
  }

  #mapCall(written: readonly string[], layout: Layout | null): Mapped {
    if (isTotals(written)) return { skip: 'totals' };
    if (layout === null) return reject('bad_date', 'start', written[0] ?? '');
    const { separator, times, values: read, quirk, leg } = this.#with;
    for (const { place, words, as } of layout.skips) {
      if (words.has((written[place] ?? '').trim().toLowerCase())) return { skip: as };
    }
    const fields = absorbed(written, layout, separator, times.isDate);
    if (fields.length < layout.needed) return tooFewColumns(fields.length, layout.needed);
    const values = read(fields, layout);
    const passed = quirk.values?.(values, rowOf(fields, layout));
    if (passed !== undefined) return { skip: passed };
    const moments = times.read(values);
    if ('rejection' in moments) return moments;
    return { leg: leg(values, moments, { fields, layout }) };
  }

  /** A title or a date of export above the header is passed over; what could have been a call is not. */
  #readHeader(fields: readonly string[]): Mapped {
    if (this.#learn(fields)) return { skip: 'header' };
    const { missing, found, count } = locate(this.#with.preset, fields);
    if (found > 0) {
      const detail = `The header has no column ${missing.map((name) => JSON.stringify(name)).join(', ')}.`;
      return { rejection: { reason: 'missing_column', detail } };
    }
    if (fields.filter((value) => value.trim() !== '').length < count) return { skip: 'before_header' };
    const what = 'There is no header with the columns of the mapping above; the first value';
    return reject('no_header', what, fields[0] ?? '');
  }

  #learn(names: readonly string[]): boolean {
    const layout = locate(this.#with.preset, names).layout ?? this.#foreignHeader(names);
    if (layout === null) return false;
    this.#layout = layout;
    // Its own texts: the values of a record are slices that would keep a piece of the file alive.
    this.#header = readHeader(writeHeader(names)) ?? null;
    return true;
  }

  /** A header in a language that the preset does not know: its width tells the layout, the rows prove it. */
  #foreignHeader(names: readonly string[]): Layout | null {
    const { layouts, times, preset } = this.#with;
    const [only] = layouts;
    const wide = layouts.length === 1 && only !== undefined && only.width <= names.length ? only : undefined;
    const layout = layouts.find(({ width }) => width === names.length) ?? wide;
    if (layout === undefined || locate(preset, names).found > 0) return null;
    if (names.filter((name) => name.trim() !== '').length * 2 <= layout.width) return null;
    return names.some((name) => times.isDate(name.trim())) ? null : layout;
  }

  /** Without a header, the first layout whose start is a date in this row. */
  #orderOf(fields: readonly string[]): Layout | null {
    const { quirk, preset, layouts, times, separator } = this.#with;
    const own = quirk.order?.(fields) ?? null;
    if (own !== null) {
      const key = own.join();
      let known = this.#orders.get(key);
      if (known === undefined) this.#orders.set(key, (known = locate(preset, own).layout));
      return known;
    }
    const startOf = (layout: Layout): string =>
      absorbed(fields, layout, separator, times.isDate)[layout.columns.start]?.trim() ?? '';
    return layouts.find((layout) => times.isDate(startOf(layout))) ?? null;
  }
}

function isRepeated(fields: readonly string[], names: readonly string[]): boolean {
  return fields.length === names.length && fields.every((value, index) => value === names[index]);
}

/** Fewer pieces than this, and the quotes were written by a program that knows how. */
const FEWEST = 8;

/**
 * A row whose values stand in quotes and may hold quotes: only a quote, the separator and a quote end a value. A
 * spreadsheet that saved the file again quotes what needs it, and doubles quotes inside.
 */
function unquoted(fields: readonly string[], separator: string): readonly string[] {
  if (!fields.some((value) => value.includes('"'))) return fields;
  const line = fields.join(separator).trim();
  if (line.startsWith('"')) {
    const inner = line.endsWith('"') && line.length > 1 ? line.slice(1, -1) : line.slice(1);
    const pieces = inner.split(separator === ',' ? /"\s*,\s*"/ : `"${separator}"`);
    if (pieces.length >= FEWEST) return pieces;
  }
  return resaved(fields, separator);
}

/** Puts pieces together until their quotes are even. */
function resaved(fields: readonly string[], separator: string): readonly string[] {
  const values: string[] = [];
  let open: string | null = null;
  for (const field of fields) {
    const text: string = open === null ? field : `${open}${separator}${field}`;
    const isOpen = text.startsWith('"') && (text.match(/"/g)?.length ?? 0) % 2 === 1;
    if (isOpen) open = text;
    else values.push(text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text);
    if (!isOpen) open = null;
  }
  if (open !== null) values.push(open);
  return values;
}

/** A leg goes on with what was lost before it; for any other row the loss is the news, or part of it. */
function withLost(mapped: Mapped, lost: Rejection): Mapped {
  if (mapped.leg !== undefined) return { leg: mapped.leg, before: lost };
  if (mapped.rejection === undefined) return { rejection: lost };
  const { reason, detail } = mapped.rejection;
  return { rejection: { reason, detail: `${lost.detail} ${detail}` } };
}
