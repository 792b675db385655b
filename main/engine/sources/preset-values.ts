import type { Meaning, Preset } from '../../../shared/preset.ts';
import { MEANINGS } from '../../../shared/preset.ts';
import type { Layout } from './preset-layout.ts';

/** The values of one row by what they mean; empty where the row or the layout has none. Quirks may change them. */
export type Values = Record<Meaning, string> & {
  /** Set by quirks: nobody spoke, a machine answered. */
  machine: boolean;
  voicemail: boolean;
  /** False: more rows of this call follow. */
  final: boolean;
  /** Names that this row shares with others of its call while they touch in time. */
  links: readonly string[];
};

/** One row, for what is asked by the name of a column. */
export interface Row {
  has(name: string): boolean;
  /** All values, put back into the layout. */
  readonly fields: readonly string[];
  /** Without blanks around; empty when there is no such column. `name` in lower case. */
  get(name: string): string;
}

export function rowOf(fields: readonly string[], { names }: Layout): Row {
  return {
    fields,
    has: (name) => names.has(name),
    get: (name) => fields[names.get(name) ?? -1]?.trim() ?? '',
  };
}

const BLANK = Object.fromEntries(MEANINGS.map((name) => [name, ''])) as Record<Meaning, string>;

/** A reader of the values of a row; what the preset says is worked out once. */
export function valuesReader({ empty, numbers }: Preset): (fields: readonly string[], layout: Layout) => Values {
  const nothing = new Set(empty.map((word) => word.toLowerCase()));
  return (fields, { columns }) => {
    const values: Values = { ...BLANK, machine: false, voicemail: false, final: true, links: [] };
    for (const meaning of MEANINGS) {
      const place = columns[meaning];
      if (place < 0) continue;
      const value = (fields[place] ?? '').trim();
      if (value !== '' && !(nothing.size > 0 && nothing.has(value.toLowerCase()))) values[meaning] = value;
    }
    if (numbers === 'named') takeNamesApart(values);
    else if (numbers === 'e164') addPlus(values);
    return values;
  };
}

const NAMED = /^(.*?)\s*\(([^()]*)\)$/s;

function takeNamesApart(values: Values): void {
  for (const [side, name] of [
    ['from', 'fromName'],
    ['to', 'toName'],
    ['remote', 'name'],
  ] as const) {
    const found = NAMED.exec(values[side]);
    if (found === null || !/\d/.test(found[2] ?? '')) continue;
    values[side] = found[2]?.trim() ?? '';
    if (values[name] === '') values[name] = found[1]?.trim() ?? '';
  }
}

/** Shorter digits are extensions. */
const WHOLE_NUMBER = /^[1-9]\d{7,14}$/;

function addPlus(values: Values): void {
  for (const side of ['from', 'to', 'remote', 'local', 'ownNumber'] as const) {
    if (WHOLE_NUMBER.test(values[side])) values[side] = `+${values[side]}`;
  }
}
