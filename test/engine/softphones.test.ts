import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LedgerCall } from '../../shared/ledger.ts';
import { wavBytes } from '../audio/wav-writer.ts';
import {
  gnomeDatabase,
  linphoneDatabase,
  type LinphoneRow,
  microsipIni,
  type MicrosipRow,
  putLinphoneCall,
  twinkleFile,
  utf16,
} from '../fakes/softphones.ts';
import { startPipedriveSandbox, type PipedriveSandbox } from '../sandbox/pipedrive/index.ts';
import { openOffice, type TestOffice } from './office.ts';

let sandbox: PipedriveSandbox;
let office: TestOffice;
const databases: Database.Database[] = [];
beforeEach(async () => {
  sandbox = await startPipedriveSandbox({ limits: 'off' });
});
afterEach(async () => {
  for (const db of databases.splice(0)) db.close();
  await office[Symbol.asyncDispose]();
  await sandbox.stop();
});

function open(format: string, file: string, source: Readonly<Record<string, unknown>> = {}): string {
  office = openOffice(sandbox, { source: { format, path: `./${file}`, recordings: undefined, ...source } });
  return office.folder.file(file);
}
const keep = (db: Database.Database): Database.Database => {
  databases.push(db);
  return db;
};
const eventually = { timeout: 10_000 };
const NOW = Math.floor(Date.now() / 1_000);
const stamp = (at: number): string => new Date(at * 1_000).toISOString().slice(0, 19).replace('T', ' ');
const brief = ({ state, reason, direction, remoteRaw, remoteName, outcome, talkSeconds }: LedgerCall): string =>
  [state, reason ?? '-', direction, remoteRaw, remoteName ?? '-', outcome, talkSeconds].join(' ');
const once = async (): Promise<string[]> => (await office.once()).calls.map(brief);
const inCrm = (): number[] => sandbox.liveCallLogs().map(({ duration }) => Number(duration));
const fails = async (): Promise<string[]> => {
  const engine = office.engine();
  const started = await engine.start();
  if (!started.ok) throw new Error(started.error.message);
  await expect.poll(() => engine.health().reasons.length, eventually).toBeGreaterThan(0);
  return engine.health().reasons.map(({ code }) => code);
};

describe('MicroSIP', () => {
  const call: MicrosipRow = { number: '2025550102', name: 'Zoë; Ô', type: 1, at: NOW - 60 };
  const ring = (...rows: readonly [number, MicrosipRow | null][]): void =>
    writeFileSync(office.folder.file('MicroSIP.ini'), utf16(microsipIni(new Map(rows), rows.at(-1)?.[0] ?? 0)));

  it('trap 1: ringing, talking and ended are one call, with a restart after each step', async () => {
    open('microsip-ini', 'MicroSIP.ini');
    ring([0, { ...call, name: '' }]);
    expect(await once()).toEqual(['settling - inbound 2025550102 - no_answer 0']);
    ring([0, { ...call, seconds: 42 }]);
    expect(await once()).toEqual(['settling - inbound 2025550102 Zoë; Ô connected 42']);
    ring([0, { ...call, seconds: 42, info: 'Anruf beendet' }]);
    expect(await once()).toEqual(['synced - inbound 2025550102 Zoë; Ô connected 42']);
    ring(
      [0, { ...call, seconds: 42, info: 'Anruf beendet' }],
      [1, { ...call, at: NOW - 5, type: 2, info: 'Missed Call' }],
    );
    expect(await once()).toHaveLength(2);
    expect([inCrm(), sandbox.violations]).toEqual([[42, 0], []]);
  });

  it('while it runs, a call goes to the CRM when it has ended and not before', async () => {
    open('microsip-ini', 'MicroSIP.ini');
    ring([0, null]);
    const started = await office.engine().start();
    expect(started.ok).toBe(true);
    ring([0, null], [1, call]);
    await expect.poll(async () => (await office.ledger()).states.settling, eventually).toBe(1);
    ring([0, null], [1, { ...call, seconds: 9 }]);
    await expect.poll(async () => (await office.ledger()).calls[0]?.talkSeconds, eventually).toBe(9);
    expect(inCrm()).toEqual([]);
    ring([0, null], [1, { ...call, seconds: 9, info: 'x' }]);
    await expect.poll(inCrm, eventually).toEqual([9]);
    await expect
      .poll(async () => (await office.ledger()).calls.map(({ state }) => state), eventually)
      .toEqual(['synced']);
  });

  it('trap 2: the ring turns and keys change their calls; every call is there once', async () => {
    open('microsip-ini', 'MicroSIP.ini');
    const at = (nth: number): MicrosipRow => ({
      ...call,
      number: `202555010${nth}`,
      at: NOW - 1_000 + nth * 60,
      seconds: nth,
      info: 'x',
    });
    ring([998, at(1)], [999, at(2)]);
    await once();
    ring([999, at(2)], [998, at(1)], [0, at(3)]);
    await once();
    ring([999, at(6)], [998, at(5)], [0, at(3)], [1, at(4)]);
    expect(await once()).toHaveLength(6);
    expect(inCrm()).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('a row left by a crash is taken after its quiet time and marked; when it ends after all, the record says so', async () => {
    open('microsip-ini', 'MicroSIP.ini', { settleSeconds: 30 });
    ring([0, { ...call, seconds: 7 }]);
    expect(await once()).toEqual(['synced - inbound 2025550102 Zoë; Ô connected 7']);
    expect((await office.ledger()).calls[0]?.notes).toEqual(['answer_guessed', 'unfinished']);
    ring([0, { ...call, seconds: 90, info: 'x' }]);
    expect(await once()).toEqual(['synced - inbound 2025550102 Zoë; Ô connected 90']);
    expect((await office.ledger()).calls[0]?.notes).toEqual(['answer_guessed']);
    expect([inCrm(), sandbox.violations]).toEqual([[90], []]);
  });

  it('every call of the list is mine, except what somebody else answered; short numbers are internal', async () => {
    open('microsip-ini', 'MicroSIP.ini');
    const done = { ...call, info: 'x' } as const;
    ring([0, { ...done, type: 3 }], [1, { ...done, number: '101', name: '', at: NOW - 50, type: 0, seconds: 3 }]);
    expect(await once()).toEqual([
      'excluded not_mine inbound 2025550102 Zoë; Ô no_answer 0',
      'excluded internal internal 101 - connected 3',
    ]);
  });

  it('a recording is found whose stamp is the answer, however long it rang and short the talk was', async () => {
    open('microsip-ini', 'MicroSIP.ini', { recordings: { folder: './Recordings', waitSeconds: 1 }, timeZone: 'UTC' });
    mkdirSync(office.folder.file('Recordings'));
    const rang = { ...call, at: NOW - 300, type: 0, seconds: 4, info: 'x' } as const;
    ring([0, rang], [1, { ...rang, at: NOW - 200, seconds: 6 }]);
    const record = (answer: number, seconds: number): void => {
      const name = `${stamp(answer).replace(/[-:]/g, '').replace(' ', '-')}-2025550102-outgoing-100.wav`;
      writeFileSync(office.folder.file(`Recordings/${name}`), wavBytes({ seconds }));
    };
    record(NOW - 300 + 25, 4);
    record(NOW - 200 + 40, 6);
    const { calls } = await office.once();
    expect(calls.map(({ recording }) => [recording?.state, Math.round(recording?.seconds ?? 0)].join(' '))).toEqual([
      'attached 4',
      'attached 6',
    ]);
  });

  it('an old ini in a code page, and a format that is found by content', async () => {
    const file = open('auto', 'phone.ini');
    const ini = microsipIni(new Map([[0, { ...call, name: 'Zoë', seconds: 3, info: 'x' }]]), 0);
    writeFileSync(file, Buffer.from(ini, 'latin1'));
    expect(await once()).toEqual(['synced - inbound 2025550102 Zoë connected 3']);
  });
});

describe('Twinkle', () => {
  it('the file is cut to nothing and rewritten after each call; old lines drop off; nothing is lost or doubled', async () => {
    const file = open('twinkle', 'twinkle.ch');
    const row = (nth: number) =>
      ({
        start: NOW - 900 + nth * 60,
        answer: NOW - 895 + nth * 60,
        end: NOW - 890 + nth * 60 + nth,
        way: 'out',
        peer: `sip:202555010${nth}@example.com`,
        code: 200,
      }) as const;
    const rows = [1, 2, 3, 4, 5].map(row);
    writeFileSync(file, twinkleFile(rows.slice(0, 2)));
    const started = await office.engine().start();
    expect(started.ok).toBe(true);
    await expect.poll(inCrm, eventually).toEqual([6, 7]);
    for (const upTo of [3, 4, 5]) {
      truncateSync(file, 0);
      const text = twinkleFile(rows.slice(upTo - 2, upTo));
      await new Promise((resolve) => setTimeout(resolve, 30));
      writeFileSync(file, text.slice(0, -40));
      await new Promise((resolve) => setTimeout(resolve, 30));
      writeFileSync(file, text);
      await expect.poll(() => inCrm().length, eventually).toBe(upTo);
    }
    expect(inCrm()).toEqual([6, 7, 8, 9, 10]);
    expect((await office.ledger()).rejectedRecords).toBe(0);
  });

  it('a last run waits for a file that is being written', async () => {
    const file = open('twinkle', 'twinkle.ch');
    const row = { start: NOW - 60, end: NOW - 50, way: 'in', peer: 'sip:2025550102@example.com', code: 487 } as const;
    writeFileSync(file, '');
    setTimeout(() => writeFileSync(file, twinkleFile([row])), 300);
    expect(await once()).toEqual(['synced - inbound 2025550102 - no_answer 0']);
  });
});

describe('Linphone', () => {
  const row: LinphoneRow = {
    ...{
      way: 'in',
      peer: 'sip:2025550102@example.com',
      name: 'Zoë "Z" <x>',
      callId: 'c1',
      start: stamp(NOW - 700),
      status: 1,
    },
  };

  it('trap 6: the row of a call is read until it has ended, while the phone has the database open', async () => {
    const db = keep(linphoneDatabase(open('linphone-db', 'linphone.db'), { events: true }));
    const id = putLinphoneCall(db, row);
    expect(await once()).toEqual(['settling - inbound 2025550102 Zoë "Z" <x> no_answer 0']);
    db.prepare('UPDATE conference_call SET status = 0, connected_time = ? WHERE id = ?').run(stamp(NOW - 690), id);
    expect(await once()).toEqual(['settling - inbound 2025550102 Zoë "Z" <x> connected 0']);
    db.prepare('UPDATE conference_call SET duration = 600, quality = 4.2 WHERE id = ?').run(id);
    const second = putLinphoneCall(db, { ...row, callId: 'c2', start: stamp(NOW - 40) });
    expect(await once()).toEqual([
      'synced - inbound 2025550102 Zoë "Z" <x> connected 600',
      'settling - inbound 2025550102 Zoë "Z" <x> no_answer 0',
    ]);
    db.prepare('INSERT INTO event VALUES (1, 4, ?)').run(stamp(NOW));
    db.prepare('INSERT INTO conference_call_event VALUES (1, ?)').run(second);
    expect((await once())[1]).toBe('synced - inbound 2025550102 Zoë "Z" <x> no_answer 0');
    expect([inCrm(), sandbox.violations]).toEqual([[600, 0], []]);
    expect(readdirSync(office.folder.path).filter((name) => name.startsWith('linphone'))).toEqual(['linphone.db']);
  });

  it('while it runs, calls come within the moment, and the phone never meets a lock', async () => {
    const db = keep(linphoneDatabase(open('linphone-db', 'linphone.db')));
    db.pragma('busy_timeout = 0');
    const started = await office.engine().start();
    expect(started.ok).toBe(true);
    for (let nth = 1; nth <= 20; nth++) {
      const id = putLinphoneCall(db, {
        ...row,
        callId: `c${nth}`,
        start: stamp(NOW - 3_000 + nth * 60),
      });
      await new Promise((resolve) => setTimeout(resolve, 10));
      db.prepare(
        'UPDATE conference_call SET status = 0, duration = ?, quality = 4, connected_time = start_time WHERE id = ?',
      ).run(nth, id);
    }
    await expect
      .poll(() => inCrm().toSorted((a, b) => a - b), eventually)
      .toEqual(Array.from({ length: 20 }, (_, nth) => nth + 1));
  });

  it('the old database; the new one beside it that has no call table is told by name', async () => {
    const file = open('linphone-legacy-db', 'call-history.db');
    const db = keep(new Database(file));
    db.exec(`CREATE TABLE call_history (id INTEGER PRIMARY KEY AUTOINCREMENT, caller TEXT NOT NULL, callee TEXT NOT NULL,
      direction INTEGER, duration INTEGER, start_time TEXT NOT NULL, connected_time TEXT NOT NULL, status INTEGER,
      videoEnabled INTEGER, quality REAL, call_id TEXT, refkey TEXT)`);
    const insert = db.prepare('INSERT INTO call_history VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, NULL)');
    insert.run(
      'sip:100@pbx.example',
      '<sip:2025550102@pbx.example;transport=tcp>',
      0,
      12,
      `${NOW - 90}`,
      `${NOW - 80}`,
      0,
      4.5,
      'a',
    );
    insert.run('sip:100@pbx.example', 'sip:2025550103@pbx.example', 0, 9, `${NOW - 60}`, '0', 1, -1, 'b');
    insert.run('"Zoë" <sip:2025550104@pbx.example>', 'sip:100@pbx.example', 1, 15, `${NOW - 30}`, '0', 2, -1, 'c');
    expect(await once()).toEqual([
      'synced - outbound 2025550102 - connected 12',
      'synced - outbound 2025550103 - cancelled 0',
      'synced - inbound 2025550104 Zoë no_answer 0',
    ]);
    await office[Symbol.asyncDispose]();
    const other = open('linphone-db', 'linphone.db');
    keep(new Database(other)).exec('CREATE TABLE friend (id INTEGER)');
    expect(await fails()).toEqual(['no_call_table']);
  });
});

describe('GNOME Calls', () => {
  it('everything lies in the -wal file while the program runs; a call is read until it has ended', async () => {
    const file = open('gnome-calls-db', 'records.db');
    const db = keep(gnomeDatabase(file));
    const iso = (at: number): string => new Date(at * 1_000).toISOString().replace('Z', '123Z');
    const main = readFileSync(file);
    db.prepare('INSERT INTO calls VALUES (NULL, ?, 0, ?, NULL, NULL, ?)').run('+12025550102', iso(NOW - 90), 'tel');
    expect(await once()).toEqual(['settling - outbound +12025550102 - no_answer 0']);
    db.prepare('UPDATE calls SET answered = ?').run(iso(NOW - 80));
    expect(await once()).toEqual(['settling - outbound +12025550102 - connected 0']);
    db.prepare('UPDATE calls SET "end" = ?').run(iso(NOW - 35));
    expect(await once()).toEqual(['synced - outbound +12025550102 - connected 45']);
    expect(readFileSync(file).equals(main)).toBe(true);
    db.close();
    expect(await once()).toHaveLength(1);
    expect(readdirSync(office.folder.path).filter((name) => name.startsWith('records'))).toEqual(['records.db']);
    expect([inCrm(), sandbox.violations]).toEqual([[45], []]);
  });
});
