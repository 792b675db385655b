import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { ask, callLog, logCall, recordingForm } from '../sandbox/pipedrive/ask.ts';
import { startPipedriveSandbox } from '../sandbox/pipedrive/index.ts';

const sandbox = await startPipedriveSandbox({ limits: { burst: 1_000, search: 1_000 } });
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

const log = () => ask(sandbox, 'POST /v1/callLogs', callLog());
const failed = (promise: Promise<unknown>) =>
  promise.then(
    () => 'answered',
    () => 'failed',
  );
const kept = () => sandbox.liveCallLogs().length;

describe('a fault on the way', () => {
  test.each([
    ['drop_before', 0],
    ['drop_after', 1],
    ['drop_half_answer', 1],
    ['cut_upload', 0],
  ] as const)('%s: the client gets no answer, %i log is kept', async (kind, count) => {
    sandbox.faults.add({ match: /^POST \/callLogs$/, kind });
    expect([await failed(log()), kept()]).toEqual(['failed', count]);
    expect(sandbox.requests).toMatchObject([{ status: 0, fault: kind }]);
    expect([(await log()).status, kept()]).toEqual([200, count + 1]);
  });

  test('half of an upload leaves no recording', async () => {
    const id = await logCall(sandbox);
    sandbox.faults.add({ match: /recordings$/, kind: 'cut_upload' });
    const upload = () => ask(sandbox, `POST /v1/callLogs/${id}/recordings`, recordingForm(new Uint8Array(3_000_000)));
    expect([await failed(upload()), sandbox.state.callLogs.get(id)?.recording]).toEqual(['failed', null]);
    expect((await upload()).status).toBe(200);
    expect(sandbox.state.callLogs.get(id)?.recording).toMatchObject({ bytes: 3_000_000 });
  });

  test('an upload whose answer is lost is kept, and the next one meets 409', async () => {
    const id = await logCall(sandbox);
    sandbox.faults.add({ match: /recordings$/, kind: 'drop_after' });
    const upload = () => ask(sandbox, `POST /v1/callLogs/${id}/recordings`, recordingForm('RIFF'));
    expect([await failed(upload()), (await upload()).status]).toEqual(['failed', 409]);
  });

  test('slow answers and slow bodies come in the end', async () => {
    sandbox.faults.add({ match: /callLogs/, kind: 'slow', delayMs: 60 });
    sandbox.faults.add({ match: /callLogs/, kind: 'slow_body', delayMs: 60 });
    for (let n = 0; n < 2; n += 1) {
      const before = performance.now();
      expect((await log()).status).toBe(200);
      expect(performance.now() - before).toBeGreaterThan(55);
    }
    expect(kept()).toBe(2);
  });

  test('a hanging request never ends by itself and does nothing', async () => {
    sandbox.faults.add({ match: /callLogs/, kind: 'hang' });
    const signal = AbortSignal.timeout(80);
    const hanging = fetch(`${sandbox.origin}/v1/callLogs`, {
      method: 'POST',
      headers: { 'x-api-token': sandbox.token, 'content-type': 'application/json' },
      body: JSON.stringify(callLog()),
      signal,
    });
    expect([await failed(hanging), kept()]).toEqual(['failed', 0]);
  });
});

describe('a wrong answer', () => {
  test.each([400, 401, 402, 403, 404, 409, 410, 415, 422, 429, 500, 502, 503])(
    '%i comes with a body of the vendor, and nothing is done',
    async (status) => {
      sandbox.faults.add({ match: /^POST \/callLogs$/, kind: 'status', status });
      const reply = await log();
      expect([reply.status, (reply.body as { success: boolean }).success, kept()]).toEqual([status, false, 0]);
    },
  );

  test('429 says when to come back, unless it is bare', async () => {
    sandbox.faults.add({ match: /./, kind: 'status', status: 429, headers: { 'retry-after': '3' } });
    sandbox.faults.add({ match: /./, kind: 'status', status: 429, bare: true });
    const [told, bare] = [await log(), await log()];
    const rates = ({ headers }: { headers: Headers }) =>
      ['x-ratelimit-remaining', 'x-ratelimit-reset', 'retry-after'].map((name) => headers.get(name));
    expect([rates(told), rates(bare)]).toEqual([
      ['0', '2', '3'],
      [null, null, null],
    ]);
  });

  test('the HTML page and a guest network are no JSON', async () => {
    sandbox.faults.add({ match: /./, kind: 'html' });
    sandbox.faults.add({ match: /./, kind: 'garbage' });
    const replies = [await log(), await log()];
    expect(replies.map(({ status, body }) => [status, typeof body])).toEqual([
      [403, 'string'],
      [200, 'string'],
    ]);
    expect(kept()).toBe(0);
  });

  test('can hide work that was done', async () => {
    sandbox.faults.add({ match: /./, kind: 'status', status: 502, effective: true });
    sandbox.faults.add({ match: /./, kind: 'garbage', effective: true });
    expect([(await log()).status, (await log()).status, kept()]).toEqual([502, 200, 2]);
  });
});

test('a fault waits for its turn, is played so often, and is forgotten when cleared', async () => {
  sandbox.faults.add({ match: /^POST \/callLogs$/g, kind: 'status', status: 500, after: 1, times: 2 });
  const statuses: number[] = [];
  for (let n = 0; n < 5; n += 1) statuses.push((await log()).status);
  sandbox.faults.add({ match: /./, kind: 'status' });
  sandbox.faults.clear();
  statuses.push((await log()).status);
  expect(statuses).toEqual([200, 500, 500, 200, 200, 200]);
});

test('the answer delay holds back the answer, not the work', async () => {
  sandbox.setAnswerDelay(400);
  const sent = Date.now();
  await log();
  sandbox.setAnswerDelay(0);
  expect(Date.now() - sent).toBeGreaterThanOrEqual(395);
  expect((sandbox.liveCallLogs()[0]?.createdAt ?? 0) - sent).toBeLessThan(300);
});

test('the ledger is plain data, free of charge and not a request', async () => {
  const id = await logCall(sandbox);
  const ledger = (await (await fetch(`${sandbox.origin}/__sandbox/ledger`)).json()) as unknown;
  expect(ledger).toEqual(JSON.parse(JSON.stringify(sandbox.ledger())));
  expect(ledger).toMatchObject({ callLogs: [{ id }], requests: { count: 1, tokens: 10, byStatus: { 200: 1 } } });
});

test('every request stands in the access log, without the credential', async () => {
  const accessLogFile = path.join(tmpdir(), `sandbox-access-${process.pid}.log`);
  const logged = await startPipedriveSandbox({ accessLogFile, token: 'very-secret' });
  await ask(logged, 'GET /v1/users/me');
  await ask(logged, 'GET /api/v2/persons/search?term=555&api_token=very-secret');
  await logged.stop();
  const text = await readFile(accessLogFile, 'utf8');
  await rm(accessLogFile);
  expect(text).not.toContain('very-secret');
  expect(
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toMatchObject([
    { method: 'GET', api: 'v1', path: '/users/me', query: '', status: 200, tokens: 2, credential: 'masked' },
    { api: 'v2', path: '/persons/search', query: 'term=555&api_token=masked', status: 401, tokens: 0 },
  ]);
});
