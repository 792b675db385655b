import { describe, expect, it } from 'vitest';
import { CONTACT_ID, LEAD_ID, closeOn, leadCall } from '../fakes/close.ts';
import type { Reply } from '../fakes/fake-http.ts';
import { JANE, loggable } from '../fakes/loggable.ts';

const STORED = { id: 'acti_1', lead_id: LEAD_ID, contact_id: CONTACT_ID, status: 'completed' };
const logged: Reply = { status: 200, body: STORED };
const RECORD = { id: 'acti_1', wrapperId: LEAD_ID, contactId: CONTACT_ID, hasRecording: false };

describe('the Close adapter', () => {
  it('signs with the key as user name and no password, and ends every path with a slash', async () => {
    const { adapter, seen } = closeOn(() => ({
      status: 200,
      body: { id: 'user_1', first_name: 'Ann', last_name: null, organizations: [{ id: 'orga_1', name: 'Acme' }] },
    }));
    expect(await adapter.verify()).toEqual({
      ok: true,
      value: { userId: 'user_1', name: 'Ann', company: 'Acme', missingRights: [] },
    });
    expect(seen).toMatchObject([
      { method: 'GET', target: '/api/v1/me/', headers: { authorization: `Basic ${btoa('api_key:')}` } },
    ]);
  });

  it('logs with every field a call has', async () => {
    const { adapter, seen } = closeOn(() => logged);
    const call = leadCall({ note: 'Wants <b>two</b>\nand a visit', dealId: 'oppo_1' });
    expect(await adapter.logCall(call)).toEqual({ ok: true, value: RECORD });
    expect(seen.map(({ method, target }) => `${method} ${target}`)).toEqual(['POST /api/v1/activity/call/']);
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
      lead_id: LEAD_ID,
      contact_id: CONTACT_ID,
      direction: 'outbound',
      status: 'completed',
      duration: 62,
      phone: '+15550100102',
      activity_at: '2026-11-21T09:00:00+00:00',
      date_created: '2026-11-21T09:00:00+00:00',
      note_html:
        '<body><p>Wants &#60;b&#62;two&#60;/b&#62;<br>and a visit</p><p>Opportunity: oppo_1</p>' +
        '<p>Line 100, Ref AC-0123456789AB</p></body>',
    });
  });

  it('leaves out what it does not know, and says in the note what no field takes', async () => {
    const { adapter, seen } = closeOn(() => logged);
    const remote = { raw: 'sip:bob@example.com', e164: null, national: null, withheld: false };
    await adapter.logCall(leadCall({ direction: 'internal', remote, localNumber: null, talkSeconds: 700_000 }));
    const { direction, phone, duration, note_html } = JSON.parse(seen[0]?.body ?? '') as Record<string, unknown>;
    expect({ direction, phone, duration, note_html }).toEqual({
      direction: undefined,
      phone: undefined,
      duration: 604_800,
      note_html:
        '<body><p>Internal call.</p><p>Number: sip:bob@example.com</p><p>The call took 700000 seconds.</p>' +
        '<p>Ref AC-0123456789AB</p></body>',
    });
  });

  it.each([
    [
      'a lead without persons',
      { contact: { id: LEAD_ID, name: 'Acme', organizationId: LEAD_ID } },
      [LEAD_ID, undefined],
    ],
    ['a lead that the agent chose', { contact: null, leadId: LEAD_ID }, [LEAD_ID, undefined]],
    ['a contact', {}, [LEAD_ID, CONTACT_ID]],
  ])('logs on %s', async (_what, change, links) => {
    const { adapter, seen } = closeOn(() => logged);
    expect(await adapter.logCall(leadCall(change))).toMatchObject({ ok: true });
    const body = JSON.parse(seen[0]?.body ?? '') as { lead_id: string; contact_id?: string };
    expect([body.lead_id, body.contact_id]).toEqual(links);
  });

  it('asks for the lead of a contact that came without', async () => {
    const { adapter, seen } = closeOn(({ method }) =>
      method === 'GET' ? { status: 200, body: { id: CONTACT_ID, lead_id: LEAD_ID } } : logged,
    );
    const contact = { id: CONTACT_ID, name: 'Jane', organizationId: null };
    expect(await adapter.logCall(leadCall({ contact }))).toMatchObject({ ok: true });
    expect(seen.map(({ target }) => target)).toEqual([
      `/api/v1/contact/${CONTACT_ID}/?_fields=id%2Clead_id`,
      '/api/v1/activity/call/',
    ]);
  });

  it.each([
    ['no contact', { contact: null }, 'no_contact'],
    ['an id of another CRM', { contact: { id: '77', name: 'Jane', organizationId: null } }, 'invalid_data'],
    ['a path for an id', { contact: { id: 'cont_../me', name: 'J', organizationId: null } }, 'invalid_data'],
    ['a lead of another CRM', { contact: { id: CONTACT_ID, name: 'J', organizationId: '5' } }, 'invalid_data'],
  ])('sends nothing with %s', async (_what, change, code) => {
    const { adapter, seen } = closeOn(() => logged);
    expect(await adapter.logCall(leadCall(change))).toMatchObject({
      ok: false,
      error: { category: 'refused', code, delivery: 'not_sent' },
    });
    expect(seen).toEqual([]);
  });

  it.each([
    ['nothing', { credentials: {} }, 'no_credential'],
    ['blanks', { credentials: { apiKey: '  ' } }, 'no_credential'],
    ['a colon in the key', { credentials: { apiKey: 'api:key' } }, 'bad_credential'],
    ['a line end', { credentials: { apiKey: 'a\r\nx-evil: 1' } }, 'bad_credential'],
    ['a plain http address', { baseUrl: 'http://api.close.com/api/v1' }, 'insecure_url'],
    ['an address that only looks local', { baseUrl: 'http://127.0.0.1.evil.example/api/v1' }, 'insecure_url'],
  ])('sends no key with %s', async (_what, account, code) => {
    const { adapter, seen } = closeOn(() => logged, account);
    expect(await adapter.verify()).toMatchObject({ ok: false, error: { category: 'sign_in', code } });
    expect(seen).toEqual([]);
  });

  it.each<[string, Reply, ...wanted: string[]]>([
    ['a cut body', { status: 200, body: '{"id":"acti_' }, 'network', 'unreadable_answer', 'maybe'],
    ['HTML', { status: 200, body: '<html>' }, 'network', 'unreadable_answer', 'maybe'],
    ['no id', { status: 200, body: { lead_id: LEAD_ID } }, 'network', 'unreadable_answer', 'maybe'],
    ['no answer', { kind: 'broken', code: 'UND_ERR_SOCKET' }, 'network', 'connection_lost', 'maybe'],
    ['no connection', { kind: 'unreached', code: 'ECONNREFUSED' }, 'network', 'unreachable', 'not_sent'],
    ['401', { status: 401, body: { error: 'Unauthorized' } }, 'sign_in', 'key_refused', 'not_sent'],
    ['402', { status: 402, body: { error: 'x' } }, 'refused', 'plan_limit', 'not_sent'],
    ['403', { status: 403, body: { error: 'x' } }, 'refused', 'no_permission', 'not_sent'],
    ['a 403 page of something else', { status: 403, body: '<html>' }, 'network', 'unexpected_answer', 'maybe'],
    ['404', { status: 404, body: { error: 'x' } }, 'refused', 'linked_item_gone', 'not_sent'],
    ['405', { status: 405, body: { error: 'x' } }, 'refused', 'not_accepted', 'not_sent'],
    ['407', { status: 407, body: '' }, 'network', 'proxy_sign_in', 'not_sent'],
    ['500', { status: 500, body: '' }, 'network', 'server_error', 'maybe'],
  ])('takes a post answered with %s for what it is', async (_what, reply, ...wanted) => {
    const { adapter } = closeOn(() => reply);
    const [category, code, delivery] = wanted;
    expect(await adapter.logCall(leadCall())).toMatchObject({ ok: false, error: { category, code, delivery } });
  });

  it.each([
    [{ errors: [], 'field-errors': { duration: 'Input should be less' } }, 'invalid_data', 'duration'],
    [{ 'field-errors': { lead_id: 'Object does not exist.' } }, 'linked_item_gone', 'lead_id'],
    [{ 'field-errors': { '<script>': 'x', note: 'y' } }, 'invalid_data', 'note'],
    [{ error: 'The request contains invalid JSON.' }, 'invalid_data', undefined],
  ])('names the field of a 400: %j', async (body, code, field) => {
    const { adapter } = closeOn(() => ({ status: 400, body }));
    const result = await adapter.logCall(leadCall());
    expect(result).toMatchObject({ ok: false, error: { category: 'refused', code } });
    expect(result.ok ? null : result.error.field).toBe(field);
  });

  it('takes changes, searches and deletions whose answer is lost as safe to repeat', async () => {
    const { adapter } = closeOn(() => ({ kind: 'broken', code: 'UND_ERR_SOCKET' }));
    const again = { ok: false, error: { category: 'network', delivery: 'not_sent' } };
    expect(await adapter.removeCall(RECORD)).toMatchObject(again);
    expect(await adapter.findContacts(JANE)).toMatchObject(again);
    expect(await adapter.updateCall(RECORD, { talkSeconds: 5 }, leadCall())).toMatchObject(again);
  });

  it('takes an empty deletion for done', async () => {
    const { adapter } = closeOn(() => ({ status: 200, body: '' }));
    expect(await adapter.removeCall(RECORD)).toEqual({ ok: true, value: undefined });
  });

  it.each([
    [
      'the exact header before the rounded one',
      { ratelimit: 'limit=10, remaining=0, reset=2.4', 'retry-after': '3' },
      2_400,
    ],
    ['semicolons', { ratelimit: 'limit=10; remaining=0; reset=2.4' }, 2_400],
    ['only retry-after', { 'retry-after': '3' }, 3_000],
    ['nothing', {}, 5_000],
    ['a reset of nothing', { ratelimit: 'limit=10, remaining=4, reset=0' }, 1_000],
  ])('pauses the account after a 429, told by %s', async (_what, headers, wait) => {
    const { adapter, clock, seen } = closeOn(() => (seen.length === 1 ? { status: 429, headers, body: '' } : logged));
    expect(await adapter.logCall(leadCall())).toMatchObject({
      ok: false,
      error: { category: 'busy', code: 'rate_limited', retryAt: clock.now() + wait + 250, delivery: 'not_sent' },
    });
    const next = adapter.logCall(leadCall());
    await clock.advance(wait + 249);
    expect(seen.length).toBe(1);
    await clock.advance(1);
    expect(await next).toMatchObject({ ok: true });
  });

  it('learns the limit of each kind of request from the header', async () => {
    const headers = { ratelimit: 'limit=2, remaining=1, reset=10' };
    const { adapter, clock, seen } = closeOn(() => ({ ...logged, headers }));
    await adapter.logCall(leadCall());
    const others = [adapter.logCall(leadCall()), adapter.logCall(leadCall())];
    await clock.advance(9_900);
    expect(seen.length).toBe(2);
    // Another kind has a window of its own.
    await adapter.removeCall(RECORD);
    expect(seen.length).toBe(3);
    await clock.advance(200);
    expect(seen.length).toBe(4);
    expect((await Promise.all(others)).every(({ ok }) => ok)).toBe(true);
  });

  it('shows a call on the page of its lead', () => {
    const { adapter } = closeOn(() => logged);
    expect(adapter.recordUrl(RECORD)).toBe(`https://app.close.com/lead/${LEAD_ID}/`);
    expect(adapter.recordUrl({ ...RECORD, wrapperId: null })).toBe('https://app.close.com/');
  });

  it('has no list of a withheld caller, and searches no single letter', async () => {
    const { adapter, seen } = closeOn(() => logged);
    expect(await adapter.findContacts({ ...JANE, withheld: true })).toEqual({ ok: true, value: [] });
    expect(await adapter.searchContacts(' x ')).toEqual({ ok: true, value: [] });
    expect(seen).toEqual([]);
  });

  it('says what it can do', async () => {
    const { adapter } = closeOn(() => logged);
    expect(adapter.capabilities).toEqual({
      search: true,
      searchLag: 90_000,
      update: ['note', 'outcome', 'talkSeconds', 'contact', 'deal'],
      remove: true,
      recording: 'url',
      contactless: false,
      tasks: true,
    });
    expect(await adapter.updateCall(RECORD, { contact: null }, leadCall())).toMatchObject({
      ok: false,
      error: { code: 'no_contact' },
    });
    expect(await adapter.logCall(loggable())).toMatchObject({ ok: false, error: { code: 'no_contact' } });
  });
});
