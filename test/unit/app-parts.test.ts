import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { balanceRows, toCsv } from '../../main/app/balance-export.ts';
import { createFigures } from '../../main/app/figures.ts';
import { LastCall } from '../../main/app/last-call.ts';
import { deepLinkOf, linkAmong, mayOpen } from '../../main/app/links.ts';
import { answerRecording, callOfUrl, rangeOf } from '../../main/app/recording-scheme.ts';
import { merge, policyFile, SettingsStore, withValue } from '../../main/app/settings-store.ts';
import { createTopics } from '../../main/app/topics.ts';
import { createWrapUps } from '../../main/app/wrap-ups.ts';
import type { Topic } from '../../shared/contract.ts';
import { appError } from '../../shared/errors.ts';
import { fail, ok } from '../../shared/result.ts';
import { temporaryFolder } from '../fakes/calls.ts';
import { ledgerCall } from '../fakes/ledger.ts';

const ID = '0123456789AB';
const HOSTS = ['acme.pipedrive.com', '127.0.0.1'];

describe('links', () => {
  test.each([
    ['https://acme.pipedrive.com/activities', true],
    ['https://eu1.lightning.force.com/x', true],
    ['https://app.close.com/lead/1', true],
    ['http://127.0.0.1:4000/records/1', true],
    ['http://acme.pipedrive.com/', false],
    ['http://localhost:4000/', false],
    ['https://pipedrive.com.evil.example/', false],
    ['https://evilpipedrive.com/', false],
    ['https://acme.pipedrive.com@evil.example/', false],
    ['https://user:word@acme.pipedrive.com/', false],
    ['javascript:alert(1)', false],
    ['file:///etc/passwd', false],
    ['ms-settings:privacy', false],
    ['', false],
  ])('%s may be opened: %s', (url, may) => {
    expect(mayOpen(url, HOSTS)).toBe(may);
  });

  test.each([
    [`aftercall://call/${ID}`, { to: 'call', id: ID }],
    ['aftercall://view/held', { to: 'view', view: 'held' }],
    ['aftercall://log', { to: 'log_last' }],
    ['aftercall://call/../../etc', undefined],
    ['aftercall://call/0123456789ab', undefined],
    ['aftercall://run/rm', undefined],
    ['https://call/0123456789AB', undefined],
    ['%%%', undefined],
  ])('the deep link %s means %o', (url, link) => {
    expect(deepLinkOf(url)).toEqual(link);
  });

  test('the link of a second start is found among its arguments', () => {
    expect(linkAmong(['/usr/bin/aftercall', '--background', 'aftercall://log'])).toBe('aftercall://log');
    expect(linkAmong(['/usr/bin/aftercall'])).toBeUndefined();
  });
});

describe('recordings for the player', () => {
  const bytes = Buffer.from('0123456789');
  const file = {
    bytes: bytes.length,
    type: 'audio/wav',
    stream: (from: number, to: number) => Readable.from([bytes.subarray(from, to + 1)]),
  };
  const ask = (headers: Record<string, string>, url = `recording://call/${ID}`, method = 'GET') =>
    answerRecording({ url, method, headers: new Headers(headers) }, () => Promise.resolve(ok(file)));

  test.each([
    [null, 'whole'],
    ['bytes=0-3', { from: 0, to: 3 }],
    ['bytes=4-', { from: 4, to: 9 }],
    ['bytes=-3', { from: 7, to: 9 }],
    ['bytes=-30', { from: 0, to: 9 }],
    ['bytes=8-30', { from: 8, to: 9 }],
    ['bytes=10-', 'unsatisfiable'],
    ['bytes=5-2', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=0-1,3-4', 'whole'],
    ['items=0-1', 'whole'],
    ['bytes=-', 'whole'],
  ])('the range %s of ten bytes is %o', (header, range) => {
    expect(rangeOf(header, 10)).toEqual(range);
  });

  test('a part is answered as a part, the rest whole, and nothing is kept by the page', async () => {
    const part = await ask({ range: 'bytes=2-4' });
    expect([part.status, await part.text(), part.headers.get('content-range')]).toEqual([206, '234', 'bytes 2-4/10']);
    const whole = await ask({});
    expect([whole.status, await whole.text(), whole.headers.get('cache-control')]).toEqual([
      200,
      '0123456789',
      'no-store',
    ]);
    expect((await ask({ range: 'bytes=99-' })).status).toBe(416);
  });

  test('only calls have recordings, and only reading is possible', async () => {
    expect(callOfUrl('recording://call/../../etc/passwd')).toBeUndefined();
    expect(callOfUrl(`recording://other/${ID}`)).toBeUndefined();
    expect((await ask({}, 'recording://call/x')).status).toBe(404);
    expect((await ask({}, undefined, 'POST')).status).toBe(405);
    const gone = await answerRecording({ url: `recording://call/${ID}`, method: 'GET', headers: new Headers() }, () =>
      Promise.resolve(fail(appError('local', 'recording_gone', 'gone'))),
    );
    expect(gone.status).toBe(404);
  });
});

describe('the last call', () => {
  test('a press right after it changed was meant for the one before', () => {
    let now = 0;
    const last = new LastCall(() => now);
    expect(last.press()).toEqual({ kind: 'none' });
    last.is('A');
    expect(last.press()).toEqual({ kind: 'log', id: 'A' });
    now = 10_000;
    last.is('B');
    now += 399;
    expect(last.press()).toEqual({ kind: 'changed' });
    last.is('B');
    now += 1;
    expect(last.press()).toEqual({ kind: 'log', id: 'B' });
  });
});

describe('wrap-ups', () => {
  const call = (state: 'pending' | 'excluded' | 'settling', endedAt: string) =>
    ({ event: 'call', at: endedAt, call: ledgerCall({ id: ID, state, endedAt }) }) as const;

  test('each fresh call is offered once, an old or excluded one never', () => {
    const offered: string[] = [];
    const now = Date.parse('2026-11-21T10:00:00Z');
    const heard = createWrapUps({ now: () => now, endOf: () => null, offer: (id) => offered.push(id) });
    heard(call('excluded', '2026-11-21T09:59:58Z'));
    heard(call('pending', '2026-11-21T09:40:00Z'));
    expect(offered).toEqual([]);
    heard(call('pending', '2026-11-21T09:59:58Z'));
    heard(call('pending', '2026-11-21T09:59:58Z'));
    expect(offered).toEqual([ID]);
  });

  test('a call that settles is offered when it has', () => {
    const offered: string[] = [];
    const now = Date.parse('2026-11-21T10:00:00Z');
    const heard = createWrapUps({ now: () => now, endOf: () => now - 1_000, offer: (id) => offered.push(id) });
    heard(call('settling', '2026-11-21T09:59:58Z'));
    expect(offered).toEqual([]);
    heard({ event: 'state', at: '', id: ID, from: 'settling', to: 'pending', reason: null, crmId: null });
    expect(offered).toEqual([ID]);
  });
});

describe('topics', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('what happens at once is told in one go, and very much without names', async () => {
    const told: Topic[] = [];
    const topics = createTopics((topic) => told.push(topic));
    const event = (id: string) =>
      ({ event: 'state', at: '', id, from: 'queued', to: 'sending', reason: null, crmId: null }) as const;
    topics.heard(event('A'));
    topics.heard(event('B'));
    topics.heard(event('A'));
    topics.heard({ event: 'health', at: '', verdict: 'fine', reasons: [] });
    await vi.advanceTimersByTimeAsync(100);
    expect(told).toEqual([{ topic: 'calls', ids: ['A', 'B'] }, { topic: 'health' }]);
    told.length = 0;
    for (let each = 0; each < 500; each++) topics.heard(event(String(each)));
    await vi.advanceTimersByTimeAsync(100);
    expect(told).toEqual([{ topic: 'calls', ids: null }]);
  });
});

describe('figures', () => {
  test('from click to CRM and from whole to attached', () => {
    let now = 1_000_000;
    const figures = createFigures(() => now);
    figures.clicked(ID);
    now += 400;
    figures.heard({ event: 'state', at: '', id: ID, from: 'sending', to: 'logged', reason: null, crmId: '1' });
    figures.heard({ event: 'recording', at: '', id: ID, state: 'whole', seconds: 3 });
    now += 900;
    figures.heard({ event: 'recording', at: '', id: ID, state: 'attached', seconds: 3 });
    const of = (name: string) => figures.read().find((figure) => figure.name === name);
    expect([of('click_to_crm')?.p50, of('attached')?.p50, of('noticed')?.p50]).toEqual([400, 900, null]);
    figures.heard({ event: 'state', at: '', id: ID, from: 'sending', to: 'logged', reason: null, crmId: '1' });
    expect(of('click_to_crm')?.recent).toEqual([400]);
  });
});

describe('the export of the balance', () => {
  test('a caller id that is a formula stays a text', () => {
    const call = ledgerCall({ remoteName: '=HYPERLINK("https://evil.example";"Click")', remoteNumber: '+15550102' });
    const text = [...toCsv(balanceRows([call]))].join('');
    expect(text).toContain(`"'=HYPERLINK(""https://evil.example"";""Click"")"`);
    expect(text).toContain(`,'+15550102,`);
    expect(text.startsWith('\ufeffid,startedAt,')).toBe(true);
    expect(text.trimEnd().split('\r\n')).toHaveLength(2);
  });

  test.each(['=1', '+1', '-1', '@x', '\tx', '\rx', '＝1'])('%j is neutralised', (name) => {
    expect([...toCsv([[name]])].join('')).toMatch(/^\ufeff"?'/);
  });
});

describe('the settings of this user', () => {
  test('a change is written whole or not at all, and the last good value stays', async () => {
    using folder = temporaryFolder();
    const store = new SettingsStore(folder.file('settings.json'), folder.file('policy.json'));
    expect(await store.read()).toMatchObject({ ok: true, value: { written: null } });
    const first = { agent: { extensions: ['100'], country: 'US' } };
    expect((await store.change(() => first)).ok).toBe(true);
    const refused = await store.change((json) => withValue(json, 'logging.minimumSeconds', 6_000));
    expect(refused).toMatchObject({ ok: false, error: { code: 'bad_setting', field: 'logging.minimumSeconds' } });
    expect(JSON.parse(readFileSync(store.file, 'utf8'))).toEqual(first);
    await Promise.all([
      store.change((json) => withValue(json, 'logging.minimumSeconds', 5)),
      store.change((json) => withValue(json, 'desktop.theme', 'dark')),
    ]);
    expect(JSON.parse(readFileSync(store.file, 'utf8'))).toEqual({
      ...first,
      logging: { minimumSeconds: 5 },
      desktop: { theme: 'dark' },
    });
  });

  test('what the administrator set wins and is named', async () => {
    using folder = temporaryFolder();
    const policy = folder.file('policy.json');
    const { writeFileSync } = await import('node:fs');
    writeFileSync(policy, JSON.stringify({ logging: { severalMatches: 'hold', unknownNumbers: 'hold' } }));
    const store = new SettingsStore(folder.file('settings.json'), policy);
    const own = { agent: { extensions: ['100'], country: 'US' }, logging: { severalMatches: 'newest' } };
    const stored = await store.change(() => own);
    if (!stored.ok || !stored.value.checked.ok) throw new Error('refused');
    expect(stored.value.checked.value.logging.severalMatches).toBe('hold');
    expect(stored.value.locked).toEqual(['logging.severalMatches', 'logging.unknownNumbers']);
  });

  test('a file that is no JSON is told and left as it is', async () => {
    using folder = temporaryFolder();
    const { writeFileSync } = await import('node:fs');
    writeFileSync(folder.file('settings.json'), '{ "agent": ');
    const store = new SettingsStore(folder.file('settings.json'), folder.file('policy.json'));
    expect(await store.read()).toMatchObject({ ok: false, error: { code: 'bad_settings' } });
    expect(await store.change(() => ({}))).toMatchObject({ ok: false, error: { code: 'bad_settings' } });
    expect(readFileSync(store.file, 'utf8')).toBe('{ "agent": ');
  });

  test('a default is the absence of a value', () => {
    const json = { logging: { mode: 'auto', minimumSeconds: 3 } };
    expect(withValue(json, 'logging.mode', undefined)).toEqual({ logging: { minimumSeconds: 3 } });
    expect(withValue({ logging: { mode: 'auto' } }, 'logging.mode', undefined)).toEqual({});
    expect(merge({ a: { b: 1, c: [1] } }, { a: { c: [2] } })).toEqual({ a: { b: 1, c: [2] } });
  });

  test.each([
    ['win32', { ProgramData: 'D:\\Data' }, 'D:\\Data\\Aftercall\\policy.json'],
    ['win32', {}, 'C:\\ProgramData\\Aftercall\\policy.json'],
    ['darwin', {}, '/Library/Application Support/Aftercall/policy.json'],
    ['linux', {}, path.posix.join('/etc', 'aftercall', 'policy.json')],
  ] as const)('%s looks for the policy in its own place', (platform, env, file) => {
    expect(policyFile(platform, env)).toBe(file);
  });
});
