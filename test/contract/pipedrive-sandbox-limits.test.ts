import { afterAll, beforeEach, expect, test } from 'vitest';
import { ask, callLog, logCall } from '../sandbox/pipedrive/ask.ts';
import { startPipedriveSandbox } from '../sandbox/pipedrive/index.ts';

const clock = { now: Date.parse('2026-11-20T23:59:00Z') };
const sandbox = await startPipedriveSandbox({ now: () => clock.now, limits: { dailyTokens: 500 } });
beforeEach(() => {
  sandbox.reset();
  clock.now = Date.parse('2026-11-20T23:59:00Z');
});
afterAll(() => sandbox.stop());

const me = async () => (await ask(sandbox, 'GET /v1/users/me')).status;
const many = async (count: number, run: () => Promise<number>) => {
  const statuses: number[] = [];
  for (let n = 0; n < count; n += 1) statuses.push(await run());
  return statuses;
};
const rateHeaders = (headers: Headers) =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith('x-ratelimit') || name.startsWith('x-daily')));

test('every answer says what is left', async () => {
  const { headers } = await ask(sandbox, 'GET /v1/users/me');
  expect(rateHeaders(headers)).toEqual({
    'x-ratelimit-limit': '20',
    'x-ratelimit-remaining': '19',
    'x-ratelimit-reset': '2',
    'x-daily-ratelimit-token-limit': '500',
    'x-daily-ratelimit-token-remaining': '498',
  });
});

test('an answer to a POST also says how many writes the day has left', async () => {
  const { headers } = await ask(sandbox, 'POST /v1/callLogs', callLog());
  expect(headers.get('x-daily-requests-left')).toBe('9999');
});

test('the twenty-first request in 2 seconds is refused, and passes when the window has moved on', async () => {
  expect(await many(21, me)).toEqual([...Array.from({ length: 20 }, () => 200), 429]);
  const { status, headers, body } = await ask(sandbox, 'GET /v1/users/me');
  expect([status, headers.get('x-ratelimit-remaining'), body]).toEqual([
    429,
    '0',
    { success: false, error: 'request over limit', errorCode: 429 },
  ]);
  clock.now += 2_000;
  expect(await me()).toBe(200);
  expect(sandbox.violations).toEqual([
    'GET /users/me: 429: over the limit (burst)',
    'GET /users/me: 429: over the limit (burst)',
  ]);
});

test('searches have a smaller window of their own', async () => {
  const search = async () => (await ask(sandbox, 'GET /api/v2/persons/search?term=555')).status;
  expect(await many(11, search)).toEqual([...Array.from({ length: 10 }, () => 200), 429]);
  expect(await me()).toBe(200);
  expect(sandbox.violations).toEqual(['GET /persons/search: 429: over the limit (search)']);
});

test('tokens are counted as the vendor prices them', async () => {
  const id = await logCall(sandbox);
  await ask(sandbox, `GET /v1/callLogs/${id}`);
  await ask(sandbox, 'GET /v1/callLogs');
  await ask(sandbox, 'GET /api/v2/persons/search?term=555');
  await ask(sandbox, 'GET /api/v2/deals');
  await ask(sandbox, `DELETE /v1/callLogs/${id}`);
  expect(sandbox.requests.map(({ method, path, tokens }) => [method, path.replace(id, '{id}'), tokens])).toEqual([
    ['POST', '/callLogs', 10],
    ['GET', '/callLogs/{id}', 2],
    ['GET', '/callLogs', 20],
    ['GET', '/persons/search', 20],
    ['GET', '/deals', 10],
    ['DELETE', '/callLogs/{id}', 6],
  ]);
});

test('an empty pot refuses everything until midnight UTC', async () => {
  const list = async () => {
    clock.now += 200;
    return (await ask(sandbox, 'GET /v1/callLogs')).status;
  };
  expect(await many(26, list)).toEqual([...Array.from({ length: 25 }, () => 200), 429]);
  clock.now += 5_000;
  const { status, headers } = await ask(sandbox, 'GET /v1/users/me');
  expect([status, headers.get('x-daily-ratelimit-token-remaining')]).toEqual([429, '0']);
  clock.now = Date.parse('2026-11-21T00:00:00Z');
  expect(await me()).toBe(200);
});

test('whoever goes on after several refusals meets the HTML page, for a while', async () => {
  const statuses = await many(27, me);
  expect(statuses.slice(20)).toEqual([429, 429, 429, 429, 429, 403, 403]);
  const { status, headers, body } = await ask(sandbox, 'GET /v1/users/me');
  expect([status, headers.get('content-type'), String(body).slice(0, 15), rateHeaders(headers)]).toEqual([
    403,
    'text/html; charset=UTF-8',
    '<!DOCTYPE html>',
    {},
  ]);
  clock.now += 10_000;
  expect(await me()).toBe(200);
});

test('a bad token costs nothing and is not counted', async () => {
  const bad = async () => (await fetch(`${sandbox.origin}/v1/users/me`, { headers: { 'x-api-token': 'bad' } })).status;
  expect(new Set(await many(30, bad))).toEqual(new Set([401]));
  expect(await me()).toBe(200);
  expect(sandbox.ledger().requests).toEqual({ count: 31, tokens: 2, byStatus: { 200: 1, 401: 30 } });
});
