import { copyFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DatabaseReader } from '../../main/engine/readers/database.ts';
import type { ReaderBatch } from '../../main/engine/readers/port.ts';
import type { DatabaseLayout } from '../../main/engine/sources/database-row.ts';
import { GNOME_CALLS } from '../../main/engine/sources/gnome-calls.ts';
import { LINPHONE, LINPHONE_LEGACY } from '../../main/engine/sources/linphone.ts';
import { createFiles } from '../../main/node/files.ts';
import { temporaryFolder, type TemporaryFolder } from '../fakes/calls.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { gnomeDatabase, linphoneDatabase, type LinphoneRow, putLinphoneCall } from '../fakes/softphones.ts';

let folder: TemporaryFolder;
let clock: FakeClock;
const opened: Database.Database[] = [];
beforeEach(() => {
  folder = temporaryFolder();
  clock = new FakeClock(Date.now() + 60_000);
});
afterEach(() => {
  for (const db of opened.splice(0)) db.close();
  folder[Symbol.dispose]();
});

const keep = (db: Database.Database): Database.Database => {
  opened.push(db);
  return db;
};

function open(name: string, layout: DatabaseLayout, cursor: string | null = null) {
  const batches: ReaderBatch[] = [];
  const reader = new DatabaseReader({ files: createFiles(), clock, path: folder.file(name), layout, cursor });
  const look = async (final = false) => {
    const before = batches.length;
    const report = await reader.look({ final }, (batch) => void batches.push(batch));
    const rows = batches.slice(before).flatMap((batch) => batch.rows);
    return { report, ids: rows.map(({ offset }) => offset), rows };
  };
  return { look, cursor: () => batches.at(-1)?.cursor ?? null };
}

const call = (nth: number, change: Partial<LinphoneRow> = {}): LinphoneRow => ({
  ...{
    way: 'out',
    peer: `sip:202555010${nth}@example.com`,
    callId: `c${nth}`,
    start: `2026-03-02 09:0${nth}:00`,
    status: 0,
  },
  ...{ connected: `2026-03-02 09:0${nth}:05`, duration: 30, quality: 4 },
  ...change,
});

describe("a phone's database", () => {
  it('trap 6: a row is read again until it is final, also by a later run, and never after', async () => {
    const db = keep(linphoneDatabase(folder.file('linphone.db')));
    const id = putLinphoneCall(db, call(1, { status: 1, connected: null, duration: 0, quality: -1 }));
    const first = open('linphone.db', LINPHONE);
    expect((await first.look()).rows.map(({ mapped }) => mapped.leg?.final)).toEqual([false]);
    putLinphoneCall(db, call(2));
    const second = open('linphone.db', LINPHONE, first.cursor());
    expect((await second.look()).ids).toEqual([2]);
    db.prepare('UPDATE conference_call SET status = 0, connected_time = ? WHERE id = ?').run('2026-03-02 09:01:04', id);
    expect((await second.look()).ids).toEqual([1]);
    db.prepare('UPDATE conference_call SET duration = 600, quality = 4.5 WHERE id = ?').run(id);
    const third = open('linphone.db', LINPHONE, second.cursor());
    expect((await third.look()).rows.map(({ mapped }) => mapped.leg?.talkSeconds)).toEqual([600]);
    db.prepare('UPDATE conference_call SET duration = 601 WHERE id = ?').run(id);
    expect((await third.look()).ids).toEqual([]);
  });

  it('numbers of rows that are used again after the list was emptied are other calls', async () => {
    const db = keep(linphoneDatabase(folder.file('linphone.db')));
    for (const nth of [1, 2, 3]) putLinphoneCall(db, call(nth));
    const { look } = open('linphone.db', LINPHONE);
    expect((await look()).ids).toEqual([1, 2, 3]);
    db.exec('DELETE FROM conference_call');
    expect((await look()).ids).toEqual([]);
    for (const nth of [4, 5, 6, 7]) putLinphoneCall(db, call(nth));
    expect((await look()).rows.map(({ mapped }) => mapped.leg?.fileIds[0])).toEqual(['c4', 'c5', 'c6', 'c7']);
    db.exec('DELETE FROM conference_call WHERE id > 2');
    putLinphoneCall(db, call(8));
    putLinphoneCall(db, call(9));
    expect((await look()).rows.map(({ mapped }) => mapped.leg?.fileIds[0])).toEqual(['c4', 'c5', 'c8', 'c9']);
  });

  it('in WAL mode everything may be in the -wal file alone; it is read, and nothing is left beside the file', async () => {
    const db = keep(gnomeDatabase(folder.file('records.db')));
    const size = statSync(folder.file('records.db')).size;
    db.exec(`INSERT INTO calls VALUES (1, '+12025550101', 1, '2026-03-02T09:00:00.5Z', NULL, NULL, 'tel')`);
    const { look } = open('records.db', GNOME_CALLS);
    expect((await look()).ids).toEqual([1]);
    expect(statSync(folder.file('records.db')).size).toBe(size);
    db.exec(`UPDATE calls SET end = '2026-03-02T09:00:09Z'`);
    expect((await look()).rows.map(({ mapped }) => mapped.leg?.final)).toEqual([true]);
    db.close();
    expect((await look()).ids).toEqual([]);
    expect((await open('records.db', GNOME_CALLS).look()).ids).toEqual([1]);
    expect(readdirSync(folder.path)).toEqual(['records.db']);
  });

  it('a phone that writes without patience is never told that the database is locked', async () => {
    const db = keep(linphoneDatabase(folder.file('linphone.db')));
    db.pragma('busy_timeout = 0');
    const { look } = open('linphone.db', LINPHONE);
    for (let nth = 1; nth <= 9; nth++) {
      const looking = look();
      putLinphoneCall(db, call(nth));
      await looking;
      await look();
    }
    expect((await open('linphone.db', LINPHONE).look(true)).ids).toHaveLength(9);
  });

  it('what is not committed is not there, and a writer in the middle is waited for', async () => {
    const db = keep(linphoneDatabase(folder.file('linphone.db')));
    putLinphoneCall(db, call(1));
    db.exec('BEGIN EXCLUSIVE');
    putLinphoneCall(db, call(2));
    db.pragma('cache_spill = 1');
    const { look } = open('linphone.db', LINPHONE);
    expect((await look()).ids).not.toContain(2);
    db.exec('COMMIT');
    await look();
    expect((await open('linphone.db', LINPHONE).look()).ids).toEqual([1, 2]);
  });

  it('what a crash left (-wal without -shm, a hot journal) is finished in a copy and the original is not touched', async () => {
    const db = keep(gnomeDatabase(folder.file('live.db')));
    db.exec(
      `INSERT INTO calls VALUES (1, '+12025550101', 1, '2026-03-02T09:00:00Z', NULL, '2026-03-02T09:00:10Z', 'tel')`,
    );
    for (const end of ['', '-wal']) copyFileSync(folder.file(`live.db${end}`), folder.file(`crashed.db${end}`));
    const old = keep(linphoneDatabase(folder.file('old.db')));
    putLinphoneCall(old, call(1));
    old.pragma('cache_size = 1');
    old.exec('BEGIN');
    for (let nth = 0; nth < 400; nth++)
      putLinphoneCall(old, call(2, { callId: `x${nth}`, peer: `sip:${'9'.repeat(200)}${nth}@x` }));
    for (const end of ['', '-journal']) copyFileSync(folder.file(`old.db${end}`), folder.file(`torn.db${end}`));
    old.exec('ROLLBACK');
    const before = ['crashed.db', 'crashed.db-wal', 'torn.db', 'torn.db-journal'].map((name) =>
      readFileSync(folder.file(name)),
    );
    expect((await open('crashed.db', GNOME_CALLS).look()).ids).toEqual([1]);
    expect((await open('torn.db', LINPHONE).look()).ids).toEqual([1]);
    const after = ['crashed.db', 'crashed.db-wal', 'torn.db', 'torn.db-journal'].map((name) =>
      readFileSync(folder.file(name)),
    );
    expect(after).toEqual(before);
    expect(readdirSync(folder.path).filter((name) => /^(crashed|torn)/.test(name))).toHaveLength(4);
  });

  it('an empty file is a phone that has not begun; others are told by name', async () => {
    writeFileSync(folder.file('empty.db'), '');
    writeFileSync(folder.file('text.db'), 'x'.repeat(200));
    const db = keep(new Database(folder.file('linphone.db')));
    db.exec('CREATE TABLE friend (id INTEGER)');
    const damaged = readFileSync(folder.file('linphone.db')).fill(0x5a, 100);
    writeFileSync(folder.file('damaged.db'), damaged);
    const codes = await Promise.all(
      ['empty.db', 'text.db', 'linphone.db', 'damaged.db', 'missing.db'].map(async (name) => {
        const { report } = await open(name, LINPHONE).look();
        return report.ok ? report.value.rows : report.error.code;
      }),
    );
    expect(codes).toEqual([0, 'not_a_database', 'no_call_table', 'database_damaged', 'file_missing']);
  });

  it('fifty thousand rows are read fast, a page at a time', { timeout: 30_000 }, async () => {
    const db = keep(new Database(folder.file('call-history.db')));
    db.exec(`CREATE TABLE call_history (id INTEGER PRIMARY KEY AUTOINCREMENT, caller TEXT NOT NULL, callee TEXT NOT NULL,
      direction INTEGER, duration INTEGER, start_time TEXT NOT NULL, connected_time TEXT NOT NULL, status INTEGER,
      videoEnabled INTEGER, quality REAL, call_id TEXT, refkey TEXT)`);
    const insert = db.prepare(
      "INSERT INTO call_history VALUES (NULL, ?, 'sip:100@pbx', 1, 9, ?, ?, 0, 0, 4.1, ?, NULL)",
    );
    const many = 50_000;
    db.transaction(() => {
      for (let nth = 0; nth < many; nth++) {
        const start = 1_700_000_000 + nth * 60;
        insert.run(
          `"Caller ${nth}" <sip:${2025550000 + nth}@example.com>`,
          String(start),
          String(start + 3),
          `id-${nth}`,
        );
      }
    })();
    const used = process.cpuUsage();
    const { rows } = await open('call-history.db', LINPHONE_LEGACY).look();
    const { user, system } = process.cpuUsage(used);
    const rate = many / ((user + system) / 1e6);
    console.log(`linphone-legacy-db: ${Math.round(rate)} rows/s of CPU time`);
    expect([rows.length, rows.every(({ mapped }) => mapped.leg !== undefined)]).toEqual([many, true]);
  });
});
