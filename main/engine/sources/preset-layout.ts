import type { Meaning, Preset, PresetColumn } from '../../../shared/preset.ts';
import { MEANINGS } from '../../../shared/preset.ts';
import { columnKey } from './format.ts';

/** Where everything that a preset speaks of stands in the rows of one file. Places count from 0; -1: nowhere. */
export interface Layout {
  readonly columns: Readonly<Record<Meaning, number>>;
  /** Lists of places; the rows that share the values of one are one call. */
  readonly groups: readonly (readonly number[])[];
  readonly skips: readonly { readonly place: number; readonly words: ReadonlySet<string>; readonly as: string }[];
  /** All columns by name, for what is asked by name. */
  readonly names: ReadonlyMap<string, number>;
  /** A row with fewer values than this has lost some that a call needs. */
  readonly needed: number;
  /** Place of the column that takes what is too much in a row, and how many values a row should have. */
  readonly absorbs: number;
  readonly width: number;
}

export interface Located {
  readonly layout: Layout | null;
  /** Required columns that the header does not have, by the first of their names. */
  readonly missing: readonly string[];
  /** How many of the preset's columns the header has. */
  readonly found: number;
  /** How many values a row needs. */
  readonly count: number;
}

/** Columns whose value a row may lack; a header may lack them unless the preset requires them. */
const OPTIONAL: ReadonlySet<Meaning> = new Set<Meaning>([
  ...(['name', 'fromName', 'toName', 'result', 'id', 'recording', 'local', 'answer'] as const),
  ...(['ownNumber', 'ring', 'hold', 'park', 'direction'] as const),
]);

export function requiredOf({ required, columns }: Preset): readonly Meaning[] {
  return required ?? MEANINGS.filter((name) => columns[name] !== undefined && !OPTIONAL.has(name));
}

/** Finds the columns of a preset among these names. */
export function locate(preset: Preset, names: readonly string[], absorbs?: string): Located {
  const byName = new Map<string, number>();
  names.forEach((name, index) => {
    const key = columnKey(name);
    if (!byName.has(key)) byName.set(key, index);
  });
  const placeOf = (column: PresetColumn): number => {
    for (const one of [column].flat()) {
      const place = typeof one === 'number' ? one - 1 : byName.get(columnKey(one));
      if (place !== undefined) return place;
    }
    return -1;
  };
  const columns = Object.fromEntries(
    MEANINGS.map((name) => [name, preset.columns[name] === undefined ? -1 : placeOf(preset.columns[name])]),
  ) as Record<Meaning, number>;
  const required = requiredOf(preset);
  const missing = required
    .filter((name) => columns[name] < 0)
    .map((name) => String([preset.columns[name] ?? name].flat()[0]));
  const needed = required.filter((name) => !OPTIONAL.has(name)).map((name) => columns[name]);
  const layout: Layout = {
    columns,
    groups: preset.groups
      .map((group) => group.map(placeOf))
      .filter((places) => places.length > 0 && (places[0] ?? -1) >= 0),
    skips: preset.skip.map(({ column, is, as }) => {
      return { place: placeOf(column), words: new Set(is.map((word) => word.toLowerCase())), as };
    }),
    names: byName,
    needed: 1 + Math.max(...needed),
    absorbs: absorbs === undefined ? -1 : (byName.get(columnKey(absorbs)) ?? -1),
    width: names.length,
  };
  const found = MEANINGS.filter((name) => isNamed(preset.columns[name]) && columns[name] >= 0).length;
  return { layout: missing.length > 0 ? null : layout, missing, found, count: needed.length };
}

const isNamed = (column: PresetColumn | undefined): boolean =>
  column !== undefined && [column].flat().some((one) => typeof one === 'string');

/**
 * A row with more values than its layout, put back into it: separators stood unquoted in one value. The value that reads
 * as a date where the layout has its start tells how many pieces too many stand before it.
 */
export function absorbed(
  fields: readonly string[],
  { absorbs, width, columns: { start } }: Layout,
  separator: string,
  isDate: (text: string) => boolean,
): readonly string[] {
  const surplus = fields.length - width;
  if (absorbs < 0 || surplus <= 0 || isDate(fields[start]?.trim() ?? '')) return fields;
  for (let extra = 1; extra <= surplus; extra++) {
    if (!isDate(fields[start + extra]?.trim() ?? '')) continue;
    const whole = fields.slice(absorbs, absorbs + extra + 1).join(separator);
    return [...fields.slice(0, absorbs), whole, ...fields.slice(absorbs + extra + 1)];
  }
  return fields;
}
