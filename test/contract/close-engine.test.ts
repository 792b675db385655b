/** The whole engine with a Close account: from a row of a call file to a call activity, lost answers and slow lists included. */
import { writeFileSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { createEngine, readLedger } from '../../main/engine/index.ts';
import type { Clock } from '../../main/engine/ports.ts';
import { createRandom } from '../../main/node/clock.ts';
import { createFiles } from '../../main/node/files.ts';
import { createHttp } from '../../main/node/http.ts';
import { parseSettings } from '../../shared/settings.ts';
import { temporaryFolder } from '../fakes/calls.ts';
import { startCloseSandbox, type CloseSandbox } from '../sandbox/close/index.ts';
import { formatRow } from '../softphone/row.ts';

let sandbox: CloseSandbox;
afterEach(() => sandbox.stop());

/** Time runs faster here: Close's lists lag for a minute. */
const FASTER = 20;
const BEGUN = Date.now();
const clock: Clock = {
  now: () => BEGUN + (Date.now() - BEGUN) * FASTER,
  after(ms, run) {
    const timer = setTimeout(run, ms / FASTER);
    return { [Symbol.dispose]: () => clearTimeout(timer) };
  },
};

const START = Math.floor(BEGUN / 1_000) * 1_000 - 3_600_000;

/** An answered call of extension 100 to a number, one a minute. */
function row(n: number, number: string): string {
  const start = START + n * 60_000;
  const uniqueId = `${start / 1_000}.${n}`;
  return formatRow(
    {
      ...{ accountCode: '', src: '100', dst: number, context: 'internal', callerId: { name: 'Ann', number: '100' } },
      ...{ channel: `PJSIP/100-${n}`, dstChannel: `PJSIP/trunk-${n}`, app: 'Dial', data: '' },
      ...{ start, answer: start + 3_000, end: start + 33_000, disposition: 'ANSWERED', uniqueId, linkedId: uniqueId },
      sequence: n,
    },
    18,
    'UTC',
  );
}

it(
  'logs each call once though answers are lost and lists lag, and holds what belongs to nobody',
  { timeout: 20_000 },
  async () => {
    sandbox = await startCloseSandbox({ now: () => clock.now(), indexLagMs: 60_000 });
    const jane = sandbox.addContact({ name: 'Jane Doe', phones: ['(202) 555-0102'], organization: 'Acme' });
    const roof = sandbox.addOpportunity({ note: 'Roof', leadId: jane.leadId });
    sandbox.faults.add({ match: /^POST \/activity\/call\/$/, kind: 'drop_after' });
    sandbox.faults.add({ match: /^POST \/activity\/call\/$/, kind: 'drop_before' });
    using folder = temporaryFolder();
    await using http = createHttp({ env: {} });
    const settings = parseSettings(
      {
        dataDir: './data',
        agent: { name: 'Ann', extensions: ['100'], country: 'US' },
        sources: [{ id: 'pbx', format: 'asterisk-csv', path: './Master.csv', timeZone: 'UTC' }],
        accounts: [
          { id: 'sales', crm: 'close', baseUrl: sandbox.baseUrl, credentials: { env: { apiKey: 'CLOSE_KEY' } } },
        ],
        logging: { mode: 'auto', account: 'sales', since: '2020-01-01T00:00:00Z' },
      },
      folder.path,
    );
    if (!settings.ok) throw new Error(JSON.stringify(settings.error));
    const numbers = ['2025550102', '12025550102', '0012025550102', '2025550199'];
    writeFileSync(folder.file('Master.csv'), numbers.map((number, n) => row(n, number)).join(''));
    const nothing = () => Promise.resolve({ kind: 'none' as const });
    const ports = {
      clock,
      random: createRandom(),
      files: createFiles(),
      http,
      secrets: {
        read: () => Promise.resolve({ kind: 'found' as const, fields: { apiKey: sandbox.apiKey } }),
        write: nothing,
        remove: nothing,
      },
      log: { write: () => undefined },
    };
    const run = async () => {
      const engine = createEngine(ports, settings.value);
      expect(await engine.runOnce()).toMatchObject({ ok: true });
      await engine.stop();
    };
    const before = clock.now();
    await run();
    // Two answers were lost: the run waits until the lists can be believed, and leaves nothing open.
    expect(clock.now() - before).toBeGreaterThanOrEqual(90_000);
    const ledger = await readLedger(settings.value, { calls: true });
    if (!ledger.ok) throw new Error(ledger.error.message);
    const calls = ledger.value.calls ?? [];
    expect(calls.map(({ remoteNumber, reason, crm }) => [remoteNumber, reason, crm?.contact?.id])).toEqual([
      ...[0, 1, 2].map(() => ['+12025550102', null, jane.contactId]),
      ['+12025550199', 'no_contact', undefined],
    ]);
    expect(
      sandbox
        .liveCalls()
        .map(({ activity_at: at }) => at)
        .sort(),
    ).toEqual([0, 1, 2].map((n) => `${new Date(START + n * 60_000).toISOString().slice(0, 19)}+00:00`));
    // The only open opportunity is proposed.
    expect(sandbox.liveCalls().every(({ note }) => note.includes(`Opportunity: ${roof}`))).toBe(true);
    expect(sandbox.violations).toEqual([]);
  },
);
