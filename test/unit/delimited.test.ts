import iconv from 'iconv-lite';
import { expect, test } from 'vitest';
import { createDelimitedReader, readDelimited } from '../../main/engine/tail/delimited.ts';
import type { TextEncoding } from '../../main/engine/tail/delimited.ts';
import { detectEncoding } from '../../main/engine/tail/encoding.ts';
import type { DelimitedRecord, DelimitedShape } from '../../shared/record.ts';

const shape: DelimitedShape = { separator: ',', quote: '"', codePage: 'windows-1252' };

const read = (content: string | Buffer, encoding: TextEncoding = 'utf8', other = shape) =>
  readDelimited(typeof content === 'string' ? Buffer.from(content, encoding) : content, other, encoding);
const rows = (content: string | Buffer, encoding?: TextEncoding, other?: DelimitedShape) =>
  read(content, encoding, other).map(({ fields }) => fields);
const outline = ({ offset, end, problem, fields }: DelimitedRecord) =>
  problem === null ? [offset, end, ...fields] : [offset, end, problem];

test.each<[string, string, string[][]]>([
  ['quoted and bare values', '"a",b,"",\n', [['a', 'b', '', '']]],
  ['doubled quotes', '"say ""hi""","""x"" <1>"\n', [['say "hi"', '"x" <1>']]],
  ['a backslash before a doubled quote, and one at the end of a value', '"a \\"" b","c\\"\n', [['a \\" b', 'c\\']]],
  [
    'line ends and separators inside quotes',
    '"a\nb","c\r\nd","e,f"\n1,2,3\n',
    [
      ['a\nb', 'c\r\nd', 'e,f'],
      ['1', '2', '3'],
    ],
  ],
  ['text after a closing quote', '"a"b,"c" d "e",f\n', [['ab', 'c d "e"', 'f']]],
  ['a value of several lines with a quote at the start of one', '"a\n""b"",c",d\n', [['a\n"b",c', 'd']]],
  ['a quote inside a bare value', 'a"b,c""d\n', [['a"b', 'c""d']]],
  [
    'CRLF',
    'a,b\r\n"c",d\r\n',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  [
    'a carriage return doubled by a bad conversion',
    'a,"b"\r\r\nc,d\r\r\n',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  [
    'a lone CR where the file has nothing else',
    'a,b\r"c\rd",e\r',
    [
      ['a', 'b'],
      ['c\rd', 'e'],
    ],
  ],
  [
    'a lone CR as text where the file uses LF',
    'a,b\nc\rd,e\n',
    [
      ['a', 'b'],
      ['c\rd', 'e'],
    ],
  ],
  ['a file that goes from CR to CRLF', 'a\rb\r\nc\rd\n', [['a'], ['b'], ['c\rd']]],
  [
    'no line end after the last record',
    'a,b\nc,"d"',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  [
    'a last value that is empty',
    'a,b\nc,',
    [
      ['a', 'b'],
      ['c', ''],
    ],
  ],
  ['empty lines', '\n\na\n\r\n\nb\n\n', [['a'], ['b']]],
  ['a single empty value in quotes', '""\n', [['']]],
  [
    'a byte order mark, also where files were joined',
    '\ufeff"a",b\n\ufeff"c",d\n',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  ['nothing but a byte order mark', '\ufeff', []],
  [
    'a stretch of NULs from a torn write before a record',
    '\0\0\0\0"a",b\nc,d\n\0\0',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  ['names in every script', 'Zoë,Łukasz,山田,😀\n', [['Zoë', 'Łukasz', '山田', '😀']]],
])('it reads %s', (_, content, expected) => {
  expect(rows(content)).toEqual(expected);
  expect(rows(content, 'utf16le')).toEqual(expected);
});

test('offsets are bytes of the file, from the first byte of a record to the byte after its line end', () => {
  expect(read('\ufeffZoë,1\r\n\r\n"a\nb",2\nc,3').map(outline)).toEqual([
    [3, 11, 'Zoë', '1'],
    [13, 21, 'a\nb', '2'],
    [21, 24, 'c', '3'],
  ]);
  expect(read('\ufeffZoë,1\r\nb,2\n', 'utf16le').map(outline)).toEqual([
    [2, 16, 'Zoë', '1'],
    [16, 24, 'b', '2'],
  ]);
});

test('the separator and the quote are data', () => {
  expect(rows('a;"b;c";d\n', 'utf8', { ...shape, separator: ';' })).toEqual([['a', 'b;c', 'd']]);
  expect(rows('a\t"b\t"c"\n', 'utf8', { ...shape, separator: '\t', quote: null })).toEqual([['a', '"b', '"c"']]);
  expect(() => rows('', 'utf8', { ...shape, separator: '||' })).toThrow(RangeError);
  expect(() => rows('', 'utf8', { ...shape, separator: '"' })).toThrow(RangeError);
  expect(() => rows('', 'utf8', { ...shape, codePage: 'klingon' })).toThrow(RangeError);
});

test('a byte that is no UTF-8 makes one value doubtful and drops nothing', () => {
  const bytes = Buffer.concat([Buffer.from('"Zoë",'), Buffer.from('"Jos\xe9",1\nplain,2\n', 'latin1')]);
  expect(read(bytes).map((record) => ({ ...record, text: record.text() }))).toEqual([
    { offset: 0, end: 16, fields: ['Zoë', 'José', '1'], doubtful: true, problem: null, text: '"ZoÃ«","José",1' },
    { offset: 16, end: 24, fields: ['plain', '2'], doubtful: false, problem: null, text: 'plain,2' },
  ]);
});

test('the code page of the source decides what such a byte means', () => {
  const bytes = Buffer.concat([iconv.encode('"Иван ""Б""",7\n', 'windows-1251')]);
  expect(rows(bytes, 'utf8', { ...shape, codePage: 'windows-1251' })).toEqual([['Иван "Б"', '7']]);
});

test('a UTF-8 name cut at a byte limit keeps its row and its neighbours', () => {
  const cut = Buffer.from('"Zoë"').subarray(0, 4);
  const bytes = Buffer.concat([cut, Buffer.from('","é"\nb,c\n')]);
  expect(read(bytes).map(({ fields, doubtful }) => [...fields, doubtful])).toEqual([
    ['ZoÃ', 'é', true],
    ['b', 'c', false],
  ]);
});

test('NUL and half a surrogate pair never reach a value', () => {
  expect(read('a\0b,c\n').map(({ fields, doubtful }) => [...fields, doubtful])).toEqual([['ab', 'c', true]]);
  expect(read('a\ud800b,c\n', 'utf16le').map(({ fields, doubtful }) => [...fields, doubtful])).toEqual([
    ['a\ufffdb', 'c', true],
  ]);
});

/** Pushes `content` in pieces of `size` bytes, then takes everything. */
function readInPieces(content: string, size: number): DelimitedRecord[] {
  const bytes = Buffer.from(content);
  const reader = createDelimitedReader(shape, 'utf8', 0);
  const records: DelimitedRecord[] = [];
  for (let at = 0; at <= bytes.length; at += size) {
    reader.push(bytes.subarray(at, at + size), at + size > bytes.length);
    for (let record = reader.next(); record !== undefined; record = reader.next()) records.push(record);
    expect(reader.pending).toBeLessThanOrEqual(1024 * 1024 + size);
  }
  return records;
}
const pieceSizes = [20_000, 65_536, 700_001, 8_000_000];

test.each(pieceSizes)('a quote never closed costs one line, not the file (pieces of %i bytes)', (size) => {
  const good = 'a,"b"\n'.repeat(20_000);
  const records = readInPieces(`1,"open\n${good}2,"again\r\nc,d`, size);
  const start = 8 + good.length;
  expect(records.slice(0, 2).map(outline)).toEqual([
    [0, 8, 'unclosed_quote'],
    [8, 14, 'a', 'b'],
  ]);
  expect(records[0]?.text()).toBe('1,"open');
  expect(records.length).toBe(20_003);
  expect(records.slice(-2).map(outline)).toEqual([
    [start, start + 10, 'unclosed_quote'],
    [start + 10, start + 13, 'c', 'd'],
  ]);
});

test.each(pieceSizes)('a quote may stay open over 200 line ends, not over 201 (pieces of %i bytes)', (size) => {
  const text = (lines: number) => `"${'x\n'.repeat(lines)}",1\nb,2\n`;
  expect(readInPieces(text(200), size).map(({ fields }) => fields[1])).toEqual(['1', '2']);
  const broken = readInPieces(text(201), size);
  expect(broken[0]?.problem).toBe('unclosed_quote');
  expect(broken.at(-1)?.fields).toEqual(['b', '2']);
});

test.each(pieceSizes)('an endless record is one rejection and bounded memory (pieces of %i bytes)', (size) => {
  const records = readInPieces(`a,b\n${'x'.repeat(3_000_000)}\nc,d\n"${'y'.repeat(1_500_000)}",1\ne,f\n`, size);
  const megabyte = 1024 * 1024;
  expect(records.map(outline)).toEqual([
    [0, 4, 'a', 'b'],
    [4, 4 + megabyte, 'too_long'],
    [3_000_005, 3_000_009, 'c', 'd'],
    [3_000_009, 3_000_009 + megabyte, 'too_long'],
    [4_500_014, 4_500_018, 'e', 'f'],
  ]);
  expect(records[1]?.text()).toBe('x'.repeat(2000));
});

test('a record of exactly 1 MB is a record', () => {
  const longest = 'x'.repeat(1024 * 1024 - 1);
  expect(readInPieces(`${longest}\n`, 700_000).map(({ fields }) => fields[0]?.length)).toEqual([longest.length]);
});

test('an incomplete record is held back until its end is there', () => {
  const reader = createDelimitedReader(shape, 'utf8', 100);
  reader.push(Buffer.from('a,b\n"c""'), false);
  expect([reader.next()?.fields, reader.next(), reader.position, reader.pending]).toEqual([
    ['a', 'b'],
    undefined,
    104,
    4,
  ]);
  reader.push(Buffer.from('",d\r'), false);
  expect([reader.next(), reader.position]).toEqual([undefined, 104]);
  reader.push(Buffer.from('\n'), false);
  expect(reader.next()).toMatchObject({ offset: 104, end: 113, fields: ['c"', 'd'] });
});

test.each<[string, number[], TextEncoding | null]>([
  ['nothing', [], 'utf8'],
  ['ASCII', [...Buffer.from('"a",1\n')], 'utf8'],
  ['a UTF-8 mark', [0xef, 0xbb, 0xbf, 0x61], 'utf8'],
  ['a UTF-16 mark', [0xff, 0xfe], 'utf16le'],
  ['UTF-16 without a mark', [...Buffer.from('[Calls]', 'utf16le')], 'utf16le'],
  ['a mark with the high byte first', [0xfe, 0xff, 0, 0x61], null],
  ['zeros of a torn write', [0, 0, 0, 0, 0x61, 0], 'utf8'],
  ['two bytes that could be anything', [0x61, 0], 'utf8'],
])('the first bytes tell the encoding: %s', (_, head, expected) => {
  expect(detectEncoding(Buffer.from(head))).toBe(expected);
});
