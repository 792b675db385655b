import { describe, expect, it } from 'vitest';
import { FakeClock } from '../fakes/fake-clock.ts';
import { JANE, loggable } from '../fakes/loggable.ts';
import { connectSalesforce } from '../fakes/salesforce.ts';
import { contactOf, Desk, HURRIED } from '../sandbox/salesforce/desk.ts';

const desk = new Desk();
const refOf = (n: number) => n.toString(16).toUpperCase().padStart(12, '0');

describe('what Salesforce refuses', () => {
  it.each([
    [300, 'refused', 'several_records', 'not_sent'],
    [400, 'refused', 'invalid_field', 'not_sent'],
    [403, 'refused', 'no_permission', 'not_sent'],
    [404, 'refused', 'not_found', 'not_sent'],
    [409, 'refused', 'conflict', 'not_sent'],
    [410, 'refused', 'api_retired', 'not_sent'],
    [500, 'network', 'server_error', 'maybe'],
    [503, 'network', 'server_error', 'maybe'],
  ] as const)('with status %i: %s', async (status, category, code, delivery) => {
    await desk.begin();
    desk.sandbox.faults.add({ match: /^POST \/sobjects\/Task$/, kind: 'status', status });
    expect(await desk.adapter.logCall(loggable())).toMatchObject({ error: { category, code, delivery } });
    expect(desk.sandbox.live()).toEqual([]);
  });

  it.each([
    ['html', 'unexpected_answer'],
    ['garbage', 'unreadable_answer'],
  ] as const)('with an answer that is %s: nobody knows', async (kind, code) => {
    await desk.begin();
    desk.sandbox.faults.add({ match: /^POST \/sobjects\/Task$/, kind });
    expect(await desk.adapter.logCall(loggable())).toMatchObject({
      error: { category: 'network', code, delivery: 'maybe' },
    });
  });

  it('slow answers and slow bodies are waited for', async () => {
    await desk.begin();
    desk.sandbox.faults.add({ match: /^POST \/sobjects\/Task$/, kind: 'slow', delayMs: 300 });
    desk.sandbox.faults.add({ match: /^GET \/query$/, kind: 'slow_body', delayMs: 300 });
    expect(await desk.adapter.logCall(loggable())).toMatchObject({ ok: true });
    expect(await desk.adapter.findLogged(loggable(), 0)).toMatchObject({ ok: true, value: { contactId: null } });
  });

  it('a clock that is off by minutes changes nothing', async () => {
    for (const off of [-600_000, 600_000]) {
      await desk.begin({ now: () => Date.now() + off }, { telephony: {}, clock: HURRIED });
      expect(await desk.adapter.logCall(loggable({ direction: 'inbound' }))).toMatchObject({ ok: true });
      await desk.sandbox.stop();
    }
    await desk.begin();
  });

  it('a contact or deal that is gone is named; the call can be decided anew', async () => {
    await desk.begin();
    const jane = desk.sandbox.addContact({ name: 'Jane', phones: ['1'] });
    const deal = desk.sandbox.addOpportunity({ title: 'Roof' });
    desk.sandbox.delete(jane);
    expect(await desk.adapter.logCall(loggable({ contact: contactOf(jane) }))).toMatchObject({
      error: { category: 'refused', code: 'linked_item_gone', field: 'WhoId', delivery: 'not_sent' },
    });
    desk.sandbox.delete(deal);
    expect(await desk.adapter.logCall(loggable({ dealId: deal }))).toMatchObject({
      error: { code: 'linked_item_gone', field: 'WhatId' },
    });
    expect(await desk.adapter.logCall(loggable({ dealId: "x' OR 1=1" }))).toMatchObject({
      error: { code: 'invalid_data', field: 'deal' },
    });
  });

  it('to say who is signed in: the token does, tasks get the day in UTC', async () => {
    await desk.begin({ zoneinfo: 'Pacific/Auckland' });
    desk.sandbox.faults.add({ match: /^GET \/userinfo$/, kind: 'status', status: 403, times: 2 });
    const verified = await desk.adapter.verify();
    expect(verified).toMatchObject({ ok: true, value: { missingRights: [] } });
    expect(verified.ok && verified.value.remarks?.join()).toMatch(/UTC/);
    const made = await desk.adapter.logCall(loggable({ startedAt: Date.UTC(2026, 10, 21, 13, 0) }));
    expect(made.ok && desk.fields(made.value.id)['ActivityDate']).toBe('2026-11-21');
  });

  it('anything to do with tasks: the missing rights are named', async () => {
    await desk.begin();
    desk.sandbox.faults.add({ match: /^GET \/sobjects\/Task$/, kind: 'status', status: 403 });
    expect(await desk.adapter.verify()).toMatchObject({
      ok: true,
      value: { missingRights: ['create tasks', 'edit tasks', 'delete tasks'] },
    });
  });

  it('to answer at all', async () => {
    await desk.begin();
    await desk.sandbox.stop();
    expect(await desk.adapter.logCall(loggable())).toMatchObject({
      error: { category: 'network', code: 'unreachable', delivery: 'not_sent' },
    });
    await desk.begin();
  });
});

describe('the requests of the org', () => {
  it('1,000 calls are caught up within the limit, one request a call, no violation', async () => {
    await desk.begin({ limits: { perDay: 1_200 } });
    const results = [];
    for (let n = 0; n < 1_000; n++) results.push(await desk.adapter.logCall(loggable({ ref: refOf(n) })));
    expect(results.filter(({ ok }) => !ok)).toEqual([]);
    expect(new Set(desk.sandbox.live().map(({ fields }) => fields['CallObject'])).size).toBe(1_000);
    expect(desk.sandbox.requests.length).toBeLessThanOrEqual(1_003);
    expect(desk.sandbox.violations).toEqual([]);
  });

  it('at 90 % Aftercall waits by itself, and goes on when the org has requests again', async () => {
    const clock = new FakeClock();
    await desk.begin({ limits: { perDay: 50 }, now: () => clock.now() }, { clock });
    const attempt = async (from: number, to: number) => {
      const codes: string[] = [];
      for (let n = from; n < to; n++) {
        const made = await desk.adapter.logCall(loggable({ ref: refOf(n) }));
        codes.push(made.ok ? 'ok' : made.error.code);
      }
      return codes;
    };
    const first = await attempt(0, 50);
    expect([first.filter((code) => code === 'ok').length, first.at(-1)]).toEqual([45, 'daily_budget']);
    const blocked = await desk.adapter.logCall(loggable({ ref: refOf(99) }));
    expect(blocked).toMatchObject({ error: { category: 'busy', delivery: 'not_sent' } });
    await clock.advance(86_400_000);
    expect(await attempt(50, 55)).toEqual(Array.from({ length: 5 }, () => 'ok'));
    expect(desk.sandbox.violations).toEqual([]);
  });

  it('that others have used up are noticed from the header; a refusal parks the account for an hour', async () => {
    const clock = new FakeClock();
    await desk.begin({ limits: { perDay: 100 }, now: () => clock.now() }, { clock });
    await desk.adapter.logCall(loggable());
    desk.sandbox.useUp(99);
    const refused = await desk.adapter.logCall(loggable({ ref: refOf(1) }));
    expect(refused).toMatchObject({ error: { category: 'busy', code: 'daily_budget', delivery: 'not_sent' } });
    const { retryAt } = refused.ok ? { retryAt: 0 } : refused.error;
    expect((retryAt ?? 0) - clock.now()).toBe(3_600_000);
    await desk.adapter.logCall(loggable({ ref: refOf(1) }));
    // The one request that could not know; none after it.
    expect(desk.sandbox.violations.length).toBe(1);
  });

  it('a limit of our own is kept', async () => {
    await desk.begin({}, { rest: { dailyRequests: 3 } });
    const codes = [];
    for (let n = 0; n < 4; n++) {
      const made = await desk.adapter.logCall(loggable({ ref: refOf(n) }));
      codes.push(made.ok ? 'ok' : made.error.code);
    }
    // Who am I, and two calls.
    expect(codes).toEqual(['ok', 'ok', 'daily_budget', 'daily_budget']);
  });
});

const HELL = [
  `"'<script>alert(1)</script>`,
  'line\r\nbreak\u0000nul\u2028para',
  '😀 \u202Eevil\u202C \u05d0\u200f',
  '? & | ! { } [ ] ( ) ^ ~ * : \\ " \' + -',
  "x' OR 1=1 --",
  '} IN ALL FIELDS RETURNING User(Id) LIMIT 1 //',
  'AND OR NOT',
  'A'.repeat(10_240),
  '\ud800half',
  "\\'; DELETE",
];

describe('a caller id from hell', () => {
  it.each(HELL.map((text) => [text.slice(0, 24), text] as const))(
    '%j is text everywhere and nothing else',
    async (_short, text) => {
      await desk.begin({}, { telephony: { callAttributes: { note: 'Note__c' } }, clock: HURRIED });
      const other = desk.sandbox.addContact({ name: 'Bystander', phones: ['+15559990000'] });
      const remote = { raw: text, e164: null, national: null, withheld: false };
      const found = await desk.adapter.findContacts(remote);
      expect(found).toEqual({ ok: true, value: [] });
      expect((await desk.adapter.searchContacts(text)).ok).toBe(true);
      const call = loggable({
        remote,
        remoteName: text,
        note: text,
        localNumber: text,
        contact: contactOf(other, text),
      });
      const made = await desk.adapter.logCall(call);
      expect(made).toMatchObject({ ok: true });
      expect(await desk.adapter.findLogged(call, 0)).toMatchObject({
        ok: true,
        value: { id: made.ok ? made.value.id : '' },
      });
      expect(made.ok && (await desk.adapter.updateCall(made.value, { note: `${text}2` }, call))).toMatchObject({
        ok: true,
      });
      expect(await desk.adapter.createContact({ name: text, number: JANE })).toMatchObject({ ok: true });
      const task = { subject: text, note: text, dueDate: '2026-11-24', contact: null, dealId: null, leadId: null };
      expect(await desk.adapter.createTask({ ...task, ref: refOf(7) })).toMatchObject({ ok: true });
      expect(await desk.adapter.createTask({ ...task, ref: refOf(7) })).toMatchObject({ ok: true });
      expect(desk.sandbox.live().length).toBe(2);
      expect(await desk.adapter.logCall({ ...call, direction: 'inbound', ref: refOf(8) })).toMatchObject({ ok: true });
      expect(desk.sandbox.violations).toEqual([]);
    },
  );
});

it('two accounts of one org do not wait for one another', async () => {
  await desk.begin({ rotation: false });
  const other = connectSalesforce(desk.http, desk.sandbox, { id: 'second', rest: { dailyRequests: 1 } });
  expect(await other.logCall(loggable({ ref: refOf(1) }))).toMatchObject({ error: { code: 'daily_budget' } });
  expect(await desk.adapter.logCall(loggable({ ref: refOf(2) }))).toMatchObject({ ok: true });
});
