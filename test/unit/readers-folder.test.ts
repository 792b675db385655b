import { appendFileSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { delimitedFiles, documentFiles, isOnItsWay } from '../../main/engine/readers/folder-files.ts';
import { FolderReader } from '../../main/engine/readers/folder.ts';
import type { FolderOptions } from '../../main/engine/readers/folder.ts';
import type { ReaderBatch } from '../../main/engine/readers/port.ts';
import { readFreeswitchJson } from '../../main/engine/sources/freeswitch-document.ts';
import { createFormat } from '../../main/engine/sources/index.ts';
import { createFiles } from '../../main/node/files.ts';
import { temporaryFolder, type TemporaryFolder } from '../fakes/calls.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { freeswitchJson } from '../fakes/softphones.ts';

let folder: TemporaryFolder;
let clock: FakeClock;
beforeEach(() => {
  folder = temporaryFolder();
  mkdirSync(folder.file('cdr'));
  clock = new FakeClock(Date.now());
});
afterEach(() => folder[Symbol.dispose]());

const files = createFiles();
const AT = 1_793_000_000;
const json = (nth: number): string =>
  freeswitchJson({
    uuid: `u${nth}`,
    from: '100',
    to: '2025550102',
    start: AT + nth * 100,
    answer: AT + nth * 100 + 4,
    end: AT + nth * 100 + 64,
  });
const put = (name: string, text: string): void => {
  mkdirSync(path.dirname(folder.file(`cdr/${name}`)), { recursive: true });
  writeFileSync(folder.file(`cdr/${name}`), text);
};

function open(change: Partial<FolderOptions> = {}) {
  const pieces = new Map<string, string>(change.pieces);
  const batches: ReaderBatch[] = [];
  const read: string[] = [];
  const whole = documentFiles(files, readFreeswitchJson);
  const reader = new FolderReader({
    ...{ files, clock, root: folder.file('cdr'), accept: (name) => !isOnItsWay(name), cursor: null },
    read: (file) => {
      read.push(file.name);
      return whole(file);
    },
    ...change,
    pieces,
  });
  const look = async (final = false) => {
    const before = batches.length;
    const report = await reader.look({ final }, (batch) => {
      for (const [name, text] of batch.pieces ?? []) pieces.set(name, text);
      batches.push(batch);
    });
    const rows = batches.slice(before).flatMap((batch) => batch.rows);
    return { report, rows, ids: rows.map(({ mapped }) => mapped.leg?.fileIds[0] ?? mapped.rejection?.reason) };
  };
  return { look, pieces, read, batches, cursor: () => batches.at(-1)?.cursor ?? null };
}

describe('a folder with a file for each call', () => {
  it('takes each file once, in dated folders too, and a later run reads none again', async () => {
    put('a_u1.cdr.json', json(1));
    put('2026-11-21-09-00-00/a_u2.cdr.json', json(2));
    const first = open();
    expect((await first.look()).ids.sort()).toEqual(['u1', 'u2']);
    expect((await first.look()).ids).toEqual([]);
    put('2026-11-21-10-00-00/deep/a_u3.cdr.json', json(3));
    put('2026-11-21-09-00-00/a_u4.cdr.json', json(4));
    expect((await first.look()).ids.sort()).toEqual(['u3', 'u4']);
    const later = open({ pieces: first.pieces, cursor: first.cursor() });
    put('a_u5.cdr.json', json(5));
    expect([(await later.look()).ids, later.read]).toEqual([['u5'], ['a_u5.cdr.json']]);
  });

  it('a file that is being written is waited for; one that never ends is rejected by name', async () => {
    const { look } = open();
    put('a_u1.cdr.json', json(1).slice(0, 50));
    expect((await look()).ids).toEqual([]);
    appendFileSync(folder.file('cdr/a_u1.cdr.json'), json(1).slice(50));
    expect((await look()).ids).toEqual(['u1']);
    put('a_u2.cdr.json', json(2).slice(0, 50));
    expect((await look()).ids).toEqual([]);
    await clock.advance(11_000);
    const { ids, rows } = await look();
    expect([ids, rows[0]?.mapped.rejection?.detail]).toEqual([['bad_json'], expect.stringContaining('a_u2.cdr.json')]);
    appendFileSync(folder.file('cdr/a_u2.cdr.json'), json(2).slice(50));
    expect((await look()).ids).toEqual(['u2']);
  });

  it('temporary names are not looked into, and a rename brings the file', async () => {
    const { look } = open();
    for (const name of ['.hidden.json', 'x.json.part', 'y.tmp', '~z.json']) put(name, json(1));
    expect((await look()).ids).toEqual([]);
    renameSync(folder.file('cdr/x.json.part'), folder.file('cdr/x.json'));
    expect((await look()).ids).toEqual(['u1']);
  });

  it('trap 18: a share that goes away is a reason, and what was taken stays taken', async () => {
    put('a_u1.cdr.json', json(1));
    const reader = open();
    await reader.look();
    renameSync(folder.file('cdr'), folder.file('away'));
    expect((await reader.look()).report).toMatchObject({
      ok: false,
      error: { code: 'folder_missing', category: 'local' },
    });
    mkdirSync(folder.file('cdr'));
    expect((await reader.look()).ids).toEqual([]);
    rmSync(folder.file('cdr'), { recursive: true });
    renameSync(folder.file('away'), folder.file('cdr'));
    put('a_u2.cdr.json', json(2));
    expect([(await reader.look()).ids, reader.read]).toEqual([['u2'], ['a_u1.cdr.json', 'a_u2.cdr.json']]);
  });

  it('everything is looked at once an hour, what lies in old folders too', async () => {
    for (let nth = 0; nth < 40; nth++) {
      put(`day${nth}/a_u${nth}.json`, json(nth));
      utimesSync(folder.file(`cdr/day${nth}`), 1_700_000_000 + nth, 1_700_000_000 + nth);
    }
    const { look } = open();
    expect((await look()).ids).toHaveLength(40);
    put('day0/sub/late.json', json(99));
    utimesSync(folder.file('cdr/day0'), 1_700_000_000, 1_700_000_000);
    expect((await look()).ids).toEqual([]);
    await clock.advance(3_600_000);
    expect((await look()).ids).toEqual(['u99']);
  });

  it('a batch stores little: pieces of memory, not all of it', async () => {
    for (let nth = 0; nth < 600; nth++) put(`a_u${nth}.json`, json(nth));
    const { look, batches, pieces } = open();
    await look();
    expect(pieces.size).toBe(3);
    put('a_new.json', json(5_000));
    await look();
    expect([...(batches.at(-1)?.pieces?.keys() ?? [])]).toEqual(['2']);
    expect(Math.max(...[...pieces.values()].map(({ length }) => length))).toBeLessThan(4_000);
  });

  it(
    'fifty thousand files are indexed within two seconds of CPU, in short turns (measured with four thousand)',
    { timeout: 30_000 },
    async () => {
      const many = 4_000;
      for (let day = 0; day < 50; day++) mkdirSync(folder.file(`cdr/${day}`));
      for (let nth = 0; nth < many; nth++) writeFileSync(folder.file(`cdr/${nth % 50}/a_${nth}.json`), '');
      // What it costs to know them again: nothing is read, every name, size and time is asked for.
      const rows: never[] = [];
      const first = open({ read: () => Promise.resolve({ rows, unfinished: false }) });
      await first.look();
      const later = open({
        pieces: first.pieces,
        cursor: first.cursor(),
        read: () => Promise.reject(new Error('read again')),
      });
      const used = process.cpuUsage();
      let longest = 0;
      let last = performance.now();
      const ticking = setInterval(() => {
        longest = Math.max(longest, performance.now() - last);
        last = performance.now();
      }, 1);
      const { report } = await later.look();
      clearInterval(ticking);
      const { user, system } = process.cpuUsage(used);
      const seconds = ((user + system) / 1e6) * (50_000 / many);
      console.log(
        `folder index: 50,000 files in ${seconds.toFixed(2)} s of CPU time, longest turn ${Math.round(longest)} ms`,
      );
      expect(report).toMatchObject({ ok: true, value: { rows: 0 } });
      expect(seconds).toBeLessThan(4);
      expect(later.batches).toEqual([]);
    },
  );
});

describe('a new file for each period', () => {
  const format = createFormat('asterisk-csv');
  const row = (nth: number): string =>
    `"","100","202555010${nth}","from-internal","""Ann"" <100>","PJSIP/100-0000000${nth}","PJSIP/office-0000001${nth}","Dial","x","2026-03-02 09:0${nth}:00","2026-03-02 09:0${nth}:05","2026-03-02 09:0${nth}:45",45,40,"ANSWERED","DOCUMENTATION"\n`;

  it('every file is read with a header of its own, and one that grows is read again in a new generation', async () => {
    const reader = open({ read: delimitedFiles(files, format) });
    put('20260302.csv', row(1));
    put('20260303.csv', row(2) + row(3));
    const { rows } = await reader.look();
    expect(rows.map(({ mapped }) => mapped.leg?.to.address).sort()).toEqual(['2025550101', '2025550102', '2025550103']);
    appendFileSync(folder.file('cdr/20260303.csv'), row(4));
    expect((await reader.look()).rows).toHaveLength(3);
    expect(reader.batches.map(({ generation }) => generation)).toEqual([1, 2]);
  });

  it('a file without its last line end is on its way', async () => {
    const { look } = open({ read: delimitedFiles(files, format) });
    put('cdr_1', row(1) + row(2).slice(0, 60));
    expect((await look()).rows).toEqual([]);
    put('cdr_1', row(1) + row(2));
    expect((await look()).rows).toHaveLength(2);
  });
});
