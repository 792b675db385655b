import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { answerCall, type CallNote } from '../../main/app/answer-call.ts';
import { appFile, askerOf, CONTENT_SECURITY_POLICY, pageOf } from '../../main/app/scheme.ts';
import { coalesce, endAll } from '../../main/app/shutdown.ts';
import { CALL_NAMES } from '../../shared/channels.ts';
import { contract, type Asker, type Handlers } from '../../shared/contract.ts';
import { appError } from '../../shared/errors.ts';
import { fail, ok } from '../../shared/result.ts';

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
  [{ url: pageOf('calls'), parent: null }, { window: 'calls' }],
  [{ url: pageOf('wrap-up', 'id=0123456789AB'), parent: null }, { window: 'wrap-up' }],
  [{ url: pageOf('setup'), parent: null }, { window: 'setup' }],
  [{ url: 'app://aftercall/index.html?window=other', parent: null }, null],
  [{ url: 'app://aftercall/index.html', parent: null }, null],
  [{ url: pageOf('calls'), parent: {} }, null],
  [{ url: 'app://aftercall.evil/index.html?window=calls', parent: null }, null],
  [{ url: 'https://aftercall/?window=calls', parent: null }, null],
  [null, null],
])('the frame %o asks as %o', (frame, asker) => {
  expect(askerOf(frame)).toEqual(asker);
});

/** Handlers of which only two are asked here. */
const handlers = {
  pause: () => Promise.resolve(ok(null)),
  window: () => Promise.reject(new Error('disk on fire')),
} as unknown as Handlers;

async function ask(name: keyof Handlers, input: unknown, from: Asker | null = { window: 'calls' }) {
  const notes: [CallNote['call'], string | null, string | undefined][] = [];
  const answer = await answerCall(handlers, { name, input, from }, ({ call, error }, thrown) => {
    notes.push([call, error, thrown]);
  });
  return { answer, notes };
}

test('a call of our own page is parsed, run and noted', async () => {
  expect(await ask('pause', { paused: true })).toEqual({ answer: ok(null), notes: [['pause', null, undefined]] });
});

test('a call of a page that is not ours is refused before it is parsed', async () => {
  const { answer, notes } = await ask('pause', { paused: true }, null);
  expect([answer.ok, notes]).toEqual([false, [['pause', 'foreign_frame', undefined]]]);
});

test.each([undefined, null, [], {}, { paused: 'yes' }, { paused: true, more: 1 }])(
  'the input %o is refused',
  async (input) => {
    const { notes } = await ask('pause', input);
    expect(notes).toEqual([['pause', 'bad_input', undefined]]);
  },
);

test('a handler that throws answers as a bug, and only the log hears the words', async () => {
  const { answer, notes } = await ask('window', { act: 'close' });
  expect(answer).toEqual(fail(appError('bug', 'unexpected', 'Something went wrong in Aftercall itself.')));
  expect(notes).toEqual([['window', 'unexpected', 'disk on fire']]);
});

test('every call has one name on both sides and a closed input', () => {
  expect(Object.keys(contract).sort()).toEqual([...CALL_NAMES].sort());
  for (const name of CALL_NAMES) {
    const { input } = contract[name];
    const [problem] =
      input.safeParse({ unknown: true }).error?.issues.filter(({ code }) => code === 'unrecognized_keys') ?? [];
    expect(problem, name).toBeDefined();
  }
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
