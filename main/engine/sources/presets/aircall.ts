import type { WrittenPreset } from '../../../../shared/preset.ts';

/** Aircall's export has three zones in one row: only the column in UTC is read. */
export const aircall: WrittenPreset = {
  name: 'aircall-csv',
  title: 'Aircall, export of calls',
  separators: [',', ';', '\t'],
  columns: {
    start: 'datetime (utc)',
    duration: 'duration (total)',
    talk: ['duration (in call)', 'in-call duration'],
    direction: 'direction',
    from: 'from',
    to: 'to',
    ownNumber: 'user',
    result: 'answered',
    id: ['call id', 'call id (internal)'],
    recording: 'recording',
  },
  required: ['start', 'duration', 'talk', 'direction', 'from', 'to', 'result'],
  dates: ['iso'],
  zone: 'utc',
  lengths: ['seconds', 'hh:mm:ss'],
  values: { answered: ['Yes'], noAnswer: ['No'] },
  empty: ['[No associated user]', '-'],
  numbers: 'e164',
  groups: [[['call id', 'call id (internal)']]],
};
