import { appendFile, chmod, copyFile, mkdir, rename, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { row, rows, TailBench } from './tail-bench.ts';

test('records are taken as they come, each once', async () => {
  await using bench = await TailBench.open();
  await writeFile(bench.file, rows('a', 'b'));
  expect(await bench.look()).toEqual({ rows: ['a', 'b'], decision: 'first' });
  expect(await bench.look()).toEqual({ rows: [], decision: 'unchanged' });
  await appendFile(bench.file, row('c'));
  expect(await bench.look()).toEqual({ rows: ['c'], decision: 'grown' });
  bench.restart();
  expect(await bench.look()).toEqual({ rows: [], decision: 'unchanged' });
  await appendFile(bench.file, row('d'));
  bench.restart();
  expect(await bench.look()).toEqual({ rows: ['d'], decision: 'grown' });
  expect(new Set(bench.batches.map(({ generation }) => generation))).toEqual(new Set([1]));
});

test('a consumer that stops in the middle gets exactly the rest from the cursor it stored', async () => {
  await using bench = await TailBench.open({ batchRecords: 3, chunkBytes: 64 });
  const all = Array.from({ length: 20 }, (_, at) => `row-${at}`);
  await writeFile(bench.file, rows(...all));
  for (let stop = 2; bench.taken.length < all.length; stop = 4 - (stop % 3)) {
    await bench.lookRaw(true, stop).catch((thrown: unknown) => expect(thrown).toEqual(new Error('stopped')));
    bench.restart();
  }
  expect(bench.taken).toEqual(all);
});

test('a batch is never larger than asked for, and the last one says that nothing is left', async () => {
  await using bench = await TailBench.open({ batchRecords: 4 });
  await writeFile(bench.file, rows('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'));
  await bench.look();
  expect(bench.batches.map(({ records, caughtUp, file }) => [records.length, caughtUp, file])).toEqual([
    [4, false, bench.file],
    [4, false, bench.file],
    [2, true, bench.file],
  ]);
});

test('a failed consumer sees the same batch again, also without a restart', async () => {
  await using bench = await TailBench.open();
  await writeFile(bench.file, rows('a'));
  await expect(bench.lookRaw(false, 1)).rejects.toThrow('stopped');
  expect(await bench.look()).toEqual({ rows: ['a'], decision: 'first' });
});

test('a last record without its line end is taken when it looks whole and the file is still', async () => {
  await using bench = await TailBench.open();
  await writeFile(bench.file, rows('a') + row('b').trimEnd());
  expect(await bench.lookRaw()).toMatchObject({ value: { records: 1, partial: true } });
  bench.clock.time += 999;
  expect(await bench.look()).toMatchObject({ rows: [] });
  bench.clock.time += 1;
  expect(await bench.look()).toMatchObject({ rows: ['b'] });
  await appendFile(bench.file, `\n${row('c')}`);
  expect(await bench.look()).toMatchObject({ rows: ['c'] });
});

test('a final look takes such a record at once', async () => {
  await using bench = await TailBench.open();
  await writeFile(bench.file, rows('a') + row('b').trimEnd());
  expect(await bench.look(true)).toMatchObject({ rows: ['a', 'b'] });
});

test.each(['"b","100","5550', '"b","100"', '"b","100","5550101",', 'x'].map((torn) => [torn]))(
  'a record torn after %s waits for the rest, however still the file is',
  async (torn) => {
    await using bench = await TailBench.open();
    await writeFile(bench.file, rows('a') + torn);
    if (torn.endsWith(',')) await appendFile(bench.file, '"ANS');
    await bench.lookWhenStill();
    expect(await bench.lookRaw(true)).toMatchObject({ value: { records: 0, partial: true } });
    bench.restart();
    await appendFile(bench.file, row('b').slice(torn.endsWith(',') ? torn.length + 4 : torn.length));
    if (torn !== 'x') expect(await bench.look()).toMatchObject({ rows: ['b'] });
  },
);

test('an unclosed quote costs its own line at the latest when the file is still', async () => {
  await using bench = await TailBench.open();
  await writeFile(bench.file, `${row('a')}"b","open\nc,100,5550101,ANSWERED\n`);
  expect(await bench.look()).toMatchObject({ rows: ['a'] });
  bench.clock.time += 1001;
  expect(await bench.look()).toMatchObject({ rows: ['unclosed_quote', 'c'] });
});

test('the rest of a renamed file is read first, then the new one', async () => {
  await using bench = await TailBench.open();
  await writeFile(bench.file, rows('a'));
  await bench.look();
  await appendFile(bench.file, rows('b'));
  await rename(bench.file, bench.at('Master.csv.1'));
  await writeFile(bench.file, rows('c'));
  expect(await bench.look()).toEqual({ rows: ['b', 'c'], decision: 'replaced' });
  expect(bench.batches.map(({ generation, file }) => [generation, file])).toEqual([
    [1, bench.file],
    [1, bench.at('Master.csv.1')],
    [2, bench.file],
  ]);
});

test('files rotated several times while we were off are read oldest first, and a crash in between changes nothing', async () => {
  await using bench = await TailBench.open({ batchRecords: 1 });
  await writeFile(bench.file, rows('a', 'b'));
  await bench.lookRaw(false, 2).catch(() => undefined);
  await rename(bench.file, bench.at('Master.csv.3'));
  await writeFile(bench.at('Master.csv.2'), rows('c', 'd'));
  await writeFile(bench.at('Master.csv.1'), rows('e'));
  await writeFile(bench.file, rows('f', 'g'));
  for (let turn = 0; turn < 12; turn++) {
    bench.restart();
    await bench.lookRaw(false, 2).catch(() => undefined);
  }
  expect(bench.taken).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
  expect(bench.batches.map(({ generation }) => generation)).toEqual([1, 1, 2, 2, 3, 4, 4]);
});

test('a file that was rotated before it was first read stays unread, later ones do not', async () => {
  await using bench = await TailBench.open();
  await writeFile(bench.at('Master.csv.1'), rows('old'));
  await writeFile(bench.file, rows('a'));
  expect(await bench.look()).toMatchObject({ rows: ['a'] });
});

test('rows of an empty file that was seen, filled and rotated between two looks are found', async () => {
  await using bench = await TailBench.open();
  await writeFile(bench.file, '');
  await bench.look();
  bench.restart();
  await appendFile(bench.file, rows('a'));
  await rename(bench.file, bench.at('Master.csv-20261121'));
  await writeFile(bench.file, rows('b'));
  expect(await bench.look()).toEqual({ rows: ['a', 'b'], decision: 'replaced' });
});

test('the rest of a copied and truncated file is read from the copy', async () => {
  await using bench = await TailBench.open();
  await writeFile(bench.file, rows('a', 'b', 'c'));
  await bench.look();
  await appendFile(bench.file, rows('d'));
  await copyFile(bench.file, bench.at('Master.csv.1'));
  await truncate(bench.file);
  await appendFile(bench.file, rows('e'));
  expect(await bench.look()).toEqual({ rows: ['d', 'e'], decision: 'truncated' });
});

test('a copied and truncated file that has outgrown the old one by then is known by its bytes', async () => {
  await using bench = await TailBench.open();
  await writeFile(bench.file, rows('a'));
  await bench.look();
  await appendFile(bench.file, rows('b'));
  await copyFile(bench.file, bench.at('Master.csv.1'));
  await truncate(bench.file);
  await appendFile(bench.file, rows('c', 'd', 'e', 'f'));
  expect(await bench.look()).toEqual({ rows: ['b', 'c', 'd', 'e', 'f'], decision: 'rewritten' });
});

test('a packed predecessor is finished as well', async () => {
  await using bench = await TailBench.open({ chunkBytes: 5000 });
  const many = Array.from({ length: 2000 }, (_, at) => `row-${at}`);
  await writeFile(bench.file, rows(...many.slice(0, 700)));
  await bench.look();
  await writeFile(bench.at('Master.csv.1.gz'), gzipSync(rows(...many)));
  await rm(bench.file);
  await writeFile(bench.file, rows('new'));
  await bench.look();
  expect(bench.taken).toEqual([...many, 'new']);
});

test('a damaged archive is named and passed over', async () => {
  await using bench = await TailBench.open();
  await writeFile(bench.file, rows('a'));
  await bench.look();
  const later = gzipSync(rows(...Array.from({ length: 900 }, (_, at) => `lost-${at}`)));
  await rename(bench.file, bench.at('Master.csv.2'));
  await writeFile(bench.at('Master.csv.1.gz'), later.subarray(0, 60));
  await writeFile(bench.file, rows('b'));
  const report = await bench.lookRaw();
  expect(report).toMatchObject({ ok: true, value: { skipped: [{ code: 'read_failed', category: 'local' }] } });
  expect([bench.taken[0], bench.taken.at(-1)]).toEqual(['a', 'b']);
});

test('a writer that keeps a renamed file open loses nothing', async () => {
  await using bench = await TailBench.open();
  await writeFile(bench.file, rows('a'));
  await bench.look();
  await rename(bench.file, bench.at('Master.csv.1'));
  await writeFile(bench.file, '');
  expect(await bench.look()).toEqual({ rows: [], decision: 'replaced' });
  await appendFile(bench.at('Master.csv.1'), rows('b'));
  expect(await bench.look()).toMatchObject({ rows: ['b'] });
  bench.restart();
  await rename(bench.at('Master.csv.1'), bench.at('Master.csv.2'));
  await appendFile(bench.at('Master.csv.2'), rows('c'));
  await appendFile(bench.file, rows('d'));
  expect(await bench.look()).toMatchObject({ rows: ['c', 'd'] });
  expect(bench.batches.map(({ generation }) => generation)).toEqual([1, 1, 2, 1, 1, 2]);
});

test('the predecessor is left alone a minute after its successor has records', async () => {
  await using bench = await TailBench.open();
  await writeFile(bench.file, rows('a'));
  await bench.look();
  await rename(bench.file, bench.at('Master.csv.1'));
  await writeFile(bench.file, rows('b'));
  await bench.look();
  await bench.look();
  bench.clock.time += 61_000;
  await bench.look();
  await appendFile(bench.file, rows('c'));
  await bench.look();
  expect(JSON.parse(bench.stored ?? '')).toMatchObject({ before: null, at: { file: bench.file, generation: 2 } });
});

test('half a record at the end of a rotated file is shown, not kept waiting for ever', async () => {
  await using bench = await TailBench.open();
  await writeFile(bench.file, `${row('a')}"torn","1`);
  await bench.look();
  await rename(bench.file, bench.at('Master.csv.1'));
  await writeFile(bench.file, rows('b'));
  expect(await bench.look()).toMatchObject({ rows: ['b'] });
  bench.clock.time += 1001;
  expect(await bench.look()).toMatchObject({ rows: ['unclosed_quote'] });
  expect(await bench.lookWhenStill()).toMatchObject({ rows: [] });
});

test('a file that goes away is a reason, not an end; the same file coming back is continued', async () => {
  await using bench = await TailBench.open();
  const content = rows('a', 'b');
  await writeFile(bench.file, content);
  await bench.look();
  await rm(bench.file);
  expect(await bench.look()).toEqual({ rows: [], decision: 'file_missing' });
  await writeFile(bench.file, content + row('c'));
  expect(await bench.look()).toMatchObject({ rows: ['c'] });
  await rm(bench.folder, { recursive: true });
  expect(await bench.look()).toEqual({ rows: [], decision: 'folder_missing' });
  await mkdir(bench.folder);
  await writeFile(bench.file, content + rows('c', 'd'));
  expect(await bench.look()).toMatchObject({ rows: ['d'] });
  expect(new Set(bench.batches.map(({ generation }) => generation))).toEqual(new Set([1]));
});

test('the rest of a file is read while its successor is not there yet', async () => {
  await using bench = await TailBench.open();
  await writeFile(bench.file, rows('a'));
  await bench.look();
  await appendFile(bench.file, rows('b'));
  await rename(bench.file, bench.at('Master.csv.2026-11-21-01-40-38'));
  expect(await bench.look()).toEqual({ rows: ['b'], decision: 'file_missing' });
  await writeFile(bench.file, rows('c'));
  expect(await bench.look()).toEqual({ rows: ['c'], decision: 'replaced' });
});

test('a copy of the same bytes under another id is continued, not read again', async () => {
  await using bench = await TailBench.open();
  await writeFile(bench.file, rows('a', 'b'));
  await bench.look();
  await copyFile(bench.file, bench.at('safe'));
  await rename(bench.at('safe'), bench.file);
  bench.restart();
  expect(await bench.look()).toEqual({ rows: [], decision: 'restored' });
  expect(await bench.look()).toEqual({ rows: [], decision: 'unchanged' });
  await appendFile(bench.file, rows('c'));
  expect(await bench.look()).toEqual({ rows: ['c'], decision: 'grown' });
});

test('a file that was saved anew with other bytes is read again as a new generation', async () => {
  await using bench = await TailBench.open();
  await writeFile(bench.file, rows('a', 'b'));
  await bench.look();
  await writeFile(bench.file, rows('a', 'b').replaceAll('"', ''));
  expect(await bench.look()).toEqual({ rows: ['a', 'b'], decision: 'truncated' });
  await writeFile(bench.file, rows('x', 'a', 'b', 'c'));
  expect(await bench.look()).toEqual({ rows: ['x', 'a', 'b', 'c'], decision: 'rewritten' });
  expect(bench.batches.map(({ generation }) => generation)).toEqual([1, 2, 3]);
});

test('a change of one byte far from the head and far from the end is not ours to see; near the offset it is', async () => {
  await using bench = await TailBench.open();
  const many = Array.from({ length: 400 }, (_, at) => `row-${at}`);
  await writeFile(bench.file, rows(...many));
  await bench.look();
  await writeFile(bench.file, rows(...many.with(398, 'ROW-398'), 'new'));
  expect((await bench.look()).decision).toBe('rewritten');
});

test('a header that many files share does not hide a rotation', async () => {
  await using bench = await TailBench.open();
  const header = '"id","from","to","result"\n';
  await writeFile(bench.file, header);
  await bench.look();
  await appendFile(bench.file, rows('a'));
  await rename(bench.file, bench.at('Master.csv.1'));
  await writeFile(bench.file, header + rows('b'));
  expect(await bench.look()).toEqual({ rows: ['a', 'id', 'b'], decision: 'restored' });
});

test('nor does it hide a copy that was truncated', async () => {
  await using bench = await TailBench.open();
  const header = '"id","from","to","result"\n';
  await writeFile(bench.file, header);
  await utimes(bench.file, 1_800_000_000, 1_800_000_000);
  await bench.look();
  await appendFile(bench.file, rows('a'));
  await copyFile(bench.file, bench.at('Master.csv.1'));
  await utimes(bench.at('Master.csv.1'), 1_800_000_100, 1_800_000_100);
  await writeFile(bench.file, header + rows('b'));
  expect((await bench.look()).rows).toEqual(['a', 'id', 'b']);
});

test('one byte is a legal file', async () => {
  await using bench = await TailBench.open();
  await writeFile(bench.file, 'a');
  expect(await bench.lookWhenStill()).toMatchObject({ rows: ['a'] });
  await appendFile(bench.file, '\nb\n');
  expect(await bench.look()).toMatchObject({ rows: ['b'] });
});

test.each(['utf8', 'utf16le'] as const)('a file in %s with a mark is followed in its own units', async (encoding) => {
  await using bench = await TailBench.open();
  await writeFile(bench.file, `\ufeff${row('Zoë')}`, encoding);
  expect(await bench.look()).toMatchObject({ rows: ['Zoë'] });
  bench.restart();
  await appendFile(bench.file, row('山田'), encoding);
  expect(await bench.look()).toMatchObject({ rows: ['山田'] });
});

test('UTF-16 with the high byte first is refused by name', async () => {
  await using bench = await TailBench.open();
  await writeFile(bench.file, Buffer.from(`\ufeff${row('a')}`, 'utf16le').swap16());
  expect(await bench.look()).toEqual({ rows: [], decision: 'unsupported_encoding' });
});

test('a folder, a pipe of no file and a file that may not be read are named', async () => {
  await using bench = await TailBench.open();
  await mkdir(bench.file);
  expect((await bench.look()).decision).toBe('not_a_file');
  await rm(bench.file, { recursive: true });
  await writeFile(bench.file, rows('a'));
  if (process.getuid?.() === 0) return;
  await chmod(bench.file, 0);
  expect((await bench.look()).decision).toBe('no_permission');
  await chmod(bench.file, 0o600);
  expect(await bench.look()).toMatchObject({ rows: ['a'] });
});

test('a cursor that cannot be read starts over with a generation never used before', async () => {
  await using bench = await TailBench.open();
  await writeFile(bench.file, rows('a'));
  bench.stored = '{"version":99}';
  bench.restart();
  await bench.look();
  expect(bench.batches.map(({ generation }) => generation)).toEqual([1_800_000_000]);
});
