import { Buffer } from 'node:buffer';
import { parse as csvParse } from 'csv-parse/sync';
import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import { foldGroup } from '../../main/engine/calls/fold.ts';
import { createNumbers } from '../../main/engine/calls/numbers.ts';
import { createFormat, FORMAT_NAMES, recognise, signatureOf } from '../../main/engine/sources/index.ts';
import type { FormatName } from '../../main/engine/sources/format.ts';
import { shippedPreset, SHIPPED } from '../../main/engine/sources/presets/index.ts';
import { readDelimited } from '../../main/engine/tail/delimited.ts';
import type { DelimitedShape } from '../../shared/record.ts';

const NAMES = FORMAT_NAMES.filter((name): name is FormatName => name !== 'delimited' && name !== 'yeastar-jsonl');
const context = { extensions: ['100'], internalDigits: 5, zone: 'Europe/Berlin', numbers: createNumbers('US') };

/** Every word and name that the presets know, and what stands in their columns. */
const headers = [...SHIPPED.keys()].flatMap((name) => {
  const { columns, layouts } = shippedPreset(name);
  const named = Object.values(columns).map((column) => String([column].flat()[0]));
  return [named, ...layouts.map(({ fields }) => fields)];
});
const value = fc.oneof(
  fc.constantFrom(
    '2026-03-02 09:00:00',
    '2026/03/02 09:00:00',
    '02.03.26 09:00',
    '2026-03-02T09:00:00',
    '1772442000',
    '',
  ),
  fc.constantFrom(
    '0:00:10',
    '00:00:00',
    '60',
    '0',
    '-1',
    '1e9',
    '99:99:99',
    'Ext.100',
    '+12125550101',
    '100',
    'anonymous',
  ),
  fc.constantFrom(
    'Extension',
    'Line',
    'Ivr',
    'Answered',
    'Totals',
    'INTEGER',
    'public',
    'NORMAL_CLEARING',
    'I',
    'O',
    '1',
    'E100',
  ),
  fc.constantFrom(
    'a "b" c',
    '"',
    '"",""',
    'x","y',
    ',',
    '[2026-03-02 09:00:00] 192.0.2.1:1 2026/03/02 09:00:00',
    '\0',
    'sep=;',
  ),
  fc.string({ maxLength: 6 }),
);
const file = fc.tuple(
  fc.constantFrom([], ...headers),
  fc.array(fc.array(value, { minLength: 1, maxLength: 30 }), { maxLength: 6 }),
  fc.constantFrom(',', ';', '\t'),
);

describe('whatever a file of a preset holds', () => {
  test.each(NAMES)(
    '%s: a row is a leg, a rejection or passed over, and a leg is a call with times in order',
    (name) => {
      fc.assert(
        fc.property(file, ([header, rows, separator]) => {
          const text = [header, ...rows].map((row) => row.join(separator)).join('\n');
          const { shape, start } = createFormat(name, { separator });
          const mapper = start();
          for (const record of readDelimited(Buffer.from(text), shape, 'utf8')) {
            const { leg, rejection, skip } = mapper.map(record);
            expect([leg, rejection, skip].filter((part) => part !== undefined)).toHaveLength(1);
            const text = mapper.headerText();
            if (text !== null) start().restore(text);
            if (leg === undefined) continue;
            expect(JSON.parse(JSON.stringify(leg))).toEqual(leg);
            const [call] = foldGroup([leg], context);
            expect(call?.facts.endedAt).toBeGreaterThanOrEqual(call?.facts.startedAt ?? NaN);
            expect(call?.facts.talkSeconds).toBeGreaterThanOrEqual(0);
          }
        }),
        { numRuns: 120 },
      );
    },
  );

  test('it is recognised as something or as nothing, by rows and by first bytes', () => {
    fc.assert(
      fc.property(file, fc.uint8Array({ maxLength: 200 }), ([header, rows, separator], bytes) => {
        const text = Buffer.from([header, ...rows].map((row) => row.join(separator)).join('\n'));
        const cut = (shape: DelimitedShape) => readDelimited(text, shape, 'utf8');
        const seen = recognise({ name: 'x', cut });
        expect(seen === null || seen.confidence >= 0.6).toBe(true);
        signatureOf(Buffer.from(bytes), 'x');
      }),
      { numRuns: 60 },
    );
  });
});

describe('two parsers that are not ours cut the rows of a spreadsheet in the same way', () => {
  /** What spreadsheets write: a value in quotes where it needs them, quotes inside doubled. */
  const cell = fc.oneof(
    fc.constantFrom('', 'Lee, Ann', 'Jr. "Annie"', '4,93012E+12', 'a;b', 'x\ty', 'Zoë', "O'Neil", '=1+1'),
    fc.string({ maxLength: 10 }).map((text) => text.replace(/[\r\n\0\ufeff]/g, '')),
  );
  test('FreeSWITCH, saved again: names and numbers come out as both of them see them', () => {
    fc.assert(
      fc.property(fc.tuple(cell, cell), ([name, number]) => {
        fc.pre(/^[^\s"][^"]*$/.test(name.trim() + 'x') && name === name.trim() && number === number.trim());
        const quoted = (text: string): string => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
        const id = '0a1b2c3d-0000-4000-8000-000000000001';
        const line = `${quoted(name)},${quoted(number)},100,public,2026/3/2 9:00,,2026/3/2 9:01,5,0,NO_ANSWER,${id},,,,`;
        const { shape, start } = createFormat('freeswitch-csv');
        const [record] = readDelimited(Buffer.from(line), shape, 'utf8');
        fc.pre(record !== undefined && !line.startsWith('#') && !line.startsWith('sep='));
        const { leg } = start().map(record);
        const [judge]: string[][] = csvParse(line);
        const [other] = Papa.parse<string[]>(line, { delimiter: ',' }).data;
        expect(judge?.slice(0, 2)).toEqual(other?.slice(0, 2));
        expect(leg?.from.address).toBe((judge?.[1] ?? '').trim());
      }),
      { numRuns: 300 },
    );
  });
});
