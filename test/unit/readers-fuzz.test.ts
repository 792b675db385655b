import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DatabaseReader } from '../../main/engine/readers/database.ts';
import { readDatabaseCursor } from '../../main/engine/readers/database-cursor.ts';
import { Marks } from '../../main/engine/readers/marks.ts';
import { SnapshotReader } from '../../main/engine/readers/snapshot.ts';
import { toLines } from '../../main/engine/readers/text-lines.ts';
import type { DatabaseLayout, DatabaseRow } from '../../main/engine/sources/database-row.ts';
import { readFreeswitchJson, readFreeswitchXml } from '../../main/engine/sources/freeswitch-document.ts';
import type { Mapped } from '../../main/engine/sources/format.ts';
import { GNOME_CALLS } from '../../main/engine/sources/gnome-calls.ts';
import { createFormat } from '../../main/engine/sources/index.ts';
import { LINPHONE, LINPHONE_LEGACY } from '../../main/engine/sources/linphone.ts';
import { isWholeMicrosip, readMicrosip } from '../../main/engine/sources/microsip.ts';
import { isWholeTwinkle, readTwinkle } from '../../main/engine/sources/twinkle.ts';
import { readDelimited } from '../../main/engine/tail/delimited.ts';
import { createClock } from '../../main/node/clock.ts';
import { createFiles } from '../../main/node/files.ts';
import { temporaryFolder, type TemporaryFolder } from '../fakes/calls.ts';
import {
  freeswitchJson,
  type FreeswitchCall,
  freeswitchXml,
  microsipIni,
  twinkleFile,
  utf16,
} from '../fakes/softphones.ts';

let folder: TemporaryFolder;
beforeEach(() => (folder = temporaryFolder()));
afterEach(() => folder[Symbol.dispose]());

/** A text that is right, with pieces cut out, doubled or replaced by anything. */
const damaged = (text: string): fc.Arbitrary<string> =>
  fc
    .array(fc.record({ at: fc.nat(text.length), cut: fc.nat(40), put: fc.string({ unit: 'binary', maxLength: 12 }) }), {
      maxLength: 6,
    })
    .map((changes) => changes.reduce((all, { at, cut, put }) => all.slice(0, at) + put + all.slice(at + cut), text));

/** One of the three, times in order and finite, texts that are texts. */
function isSound(mapped: Mapped): boolean {
  if (mapped.skip !== undefined) return mapped.skip !== '';
  if (mapped.rejection !== undefined)
    return /^[a-z_]+$/.test(mapped.rejection.reason) && mapped.rejection.detail !== '';
  const { start, answer, end, talkSeconds, from, to, identity, disposition } = mapped.leg;
  return (
    [start, answer ?? 0, end ?? 0, talkSeconds].every(Number.isFinite) &&
    talkSeconds >= 0 &&
    (disposition === 'answered') === (answer !== null) &&
    [from, to].every(({ address, name }) => typeof address === 'string' && name !== '') &&
    identity !== ''
  );
}

const AT = 1_793_000_000;
const call: FreeswitchCall = {
  uuid: 'u',
  from: '100',
  to: '5550102',
  start: AT,
  answer: AT + 3,
  end: AT + 9,
  bridge: 'sofia/gateway/x/5550102',
};
const ini = microsipIni(
  new Map([
    [0, { number: '5550102', name: 'Zoë; x', type: 1, at: AT, seconds: 3, info: 'x' }],
    [1, null],
  ]),
  1,
);
const history = twinkleFile([
  { start: AT, answer: AT + 3, end: AT + 9, way: 'in', peer: 'sip:5550102@x.example', name: 'a|b', code: 200 },
]);
const runs = { numRuns: 400 };

describe('nothing that a file may hold throws or hangs', () => {
  it('MicroSIP and Twinkle', () => {
    for (const [text, read, isWhole] of [
      [ini, readMicrosip, isWholeMicrosip],
      [history, readTwinkle, isWholeTwinkle],
    ] as const) {
      const anything = fc.oneof(
        damaged(text).map((changed) => Buffer.from(changed)),
        damaged(text).map(utf16),
        fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      );
      fc.assert(
        fc.property(anything, (bytes) => {
          const lines = toLines(bytes, 'windows-1252')?.lines ?? [];
          expect(typeof isWhole(lines)).toBe('boolean');
          expect([...read(lines)].every(({ mapped }) => isSound(mapped))).toBe(true);
        }),
        runs,
      );
    }
  });

  it('FreeSWITCH', () => {
    for (const [text, read] of [
      [freeswitchJson(call), readFreeswitchJson],
      [freeswitchXml(call), readFreeswitchXml],
    ] as const) {
      fc.assert(
        fc.property(fc.oneof(damaged(text), fc.string({ unit: 'binary' }), fc.json()), (changed) => {
          const reading = read(changed);
          expect('unfinished' in reading ? reading.unfinished !== '' : isSound(reading.mapped)).toBe(true);
        }),
        runs,
      );
    }
    const values = fc.dictionary(
      fc.constantFrom(
        'uuid',
        'start_uepoch',
        'end_uepoch',
        'answer_uepoch',
        'hangup_cause',
        'billsec',
        'channel_name',
        'bridge_channel',
        'last_app',
        '__proto__',
      ),
      fc.oneof(fc.string(), fc.anything()),
    );
    fc.assert(
      fc.property(values, fc.anything(), (variables, callflow) => {
        let text: string;
        try {
          text = JSON.stringify({ variables, callflow });
        } catch (thrown) {
          // What JSON cannot hold is in no file.
          expect(thrown).toBeInstanceOf(TypeError);
          return;
        }
        const reading = readFreeswitchJson(text);
        expect('mapped' in reading && isSound(reading.mapped)).toBe(true);
      }),
      runs,
    );
    const deep = `<cdr><variables>${'<a>'.repeat(20_000)}</variables></cdr>`;
    expect(['mapped', 'unfinished'].some((key) => key in readFreeswitchXml(deep))).toBe(true);
    expect(readFreeswitchJson('['.repeat(200_000))).toEqual({ unfinished: 'bad_json' });
  });

  it('Yeastar', () => {
    const format = createFormat('yeastar-jsonl');
    const line =
      '{"callid":"1772442000.1","timestart":"2026-03-02 09:00:00","callfrom":"100","callto":"5550101","callduraction":"60","talkduraction":"55","status":"ANSWERED","type":"Outbound","msg":"{}"}';
    const keys = fc.constantFrom(
      'callid',
      'timestart',
      'callfrom',
      'callto',
      'talkduraction',
      'status',
      'type',
      'msg',
      '__proto__',
    );
    const rows = fc.oneof(
      damaged(line),
      fc
        .dictionary(keys, fc.oneof(fc.string(), fc.integer(), fc.constant('2026-03-02 09:00:00')))
        .map((row) => JSON.stringify(row)),
    );
    fc.assert(
      fc.property(fc.array(rows, { maxLength: 5 }), (lines) => {
        const mapper = format.start();
        for (const record of readDelimited(Buffer.from(lines.join('\n')), format.shape, 'utf8'))
          expect(isSound(mapper.map(record))).toBe(true);
      }),
      runs,
    );
  });

  it('rows of databases', () => {
    const value = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.double(),
      fc.constant(null),
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      fc.constantFrom('2026-03-02 09:00:00', '1793000000', '2026-03-02T09:00:00.5Z'),
    );
    const names = [
      'row_id',
      'call_id',
      'caller',
      'callee',
      'caller_name',
      'callee_name',
      'direction',
      'duration',
      'start_time',
      'connected_time',
      'status',
      'quality',
      'ended',
      'target',
      'inbound',
      'answered',
    ];
    const row = fc.record(Object.fromEntries(names.map((name) => [name, value]))) as fc.Arbitrary<DatabaseRow>;
    for (const { map } of [LINPHONE, LINPHONE_LEGACY, GNOME_CALLS] as readonly DatabaseLayout[]) {
      fc.assert(
        fc.property(row, (values) => isSound(map(values))),
        runs,
      );
    }
  });

  it('cursors and marks of anybody', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(readDatabaseCursor(text).upTo).toBeGreaterThanOrEqual(0);
        expect(new Marks(new Map([['0', text]])).changedPieces().size).toBe(0);
      }),
      runs,
    );
  });

  it('files that are no databases, and databases with holes', async () => {
    const bytes = Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(4_080, 1)]);
    const path = folder.file('x.db');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(4_095), fc.nat(255)), { maxLength: 30 }),
        fc.nat(4_096),
        async (holes, length) => {
          const copy = Buffer.from(bytes);
          for (const [at, byte] of holes) copy[at] = byte;
          writeFileSync(path, copy.subarray(0, length));
          const reader = new DatabaseReader({
            files: createFiles(),
            clock: createClock(),
            path,
            layout: LINPHONE,
            cursor: null,
          });
          const report = await reader.look({ final: false }, () => undefined);
          expect(report.ok || report.error.category === 'local').toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('rates', () => {
  it(
    'every format is read at fifty thousand rows or fifteen megabytes a second of CPU time',
    { timeout: 30_000 },
    async () => {
      const rates: string[] = [];
      const measure = async (name: string, bytes: number, work: () => Promise<number> | number): Promise<void> => {
        await work();
        const before = process.cpuUsage();
        const rows = await work();
        const { user, system } = process.cpuUsage(before);
        const seconds = (user + system) / 1e6;
        rates.push(`${name}: ${Math.round(rows / seconds)} rows/s, ${(bytes / seconds / 1_048_576).toFixed(1)} MiB/s`);
        // A quarter of what is promised: the machine does other things too.
        expect([name, rows / seconds > 12_500 || bytes / seconds > 4 * 1_048_576]).toEqual([name, true]);
      };
      const ring = new Map(
        Array.from({ length: 1_000 }, (_, key) => [
          key,
          { number: `555${key}`, name: 'Zoë', type: 1, at: AT + key, seconds: key, info: 'Call Ended' } as const,
        ]),
      );
      const wide = utf16(microsipIni(ring, 999));
      const snapshot = (
        name: string,
        content: Buffer,
        layout: ConstructorParameters<typeof SnapshotReader>[0]['layout'],
      ) => {
        writeFileSync(folder.file(name), content);
        return measure(name, content.length * 20, async () => {
          let rows = 0;
          for (let turn = 0; turn < 20; turn++) {
            const reader = new SnapshotReader({
              files: createFiles(),
              clock: createClock(),
              path: folder.file(name),
              codePage: 'windows-1252',
              layout,
              cursor: null,
            });
            await reader.look({ final: true }, (batch) => void (rows += batch.rows.length));
          }
          return rows;
        });
      };
      await snapshot('microsip-ini', wide, { read: readMicrosip, isWhole: isWholeMicrosip });
      const rows = Array.from(
        { length: 1_000 },
        (_, nth) =>
          ({
            start: AT + nth,
            answer: AT + nth + 3,
            end: AT + nth + 9,
            way: 'in',
            peer: `sip:${nth}@x.example`,
            code: 200,
          }) as const,
      );
      await snapshot('twinkle', Buffer.from(twinkleFile(rows)), { read: readTwinkle, isWhole: isWholeTwinkle });
      const padding = {
        more: Object.fromEntries(
          Array.from({ length: 200 }, (_, nth) => [`variable_${nth}`, `value%20of%20${'x'.repeat(40)}`]),
        ),
      };
      for (const [name, text, read] of [
        ['freeswitch-json', freeswitchJson({ ...call, ...padding }), readFreeswitchJson],
        ['freeswitch-xml', freeswitchXml({ ...call, ...padding }), readFreeswitchXml],
      ] as const) {
        await measure(name, text.length * 500, () => Array.from({ length: 500 }, () => read(text)).length);
      }
      const format = createFormat('yeastar-jsonl');
      const line =
        '{"callid":"1772442000.1","timestart":"2026-03-02 09:00:00","callfrom":"100","callto":"0015550101","callduraction":"60","talkduraction":"55","status":"ANSWERED","type":"Outbound"}\n';
      const lines = Buffer.from(line.repeat(20_000));
      await measure('yeastar-jsonl', lines.length, () => {
        const mapper = format.start();
        return readDelimited(lines, format.shape, 'utf8').filter((record) => mapper.map(record).leg !== undefined)
          .length;
      });
      console.log(rates.join('\n'));
    },
  );
});
