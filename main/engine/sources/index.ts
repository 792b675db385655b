import type { DelimitedMapping } from '../../../shared/mapping.ts';
import { asteriskShape, startAsterisk } from './asterisk.ts';
import { startDelimited } from './delimited.ts';
import type { Format, FormatName } from './format.ts';
import { startFreepbx } from './freepbx.ts';

export { accountCopyOf, recognise } from './recognise.ts';
export type { Recognised, Sample } from './recognise.ts';
export { suggestDelimited } from './suggest.ts';
export type { Suggestion } from './suggest.ts';

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
    case 'delimited': {
      if (mapping === undefined) throw new RangeError('the format "delimited" needs a mapping');
      const ownShape = { separator: mapping.separator, quote: mapping.quote, codePage };
      return { name, kind: 'delimited', shape: ownShape, start: () => startDelimited(mapping) };
    }
  }
}
