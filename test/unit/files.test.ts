import { appendFile, link, mkdir, mkdtemp, rename, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createClock } from '../../main/node/clock.ts';
import { createFiles, namespaced } from '../../main/node/files.ts';

const files = createFiles();
let folder = '';
const at = (...names: string[]): string => path.join(folder, ...names);

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'files-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('facts tell kind, size, time and an id that follows the file through a rename', async () => {
  await writeFile(at('a'), '12345');
  await utimes(at('a'), 1_800_000_000, 1_800_000_000.5);
  const facts = await files.facts(at('a'));
  expect(facts).toMatchObject({ kind: 'file', size: 5, modifiedAt: 1_800_000_000_500 });
  expect(facts?.id).toMatch(/^\d+:\d+$/);
  await link(at('a'), at('b'));
  await rename(at('a'), at('c'));
  expect([await files.facts(at('b')), await files.facts(at('c'))]).toEqual([facts, facts]);
  expect(await files.facts(folder)).toMatchObject({ kind: 'folder' });
});

test('where nothing is there are no facts; other failures are thrown with their code', async () => {
  await writeFile(at('file'), '');
  expect([await files.facts(at('none')), await files.facts(at('file', 'below'))]).toEqual([undefined, undefined]);
  await expect(files.facts('\0')).rejects.toMatchObject({ code: 'ERR_INVALID_ARG_VALUE' });
  await expect(files.read(at('none'), 0, 1)).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(files.list(at('none'))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a read gives what is there, fewer bytes at the end', async () => {
  await writeFile(at('a'), '0123456789');
  const read = async (offset: number, length: number) => (await files.read(at('a'), offset, length)).toString();
  expect([await read(0, 4), await read(8, 100), await read(10, 5), await read(3, 0)]).toEqual(['0123', '89', '', '']);
});

test('an open file stays the same file when its name goes to another', async () => {
  await writeFile(at('a'), 'old');
  await using file = await files.open(at('a'));
  await rename(at('a'), at('a.1'));
  await writeFile(at('a'), 'newer');
  expect([(await file.read(0, 10)).toString(), (await file.facts()).size]).toEqual(['old', 3]);
});

test('a stream gives exactly the bytes asked for, more than once', async () => {
  const content = Buffer.alloc(1_300_000, 'abcdefg');
  await writeFile(at('a'), content);
  await using file = await files.open(at('a'));
  expect((await buffer(file.stream(1_200_000))).equals(content.subarray(0, 1_200_000))).toBe(true);
  await appendFile(at('a'), 'more');
  expect((await buffer(file.stream(content.length))).equals(content)).toBe(true);
  expect((await buffer(file.stream(0))).length).toBe(0);
});

test('a stream of a file that got shorter ends with an error', async () => {
  await writeFile(at('a'), Buffer.alloc(2_000_000));
  await using file = await files.open(at('a'));
  await truncate(at('a'), 1_999_999);
  await expect(buffer(file.stream(2_000_000))).rejects.toMatchObject({ code: 'file_shrank' });
});

test('a list says what each entry is, links by what they lead to', async () => {
  await writeFile(at('file'), '');
  await mkdir(at('folder'));
  await symlink(at('folder'), at('link'));
  await symlink(at('nowhere'), at('broken'));
  const entries = [...(await files.list(folder))].sort((a, b) => a.name.localeCompare(b.name));
  expect(entries).toEqual([
    { name: 'broken', kind: 'other' },
    { name: 'file', kind: 'file' },
    { name: 'folder', kind: 'folder' },
    { name: 'link', kind: 'folder' },
  ]);
});

test.each([
  ['C:\\calls\\Master.csv', '\\\\?\\C:\\calls\\Master.csv'],
  ['C:/calls/Master.csv', '\\\\?\\C:\\calls\\Master.csv'],
  [`C:\\${'long\\'.repeat(60)}Master.csv`, `\\\\?\\C:\\${'long\\'.repeat(60)}Master.csv`],
  ['\\\\server\\share\\Master.csv', '\\\\?\\UNC\\server\\share\\Master.csv'],
  ['\\\\?\\C:\\calls', '\\\\?\\C:\\calls'],
])('Windows takes %s in its long form', (name, expected) => {
  expect(namespaced(name, 'win32')).toBe(expected);
  expect(namespaced(name, 'linux')).toBe(name);
});

/** Counts notices; `next` waits for one that comes after it was called. */
function listen(name: string) {
  let wake: (() => void) | undefined;
  const watch = files.watch(name, () => wake?.());
  const next = async (act: () => Promise<unknown>, limit = 4000): Promise<number> => {
    const heard = new Promise<number>((resolve) => {
      wake = () => resolve(performance.now());
    });
    const started = performance.now();
    await act();
    const late = new Promise<never>((_, reject) => {
      setTimeout(() => reject(new Error('no notice came')), limit).unref();
    });
    return (await Promise.race([heard, late])) - started;
  };
  return { next, [Symbol.dispose]: () => watch[Symbol.dispose]() };
}
const armed = () => new Promise((resolve) => setTimeout(resolve, 150));

test('a watched file is noticed when it is written, renamed away and made anew', async () => {
  await writeFile(at('Master.csv'), 'a');
  using ear = listen(at('Master.csv'));
  await armed();
  await ear.next(() => appendFile(at('Master.csv'), 'b'));
  await ear.next(() => rename(at('Master.csv'), at('Master.csv.1')));
  await ear.next(() => writeFile(at('Master.csv'), 'c'));
  await ear.next(() => appendFile(at('Master.csv'), 'd'));
});

test('a file that is not there yet is noticed when it comes', async () => {
  using ear = listen(at('later.csv'));
  await armed();
  await ear.next(() => writeFile(at('later.csv'), ''));
});

test('a folder that was deleted and made anew is watched again', async () => {
  await mkdir(at('calls'));
  using ear = listen(at('calls', 'Master.csv'));
  await armed();
  await rm(at('calls'), { recursive: true });
  await ear.next(() => mkdir(at('calls')));
  await ear.next(() => writeFile(at('calls', 'Master.csv'), 'a'));
});

test('a watched folder is noticed when something comes into it', async () => {
  await mkdir(at('calls'));
  using ear = listen(at('calls'));
  await armed();
  await ear.next(() => writeFile(at('calls', 'a.wav'), ''));
});

test('the clock tells the time, runs what is due and nothing that was called off', async () => {
  const clock = createClock();
  expect(Math.abs(clock.now() - Date.now())).toBeLessThan(1000);
  const order: string[] = [];
  const called = clock.after(1, () => order.push('called off'));
  called[Symbol.dispose]();
  using _far = clock.after(2 ** 40, () => order.push('in 35 years'));
  await new Promise<void>((resolve) => {
    clock.after(20, () => resolve());
  });
  expect(order).toEqual([]);
});
