import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findRecordings, sweep, type Findings, type WantedRecording } from '../../main/engine/recordings/index.ts';
import { MemoryFiles, SetClock, wallToUtc } from '../audio/memory-files.ts';
import { wavBytes } from '../audio/wav-writer.ts';

const START = Date.UTC(2026, 10, 20, 9, 0, 0);
const SETTINGS = { folder: '/rec', timeZone: 'Europe/Berlin', wallToUtc, ignoreCase: false };
const CLOCK = new SetClock(START + 86_400_000);
const EMPTY = Buffer.alloc(0);

function call(callId: string, more: Partial<WantedRecording> = {}): WantedRecording {
  return {
    callId,
    names: [],
    fileIds: [],
    remoteDigits: '15550100123',
    localNumber: '100',
    startedAt: START,
    answeredAt: START + 4000,
    endedAt: START + 14_000,
    talkSeconds: 10,
    ...more,
  };
}

async function find(wanted: WantedRecording[], files: MemoryFiles, more = {}): Promise<Findings> {
  const answer = await findRecordings(wanted, { ...SETTINGS, ...more }, { files, clock: CLOCK });
  if (!answer.ok) throw new Error(answer.error.code);
  return answer.value;
}

/** `20261120-100000` of a moment in Berlin in winter. */
const stamp = (at: number): string =>
  new Date(at + 3_600_000).toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);

describe('Looking for recordings', () => {
  it('lists each folder once, and only folders that its parent names', async () => {
    const files = new MemoryFiles('/rec');
    files.put('/rec/2026/11/20/a.wav', EMPTY, START);
    files.put('/rec/2026/11/19/b.wav', EMPTY, START);
    files.put('/rec/2025/11/20/c.wav', EMPTY, START);
    await find([call('a'), call('b'), call('c', { names: ['2026/11/20/x.wav'] })], files);
    expect(files.listings.toSorted()).toEqual([
      '/rec',
      '/rec/2026',
      '/rec/2026/11',
      '/rec/2026/11/19',
      '/rec/2026/11/20',
    ]);
  });

  it('opens nothing and asks about no file when the names say it all', async () => {
    const files = new MemoryFiles('/rec');
    for (let number = 0; number < 50; number++) files.put(`/rec/2026/11/20/q-1-2-${number}.wav`, EMPTY, START);
    files.put('/rec/2026/11/20/out-15550100123-100-20261120-100000-1795165200.7.wav', EMPTY, START);
    const findings = await find([call('a', { fileIds: ['1795165200.7'] })], files);
    expect(findings.found).toHaveLength(1);
    expect({ opened: files.opened, asked: files.asked }).toEqual({ opened: [], asked: ['/rec'] });
  });

  it('looks into files without a mark only when they were written near the end of a call', async () => {
    const files = new MemoryFiles('/rec');
    for (let hour = 0; hour < 24; hour++) {
      files.put(`/rec/Recording ${hour}.wav`, wavBytes({ seconds: 10 }), START + 14_000 + (hour - 12) * 3_600_000);
    }
    const findings = await find([call('a')], files);
    expect({ found: findings.found.map(({ path }) => path), opened: files.opened }).toEqual({
      found: ['/rec/Recording 12.wav'],
      opened: ['/rec/Recording 12.wav'],
    });
  });

  it.each([
    [true, ['/rec/OUT-5550100123.wav']],
    [false, []],
  ])('names that differ in case are the same: %s', async (ignoreCase, paths) => {
    const files = new MemoryFiles('/rec');
    files.put('/rec/OUT-5550100123.wav', EMPTY, START + 14_000);
    const { found } = await find([call('a', { names: ['out-5550100123.WAV'], remoteDigits: null })], files, {
      ignoreCase,
    });
    expect(found.map(({ path }) => path)).toEqual(paths);
  });

  it('a letter with an accent is the same whether the disk composes it or not', async () => {
    const files = new MemoryFiles('/rec');
    files.put('/rec/Zoe\u0308-20261120.wav', EMPTY, START + 14_000);
    expect((await find([call('a', { names: ['Zo\u00eb-20261120.wav'] })], files)).found).toHaveLength(1);
  });

  it('a share that goes away in the middle is an error, not "no recording"', async () => {
    const files = new MemoryFiles('/rec');
    files.put('/rec/2026/11/20/a.wav', EMPTY, START);
    const list = files.list.bind(files);
    files.list = async (path) => {
      const entries = await list(path);
      files.break('/rec', 'EHOSTDOWN');
      return entries;
    };
    expect(await findRecordings([call('a')], SETTINGS, { files, clock: CLOCK })).toMatchObject({
      ok: false,
      error: { category: 'local', code: 'recordings_folder_missing' },
    });
  });

  it('a file in the place of the folder is an error', async () => {
    const files = new MemoryFiles('/');
    files.put('/rec', EMPTY, START);
    expect(await findRecordings([call('a')], SETTINGS, { files, clock: CLOCK })).toMatchObject({
      error: { code: 'recordings_folder_missing' },
    });
  });

  it('the sweep visits each folder once, through any number of links', async () => {
    const files = new MemoryFiles('/rec');
    files.put('/rec/a/b/c/out-15550100123-100-20261120-100000-1795165200.7.wav', EMPTY, START);
    files.link('/rec/a/up', '/rec');
    files.link('/rec/a/b/again', '/rec/a');
    const answer = await sweep([call('a', { fileIds: ['1795165200.7'] })], SETTINGS, { files, clock: CLOCK });
    expect(answer).toMatchObject({ ok: true, value: { found: [{ callId: 'a', pairing: 'id' }] } });
    expect(files.listings).toHaveLength(4);
  });

  it('lets the rest of the program run while it goes through many names', async () => {
    const files = new MemoryFiles('/rec');
    for (let number = 0; number < 20_000; number++)
      files.put(`/rec/out-1-2-20260101-000000-1700000000.${number}.wav`, EMPTY, 0);
    let turns = 0;
    const count = setInterval(() => turns++, 0);
    await find([call('a')], files);
    clearInterval(count);
    expect(turns).toBeGreaterThan(5);
  });
});

describe('However calls and files are mixed', () => {
  /** Gaps between calls of one number, in seconds, and whether each was recorded. */
  const day = fc.array(
    fc.record({
      gap: fc.integer({ min: 3, max: 90 }),
      talk: fc.integer({ min: 6, max: 60 }),
      ring: fc.integer({ min: 0, max: 20 }),
      recorded: fc.boolean(),
    }),
    { minLength: 1, maxLength: 20 },
  );

  it('each recording goes to its own call, none to two, and a call without one gets none', async () => {
    await fc.assert(
      fc.asyncProperty(day, fc.boolean(), async (plan, fromDial) => {
        const files = new MemoryFiles('/rec');
        const expected: Record<string, string> = {};
        const wanted: WantedRecording[] = [];
        let at = START;
        for (const [index, { gap, talk, ring, recorded }] of plan.entries()) {
          const answeredAt = at + ring * 1000;
          const endedAt = answeredAt + talk * 1000;
          wanted.push(call(`c${index}`, { startedAt: at, answeredAt, endedAt, talkSeconds: talk }));
          if (recorded) {
            const path = `/rec/${stamp(fromDial ? at : answeredAt)}-15550100123-outgoing-100.wav`;
            files.put(path, EMPTY, endedAt);
            expected[`c${index}`] = path;
          }
          at = endedAt + gap * 1000;
        }
        const { found } = await find(wanted.toReversed(), files);
        expect(Object.fromEntries(found.map(({ callId, path }) => [callId, path]))).toEqual(expected);
      }),
      { numRuns: 200, seed: 11 },
    );
  });
});
