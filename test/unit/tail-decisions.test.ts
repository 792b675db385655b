import { expect, test } from 'vitest';
import { readCursor, writeCursor } from '../../main/engine/tail/cursor.ts';
import { goesOn, identify } from '../../main/engine/tail/identity.ts';
import type { Decision } from '../../main/engine/tail/identity.ts';
import { prove, proves, startOf } from '../../main/engine/tail/place.ts';
import type { Place } from '../../main/engine/tail/place.ts';
import { compareRotations, rotationOf } from '../../main/engine/tail/siblings.ts';
import { planReading, siblingsMatter } from '../../main/engine/tail/start.ts';
import type { Sibling } from '../../main/engine/tail/start.ts';

const place = (more: Partial<Place> = {}): Place => ({
  ...startOf('/c/Master.csv', { id: '1:7', modifiedAt: 1000 }, 3),
  offset: 5000,
  ...more,
});

test.each<[string, Partial<Place> | null, { id: string; size: number; holds: boolean } | undefined, Decision]>([
  ['nothing was read yet', null, { id: '1:7', size: 10, holds: false }, 'first'],
  ['nothing was read yet and nothing is there', null, undefined, 'missing'],
  ['the file is away', {}, undefined, 'missing'],
  ['it came back as it was', {}, { id: '1:7', size: 5000, holds: true }, 'unchanged'],
  ['it came back from a backup, with more', {}, { id: '1:9', size: 6000, holds: true }, 'restored'],
  ['nothing was added', {}, { id: '1:7', size: 5000, holds: true }, 'unchanged'],
  ['something was added', {}, { id: '1:7', size: 5001, holds: true }, 'grown'],
  ['shorter than what was read', {}, { id: '1:7', size: 4999, holds: false }, 'truncated'],
  ['emptied', {}, { id: '1:7', size: 0, holds: false }, 'truncated'],
  ['emptied and filled beyond the offset', {}, { id: '1:7', size: 9000, holds: false }, 'rewritten'],
  ['as long as before, other bytes', {}, { id: '1:7', size: 5000, holds: false }, 'rewritten'],
  ['another file, shorter', {}, { id: '1:8', size: 10, holds: false }, 'replaced'],
  ['another file, longer', {}, { id: '1:8', size: 9000, holds: false }, 'replaced'],
  [
    'another file while nothing of the old one was read',
    { offset: 0 },
    { id: '1:8', size: 10, holds: true },
    'replaced',
  ],
  ['a system without ids, same bytes', { id: '' }, { id: '', size: 5001, holds: true }, 'grown'],
  ['a system without ids, other bytes', { id: '' }, { id: '', size: 5001, holds: false }, 'rewritten'],
  ['a system without ids, shorter', { id: '' }, { id: '', size: 1, holds: false }, 'truncated'],
  ['ids came or went, same bytes', { id: '' }, { id: '1:7', size: 5000, holds: true }, 'unchanged'],
])('which file is this: %s', (_, known, seen, expected) => {
  expect(identify(known === null ? null : place(known), seen)).toBe(expected);
});

test('only an unchanged, grown or restored file is read on', () => {
  const decisions: Decision[] = [
    'first',
    'unchanged',
    'grown',
    'restored',
    'truncated',
    'rewritten',
    'replaced',
    'missing',
  ];
  expect(decisions.filter(goesOn)).toEqual(['unchanged', 'grown', 'restored']);
});

test.each<[string, string, string | null]>([
  ['Master.csv', 'Master.csv.1', 'count 1'],
  ['Master.csv', 'Master.csv.12', 'count 12'],
  ['Master.csv', 'Master.csv-20261121', 'stamp 20261121'],
  ['Master.csv', 'Master.csv-20261121-1795225238', 'stamp 202611211795225238'],
  ['Master.csv', 'Master.csv.2026-11-21', 'stamp 20261121'],
  ['Master.csv', 'Master.csv.2026-11-21-01-40-38', 'stamp 20261121014038'],
  ['Master.csv', 'Master-20261121.csv', 'stamp 20261121'],
  ['Master.csv', 'Master_2026-11-21.csv', 'stamp 20261121'],
  ['Master.csv', 'Master.2.csv', 'count 2'],
  ['Master.csv', 'Master.csv.old', 'word '],
  ['Master.csv', 'Master.csv.1.gz', 'count 1 packed'],
  ['Master.csv', 'Master.csv-20261121.gz', 'stamp 20261121 packed'],
  ['Master.csv', 'Master.csv.gz', 'word  packed'],
  ['cdr', 'cdr.1', 'count 1'],
  ['Master.csv', 'Master.csv', null],
  ['Master.csv', 'Master-100.csv', null],
  ['Master.csv', 'Master_7.csv', null],
  ['Master.csv', 'Master2.csv', null],
  ['Master.csv', 'Master.csv.tmp', null],
  ['Master.csv', 'Master.csv.', null],
  ['Master.csv', 'Master.csv.1.bz2', null],
  ['Master.csv', 'Slave.csv.1', null],
  ['Master.csv', '100.csv', null],
  ['Master.csv', 'Master.csv-queue', null],
])('beside %s, %s is %s', (base, name, expected) => {
  const rotation = rotationOf(base, name);
  const words = rotation === null ? null : `${rotation.kind} ${rotation.rank}${rotation.packed ? ' packed' : ''}`;
  expect(words).toBe(expected);
});

const sibling = (name: string, more: Partial<Sibling> = {}): Sibling => {
  const rotation = rotationOf('Master.csv', name);
  if (rotation === null) throw new Error(`no rotated form: ${name}`);
  return { file: `/c/${name}`, id: `1:${name}`, size: 9000, modifiedAt: 2000, holds: false, rotation, ...more };
};

test.each([
  [
    ['Master.csv.1', 'Master.csv.10', 'Master.csv.2'],
    ['Master.csv.10', 'Master.csv.2', 'Master.csv.1'],
  ],
  [
    ['Master.csv-20261121', 'Master.csv-20261119'],
    ['Master.csv-20261119', 'Master.csv-20261121'],
  ],
  [
    ['Master.csv-20261121-1795225238', 'Master.csv-20261121'],
    ['Master.csv-20261121', 'Master.csv-20261121-1795225238'],
  ],
])('%j are read in the order %j', (names, expected) => {
  const sorted = names.map((name) => sibling(name)).sort(compareRotations);
  expect(sorted.map(({ file }) => file.slice(3))).toEqual(expected);
});

test('names that cannot be compared are put in order by their times', () => {
  const three = [
    sibling('Master.csv.old', { modifiedAt: 30 }),
    sibling('Master.csv.1', { modifiedAt: 10 }),
    sibling('Master.csv-20261121', { modifiedAt: 20 }),
  ];
  expect(three.sort(compareRotations).map(({ modifiedAt }) => modifiedAt)).toEqual([10, 20, 30]);
});

const live = { file: '/c/Master.csv', seen: { id: '1:8', size: 100, modifiedAt: 3000 } };
const plan = (known: Place | null, decision: Decision, ...siblings: Sibling[]) =>
  planReading({ known, live, decision, siblings }).map(({ file, from, role }) => `${file.slice(3)} ${from} ${role}`);
const itself = { id: '1:7', holds: true };

test.each<[string, Place | null, Decision, Sibling[], string[]]>([
  ['the first time', null, 'first', [], ['Master.csv start live']],
  ['a file that grew', place(), 'grown', [], ['Master.csv offset live']],
  ['truncated, no copy', place(), 'truncated', [], ['Master.csv start live']],
  [
    'renamed',
    place(),
    'replaced',
    [sibling('Master.csv.1', itself)],
    ['Master.csv.1 offset rotated', 'Master.csv start live'],
  ],
  [
    'renamed, its successor not there yet',
    place(),
    'missing',
    [sibling('Master.csv.1', itself)],
    ['Master.csv.1 offset rotated'],
  ],
  [
    'rotated three times',
    place(),
    'replaced',
    [sibling('Master.csv.1'), sibling('Master.csv.3', itself), sibling('Master.csv.2'), sibling('Master.csv.4')],
    ['Master.csv.3 offset closed', 'Master.csv.2 start closed', 'Master.csv.1 start rotated', 'Master.csv start live'],
  ],
  [
    'a stale file with a newer number',
    place({ modifiedAt: 100_000 }),
    'replaced',
    [sibling('Master.csv.2', itself), sibling('Master.csv.1', { modifiedAt: 50_000 })],
    ['Master.csv.2 offset rotated', 'Master.csv start live'],
  ],
  [
    'copied and truncated',
    place(),
    'truncated',
    [sibling('Master.csv.1', { holds: true }), sibling('Master.csv.2')],
    ['Master.csv.1 offset rotated', 'Master.csv start live'],
  ],
  [
    'the old one deleted, another rotated since',
    place(),
    'replaced',
    [sibling('Master.csv.1'), sibling('Master.csv.2', { modifiedAt: 900 })],
    ['Master.csv.1 start rotated', 'Master.csv start live'],
  ],
  [
    'restored, no other trace',
    place(),
    'restored',
    [sibling('Master.csv.1', { holds: true })],
    ['Master.csv offset live'],
  ],
  [
    'the very file beside one that begins alike',
    place(),
    'restored',
    [sibling('Master.csv.1', itself)],
    ['Master.csv.1 offset rotated', 'Master.csv start live'],
  ],
  [
    'little read, an old copy',
    place({ offset: 30 }),
    'grown',
    [sibling('Master.csv.1', { holds: true, modifiedAt: 999 })],
    ['Master.csv offset live'],
  ],
  [
    'little read, a copy as long',
    place({ offset: 30 }),
    'grown',
    [sibling('Master.csv.1', { holds: true, size: 30 })],
    ['Master.csv offset live'],
  ],
  [
    'little read, a new and longer copy',
    place({ offset: 30 }),
    'grown',
    [sibling('Master.csv.1', { holds: true })],
    ['Master.csv.1 offset rotated', 'Master.csv start live'],
  ],
  [
    'much read, a new and longer copy',
    place(),
    'grown',
    [sibling('Master.csv.1', { holds: true })],
    ['Master.csv offset live'],
  ],
])('what is read: %s', (...[, known, decision, siblings, expected]) => {
  expect(plan(known, decision, ...siblings)).toEqual(expected);
});

test('the folder is only listed when its other files can matter', () => {
  expect(siblingsMatter(null, 'first')).toBe(false);
  expect(siblingsMatter(place(), 'grown')).toBe(false);
  expect(siblingsMatter(place({ offset: 100 }), 'grown')).toBe(true);
  expect(siblingsMatter(place(), 'replaced')).toBe(true);
});

test('a proof holds for its bytes alone', () => {
  const proof = prove(Buffer.from('abc'));
  expect([
    proves(proof, Buffer.from('abc')),
    proves(proof, Buffer.from('abd')),
    proves(proof, Buffer.from('ab')),
  ]).toEqual([true, false, false]);
  expect(proves(prove(Buffer.alloc(0)), Buffer.alloc(0))).toBe(true);
});

test('a cursor survives being text, and nothing else passes for one', () => {
  const cursor = { at: place({ head: prove(Buffer.from('a')) }), before: place({ lineEnd: 'cr', columns: 18 }) };
  expect(readCursor(writeCursor(cursor))).toEqual(cursor);
  const broken = [
    '',
    '{',
    'null',
    '[]',
    '{"version":2}',
    '{"version":1,"at":{},"before":null}',
    '{"version":1,"at":null}',
  ];
  expect(broken.map(readCursor)).toEqual(broken.map(() => null));
  expect(readCursor(writeCursor(cursor).replace('"offset":5000', '"offset":"5000"'))).toBeNull();
});
