import { randomBytes, createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CrmAdapter, FileRecording } from '../../main/engine/crm/port.ts';
import { createPipedriveAdapter, type PipedriveAccount } from '../../main/engine/crm/pipedrive/index.ts';
import type { OpenFile } from '../../main/engine/ports.ts';
import { createFiles } from '../../main/node/files.ts';
import { createHttp } from '../../main/node/http.ts';
import { temporaryFolder, type TemporaryFolder } from '../fakes/calls.ts';
import { comparePhones, JANE, loggable } from '../fakes/loggable.ts';
import { systemClock } from '../fakes/pipedrive.ts';
import {
  startPipedriveSandbox,
  type PipedriveSandbox,
  type PipedriveSandboxOptions,
} from '../sandbox/pipedrive/index.ts';

let sandbox: PipedriveSandbox;
let http: ReturnType<typeof createHttp>;
let folder: TemporaryFolder;
let adapter: CrmAdapter;
let opened: OpenFile[];

function connect(change: Partial<PipedriveAccount> = {}): CrmAdapter {
  return createPipedriveAdapter(
    { http, clock: systemClock, random: { fraction: () => 0 }, log: { write: () => undefined } },
    { id: 'sales', baseUrl: sandbox.origin, credentials: { apiToken: sandbox.token }, comparePhones, ...change },
  );
}

async function begin(options: PipedriveSandboxOptions = {}): Promise<void> {
  sandbox = await startPipedriveSandbox(options);
  adapter = connect();
}

beforeEach(() => {
  http = createHttp({ env: {} });
  folder = temporaryFolder();
  opened = [];
});
afterEach(async () => {
  for (const file of opened) await file[Symbol.asyncDispose]();
  await http[Symbol.asyncDispose]();
  await sandbox.stop();
  folder[Symbol.dispose]();
});

async function logged(change: Parameters<typeof loggable>[0] = {}) {
  const made = await adapter.logCall(loggable(change));
  if (!made.ok) throw new Error(made.error.message);
  return made.value;
}

/** A recording on disk, opened the way the engine does it. */
async function recording(content: Buffer, more: Partial<FileRecording> = {}): Promise<FileRecording> {
  const path = folder.file('call.wav');
  await writeFile(path, content);
  const file = await createFiles().open(path);
  opened.push(file);
  return { file, bytes: content.length, name: 'Zoë "1".wav', type: 'audio/wav', ...more };
}

const failure = (result: { ok: boolean }) => result;

describe('the Pipedrive adapter against the sandbox', () => {
  it('signs in, finds, logs, attaches and removes within the vendor’s contract', async () => {
    await begin();
    const person = sandbox.addPerson({ name: 'Jane Doe', phones: ['+1 (555) 010-0102'], organization: 'Acme' });
    const deal = sandbox.addDeal({ title: 'Roof', personId: person });
    sandbox.addDeal({ title: 'Old', personId: person, status: 'lost' });
    expect(await adapter.verify()).toMatchObject({ ok: true, value: { missingRights: [] } });

    const contacts = await adapter.findContacts(JANE);
    if (!contacts.ok) throw new Error(contacts.error.message);
    const [contact] = contacts.value;
    expect(contact).toMatchObject({
      id: String(person),
      name: 'Jane Doe',
      openDeals: [{ id: String(deal), title: 'Roof' }],
      leads: [],
    });
    const record = await logged({
      contact: { id: String(person), name: 'Jane Doe', organizationId: contact?.organization?.id ?? null },
      dealId: String(deal),
      note: 'Wants <b>more</b>',
    });
    expect(sandbox.state.callLogs.get(record.id)).toMatchObject({
      to_phone_number: '+15550100102',
      from_phone_number: '100',
      outcome: 'connected',
      duration: '62',
      start_time: '2026-11-21 09:00:00',
      end_time: '2026-11-21 09:01:05',
      person_id: person,
      deal_id: deal,
      subject: 'Outbound call to Jane Doe',
      note: '<p>Wants &#60;b&#62;more&#60;/b&#62;</p><p><small>Ref AC-0123456789AB</small></p>',
    });

    const sound = randomBytes(9 * 1024 * 1024 + 17);
    const attached = await adapter.attachRecording(record, await recording(sound), loggable());
    expect(attached).toEqual({ ok: true, value: { ...record, hasRecording: true } });
    expect(sandbox.state.callLogs.get(record.id)?.recording).toMatchObject({
      bytes: sound.length,
      sha256: createHash('sha256').update(sound).digest('hex'),
      filename: 'Zoë "1".wav',
      contentType: 'audio/wav',
    });

    expect(await adapter.removeCall(record)).toEqual({ ok: true, value: undefined });
    expect(await adapter.removeCall(record)).toEqual({ ok: true, value: undefined });
    expect(sandbox.liveCallLogs()).toEqual([]);
    expect([...sandbox.state.activities.values()].map(({ deleted }) => deleted)).toEqual([true]);
    expect(sandbox.violations).toEqual([]);
  });

  it('sends calls of every direction and outcome, with and without what may be missing', async () => {
    await begin({ limits: 'off' });
    const withheld = { raw: '', e164: null, national: null, withheld: true };
    for (const direction of ['inbound', 'outbound', 'internal', 'unknown'] as const) {
      for (const remote of [JANE, withheld]) {
        await logged({ direction, remote, outcome: 'failed', localNumber: null, talkSeconds: 0, endedAt: 0 });
      }
    }
    expect(sandbox.liveCallLogs().length).toBe(8);
    expect(sandbox.violations).toEqual([]);
  });

  it('makes a contact whose number is found again at once, by its id', async () => {
    await begin({ indexLagMs: 60_000 });
    const made = await adapter.createContact({ name: 'New One', number: JANE });
    expect(made).toMatchObject({ ok: true, value: { name: 'New One', numbers: ['+15550100102'] } });
    expect([...sandbox.state.persons.values()]).toMatchObject([
      { name: 'New One', phones: [{ value: '+15550100102', primary: true }] },
    ]);
    expect(sandbox.violations).toEqual([]);
  });

  it.each<['stored' | 'digits', string, string]>([
    ['stored', '+15550100102', '+15550100102'],
    ['stored', '555-010-0102', '+15550100102'],
    ['stored', '06 12 34 56 78', '+33612345678'],
    ['stored', '+34 612 345 678', '+34612345678'],
    ['digits', '+372 5555 5555', '+37255555555'],
  ])('finds a number with %s search, stored as %s', async (phoneSearch, stored, e164) => {
    await begin({ phoneSearch });
    sandbox.addPerson({ name: 'Other', phones: ['+1 555 999 0102', '999 5678'] });
    const id = sandbox.addPerson({ name: 'Right', phones: [stored] });
    const national = e164.replace(/^\+(1|33|34|372)/, '');
    const found = await adapter.findContacts({ raw: e164, e164, national, withheld: false });
    expect(found).toMatchObject({ ok: true, value: [{ id: String(id) }] });
    expect(sandbox.violations).toEqual([]);
  });

  it('knows the ages of several contacts with one number', async () => {
    await begin();
    for (const name of ['One', 'Two']) sandbox.addPerson({ name, phones: ['5550100102'] });
    const found = await adapter.findContacts(JANE);
    expect(found.ok && found.value.map(({ changedAt }) => typeof changedAt)).toEqual(['number', 'number']);
    expect(sandbox.violations).toEqual([]);
  });
});

describe('when the answer is lost', () => {
  it.each(['drop_after', 'drop_half_answer'] as const)('%s: the outcome is unknown, and found out', async (kind) => {
    await begin();
    sandbox.faults.add({ match: /^POST \/callLogs$/, kind });
    expect(failure(await adapter.logCall(loggable()))).toMatchObject({
      ok: false,
      error: { category: 'network', delivery: 'maybe' },
    });
    const [log] = sandbox.liveCallLogs();
    expect(await adapter.findLogged(loggable(), Date.now())).toMatchObject({ ok: true, value: { id: log?.id } });
    expect(await adapter.findLogged(loggable({ ref: 'FFFFFFFFFFFF', startedAt: 5 }), Date.now())).toEqual({
      ok: true,
      value: undefined,
    });
    expect(sandbox.liveCallLogs().length).toBe(1);
  });

  it('drop_before: unknown as well, and found not to be there', async () => {
    await begin();
    sandbox.faults.add({ match: /^POST \/callLogs$/, kind: 'drop_before' });
    expect(await adapter.logCall(loggable())).toMatchObject({ ok: false, error: { delivery: 'maybe' } });
    expect(await adapter.findLogged(loggable(), Date.now())).toEqual({ ok: true, value: undefined });
  });

  it.each(['oldest', 'newest'] as const)('finds one among many pages, the %s first', async (callLogOrder) => {
    await begin({ limits: 'off', callLogOrder });
    adapter = connect({ burst: 10_000 });
    const refs = Array.from({ length: 120 }, (_, n) => n.toString(16).toUpperCase().padStart(12, 'A'));
    await Promise.all(refs.map((ref) => logged({ ref })));
    sandbox.faults.add({ match: /^POST \/callLogs$/, kind: 'drop_after' });
    await adapter.logCall(loggable());
    const asOf = Date.now();
    const found = await Promise.all(
      [loggable(), ...refs.map((ref) => loggable({ ref }))].map((call) => adapter.findLogged(call, asOf)),
    );
    expect(new Set(found.map((answer) => (answer.ok ? answer.value?.id : null))).size).toBe(121);
    expect(sandbox.requests.filter(({ method, path }) => method === 'GET' && path === '/callLogs').length).toBe(3);
    expect(sandbox.violations).toEqual([]);
  });

  it('of an upload: the next attempt looks first and sends nothing', async () => {
    await begin();
    const record = await logged();
    sandbox.faults.add({ match: /recordings$/, kind: 'drop_after' });
    const source = await recording(randomBytes(100_000));
    expect(await adapter.attachRecording(record, source, loggable())).toMatchObject({
      ok: false,
      error: { delivery: 'maybe' },
    });
    expect(await adapter.attachRecording(record, { ...source, retry: true }, loggable())).toMatchObject({ ok: true });
    // Without being told, "already there" is success too.
    expect(await adapter.attachRecording(record, source, loggable())).toMatchObject({ ok: true });
    expect(sandbox.requests.filter(({ path }) => path.endsWith('recordings')).map(({ status }) => status)).toEqual([
      0, 409,
    ]);
  });

  it('of an upload that was cut: sent again, whole', async () => {
    await begin();
    const record = await logged();
    sandbox.faults.add({ match: /recordings$/, kind: 'cut_upload' });
    const sound = randomBytes(3_000_000);
    const source = await recording(sound);
    expect(await adapter.attachRecording(record, source, loggable())).toMatchObject({
      ok: false,
      error: { category: 'network', code: 'connection_lost', delivery: 'maybe' },
    });
    expect(await adapter.attachRecording(record, { ...source, retry: true }, loggable())).toMatchObject({ ok: true });
    expect(sandbox.state.callLogs.get(record.id)?.recording).toMatchObject({
      sha256: createHash('sha256').update(sound).digest('hex'),
    });
  });

  it('a recording that became shorter is never stored', async () => {
    await begin();
    const record = await logged();
    const source = await recording(randomBytes(50_000));
    expect(await adapter.attachRecording(record, { ...source, bytes: 60_000 }, loggable())).toMatchObject({
      ok: false,
      error: { category: 'local', code: 'recording_unreadable' },
    });
    expect(sandbox.state.callLogs.get(record.id)?.has_recording).toBe(false);
  });

  it('an aborted upload ends at once', async () => {
    await begin();
    const record = await logged();
    const stop = new AbortController();
    const source = await recording(randomBytes(2_000_000), { signal: stop.signal, sent: () => stop.abort() });
    expect(await adapter.attachRecording(record, source, loggable())).toMatchObject({
      ok: false,
      error: { code: 'aborted' },
    });
    expect(sandbox.state.callLogs.get(record.id)?.has_recording).toBe(false);
  });
});

describe('what Pipedrive refuses', () => {
  it('a deal that no longer exists', async () => {
    await begin();
    expect(await adapter.logCall(loggable({ dealId: '999' }))).toMatchObject({
      ok: false,
      error: { category: 'refused', code: 'linked_item_gone', delivery: 'not_sent' },
    });
  });

  it('a token that was changed', async () => {
    await begin();
    sandbox.setToken('another');
    const refused = { ok: false, error: { category: 'sign_in', code: 'token_refused' } };
    expect(await adapter.logCall(loggable())).toMatchObject(refused);
    expect(await adapter.verify()).toMatchObject(refused);
    expect(await connect({ credentials: { apiToken: 'another' } }).verify()).toMatchObject({ ok: true });
  });

  it.each([
    [500, 'network', 'server_error', 'maybe'],
    [403, 'refused', 'no_permission', 'not_sent'],
    [402, 'sign_in', 'account_closed', 'not_sent'],
    [429, 'busy', 'rate_limited', 'not_sent'],
  ] as const)('with status %i: %s', async (status, category, code, delivery) => {
    await begin();
    sandbox.faults.add({ match: /^POST \/callLogs$/, kind: 'status', status });
    expect(await adapter.logCall(loggable())).toMatchObject({ ok: false, error: { category, code, delivery } });
    expect(sandbox.liveCallLogs()).toEqual([]);
  });

  it.each([
    ['html', 'busy', 'blocked', 'not_sent'],
    ['garbage', 'network', 'unreadable_answer', 'maybe'],
  ] as const)('with an answer that is %s', async (kind, category, code, delivery) => {
    await begin();
    sandbox.faults.add({ match: /^POST \/callLogs$/, kind });
    expect(await adapter.logCall(loggable())).toMatchObject({ ok: false, error: { category, code, delivery } });
  });

  it('to answer at all', async () => {
    await begin();
    await sandbox.stop();
    expect(await adapter.logCall(loggable())).toMatchObject({
      ok: false,
      error: { category: 'network', code: 'unreachable', delivery: 'not_sent' },
    });
    sandbox = await startPipedriveSandbox();
  });
});

describe('the limits of a Lite seat', () => {
  it('are used to the full in a catch-up and never passed', async () => {
    await begin({ answerDelay: 30 });
    const calls = Array.from({ length: 50 }, (_, n) =>
      loggable({ ref: n.toString(16).toUpperCase().padStart(12, '0') }),
    );
    const results = await Promise.all(calls.map((call) => adapter.logCall(call)));
    expect(results.every(({ ok }) => ok)).toBe(true);
    const times = sandbox.requests.map(({ at }) => at);
    const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000;
    expect(sandbox.violations).toEqual([]);
    // 20 in 2 s are permitted; the beginning, while little is known, may be a little slower.
    expect(calls.length / seconds).toBeGreaterThanOrEqual(9.5);
  });

  it('hold for searches of their own', async () => {
    await begin();
    const found = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        adapter.findContacts({ ...JANE, raw: String(40 + n), e164: null, national: null }),
      ),
    );
    expect(found.every(({ ok }) => ok)).toBe(true);
    expect(sandbox.violations).toEqual([]);
  });

  it('grow with the plan that the headers tell of', async () => {
    await begin({ limits: { burst: 100 } });
    await logged();
    const started = Date.now();
    await Promise.all(Array.from({ length: 60 }, () => adapter.logCall(loggable())));
    expect(Date.now() - started).toBeLessThan(1_900);
    expect(sandbox.violations).toEqual([]);
  });

  it('of the day are respected before the server has to say no', async () => {
    await begin({ limits: { dailyTokens: 35 } });
    const results = [];
    for (let n = 0; n < 5; n++) results.push(await adapter.logCall(loggable()));
    expect(results.map((result) => (result.ok ? 'ok' : result.error.code))).toEqual([
      'ok',
      'ok',
      'ok',
      'daily_budget',
      'daily_budget',
    ]);
    expect(sandbox.violations).toEqual([]);
  });

  it('that another program has used up are noticed', async () => {
    await begin();
    const other = connect();
    await Promise.all(Array.from({ length: 12 }, () => other.logCall(loggable())));
    expect(await adapter.verify()).toMatchObject({ ok: true });
    await Promise.all(Array.from({ length: 11 }, () => adapter.verify()));
    expect(sandbox.requests.length).toBe(24);
    expect(sandbox.violations).toEqual([]);
  });
});
