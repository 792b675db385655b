import { appendFile } from 'node:fs/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPipedriveSandbox, type PipedriveSandbox } from '../sandbox/pipedrive/index.ts';
import { openOffice, type Change, type TestOffice } from './office.ts';

let sandbox: PipedriveSandbox;
beforeAll(async () => void (sandbox = await startPipedriveSandbox({ limits: 'off' })));
afterAll(() => sandbox.stop());

/** The list of a softphone beside the file of the PBX. */
const SOFTPHONE = {
  id: 'softphone',
  format: 'delimited',
  path: './phone.csv',
  timeZone: 'UTC',
  mapping: { columns: { start: 'Start', direction: 'Way', remote: 'Number', local: 'Line', talk: 'Talk' } },
} as const;
const HEADER = 'Start,Way,Number,Line,Talk\n';

const office = (change: Change = {}): TestOffice =>
  openOffice(sandbox, { others: [SOFTPHONE], logging: { mode: 'ask', since: '2020-01-01T00:00:00Z' }, ...change });

interface Spoken {
  /** Seconds after nine o'clock. */
  readonly at: number;
  readonly number?: string;
  readonly talk: number;
}

const stamp = (at: number): string =>
  new Date(Date.UTC(2026, 2, 2, 9, 0, at)).toISOString().slice(0, 19).replace('T', ' ');

function pbxRow({ at, number = '2125550101', talk }: Spoken): string {
  const id = `${Date.UTC(2026, 2, 2, 9) / 1000 + at}.${at}`;
  const answer = talk === 0 ? '' : `"${stamp(at + 4)}"`;
  const end = stamp(at + 4 + talk);
  const serial = at.toString(16).padStart(7, '0');
  const channels = `"PJSIP/100-${serial}a","PJSIP/trunk-${serial}b"`;
  const times = `"${stamp(at)}",${answer},"${end}",${talk + 4},${talk},"${talk === 0 ? 'NO ANSWER' : 'ANSWERED'}"`;
  return `"","100","${number}","from-internal","""Ann"" <100>",${channels},"Dial","x",${times},"DOCUMENTATION","${id}",""\n`;
}

const phoneRow = ({ at, number = '2125550101', talk }: Spoken): string => `${stamp(at)},out,+1${number},100,${talk}\n`;

const states = async (desk: TestOffice): Promise<string[]> => {
  const { calls } = await desk.ledger();
  return calls.map(({ source, state, reason, startedAt }) =>
    [source, startedAt.slice(11, 19), reason ?? state].join(' '),
  );
};

describe('the same call in two sources', () => {
  it('is one call to log: the later found one says so', async () => {
    await using desk = office();
    await desk.append(pbxRow({ at: 0, talk: 60 }));
    await appendFile(desk.folder.file('phone.csv'), HEADER + phoneRow({ at: 2, talk: 59 }));
    const ledger = await desk.once();
    expect(await states(desk)).toEqual(['pbx 09:00:00 pending', 'softphone 09:00:02 same_call']);
    expect([ledger.found, ledger.states.pending, ledger.states.excluded]).toEqual([2, 1, 1]);
  });

  it.each([
    ['another number', { at: 2, number: '2125550102', talk: 60 }],
    ['another time', { at: 7, talk: 60 }],
    ['another length', { at: 2, talk: 64 }],
  ])('%s is another call', async (_, other) => {
    await using desk = office();
    await desk.append(pbxRow({ at: 0, talk: 60 }));
    await appendFile(desk.folder.file('phone.csv'), HEADER + phoneRow(other));
    await desk.once();
    expect((await desk.ledger()).states.pending).toBe(2);
  });

  it('a number dialled again within seconds is as many calls as were made', async () => {
    await using desk = office();
    await desk.append(pbxRow({ at: 0, talk: 0 }) + pbxRow({ at: 4, talk: 0 }));
    const twice = phoneRow({ at: 1, talk: 0 }) + phoneRow({ at: 5, talk: 0 });
    await appendFile(desk.folder.file('phone.csv'), HEADER + twice);
    await desk.once();
    expect(await states(desk)).toEqual([
      'pbx 09:00:00 pending',
      'softphone 09:00:01 same_call',
      'pbx 09:00:04 pending',
      'softphone 09:00:05 same_call',
    ]);
  });

  it('is told although one clock is 40 seconds ahead, from the calls that both have', async () => {
    await using desk = office();
    const made = [0, 300, 700, 1300].map((at, index) => ({ at, number: `212555010${index}`, talk: 20 + 7 * index }));
    await desk.append(made.map(pbxRow).join(''));
    const ahead = made.map((call) => phoneRow({ ...call, at: call.at + 40 }));
    await appendFile(desk.folder.file('phone.csv'), HEADER + ahead.join(''));
    const { states: counts } = await desk.once();
    expect([counts.pending, counts.excluded]).toEqual([4, 4]);
  });

  it('is not logged again when the second source comes after the first was logged, nor after a restart', async () => {
    await using desk = office({ logging: { mode: 'auto', account: 'sales', since: '2020-01-01T00:00:00Z' } });
    await desk.append(pbxRow({ at: 0, number: '2125550177', talk: 60 }));
    const before = sandbox.liveCallLogs().length;
    await desk.once();
    expect(sandbox.liveCallLogs().length).toBe(before + 1);
    await appendFile(desk.folder.file('phone.csv'), HEADER + phoneRow({ at: 1, number: '2125550177', talk: 60 }));
    await desk.once();
    await desk.once();
    expect(sandbox.liveCallLogs().length).toBe(before + 1);
    expect((await states(desk)).at(-1)).toBe('softphone 09:00:01 same_call');
  });

  it('is logged from the source that has recordings, as long as nothing was sent', async () => {
    const recorded = { ...SOFTPHONE, recordings: { folder: './monitor' } };
    await using desk = office({ source: { recordings: undefined }, others: [recorded] });
    await desk.append(pbxRow({ at: 0, talk: 60 }));
    await desk.once();
    await appendFile(desk.folder.file('phone.csv'), HEADER + phoneRow({ at: 1, talk: 60 }));
    await desk.once();
    expect(await states(desk)).toEqual(['pbx 09:00:00 same_call', 'softphone 09:00:01 pending']);
  });

  it('stays the same call when its own source tells more of it', async () => {
    await using desk = office({ source: { recordings: undefined } });
    await appendFile(desk.folder.file('phone.csv'), HEADER + phoneRow({ at: 0, talk: 60 }));
    await desk.once();
    await desk.append(pbxRow({ at: 0, talk: 60 }));
    await desk.once();
    expect(await states(desk)).toEqual(['softphone 09:00:00 pending', 'pbx 09:00:00 same_call']);
    const again = pbxRow({ at: 0, talk: 90 }).replace('0000000b', '0000000c');
    await desk.append(again);
    const { found, states: counts } = await desk.once();
    expect([found, counts.pending, counts.excluded]).toEqual([2, 1, 1]);
  });

  it('is found at the next start when a process was killed before it had compared them', async () => {
    await using desk = office({ source: { recordings: undefined } });
    const { sources } = desk.settings;
    await desk.append(pbxRow({ at: 0, talk: 60 }));
    await appendFile(desk.folder.file('phone.csv'), HEADER + phoneRow({ at: 1, talk: 60 }));
    // Alone, neither of them has anything to be compared with.
    for (const source of sources) {
      Object.assign(desk.settings, { sources: [source] });
      await desk.once();
    }
    expect((await desk.ledger()).states.pending).toBe(2);
    Object.assign(desk.settings, { sources });
    const { found, states: counts } = await desk.once();
    expect([found, counts.pending, counts.excluded]).toEqual([2, 1, 1]);
    expect(await states(desk)).toEqual(['pbx 09:00:00 pending', 'softphone 09:00:01 same_call']);
  });

  it('two colleagues who call the same number at the same time made two calls', async () => {
    await using desk = office({ agent: { extensions: ['*'] }, source: { recordings: undefined } });
    await desk.append(pbxRow({ at: 0, talk: 60 }));
    await appendFile(desk.folder.file('phone.csv'), HEADER + phoneRow({ at: 1, talk: 60 }).replace(',100,', ',101,'));
    expect((await desk.once()).states.pending).toBe(2);
  });

  it('in whatever order the rows come and however often it is started again, every call is there once', async () => {
    const call = fc.record({
      gap: fc.integer({ min: 11, max: 400 }),
      talk: fc.integer({ min: 0, max: 90 }),
      number: fc.integer({ min: 0, max: 3 }),
      seen: fc.constantFrom('pbx', 'phone', 'both'),
      late: fc.integer({ min: 0, max: 4 }),
      run: fc.integer({ min: 0, max: 2 }),
      phoneRun: fc.integer({ min: 0, max: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 8 }), async (calls) => {
        await using desk = office({ source: { recordings: undefined } });
        await appendFile(desk.folder.file('phone.csv'), HEADER);
        let at = 0;
        const placed = calls.map((one) => {
          at += one.gap + one.talk;
          return { ...one, at, number: `212555010${one.number}` };
        });
        for (const run of [0, 1, 2]) {
          const pbx = placed.filter((one) => one.seen !== 'phone' && one.run === run);
          const phone = placed.filter((one) => one.seen !== 'pbx' && one.phoneRun === run);
          await desk.append(pbx.map(pbxRow).join(''));
          const rows = phone.map((one) => phoneRow({ ...one, at: one.at + one.late })).join('');
          await appendFile(desk.folder.file('phone.csv'), rows);
          await desk.once();
        }
        const { found, states: counts } = await desk.ledger();
        const both = calls.filter(({ seen }) => seen === 'both').length;
        expect([found, counts.pending, counts.excluded]).toEqual([calls.length + both, calls.length, both]);
      }),
      { numRuns: 15 },
    );
  });
});
