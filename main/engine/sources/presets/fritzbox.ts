import type { WrittenPreset } from '../../../../shared/preset.ts';

/** The call list of a FRITZ!Box: minutes, types as numbers, a header in the language of the box. */
export const fritzbox: WrittenPreset = {
  name: 'fritzbox-csv',
  title: 'FRITZ!Box, call list',
  separators: [';', ',', '\t'],
  layouts: [
    { fields: ['Typ', 'Datum', 'Name', 'Rufnummer', 'Nebenstelle', 'Eigene Rufnummer', 'Dauer'] },
    {
      fields: [
        ...['Typ', 'Datum', 'Name', 'Rufnummer', 'Landes-/Ortsnetzbereich', 'Nebenstelle', 'Eigene Rufnummer', 'Dauer'],
      ],
    },
  ],
  columns: {
    direction: ['Typ', 'Type'],
    result: ['Typ', 'Type'],
    start: ['Datum', 'Date'],
    name: ['Name'],
    remote: ['Rufnummer', 'Number', 'Telephone number', 'Phone number'],
    local: ['Eigene Rufnummer', 'Outgoing Caller ID', 'Own number', 'My number', 'Local Number'],
    duration: ['Dauer', 'Duration'],
  },
  required: ['start', 'direction', 'remote', 'local', 'duration'],
  dates: ['DD.MM.YY HH:mm', 'DD.MM.YYYY HH:mm'],
  lengths: ['hh:mm'],
  usualWords: false,
  noCaller: 'withheld',
  values: { inbound: ['1', '2', '9', '10'], outbound: ['3', '4', '11'], answered: ['1'], noAnswer: ['2', '10'] },
  quirk: 'fritzbox',
};
