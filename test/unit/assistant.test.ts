import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFormat, proposeMapping } from '../../main/engine/sources/index.ts';
import type { Sample } from '../../main/engine/sources/index.ts';
import { readDelimited } from '../../main/engine/tail/delimited.ts';
import { detectEncoding } from '../../main/engine/tail/encoding.ts';

const sampleOf = (text: string): Sample => ({
  name: 'calls.csv',
  cut: (shape) => readDelimited(Buffer.from(text), shape, detectEncoding(Buffer.from(text)) ?? 'utf8'),
});

/** What the mapping of the assistant makes of the rows: start, way, both ends, talk, end of the call. */
function reading(text: string): string[] {
  const proposal = proposeMapping(sampleOf(text));
  if (proposal === null) return ['nothing proposed'];
  const { shape, start } = createFormat('delimited', { mapping: proposal.mapping });
  const mapper = start();
  return readDelimited(Buffer.from(text), shape, 'utf8').flatMap((record) => {
    const { leg, rejection } = mapper.map(record);
    if (leg === undefined) return rejection === undefined ? [] : [rejection.reason];
    const at = new Date(leg.start).toISOString().slice(0, 19);
    const ends = `${leg.from.address || '-'}>${leg.to.address || '-'}`;
    return [[at, leg.direction ?? '?', ends, leg.talkSeconds, leg.disposition].join(' ')];
  });
}

const GERMAN = `Anrufliste März
Datum;Uhrzeit;Richtung;Rufnummer;Kontakt;Nebenstelle;Gesprächsdauer;Ergebnis
02.03.2026;09:00:00;Eingehend;030 1234567;Müller;12;0:01:30;Angenommen
02.03.2026;09:10:00;Ausgehend;+49 30 1234568;;12;0:00:00;Besetzt
13.03.2026;09:20:00;Eingehend;0151 2345678;Schmidt;12;0:00:00;Verpasst
`;
const NO_HEADER = `2026-03-02 09:00:00,2026-03-02 09:00:05,2026-03-02 09:01:05,100,2125550101,65,60
2026-03-02 09:10:00,,2026-03-02 09:10:20,100,2125550102,20,0
2026-03-02 09:20:00,2026-03-02 09:20:03,2026-03-02 09:20:33,2125550103,100,33,30
`;
const RINGCENTRAL = `"Type","Phone Number","Name","Date","Action","Result","Duration"
"Inbound","(212) 555-0101","Ann Lee","03/02/2026 9:00 AM","Phone Call","Accepted","0:01:05"
"Outbound","(212) 555-0102","","03/15/2026 9:10 PM","Phone Call","No Answer","0:00:12"
"Inbound","(212) 555-0103","Bob Ray","03/02/2026 9:20 AM","Phone Call","Missed","0:00:20"
`;
const SPANISH = `Fecha y hora\tSentido\tOrigen\tDestino\tDuración\tEstado
2026/03/02 09:00\tEntrante\t612345601\t101\t95\tContestada
2026/03/02 09:10\tSaliente\t101\t612345602\t0\tOcupado
`;
const EPOCH = `call_id,began,caller,callee,seconds
0a1b2c3d-0000-4000-8000-000000000001,1772442000,100,2125550101,60
0a1b2c3d-0000-4000-8000-000000000002,1772442600,2125550102,100,0
`;

describe('a file that nobody knows is read from its data', () => {
  test.each([
    [
      'German, with the date and the time apart',
      GERMAN,
      [
        '2026-03-02T09:00:00 inbound 030 1234567>12 90 answered',
        '2026-03-02T09:10:00 outbound 12>+49 30 1234568 0 busy',
        '2026-03-13T09:20:00 inbound 0151 2345678>12 0 no_answer',
      ],
    ],
    [
      'without a header: three dates, two lengths',
      NO_HEADER,
      [
        '2026-03-02T09:00:00 ? 100>2125550101 60 answered',
        '2026-03-02T09:10:00 ? 100>2125550102 0 no_answer',
        '2026-03-02T09:20:00 ? 2125550103>100 30 answered',
      ],
    ],
    [
      'American, with an enumeration that says nothing',
      RINGCENTRAL,
      [
        '2026-03-02T09:00:00 inbound (212) 555-0101>- 65 answered',
        '2026-03-15T21:10:00 outbound ->(212) 555-0102 0 no_answer',
        '2026-03-02T09:20:00 inbound (212) 555-0103>- 0 no_answer',
      ],
    ],
    [
      'Spanish, with tabs and whole seconds',
      SPANISH,
      ['2026-03-02T09:00:00 inbound 612345601>101 95 answered', '2026-03-02T09:10:00 outbound 101>612345602 0 busy'],
    ],
    [
      'epochs and ids',
      EPOCH,
      ['2026-03-02T09:00:00 ? 100>2125550101 60 answered', '2026-03-02T09:10:00 ? 2125550102>100 0 no_answer'],
    ],
  ])('%s', (_, text, calls) => {
    expect(reading(text)).toEqual(calls);
  });

  test('says why, how sure it is, and what is to be checked', () => {
    const proposal = proposeMapping(sampleOf(RINGCENTRAL.replace('03/15', '03/05')));
    const start = proposal?.columns.find(({ meaning }) => meaning === 'start');
    expect(start).toMatchObject({
      column: 'Date',
      confidence: 0.95,
      examples: ['03/02/2026 9:00 AM', '03/05/2026 9:10 PM', '03/02/2026 9:20 AM'],
    });
    expect(proposal?.doubts.join(' ')).toContain('DD/MM/YYYY hh:mm A fits as well');
  });

  test.each([
    [
      'prose',
      'Once upon a time, there was a king, and a queen, too.\nThey had a telephone, a cat, and nothing else.\n',
    ],
    ['a price list', 'Item,Price,Stock\nBolt,1.20,400\nNut,0.40,900\n'],
    ['an empty file', ''],
    ['dates without numbers', 'Date,Mood,Weight\n2026-03-02 09:00:00,good,70\n2026-03-03 09:00:00,bad,71\n'],
  ])('%s is no call file', (_, text) => {
    expect(proposeMapping(sampleOf(text))).toBe(null);
  });

  test('whatever a file holds, it answers, and its mapping can be used', () => {
    const cell = fc.oneof(
      fc.constantFrom('2026-03-02 09:00:00', '1772442000', '100', '+12125550101', '0:01:30', '60', 'in', 'Missed', ''),
      fc.string({ maxLength: 8 }),
    );
    const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 8 }), { maxLength: 8 });
    fc.assert(
      fc.property(table, fc.constantFrom(',', ';', '\t', '|'), (rows, separator) => {
        const text = rows.map((row) => row.join(separator)).join('\n');
        const proposal = proposeMapping(sampleOf(text));
        if (proposal === null) return;
        const { shape, start } = createFormat('delimited', { mapping: proposal.mapping });
        const mapper = start();
        for (const record of readDelimited(Buffer.from(text), shape, 'utf8')) mapper.map(record);
      }),
      { numRuns: 300 },
    );
  });
});
