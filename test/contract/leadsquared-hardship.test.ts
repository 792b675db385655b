import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLeadSquaredAdapter, type LeadSquaredAccount } from '../../main/engine/crm/leadsquared/index.ts';
import type { CrmAdapter, LoggableCall } from '../../main/engine/crm/port.ts';
import { createHttp } from '../../main/node/http.ts';
import { LEAD_ID, sandboxAccount } from '../fakes/leadsquared.ts';
import { JANE, loggable } from '../fakes/loggable.ts';
import { systemClock } from '../fakes/pipedrive.ts';
import {
  startLeadSquaredSandbox,
  type LeadSquaredSandbox,
  type LeadSquaredSandboxOptions,
} from '../sandbox/leadsquared/index.ts';

const LOG = /^POST .Telephony.svc.LogCall$/;

let sandbox: LeadSquaredSandbox;
let http: ReturnType<typeof createHttp>;
let adapter: CrmAdapter;
let jane: string;

function connect(change: Partial<LeadSquaredAccount> = {}): CrmAdapter {
  return createLeadSquaredAdapter(
    { http, clock: systemClock, random: { fraction: () => 0 }, log: { write: () => undefined } },
    { ...sandboxAccount(sandbox), requestsPer5Seconds: 1_000, ...change },
  );
}

async function begin(options: LeadSquaredSandboxOptions = {}): Promise<void> {
  sandbox = await startLeadSquaredSandbox({ limits: 'off', ...options });
  jane = sandbox.addPerson({ name: 'Jane Doe', phones: ['+1-5550100102'] });
  adapter = connect();
}

beforeEach(() => {
  http = createHttp({ env: {} });
});
afterEach(async () => {
  await http[Symbol.asyncDispose]();
  await sandbox.stop();
});

function janes(change: Partial<LoggableCall> = {}): LoggableCall {
  return loggable({ contact: { id: jane, name: 'Jane Doe', organizationId: null }, ...change });
}

describe('when the answer is lost', () => {
  it.each(['drop_after', 'drop_half_answer', 'garbage'] as const)('%s: unknown, and found out', async (kind) => {
    await begin();
    sandbox.faults.add({ match: LOG, kind, effective: true });
    expect(await adapter.logCall(janes())).toMatchObject({
      ok: false,
      error: { category: 'network', delivery: 'maybe' },
    });
    const [stored] = sandbox.liveCallLogs();
    expect(await adapter.findLogged(janes(), Date.now())).toMatchObject({ ok: true, value: { id: stored?.id } });
    expect(await adapter.findLogged(janes({ ref: 'FFFFFFFFFFFF', startedAt: 5 }), Date.now())).toEqual({
      ok: true,
      value: undefined,
    });
    expect(sandbox.liveCallLogs().length).toBe(1);
  });

  it.each(['drop_before', 'cut_upload'] as const)('%s: unknown as well, and found not to be there', async (kind) => {
    await begin();
    sandbox.faults.add({ match: LOG, kind });
    expect(await adapter.logCall(janes())).toMatchObject({ ok: false, error: { delivery: 'maybe' } });
    expect(await adapter.findLogged(janes(), Date.now())).toEqual({ ok: true, value: undefined });
  });

  it('is found where the company does not keep tags, and with a clock that is minutes off', async () => {
    await begin({ keepsTag: false, now: () => Date.now() - 7 * 60_000 });
    sandbox.faults.add({ match: LOG, kind: 'drop_after' });
    await adapter.logCall(janes());
    expect(await adapter.findLogged(janes(), Date.now())).toMatchObject({
      value: { id: sandbox.liveCallLogs()[0]?.id },
    });
    expect(await adapter.findLogged(janes({ talkSeconds: 1 }), Date.now())).toEqual({ ok: true, value: undefined });
  });

  it('is found among many calls of the lead', async () => {
    await begin();
    const refs = Array.from({ length: 120 }, (_, n) => n.toString(16).toUpperCase().padStart(12, 'A'));
    for (const ref of refs) await adapter.logCall(janes({ ref }));
    for (const ref of [refs[0], refs[60], refs[119]]) {
      const stored = sandbox.liveCallLogs().find(({ CallSessionId }) => CallSessionId === `AC-${ref ?? ''}`);
      expect(await adapter.findLogged(janes({ ref: ref ?? '' }), 0)).toMatchObject({ value: { id: stored?.id } });
    }
    expect(sandbox.violations).toEqual([]);
  });

  it('of a note: found without it, and completed', async () => {
    await begin();
    const call = janes({ note: 'Wants more' });
    sandbox.faults.add({ match: /CreateNote$/, kind: 'drop_before' });
    expect(await adapter.logCall(call)).toMatchObject({ ok: false, error: { delivery: 'maybe' } });
    for (let n = 0; n < 2; n++) expect(await adapter.findLogged(call, 0)).toMatchObject({ ok: true });
    expect([sandbox.liveCallLogs().length, sandbox.state.notes.size]).toEqual([1, 1]);
  });

  it('of a task: the next attempt finds it', async () => {
    await begin();
    sandbox.faults.add({ match: /Task.svc.Create$/, kind: 'drop_after' });
    const contact = janes().contact;
    const task = {
      subject: 'Call',
      note: null,
      dueDate: '2026-11-23',
      contact,
      dealId: null,
      leadId: null,
      ref: 'A'.repeat(12),
    };
    expect(await adapter.createTask(task)).toMatchObject({ ok: false, error: { delivery: 'maybe' } });
    expect(await adapter.createTask(task)).toMatchObject({ ok: true });
    expect(sandbox.state.tasks.size).toBe(1);
  });

  it('of an update: said again without harm', async () => {
    await begin();
    const made = await adapter.logCall(janes());
    if (!made.ok) throw new Error(made.error.message);
    const link = { url: 'https://files.example.com/one.mp3', seconds: 62, type: 'audio/mpeg' };
    sandbox.faults.add({ match: /Update$/, kind: 'drop_after' });
    expect(await adapter.attachRecording(made.value, link, janes())).toMatchObject({
      ok: false,
      error: { category: 'network', delivery: 'not_sent' },
    });
    expect(await adapter.attachRecording(made.value, link, janes())).toMatchObject({ ok: true });
  });

  it('slow answers and slow bodies are waited for', async () => {
    await begin();
    for (const kind of ['slow', 'slow_body'] as const) {
      sandbox.faults.add({ match: LOG, kind, delayMs: 60 });
      expect(await adapter.logCall(janes())).toMatchObject({ ok: true });
    }
  });
});

describe('what LeadSquared refuses', () => {
  it.each([
    [401, 'sign_in', 'keys_refused', 'not_sent'],
    [403, 'refused', 'no_permission', 'not_sent'],
    [404, 'refused', 'not_found', 'not_sent'],
    [400, 'refused', 'invalid_data', 'not_sent'],
    [429, 'busy', 'rate_limited', 'not_sent'],
    [500, 'network', 'server_error', 'maybe'],
    [503, 'network', 'server_error', 'maybe'],
  ] as const)('with status %i: %s', async (status, ...meaning) => {
    await begin();
    sandbox.faults.add({ match: LOG, kind: 'status', status });
    const answer = await adapter.logCall(janes());
    expect(answer.ok ? [] : [answer.error.category, answer.error.code, answer.error.delivery]).toEqual(meaning);
    expect(sandbox.liveCallLogs()).toEqual([]);
  });

  it('a page instead of an answer leaves it open', async () => {
    await begin();
    for (const kind of ['html', 'garbage'] as const) {
      sandbox.faults.add({ match: LOG, kind });
      expect(await adapter.logCall(janes())).toMatchObject({
        ok: false,
        error: { category: 'network', delivery: 'maybe' },
      });
    }
  });

  it('a lead that is gone, with a fault of the server that is none', async () => {
    await begin();
    const contact = { id: LEAD_ID, name: 'Gone', organizationId: null };
    expect(await adapter.logCall(janes({ contact }))).toMatchObject({
      ok: false,
      error: { category: 'refused', code: 'linked_item_gone', delivery: 'not_sent' },
    });
    const record = { id: LEAD_ID, wrapperId: null, contactId: jane, hasRecording: false };
    expect(await adapter.updateCall(record, { talkSeconds: 1 }, janes())).toMatchObject({
      ok: false,
      error: { code: 'record_gone' },
    });
  });

  it('keys that were changed', async () => {
    await begin();
    await adapter.logCall(janes());
    sandbox.setKeys('u$new', 'new');
    const refused = { ok: false, error: { category: 'sign_in', code: 'keys_refused' } };
    expect(await adapter.logCall(janes())).toMatchObject(refused);
    expect(await adapter.verify()).toMatchObject(refused);
    expect(await connect().verify()).toMatchObject({ ok: true });
  });

  it('to answer at all', async () => {
    await begin();
    await sandbox.stop();
    expect(await adapter.logCall(janes())).toMatchObject({
      ok: false,
      error: { category: 'network', code: 'unreachable', delivery: 'not_sent' },
    });
  });
});

describe('the limit', () => {
  it.each([429, 403, 200] as const)('refused with %i is a pause, and the number in it is kept', async (rateRefusal) => {
    await begin({ limits: { calls: 6, seconds: 1 }, rateRefusal });
    const many = await Promise.all(Array.from({ length: 9 }, () => adapter.logCall(janes())));
    const refused = many.filter((answer) => !answer.ok);
    // One request asks who we are.
    expect(refused.length).toBe(4);
    for (const answer of refused) {
      expect(answer).toMatchObject({
        ok: false,
        error: { category: 'busy', code: 'rate_limited', delivery: 'not_sent' },
      });
    }
    expect(sandbox.violations.length).toBe(4);
    expect(sandbox.liveCallLogs().length).toBe(5);
  });

  it('of the day is our own before it is theirs', async () => {
    await begin({ limits: { perDay: 4 } });
    const careful = connect({ dailyRequests: 3 });
    const results = [];
    for (let n = 0; n < 4; n++) results.push(await careful.logCall(janes()));
    expect(results.map((answer) => (answer.ok ? 'ok' : answer.error.code))).toEqual([
      'ok',
      'ok',
      'daily_budget',
      'daily_budget',
    ]);
    expect(sandbox.violations).toEqual([]);
    expect(await adapter.verify()).toMatchObject({ ok: true });
    expect(await adapter.findContacts(JANE)).toMatchObject({ ok: false, error: { code: 'daily_budget' } });
  });
});
