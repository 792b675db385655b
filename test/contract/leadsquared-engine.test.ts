/** The whole engine with a LeadSquared account: from a row of a call file to a phone call activity. */
import { writeFileSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { createEngine, readLedger } from '../../main/engine/index.ts';
import { createClock, createRandom } from '../../main/node/clock.ts';
import { createFiles } from '../../main/node/files.ts';
import { createHttp } from '../../main/node/http.ts';
import { parseSettings } from '../../shared/settings.ts';
import { temporaryFolder } from '../fakes/calls.ts';
import { startLeadSquaredSandbox, type LeadSquaredSandbox } from '../sandbox/leadsquared/index.ts';
import { formatRow } from '../softphone/row.ts';

let sandbox: LeadSquaredSandbox;
afterEach(() => sandbox.stop());

const HOUR = 3_600_000;
const START = Math.floor(Date.now() / 1000) * 1000 - HOUR;

/** An answered call of extension 100 to a number, one a minute. */
function row(n: number, number: string): string {
  const start = START + n * 60_000;
  const uniqueId = `${start / 1000}.${n}`;
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

it('logs each call once though answers are lost, and holds what belongs to no lead', { timeout: 20_000 }, async () => {
  sandbox = await startLeadSquaredSandbox({ otherRegion: true });
  const jane = sandbox.addPerson({ name: 'Jane Doe', phones: ['+1-2025550102'] });
  sandbox.faults.add({ match: /LogCall$/, kind: 'drop_after' });
  sandbox.faults.add({ match: /LogCall$/, kind: 'drop_before' });
  using folder = temporaryFolder();
  await using http = createHttp({ env: {} });
  const settings = parseSettings(
    {
      dataDir: './data',
      agent: { name: 'Ann', extensions: ['100'], country: 'US' },
      sources: [{ id: 'pbx', format: 'asterisk-csv', path: './Master.csv', timeZone: 'UTC' }],
      accounts: [
        {
          id: 'sales',
          crm: 'leadsquared',
          baseUrl: sandbox.otherOrigin,
          credentials: { env: { accessKey: 'ACCESS', secretKey: 'SECRET' } },
        },
      ],
      logging: { mode: 'auto', account: 'sales', since: '2020-01-01T00:00:00Z' },
    },
    folder.path,
  );
  if (!settings.ok) throw new Error(JSON.stringify(settings.error));
  const numbers = ['2025550102', '12025550102', '0012025550102', '2025550199'];
  writeFileSync(folder.file('Master.csv'), numbers.map((number, n) => row(n, number)).join(''));
  const nothing = () => Promise.resolve({ kind: 'none' as const });
  const engine = createEngine(
    {
      clock: createClock(),
      random: createRandom(),
      files: createFiles(),
      http,
      secrets: {
        read: () => Promise.resolve({ kind: 'found', fields: { ...sandbox.credentials } }),
        write: nothing,
        remove: nothing,
      },
      log: { write: () => undefined },
    },
    settings.value,
  );
  expect(await engine.runOnce()).toMatchObject({ ok: true });
  await engine.stop();
  const ledger = await readLedger(settings.value, { calls: true });
  if (!ledger.ok) throw new Error(ledger.error.message);
  const calls = ledger.value.calls ?? [];
  expect(calls.map(({ remoteNumber, reason, crm }) => [remoteNumber, reason, crm?.contact?.id])).toEqual([
    ['+12025550102', null, jane],
    ['+12025550102', null, jane],
    ['+12025550102', null, jane],
    ['+12025550199', 'no_contact', undefined],
  ]);
  expect(
    sandbox
      .liveCallLogs()
      .map(({ StartTime }) => StartTime)
      .sort(),
  ).toEqual([0, 1, 2].map((n) => new Date(START + n * 60_000).toISOString().slice(0, 19).replace('T', ' ')));
  expect(new Set(calls.slice(0, 3).map(({ crm }) => crm?.id)).size).toBe(3);
  expect(sandbox.violations).toEqual([]);
});
