import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReaderBatch } from '../../main/engine/readers/port.ts';
import { SnapshotReader } from '../../main/engine/readers/snapshot.ts';
import { toLines } from '../../main/engine/readers/text-lines.ts';
import { isWholeMicrosip, readMicrosip } from '../../main/engine/sources/microsip.ts';
import { isWholeTwinkle, readTwinkle } from '../../main/engine/sources/twinkle.ts';
import { createFiles } from '../../main/node/files.ts';
import { temporaryFolder, type TemporaryFolder } from '../fakes/calls.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { microsipIni, type MicrosipRow, twinkleFile, utf16 } from '../fakes/softphones.ts';

let folder: TemporaryFolder;
let clock: FakeClock;
beforeEach(() => {
  folder = temporaryFolder();
  clock = new FakeClock(Date.now() + 60_000);
});
afterEach(() => folder[Symbol.dispose]());

const MICROSIP = { read: readMicrosip, isWhole: isWholeMicrosip };
const TWINKLE = { read: readTwinkle, isWhole: isWholeTwinkle };
const AT = 1_793_000_000;

function open(layout: typeof MICROSIP, cursor: string | null = null) {
  const batches: ReaderBatch[] = [];
  const path = folder.file('file');
  const reader = new SnapshotReader({ files: createFiles(), clock, path, codePage: 'windows-1252', layout, cursor });
  const look = async (final = false) => {
    const before = batches.length;
    const report = await reader.look({ final }, (batch) => void batches.push(batch));
    const rows = batches.slice(before).flatMap((batch) => batch.rows);
    return { report, rows, texts: rows.map(({ text }) => text) };
  };
  return { look, batches };
}

const write = (content: string | Buffer): void => writeFileSync(folder.file('file'), content);
const row = (nth: number, change: Partial<MicrosipRow> = {}): MicrosipRow => ({
  ...{ number: `555${nth}`, type: 0, at: AT + nth * 60, info: 'x', seconds: 5 },
  ...change,
});
const writeRing = (rows: readonly (readonly [number, MicrosipRow | null])[], last: number): void =>
  write(utf16(microsipIni(new Map(rows), last)));

describe('a file that is rewritten as a whole', () => {
  it('gives each row once, and a row that changed again', async () => {
    const { look } = open(MICROSIP);
    writeRing(
      [
        [0, row(0)],
        [1, row(1, { info: '', seconds: 0 })],
      ],
      1,
    );
    expect((await look()).rows).toHaveLength(2);
    expect((await look()).rows).toHaveLength(0);
    writeRing(
      [
        [0, row(0)],
        [1, row(1, { info: '' })],
      ],
      1,
    );
    expect((await look()).texts).toEqual(['5551;;0;1793000060;5;']);
    writeRing(
      [
        [0, row(0)],
        [1, row(1)],
      ],
      1,
    );
    expect((await look()).texts).toEqual(['5551;;0;1793000060;5;x']);
  });

  it('trap 2: the ring turns, key 0 is newer than key 999, a key changes its call; nothing is lost and the old stays', async () => {
    const { look } = open(MICROSIP);
    writeRing(
      [
        [998, row(1)],
        [999, row(2)],
      ],
      999,
    );
    await look();
    writeRing(
      [
        [0, row(3)],
        [998, row(1)],
        [999, row(2)],
      ],
      0,
    );
    expect((await look()).texts).toEqual(['5553;;0;1793000180;5;x']);
    writeRing(
      [
        [0, row(3)],
        [1, row(4)],
        [998, row(5)],
        [999, row(2)],
      ],
      998,
    );
    expect((await look()).texts).toEqual(['5554;;0;1793000240;5;x', '5555;;0;1793000300;5;x']);
  });

  it('rows come in the order in which the calls began, whatever their keys', async () => {
    writeRing(
      [
        [0, row(9)],
        [1, row(10)],
        [2, row(7)],
        [3, row(8)],
      ],
      1,
    );
    const { rows } = await open(MICROSIP).look();
    expect(rows.map(({ mapped }) => (mapped.leg?.start ?? 0) / 1_000 - AT)).toEqual([420, 480, 540, 600]);
  });

  it('a line without its end waits, and an empty file is not "no calls"', async () => {
    const { look } = open(TWINKLE);
    const rows = [1, 2].map(
      (nth) => ({ start: AT, end: AT + 9, way: 'in', peer: `sip:${nth}@x.example`, code: 487 }) as const,
    );
    const whole = twinkleFile(rows);
    write('');
    expect((await look()).report).toMatchObject({ ok: true, value: { rows: 0, again: true } });
    write(whole.slice(0, -10));
    const cut = await look();
    expect([cut.rows.length, cut.report]).toMatchObject([1, { value: { again: true } }]);
    write(whole);
    expect((await look()).rows).toHaveLength(1);
    write(twinkleFile(rows.slice(1)));
    expect((await look()).rows).toHaveLength(0);
  });

  it('what never becomes whole is taken when it is still', async () => {
    const { look } = open(TWINKLE);
    write(twinkleFile([{ start: AT, end: AT + 9, way: 'in', peer: 'sip:1@x.example', code: 487 }]).trimEnd());
    expect((await look()).rows).toHaveLength(0);
    await clock.advance(1_500);
    expect((await look()).rows).toHaveLength(1);
  });

  it('a change within the resolution of times is found by one look more', async () => {
    const files = createFiles();
    const stamp = await Promise.resolve(clock.now());
    const frozen = {
      ...files,
      facts: async (name: string) => fixed(await files.facts(name)),
      open: async (name: string) => {
        const file = await files.open(name);
        return {
          ...file,
          facts: async () => fixed(await file.facts()),
          [Symbol.asyncDispose]: () => file[Symbol.asyncDispose](),
        };
      },
    };
    const fixed = <T extends object | undefined>(facts: T) => facts && { ...facts, modifiedAt: stamp };
    const taken: string[] = [];
    const reader = new SnapshotReader({
      files: frozen,
      clock,
      path: folder.file('file'),
      codePage: 'windows-1252',
      layout: MICROSIP,
      cursor: null,
    });
    const look = () =>
      reader.look({ final: false }, ({ rows }) => void taken.push(...rows.map(({ text }) => String(text))));
    writeRing([[0, row(0, { type: 1, seconds: 0, info: 'a' })]], 0);
    await look();
    writeRing([[0, row(0, { type: 2, seconds: 0, info: 'b' })]], 0);
    await look();
    expect(taken).toHaveLength(1);
    await clock.advance(3_000);
    await look();
    expect(taken).toHaveLength(2);
  });

  it('a row that cannot be read comes once, also after a restart with another generation', async () => {
    write(utf16(microsipIni(new Map([[0, row(0)]]), 0).replace('[Dialed]', '1=broken\r\n[Dialed]')));
    const first = open(MICROSIP);
    const { rows } = await first.look();
    expect(rows.map(({ mapped }) => mapped.rejection?.reason)).toEqual(['too_few_columns', undefined]);
    const [batch] = first.batches;
    const again = open(MICROSIP, batch?.cursor ?? null);
    await again.look();
    expect([batch?.generation, again.batches[0]?.generation]).toEqual([1, 2]);
  });

  it('says what is wrong when it is away, a folder, or UTF-16 the other way round', async () => {
    const { look } = open(MICROSIP);
    expect((await look()).report).toMatchObject({ ok: false, error: { code: 'file_missing', category: 'local' } });
    write(Buffer.from('fffe'.replace('fffe', 'feff') + '0041', 'hex'));
    expect((await look()).report).toMatchObject({ ok: false, error: { code: 'unsupported_encoding' } });
  });
});

describe('lines of a text file', () => {
  it('UTF-16, UTF-8 and a code page, offsets in bytes, the rest without an end apart', () => {
    const text = '[Calls]\r\n0=Zoë\r\nrest';
    const wide = toLines(utf16(text), 'windows-1252');
    expect(wide).toEqual({
      lines: [
        { text: '[Calls]', offset: 2 },
        { text: '0=Zoë', offset: 20 },
      ],
      rest: { text: 'rest', offset: 34 },
    });
    const narrow = [Buffer.from(text), Buffer.from(`\ufeff${text}`), Buffer.from(text, 'latin1')];
    expect(narrow.map((bytes) => toLines(bytes, 'windows-1252')?.lines.map(({ text }) => text))).toEqual(
      Array(3).fill(['[Calls]', '0=Zoë']),
    );
    expect(toLines(Buffer.from('0=Жук\r\n1=x\r\n', 'utf8'), 'windows-1251')?.lines[0]?.text).toBe('0=Жук');
    const cyrillic = Buffer.from([0x30, 0x3d, 0xc6, 0xf3, 0xea, 0x0a]);
    expect(toLines(cyrillic, 'windows-1251')?.lines[0]?.text).toBe('0=Жук');
  });
});
