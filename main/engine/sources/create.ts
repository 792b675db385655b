import type { DelimitedMapping } from '../../../shared/mapping.ts';
import type { Preset } from '../../../shared/preset.ts';
import { asteriskShape, startAsterisk } from './asterisk.ts';
import { presetOfMapping } from './delimited.ts';
import type { Format, FormatName } from './format.ts';
import { startFreepbx } from './freepbx.ts';
import { startGrandstream } from './grandstream.ts';
import { presetMappers } from './preset-mapper.ts';
import { shippedPreset } from './presets/index.ts';
import { startYeastar, yeastarShape } from './yeastar.ts';

export interface FormatOptions {
  /** Encoding of values that are no UTF-8, an iconv name. Default `windows-1252`. */
  readonly codePage?: string;
  /** Another separator than the format's own: the file was saved again by a spreadsheet. */
  readonly separator?: string;
  /** For `delimited`; it needs one. */
  readonly mapping?: DelimitedMapping;
}

/** The format of this name. Throws a `RangeError` for `delimited` without a mapping: settings are checked first. */
export function createFormat(name: FormatName, options: FormatOptions = {}): Format {
  const { codePage = 'windows-1252', separator, mapping } = options;
  const shape = asteriskShape(codePage, separator);
  switch (name) {
    case 'asterisk-csv':
      return { name, kind: 'delimited', shape, start: () => startAsterisk('csv') };
    case 'asterisk-custom-csv':
      return { name, kind: 'delimited', shape, start: () => startAsterisk('custom') };
    case 'freepbx-csv':
      return { name, kind: 'delimited', shape, start: startFreepbx };
    case 'grandstream-csv':
      return { name, kind: 'delimited', shape, start: () => startGrandstream(separator) };
    case 'yeastar-jsonl':
      return { name, kind: 'delimited', shape: yeastarShape(codePage), start: startYeastar };
    case 'delimited': {
      if (mapping === undefined) throw new RangeError('the format "delimited" needs a mapping');
      return presetFormat(presetOfMapping(mapping), options);
    }
    default:
      return presetFormat(shippedPreset(name), options);
  }
}

/** The format that a preset describes. */
export function presetFormat(preset: Preset, options: Omit<FormatOptions, 'mapping'> = {}): Format {
  const { codePage = 'windows-1252' } = options;
  const separator = options.separator ?? preset.separators[0] ?? ',';
  const shape = { separator, quote: preset.quoting === 'doubled' ? '"' : null, codePage } as const;
  return { name: preset.name, kind: 'delimited', shape, start: presetMappers(preset, separator) };
}
