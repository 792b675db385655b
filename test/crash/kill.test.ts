import { describe, expect, it } from 'vitest';
import { startPipedriveSandbox, type PipedriveSandbox } from '../sandbox/pipedrive/index.ts';
import { deskCalls, expectedInCrm, foundInCrm, openDesk, type Desk } from './desk.ts';

const calls = deskCalls(7);

interface Scene extends AsyncDisposable {
  readonly sandbox: PipedriveSandbox;
  readonly desk: Desk;
}

/** A desk with its calls written, and a CRM, for one test alone: they mostly wait, so several run at a time. */
async function scene(): Promise<Scene> {
  const sandbox = await startPipedriveSandbox({ limits: 'off' });
  sandbox.addPerson({ name: 'Jane Doe', phones: ['+1 202 555 1000'] });
  const desk = openDesk(sandbox);
  for (const call of calls) await desk.write(call);
  return {
    sandbox,
    desk,
    async [Symbol.asyncDispose]() {
      desk[Symbol.dispose]();
      await sandbox.stop();
    },
  };
}

/** The ledger of the last run equals the input, and so does the CRM: nothing lost, nothing twice. */
async function expectAllThere({ sandbox, desk }: Scene): Promise<void> {
  const last = await desk.once();
  expect(foundInCrm(sandbox)).toEqual(expectedInCrm(calls));
  expect(last.ledger).toMatchObject({ found: calls.length, states: { synced: 6, excluded: 1 }, rejectedRecords: 0 });
  expect([last.code, sandbox.violations]).toEqual([0, []]);
}

const POINTS = [
  'bytes_read',
  'record_parsed',
  'record_parsed:5',
  'call_inserted',
  'call_inserted:4',
  'cursor_committed',
  'match_sent',
  'match_stored',
  'decision_stored',
  'job_committed',
  'job_committed:3',
  'request_opened',
  'answer_read',
  'answer_read:4',
  'crm_id_stored',
  'recording_found',
  'hash_done',
  'upload_opened',
  'upload_half',
  'upload_answered',
  'attachment_stored',
  'marked_synced',
  'marked_synced:2',
];

describe.concurrent('a run that is killed', () => {
  it.each(POINTS)(
    'at %s leaves nothing lost and nothing twice',
    async (point) => {
      await using at = await scene();
      const { desk } = at;
      const killed = await desk.once(point);
      expect(killed.ledger, `the fail-point ${point} was never reached`).toBeUndefined();
      await expectAllThere(at);
    },
    60_000,
  );

  it('while the CRM works on a request it has not saved yet', async () => {
    await using at = await scene();
    const { desk, sandbox } = at;
    sandbox.faults.add({ match: /^POST \/callLogs$/, kind: 'hang' });
    const run = desk.run(['run', '--config', desk.settingsFile, '--once', '--json']);
    await expect
      .poll(() => sandbox.requests.some((request) => isPost(request, '/callLogs')), { timeout: 20_000 })
      .toBe(true);
    run.stop('SIGKILL');
    await run.ended;
    await expectAllThere(at);
  }, 60_000);

  it('after the CRM saved and before it answers', async () => {
    await using at = await scene();
    const { desk, sandbox } = at;
    sandbox.faults.add({ match: /^POST \/callLogs$/, kind: 'slow', delayMs: 5_000 });
    const run = desk.run(['run', '--config', desk.settingsFile, '--once', '--json']);
    await expect.poll(() => sandbox.liveCallLogs().length, { timeout: 20_000 }).toBeGreaterThan(0);
    run.stop('SIGKILL');
    await run.ended;
    await expectAllThere(at);
  }, 60_000);

  it('after the CRM took the whole upload and before it answers', async () => {
    await using at = await scene();
    const { desk, sandbox } = at;
    sandbox.faults.add({ match: /recordings$/, kind: 'slow', delayMs: 5_000 });
    const run = desk.run(['run', '--config', desk.settingsFile, '--once', '--json']);
    await expect
      .poll(() => sandbox.liveCallLogs().some((log) => log.recording !== null), { timeout: 20_000 })
      .toBe(true);
    run.stop('SIGKILL');
    await run.ended;
    await expectAllThere(at);
  }, 60_000);

  it('again and again at moments of chance', async () => {
    await using at = await scene();
    const { desk } = at;
    for (let kill = 0; kill < 12; kill++) {
      const run = desk.run(['run', '--config', desk.settingsFile, '--once', '--json']);
      await new Promise((resolve) => setTimeout(resolve, 150 + Math.random() * 700));
      run.stop('SIGKILL');
      await run.ended;
    }
    await expectAllThere(at);
  }, 90_000);
});

const isPost = (request: { method: string; path: string }, ending: string): boolean =>
  request.method === 'POST' && request.path.endsWith(ending);
