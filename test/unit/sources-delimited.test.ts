import { Buffer } from 'node:buffer';
import { describe, expect, test } from 'vitest';
import { dateReader } from '../../main/engine/sources/date-pattern.ts';
import { accountCopyOf, createFormat, recognise, suggestDelimited } from '../../main/engine/sources/index.ts';
import type { Sample } from '../../main/engine/sources/index.ts';
import { readDelimited } from '../../main/engine/tail/delimited.ts';
import { delimitedMappingSchema } from '../../shared/mapping.ts';

const sampleOf = (text: string, name = 'calls.csv'): Sample => ({
  name,
  cut: (shape) => readDelimited(Buffer.from(text), shape, 'utf8'),
});

function readWith(mapping: unknown, lines: readonly string[]) {
  const { shape, start } = createFormat('delimited', { mapping: delimitedMappingSchema.parse(mapping) });
  const mapper = start();
  return readDelimited(Buffer.from(lines.join('\n')), shape, 'utf8').map((record) => mapper.map(record));
}

describe('dates of a mapping', () => {
  test.each([
    ['YYYY-MM-DD HH:mm:ss', '2026-03-02 09:05:06', 'wall', '2026-03-02T09:05:06'],
    ['DD.MM.YYYY HH:mm', '2.3.2026 9:05', 'wall', '2026-03-02T09:05:00'],
    ['DD.MM.YY HH:mm', '02.03.26 09:05', 'wall', '2026-03-02T09:05:00'],
    ['MM/DD/YYYY hh:mm:ss A', '03/02/2026 12:05:06 AM', 'wall', '2026-03-02T00:05:06'],
    ['M/D/YYYY h:mm A', '3/2/2026 12:05 p.m.', 'wall', '2026-03-02T12:05:00'],
    ['DD MMM YYYY HH:mm', '02 Mar 2026 09:05', 'wall', '2026-03-02T09:05:00'],
    ['YYYY-MM-DDTHH:mm:ss', '2026-03-02T09:05:06', 'wall', '2026-03-02T09:05:06'],
    ['iso', '2026-03-02T09:05:06.789+05:30', 'utc', '2026-03-02T03:35:06'],
    ['iso', '2026-03-02T09:05:06Z', 'utc', '2026-03-02T09:05:06'],
    ['iso', '2026-03-02 09:05', 'wall', '2026-03-02T09:05:00'],
    ['epoch', '1772442306', 'utc', '2026-03-02T09:05:06'],
    ['epochMs', '1772442306000', 'utc', '2026-03-02T09:05:06'],
  ])('%s reads %s', (format, text, clock, at) => {
    expect(dateReader(format)(text)).toEqual({ clock, at: Date.parse(`${at}Z`) });
  });

  test.each([
    ['DD.MM.YYYY HH:mm', '31.02.2026 09:00'],
    ['DD.MM.YYYY HH:mm', '2026-03-02 09:00'],
    ['DD.MM.YYYY HH:mm', '02.03.2026 09:00 Uhr'],
    ['MM/DD/YYYY hh:mm A', '03/02/2026 13:00 PM'],
    ['iso', '2026-03-02'],
    ['epoch', '1772442306000000'],
    ['epoch', 'now'],
  ])('%s does not read %s', (format, text) => {
    expect(dateReader(format)(text)).toBe(null);
  });
});

describe('a mapping', () => {
  const columns = { start: 'Start', from: 'From', to: 'To', duration: 'Seconds' };

  test.each([
    [
      'without a number',
      { columns: { start: 'Start', duration: 'Seconds' } },
      'must name "from" and "to", or "remote"',
    ],
    ['without a length', { columns: { start: 'Start', remote: 'Number' } }, 'must name "duration", "talk" or "end"'],
    ['with names but no header', { header: false, columns }, 'must be a number from 1'],
    ['with half a date', { columns, dateFormat: 'DD.MM.YYYY' }, 'must be "iso"'],
    ['with an unknown key', { columns, quotes: '"' }, 'Unrecognized key'],
    ['with two separators', { columns, separator: ';;' }, 'one ASCII character'],
  ])('%s is refused', (_, mapping, message) => {
    expect(delimitedMappingSchema.safeParse(mapping).error?.issues[0]?.message).toContain(message);
  });

  test('finds its columns by name in any order and case, and a date and a time that stand apart', () => {
    const lines = [
      'TO, seconds ,Time,from,DATE',
      '0015550101,30,09:05:06,100,2026-03-02',
      '0015550102,0,09:10:00,100,2026-03-02',
    ];
    const legs = readWith({ columns: { ...columns, start: ['Date', 'Time'] } }, lines).map(({ leg }) => leg);
    expect(
      legs.map((leg) => leg && [new Date(leg.start).toISOString(), leg.to.address, leg.disposition, leg.talkSeconds]),
    ).toEqual([
      undefined,
      ['2026-03-02T09:05:06.000Z', '0015550101', 'answered', 30],
      ['2026-03-02T09:10:00.000Z', '0015550102', 'no_answer', 0],
    ]);
  });

  test('whose columns the header does not have names them; the rows are not guessed at', () => {
    const mapped = readWith({ columns }, ['Start,From,Whom,Seconds', '2026-03-02 09:05:06,100,0015550101,30']);
    expect(mapped.map(({ rejection }) => rejection?.reason)).toEqual(['missing_column', 'no_header']);
    expect(mapped[0]?.rejection?.detail).toBe('The header has no column "To".');
  });

  test('works out what the file leaves open', () => {
    const mapping = { columns: { start: 1, answer: 2, end: 3, remote: 4 }, header: false };
    const lines = [
      '2026-03-02 09:00:00,2026-03-02 09:00:10,2026-03-02 09:01:00,0015550101',
      '2026-03-02 09:00:00,,2026-03-02 09:00:20,0015550101',
    ];
    expect(
      readWith(
        { ...mapping, columns: { ...mapping.columns, result: 5 } },
        lines.map((line, index) => `${line},${['ok', 'missed'][index] ?? ''}`),
      ).map(({ leg }) => leg && [leg.disposition, leg.talkSeconds]),
    ).toEqual([
      ['answered', 50],
      ['no_answer', 0],
    ]);
  });
});

const row = (start: string, id: string, account = '') =>
  `"${account}","100","0015550101","from-internal","""Ann"" <100>","PJSIP/100-00000001","PJSIP/trunk-00000002","Dial","x",` +
  `"${start}","${start}","${start}",0,0,"ANSWERED","DOCUMENTATION","${id}",""`;

describe('a file is recognised by its content', () => {
  test('cdr_csv, with what was seen', () => {
    const text = [row('2026-03-02 09:00:00', '1772442000.1'), row('2026-03-02 09:05:00', '1772442300.3'), 'torn'].join(
      '\n',
    );
    expect(recognise(sampleOf(text, 'anything.log'))).toEqual({
      format: 'asterisk-csv',
      separator: ',',
      evidence: [
        '2 of 3 lines are calls with 18 columns: dates in columns 10 to 12, the caller id in column 5.',
        'They carry unique ids such as 1772442000.1.',
      ],
      confidence: 2 / 3,
    });
  });

  test('an export of FreePBX that a spreadsheet saved again', () => {
    const text =
      'calldate;clid;src;dst;duration;billsec;disposition;recordingfile\n2026-03-02 09:00;Ann;100;0015550101;60;55;ANSWERED;out-1.wav\n';
    expect(recognise(sampleOf(text))).toMatchObject({ format: 'freepbx-csv', separator: ';', confidence: 1 });
  });

  test.each([
    ['an empty file', ''],
    ['a shopping list', 'milk,2\nbread,1\n'],
    ['a header alone', 'calldate,src,dst,duration,billsec,disposition\n'],
    ['prose', 'Dear Sir,\n"unclosed\n'],
  ])('%s is none of them', (_, text) => {
    expect(recognise(sampleOf(text, 'Master.csv'))).toBe(null);
  });

  test('the file of an account code beside Master.csv repeats its rows', () => {
    const rows = [
      row('2026-03-02 09:00:00', '1772442000.1', 'sales'),
      row('2026-03-02 09:05:00', '1772442300.3', 'sales'),
    ].join('\n');
    expect([
      accountCopyOf(sampleOf(rows, 'sales.csv'), ['Master.csv', 'sales.csv']),
      accountCopyOf(sampleOf(rows, 'sales.csv'), ['sales.csv']),
      accountCopyOf(sampleOf(rows, 'support.csv'), ['Master.csv']),
      accountCopyOf(sampleOf(`${rows}\n${row('2026-03-02 09:10:00', '1772442600.5', 'support')}`, 'sales.csv'), [
        'Master.csv',
      ]),
      accountCopyOf(sampleOf(rows, 'Master.csv'), ['Master.csv']),
    ]).toEqual([
      'Every row carries the account code "sales": this file repeats rows of Master.csv.',
      ...[null, null, null, null],
    ]);
  });
});

describe('a mapping is proposed for a file that nobody knows', () => {
  test('when its header and its values tell enough', () => {
    const text =
      'Report\nCall ID;Start Time;Direction;From;To;Duration;Status\nA1;13.03.2026 09:00;in;0301234567;100;0:01:30;ok\n';
    expect(suggestDelimited(sampleOf(text))).toEqual({
      mapping: delimitedMappingSchema.parse({
        separator: ';',
        dateFormat: 'DD.MM.YYYY HH:mm',
        durationFormat: 'hh:mm:ss',
        columns: {
          ...{
            id: 'Call ID',
            duration: 'Duration',
            start: 'Start Time',
            direction: 'Direction',
            from: 'From',
            to: 'To',
          },
          ...{ result: 'Status' },
        },
      }),
      evidence: [
        'The header names id (Call ID), duration (Duration), start (Start Time), direction (Direction), from (From), to (To), result (Status).',
        'All 1 rows have a start like DD.MM.YYYY HH:mm and a length like hh:mm:ss.',
      ],
      doubts: [],
    });
  });

  test('with what a person has to check: day and month are never guessed', () => {
    const text = 'Date/Time,Number,Duration\n03/02/2026 09:00,0015550101,1:30\n';
    expect(suggestDelimited(sampleOf(text))?.doubts).toEqual([
      'Day and month may be the other way round: DD/MM/YYYY HH:mm fits as well as MM/DD/YYYY HH:mm.',
      'Lengths may be hours and minutes: "hh:mm" fits as well as "mm:ss".',
    ]);
  });

  test.each([
    ['no header', '2026-03-02 09:00,0015550101,30\n'],
    ['no number', 'Start,Duration\n2026-03-02 09:00,30\n'],
    [
      'dates of several kinds',
      'Start,Number,Duration\n2026-03-02 09:00,0015550101,30\n02.03.2026 09:00,0015550101,30\n',
    ],
    ['no rows', 'Start,Number,Duration\n'],
  ])('but not with %s', (_, text) => {
    expect(suggestDelimited(sampleOf(text))).toBe(null);
  });
});
