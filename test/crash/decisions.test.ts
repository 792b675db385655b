import { mkdirSync, writeFileSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createClock } from '../../main/node/clock.ts';
import { createStore, openStore } from '../../main/engine/store/index.ts';
import type { Store } from '../../main/engine/store/port.ts';
import { createActions, type Actions } from '../../main/engine/wiring/actions.ts';
import { createChanges } from '../../main/engine/wiring/changes.ts';
import { writeWav } from '../audio/wav-writer.ts';
import { startEngine } from '../demo/engine-process.ts';
import { temporaryFolder } from '../fakes/calls.ts';
import { S3_KEY, startS3 } from '../hosts/servers.ts';
import { startCloseSandbox } from '../sandbox/close/index.ts';
import { startPipedriveSandbox } from '../sandbox/pipedrive/index.ts';
import { deskCalls, openDesk, recordingName, rowOf, type Desk, type DeskCall } from './desk.ts';

/** Answered, outbound, recorded. */
function theCall(): DeskCall {
  const [first] = deskCalls(1);
  if (first === undefined) throw new Error('no call');
  return first;
}
const call = theCall();

/** What a person decided while the engine was not running, or just before it was killed: it is in the database. */
async function decide<T>(desk: Desk, work: (actions: Actions, store: Store) => Promise<T> | T): Promise<T> {
  const opened = openStore(desk.folder.file('data'), Date.now());
  if (!opened.ok) throw new Error(opened.error.message);
  using store = createStore(opened.value.connection);
  const clock = createClock();
  const changes = createChanges(
    { store, clock },
    () => undefined,
    () => undefined,
  );
  const actions = createActions({
    store,
    changes,
    clock,
    defaultAccount: 'sales',
    accounts: new Map(),
    kick: () => undefined,
  });
  return await work(actions, store);
}

/** A desk whose one call, with its recording, is in the CRM. */
async function loggedScene() {
  const sandbox = await startPipedriveSandbox({ limits: 'off' });
  const jane = sandbox.addPerson({ name: 'Jane Doe', phones: ['+1 202 555 1000'] });
  const john = sandbox.addPerson({ name: 'John Doe', phones: ['+1 202 555 7777'] });
  const desk = openDesk(sandbox, { waitSeconds: 1 });
  await desk.write(call);
  const { ledger } = await desk.once();
  expect(ledger?.states.synced).toBe(1);
  const ref = await decide(desk, (_actions, store) => store.calls.get(1)?.ref ?? '');
  return {
    sandbox,
    desk,
    ref,
    jane,
    john,
    async [Symbol.asyncDispose]() {
      desk[Symbol.dispose]();
      await sandbox.stop();
    },
  };
}

const inPlace = ['update_opened', 'update_answered', 'update_stored'];
const removing = ['remove_opened', 'remove_answered'];
const replacing = ['job_committed', 'answer_read', 'crm_id_stored', 'upload_half', 'attachment_stored'];
const tasks = ['task_opened', 'task_answered'];

describe.concurrent('a decision after the log, when the process is killed', () => {
  it.each(inPlace)(
    'at %s: the record says it once, and there is one record',
    async (point) => {
      await using at = await loggedScene();
      const { desk, sandbox, ref } = at;
      await decide(desk, (actions) => actions.editCall(ref, { note: 'wants a quote' }));
      expect((await desk.once(point)).ledger, `the fail-point ${point} was never reached`).toBeUndefined();
      const { ledger, code } = await desk.once();
      expect([ledger?.states.synced, code]).toEqual([1, 0]);
      const text = JSON.stringify(sandbox.ledger().activities.map(({ fields }) => fields));
      expect(text.split('wants a quote')).toHaveLength(2);
      expect([sandbox.liveCallLogs().length, sandbox.violations]).toEqual([1, []]);
    },
    60_000,
  );

  it.each(removing)(
    'at %s: the record is gone, and the call waits',
    async (point) => {
      await using at = await loggedScene();
      const { desk, sandbox, ref } = at;
      await decide(desk, (actions) => actions.takeBack(ref, 'pending'));
      expect((await desk.once(point)).ledger, `the fail-point ${point} was never reached`).toBeUndefined();
      const { ledger } = await desk.once();
      expect([ledger?.states.pending, sandbox.liveCallLogs()]).toEqual([1, []]);
    },
    60_000,
  );

  it.each(replacing)(
    'at %s of being logged anew: one record, with its recording',
    async (point) => {
      await using at = await loggedScene();
      const { desk, sandbox, ref } = at;
      await decide(desk, (actions) => actions.editCall(ref, { outcome: 'wrong_number' }));
      expect((await desk.once(point)).ledger, `the fail-point ${point} was never reached`).toBeUndefined();
      const { ledger } = await desk.once();
      expect(ledger?.states.synced).toBe(1);
      const bytes: unknown = expect.any(Number);
      expect(sandbox.liveCallLogs()).toMatchObject([{ outcome: 'wrong_number', recording: { bytes } }]);
    },
    60_000,
  );

  it.each(tasks)(
    'at %s: the follow-up is never there twice, and a person is asked',
    async (point) => {
      await using at = await loggedScene();
      const { desk, sandbox, ref } = at;
      const subject = 'Call about the quote';
      await decide(desk, (actions) => actions.addFollowUp(ref, { subject, dueDate: '2026-12-01', note: null }));
      expect((await desk.once(point)).ledger, `the fail-point ${point} was never reached`).toBeUndefined();
      await desk.once();
      const states = await decide(desk, (_actions, store) => store.followUps.of(1).map(({ state }) => state));
      const there = sandbox.ledger().activities.filter(({ fields }) => JSON.stringify(fields).includes(subject));
      expect([states, there.length]).toEqual([['uncertain'], point === 'task_answered' ? 1 : 0]);
    },
    60_000,
  );
});

const CLI = path.resolve(import.meta.dirname, '../../out/fail-points/main/cli.js');

describe.concurrent('a recording on its way to a host, when the process is killed', () => {
  it.each(['host_key_stored', 'host_upload_done', 'link_opened', 'upload_answered', 'attachment_stored'])(
    'at %s: one object, one link, one record',
    async (point) => {
      await using server = await startS3();
      await using crm = await startCloseSandbox({ limits: 'off' });
      crm.addContact({ name: 'Jane Doe', phones: ['+1 202 555 1000'] });
      using folder = temporaryFolder();
      mkdirSync(folder.file('monitor'));
      await writeWav(path.join(folder.file('monitor'), recordingName(call)), { seconds: call.talk });
      await appendFile(folder.file('Master.csv'), rowOf(call));
      const credentials = { env: { accessKeyId: 'HOST_ID', secretAccessKey: 'HOST_KEY' } };
      const settings = {
        dataDir: './data',
        agent: { name: 'Ann', extensions: ['100'], country: 'US' },
        sources: [
          {
            id: 'pbx',
            format: 'asterisk-csv',
            path: './Master.csv',
            timeZone: 'UTC',
            recordings: { folder: './monitor' },
          },
        ],
        accounts: [{ id: 'sales', crm: 'close', baseUrl: crm.baseUrl, credentials: { env: { apiKey: 'CLOSE_KEY' } } }],
        logging: { mode: 'auto', since: '2020-01-01T00:00:00Z' },
        recordingHost: {
          kind: 's3',
          endpoint: server.url,
          bucket: 'calls',
          publicBaseUrl: 'https://calls.example.com',
          credentials,
        },
      };
      writeFileSync(folder.file('settings.json'), JSON.stringify(settings));
      const env = { CLOSE_KEY: crm.apiKey, HOST_ID: S3_KEY.accessKeyId, HOST_KEY: S3_KEY.secretAccessKey };
      const args = ['run', '--config', folder.file('settings.json'), '--once', '--json', '--calls'];
      const once = (failPoint = '') =>
        startEngine({ cli: CLI, args, env: { ...env, AFTERCALL_FAIL_POINT: failPoint } }).ended;
      expect((await once(point)).ledger, `the fail-point ${point} was never reached`).toBeUndefined();
      const { ledger } = await once();
      expect(ledger?.calls).toMatchObject([{ state: 'synced', recording: { state: 'attached' } }]);
      const links = crm.liveCalls().map((logged) => logged.recording_url);
      expect(links).toEqual([expect.stringMatching(/^https:\/\/calls\.example\.com\/2026-11\/[0-9a-f]{32}-call-/)]);
      const object = await fetch((links[0] ?? '').replace('https://calls.example.com', `${server.url}/calls`));
      expect((await object.arrayBuffer()).byteLength).toBe(44 + call.talk * 16_000);
    },
    90_000,
  );
});
