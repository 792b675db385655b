import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { answerCall, CALL_NAMES, type CallNote } from '../../main/app/answer-call.ts';
import { createHandlers } from '../../main/app/handlers.ts';
import { appFile, CONTENT_SECURITY_POLICY, isOwnFrame } from '../../main/app/scheme.ts';
import { coalesce, endAll } from '../../main/app/shutdown.ts';
import { CALLS } from '../../shared/channels.ts';
import { contract, type Handlers } from '../../shared/contract.ts';
import { appError } from '../../shared/errors.ts';
import type { LedgerCall } from '../../shared/ledger.ts';
import { fail, ok } from '../../shared/result.ts';
import { ledgerOf, ledgerCall } from '../fakes/ledger.ts';

const ROOT = path.resolve('/app/renderer');

test.each([
  ['app://aftercall/index.html', 'index.html', 'text/html; charset=utf-8'],
  ['app://aftercall/assets/index-AbC_1-.js', 'assets/index-AbC_1-.js', 'text/javascript; charset=utf-8'],
  ['app://aftercall/assets/inter.woff2?x=1#y', 'assets/inter.woff2', 'font/woff2'],
])('%s is our file %s, served with the policy', (url, file, type) => {
  const found = appFile(url, ROOT);
  expect(found?.file).toBe(path.join(ROOT, file));
  expect(found?.headers).toMatchObject({
    'content-type': type,
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'x-content-type-options': 'nosniff',
  });
});

test.each([
  ['app://aftercall/../main/index.js', 'main/index.js'],
  ['app://aftercall/%2e%2e/%2e%2e/main/index.js', 'main/index.js'],
  ['app://aftercall/a\\..\\..\\main\\index.js', undefined],
  ['app://aftercall/..%2fmain/index.js', undefined],
  ['app://aftercall/.hidden.js', undefined],
  ['app://aftercall/a//b.js', undefined],
  ['app://aftercall/C:/x.js', undefined],
  ['app://aftercall/', undefined],
  ['app://aftercall/settings.json', undefined],
  ['app://other/index.html', undefined],
  ['file:///etc/passwd.html', undefined],
  ['https://aftercall/index.html', undefined],
  ['index.html', undefined],
])('%s never leaves our pages: %s', (url, file) => {
  expect(appFile(url, ROOT)?.file).toBe(file === undefined ? undefined : path.join(ROOT, file));
});

test('the policy allows nothing inline, evaluated, foreign or framed', () => {
  expect(CONTENT_SECURITY_POLICY).toMatch(/^default-src 'none';/);
  expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe|https?:|data:|\*/);
});

test.each([
  [{ url: 'app://aftercall/index.html', parent: null }, true],
  [{ url: 'app://aftercall/index.html', parent: {} }, false],
  [{ url: 'app://aftercall.evil/index.html', parent: null }, false],
  [{ url: 'https://aftercall/', parent: null }, false],
  [null, false],
])('the frame %o is ours: %s', (frame, ours) => {
  expect(isOwnFrame(frame)).toBe(ours);
});

const overview = { ledger: ledgerOf(), health: { verdict: 'fine', reasons: [] } } as const;
const handlers: Handlers = {
  overview: () => Promise.resolve(ok(overview)),
  newestCalls: () => Promise.reject(new Error('disk on fire')),
};

async function ask(name: keyof Handlers, input: unknown, ours = true) {
  const notes: [CallNote['call'], string | null, string | undefined][] = [];
  const answer = await answerCall(handlers, { name, input, ours }, ({ call, error }, thrown) => {
    notes.push([call, error, thrown]);
  });
  return { answer, notes };
}

test('a call of our own page is parsed, run and noted', async () => {
  expect(await ask('overview', {})).toEqual({ answer: ok(overview), notes: [['overview', null, undefined]] });
});

test('a call of a page that is not ours is refused before it is parsed', async () => {
  const { answer, notes } = await ask('overview', {}, false);
  expect([answer.ok, notes]).toEqual([false, [['overview', 'foreign_frame', undefined]]]);
});

test.each([undefined, null, [], { limit: 0 }, { limit: 201 }, { limit: '5' }, { limit: 5, more: 1 }])(
  'the input %o is refused',
  async (input) => {
    const { notes } = await ask('newestCalls', input);
    expect(notes).toEqual([['newestCalls', 'bad_input', undefined]]);
  },
);

test('a handler that throws answers as a bug, and only the log hears the words', async () => {
  const { answer, notes } = await ask('newestCalls', { limit: 5 });
  expect(answer).toEqual(fail(appError('bug', 'unexpected', 'Something went wrong in Aftercall itself.')));
  expect(notes).toEqual([['newestCalls', 'unexpected', 'disk on fire']]);
});

test('every call has one name on both sides and a closed input', () => {
  expect(Object.keys(contract).sort()).toEqual([...CALL_NAMES].sort());
  expect(Object.entries(CALLS).every(([key, channel]) => key === channel)).toBe(true);
  for (const name of CALL_NAMES) {
    expect(contract[name].input.safeParse({ limit: 5, unknown: true }).success).toBe(false);
  }
});

test('the newest calls come first and no more than asked for', async () => {
  const calls: readonly LedgerCall[] = ['a', 'b', 'c'].map((id) => ledgerCall({ id }));
  const health = { verdict: 'working', reasons: [] } as const;
  const { overview, newestCalls } = createHandlers(() => ({
    engine: {
      ledger: (options) => Promise.resolve({ event: 'ledger', ...ledgerOf(), ...(options.calls ? { calls } : {}) }),
      health: () => health,
    },
  }));
  expect(await newestCalls({ limit: 2 })).toEqual(ok([calls[2], calls[1]]));
  expect(await overview({})).toEqual(ok({ ledger: ledgerOf(), health }));
});

test('while nothing is watched, every answer says why', async () => {
  const problem = appError('local', 'no_settings', 'There is no settings file yet');
  const { overview, newestCalls } = createHandlers(() => ({ problem }));
  expect([await overview({}), await newestCalls({ limit: 1 })]).toEqual([fail(problem), fail(problem)]);
});

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('the end waits for everything at the same time, names what failed, and not for ever', async () => {
  const never = new Promise<void>(() => undefined);
  const ending = endAll(
    [
      { name: 'engine', end: () => never },
      { name: 'tray', end: () => Promise.reject(new Error('gone')) },
      { name: 'log', end: () => Promise.resolve() },
    ],
    2_000,
  );
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await ending).toEqual(['tray: gone', 'engine: not ended in time']);
  expect(vi.getTimerCount()).toBe(0);
  expect(await endAll([{ name: 'log', end: () => Promise.resolve() }], 2_000)).toEqual([]);
});

test('many changes at once tell the window once, and later ones again', async () => {
  const told = vi.fn();
  const changed = coalesce(100, told);
  for (let each = 0; each < 50; each++) changed();
  await vi.advanceTimersByTimeAsync(100);
  expect(told).toHaveBeenCalledTimes(1);
  changed();
  await vi.advanceTimersByTimeAsync(100);
  expect(told).toHaveBeenCalledTimes(2);
});
