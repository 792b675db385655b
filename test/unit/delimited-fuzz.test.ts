import { parse as csvParse } from 'csv-parse/sync';
import fc from 'fast-check';
import Papa from 'papaparse';
import { expect, test } from 'vitest';
import { createDelimitedReader, readDelimited } from '../../main/engine/tail/delimited.ts';
import type { TextEncoding } from '../../main/engine/tail/delimited.ts';
import type { DelimitedRecord } from '../../shared/record.ts';

const shape = { separator: ',', quote: '"', codePage: 'windows-1252' } as const;

const plain = (record: DelimitedRecord) => ({ ...record, text: record.text() });

/** Any bytes, with those that mean something far more often than chance would have them. */
const meaningful = fc.constantFrom(...Buffer.from('",\r\n\0a1;\\\xef\xbb\xbf\xc3\xa9\xff', 'latin1'));
const garbage = fc.array(fc.oneof({ weight: 5, arbitrary: meaningful }, fc.integer({ min: 0, max: 255 })), {
  maxLength: 300,
});
const encodingNames: readonly TextEncoding[] = ['utf8', 'utf16le'];
const encodings = fc.constantFrom(...encodingNames);
const cuts = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 40 });

function* pieces(bytes: Buffer, sizes: readonly number[]): Generator<Buffer> {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

test('any bytes in any pieces give the records they give in one piece', () => {
  fc.assert(
    fc.property(garbage, encodings, cuts, (values, encoding, sizes) => {
      const bytes = Buffer.from(values);
      const whole = readDelimited(bytes, shape, encoding).map(plain);
      const reader = createDelimitedReader(shape, encoding, 0);
      const found: unknown[] = [];
      const take = () => {
        for (let record = reader.next(); record !== undefined; record = reader.next()) found.push(plain(record));
      };
      for (const piece of pieces(bytes, sizes)) {
        reader.push(piece, false);
        take();
      }
      reader.push(Buffer.alloc(0), true);
      take();
      expect(found).toEqual(whole);
      expect(reader.position).toBe(encoding === 'utf8' ? bytes.length : bytes.length & ~1);
    }),
    { numRuns: 3000 },
  );
});

test('a reader made from the state of another gives the records that one had yet to give', () => {
  fc.assert(
    fc.property(garbage, encodings, fc.nat(20), (values, encoding, taken) => {
      const bytes = Buffer.from(values);
      const first = createDelimitedReader(shape, encoding, 0);
      first.push(bytes, true);
      for (let turn = 0; turn < taken && first.next() !== undefined; turn++);
      const { state } = first;
      const second = createDelimitedReader(shape, encoding, state);
      second.push(bytes.subarray(state.offset), true);
      const rest = (reader: typeof first) => {
        const records = [];
        for (let record = reader.next(); record !== undefined; record = reader.next()) records.push(plain(record));
        return records;
      };
      expect(rest(second)).toEqual(rest(first));
    }),
    { numRuns: 1500 },
  );
});

test('offsets rise, do not overlap and enclose the text of their record', () => {
  fc.assert(
    fc.property(garbage, encodings, (values, encoding) => {
      const bytes = Buffer.from(values);
      let before = 0;
      for (const { offset, end } of readDelimited(bytes, shape, encoding)) {
        expect(offset).toBeGreaterThanOrEqual(before);
        expect(end).toBeGreaterThan(offset);
        expect(end).toBeLessThanOrEqual(bytes.length);
        before = end;
      }
    }),
    { numRuns: 1500 },
  );
});

const value = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r\n', 'a', ' ', 'é', '😀'), maxLength: 10 }),
);
const clean = value.map((text) =>
  text
    .replaceAll('\0', '')
    .replace(/\r(?!\n)/g, '')
    .replaceAll('\ufeff', '')
    .toWellFormed(),
);
const tables = fc
  .integer({ min: 1, max: 6 })
  .chain((columns) =>
    fc.array(fc.array(clean, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 12 }),
  );

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
const write = (table: readonly (readonly string[])[], lineEnd: string, sparing: boolean) =>
  table
    .map(
      (row) =>
        row.map((field) => (sparing && /^[^",\r\n ][^",\r\n]*$/.test(field) ? field : quoted(field))).join(',') +
        lineEnd,
    )
    .join('');

test('a table written by the rules is read back, as csv-parse and papaparse read it', () => {
  fc.assert(
    fc.property(tables, fc.constantFrom('\n', '\r\n'), fc.boolean(), encodings, (table, lineEnd, sparing, encoding) => {
      const text = write(table, lineEnd, sparing);
      const found = readDelimited(Buffer.from(text, encoding), shape, encoding).map(({ fields }) => fields);
      expect(found).toEqual(table);
      expect(found).toEqual(csvParse(text, { record_delimiter: lineEnd }));
      expect(found).toEqual(Papa.parse<string[]>(text, { newline: lineEnd, delimiter: ',' }).data.slice(0, -1));
    }),
    { numRuns: 1500 },
  );
});

test('lines without quotes are cut as csv-parse cuts them, whatever else they hold', () => {
  const line = fc.string({
    unit: fc.constantFrom(' ', ',', ';', "'", '\\', 'a', '1', 'é', '\t', '|'),
    minLength: 1,
    maxLength: 30,
  });
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 10 }),
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.boolean(),
      (lines, lineEnd, last) => {
        const text = lines.join(lineEnd) + (last ? lineEnd : '');
        const found = readDelimited(Buffer.from(text), shape, 'utf8').map(({ fields }) => fields);
        const options = { record_delimiter: lineEnd, relax_column_count: true, quote: null, skip_empty_lines: true };
        expect(found).toEqual(csvParse(text, options));
      },
    ),
    { numRuns: 1500 },
  );
});

test.each(encodingNames)('names beyond ASCII are found wherever they stand in a long %s file', (encoding) => {
  const seeds = fc.array(fc.tuple(fc.nat(3000), fc.constantFrom('Zoë', '山田', 'a\u0000b', '😀')), { maxLength: 8 });
  fc.assert(
    fc.property(seeds, fc.integer({ min: 1, max: 70 }), (names, width) => {
      const table = Array.from({ length: 3000 }, (_, at) => [String(at), 'x'.repeat(width), 'Ann']);
      for (const [at, name] of names) table[at] = [String(at), name, 'Ann'];
      const found = readDelimited(Buffer.from(write(table, '\n', true), encoding), shape, encoding);
      expect(found.map(({ fields }) => fields)).toEqual(table.map((row) => row.map((text) => text.replace('\0', ''))));
    }),
    { numRuns: 15 },
  );
});
