/** The whole engine with a source that has addresses of recordings and no files: Close takes a link, Pipedrive gets it in the note. */
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { createEngine, readLedger } from '../../main/engine/index.ts';
import { createClock, createRandom } from '../../main/node/clock.ts';
import { createFiles } from '../../main/node/files.ts';
import { createHttp } from '../../main/node/http.ts';
import { recordingAddress } from '../../shared/recording-address.ts';
import { parseSettings } from '../../shared/settings.ts';
import { temporaryFolder } from '../fakes/calls.ts';
import { startCloseSandbox } from '../sandbox/close/index.ts';
import { startPipedriveSandbox } from '../sandbox/pipedrive/index.ts';

const EXPORT = path.join(import.meta.dirname, '../corpus/cdr/aircall/input.csv');
const ADDRESSES = ['4001', '4003'].map((id) => `https://assets.example.com/recordings/${id}.mp3`);

/** The recordings in the ledger after one run over the export. */
async function deliver(crm: string, baseUrl: string, fields: Readonly<Record<string, string>>) {
  using folder = temporaryFolder();
  await using http = createHttp({ env: {} });
  copyFileSync(EXPORT, folder.file('calls.csv'));
  const settings = parseSettings(
    {
      dataDir: './data',
      agent: { name: 'Ann', extensions: ['Ann Lee'], country: 'FR' },
      sources: [{ id: 'cloud', format: 'aircall-csv', path: './calls.csv', timeZone: 'UTC' }],
      accounts: [
        {
          id: 'sales',
          crm,
          baseUrl,
          credentials: { env: Object.fromEntries(Object.keys(fields).map((name) => [name, 'IT'])) },
        },
      ],
      logging: { mode: 'auto', account: 'sales', since: '2020-01-01T00:00:00Z', unknownNumbers: 'create' },
    },
    folder.path,
  );
  if (!settings.ok) throw new Error(JSON.stringify(settings.error));
  const nothing = () => Promise.resolve({ kind: 'none' as const });
  const read = () => Promise.resolve({ kind: 'found' as const, fields });
  const engine = createEngine(
    {
      ...{ clock: createClock(), random: createRandom(), files: createFiles(), http },
      ...{ secrets: { read, write: nothing, remove: nothing }, log: { write: () => undefined } },
    },
    settings.value,
  );
  expect(await engine.runOnce()).toMatchObject({ ok: true });
  await engine.stop();
  const ledger = await readLedger(settings.value, { calls: true });
  if (!ledger.ok) throw new Error(ledger.error.message);
  return (ledger.value.calls ?? []).flatMap(({ state, recording }) =>
    recording === null ? [] : [{ state, recording }],
  );
}

const attached = ADDRESSES.map((url) => ({ state: 'synced', recording: { url, state: 'attached' } }));

it('an address reaches Close as the link of the recording', async () => {
  const sandbox = await startCloseSandbox();
  try {
    expect(await deliver('close', sandbox.baseUrl, { apiKey: sandbox.apiKey })).toMatchObject(attached);
    const links = sandbox.liveCalls().flatMap(({ recording_url: url }) => url ?? []);
    expect([links.sort(), sandbox.violations]).toEqual([ADDRESSES, []]);
  } finally {
    await sandbox.stop();
  }
});

it('an address stands in the note of Pipedrive', async () => {
  const sandbox = await startPipedriveSandbox();
  try {
    expect(await deliver('pipedrive', sandbox.origin, { apiToken: sandbox.token })).toMatchObject(attached);
    const notes = JSON.stringify(sandbox.ledger().activities);
    expect(ADDRESSES.filter((url) => !notes.includes(url))).toEqual([]);
  } finally {
    await sandbox.stop();
  }
});

it('only an https address without a sign-in is one', () => {
  const bad = ['http://a.example.com/1.mp3', 'https://u:p@a.example.com/1.mp3', 'javascript:alert(1)', 'call-1.wav'];
  expect(recordingAddress({ recordingNames: bad })).toBeNull();
  expect(recordingAddress({ recordingNames: [...bad, ...ADDRESSES] })).toBe(ADDRESSES[0]);
});
