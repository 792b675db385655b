import type { DelimitedMapping } from '../../../shared/mapping.ts';
import { MEANINGS } from '../../../shared/preset.ts';
import type { Preset } from '../../../shared/preset.ts';

/** What a mapping of the settings says, as a preset: one file of the user's own, every column that it names is there. */
export function presetOfMapping(mapping: DelimitedMapping): Preset {
  const { columns, dateFormat, durationFormat, header, quote, separator, values } = mapping;
  const { start, ...others } = columns;
  const [date, time] = Array.isArray(start) ? start : [start, undefined];
  const named = { ...others, start: date, startTime: time };
  const present = Object.fromEntries(Object.entries(named).filter(([, place]) => place !== undefined));
  return {
    name: 'delimited',
    title: 'A file of your own',
    separators: [separator],
    quoting: quote === null ? 'none' : 'doubled',
    header,
    layouts: [],
    columns: present,
    required: MEANINGS.filter((name) => present[name] !== undefined),
    dates: [dateFormat],
    zone: 'source',
    lengths: [durationFormat],
    values,
    usualWords: true,
    answeredBy: 'result',
    empty: [],
    numbers: 'plain',
    noCaller: 'unknown',
    skip: [],
    groups: columns.id === undefined ? [] : [[columns.id]],
  };
}
