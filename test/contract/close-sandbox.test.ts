import { afterEach, describe, expect, it } from 'vitest';
import { startCloseSandbox, type CloseSandbox, type CloseSandboxOptions } from '../sandbox/close/index.ts';

let sandbox: CloseSandbox;
afterEach(() => sandbox.stop());

interface Reply {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers: Headers;
}

async function begin(options: CloseSandboxOptions = {}) {
  sandbox = await startCloseSandbox(options);
  return sandbox.addContact({ name: 'Jane', phones: ['8004445555'], organization: 'Acme' });
}

/** One request as a plain client would send it: `ask('GET /me/')`. */
async function ask(
  request: string,
  body?: unknown,
  authorization = `Basic ${btoa(`${sandbox.apiKey}:`)}`,
): Promise<Reply> {
  const [method = 'GET', path = '/'] = request.split(' ');
  const response = await fetch(`${sandbox.baseUrl}${path}`, {
    method,
    headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return {
    status: response.status,
    body: (await response.json()) as Record<string, unknown>,
    headers: response.headers,
  };
}

const fieldsOf = ({ body }: Reply): string[] => Object.keys(body['field-errors'] ?? {});
const idOf = ({ body }: Reply): string => String(body['id']);

describe('the sandbox Close: sign-in', () => {
  it('takes the key with an empty password, or a bearer token, and nothing else', async () => {
    await begin();
    expect((await ask('GET /me/')).body).toMatchObject({ first_name: 'Ann' });
    expect((await ask('GET /me/', undefined, `Bearer ${sandbox.apiKey}`)).status).toBe(200);
    expect(await ask('GET /me/', undefined, `Basic ${btoa('other:')}`)).toMatchObject({
      status: 401,
      body: { error: 'Unauthorized' },
    });
    expect(sandbox.violations).toEqual([]);
    expect((await ask('GET /me/', undefined, `Basic ${btoa(`${sandbox.apiKey}:x`)}`)).status).toBe(401);
    sandbox.setApiKey('api_new');
    expect((await ask('GET /me/')).status).toBe(200);
    expect(sandbox.violations.length).toBe(1);
  });

  it('wants the slash at the end', async () => {
    await begin();
    expect((await ask('GET /me')).status).toBe(404);
    expect(sandbox.violations.length).toBe(1);
  });
});

describe('the sandbox Close: calls', () => {
  it('are kept as sent, with the note in both forms, and 200 everywhere', async () => {
    const { contactId, leadId } = await begin();
    const made = await ask('POST /activity/call/', {
      lead_id: leadId,
      contact_id: contactId,
      note_html: '<body><p>a &#60; b</p><p>c</p></body>',
      note: 'loses',
      phone: '+18004445555',
      duration: 604_800,
    });
    expect(made).toMatchObject({ status: 200, body: { _type: 'Call', status: 'completed', note: 'a < b\nc' } });
    const path = `/activity/call/${idOf(made)}/`;
    expect(await ask(`PUT ${path}`, { recording_url: 'https://x.example/a.mp3' })).toMatchObject({
      status: 200,
      body: { recording_url: 'https://x.example/a.mp3', note: 'a < b\nc' },
    });
    expect(await ask(`DELETE ${path}`)).toMatchObject({ status: 200, body: {} });
    expect((await ask(`GET ${path}`)).status).toBe(404);
    expect((await ask(`DELETE ${path}`)).status).toBe(404);
    expect(sandbox.liveCalls()).toEqual([]);
    expect(sandbox.violations).toEqual([]);
  });

  it.each([
    [{ duration: 604_801 }, 'duration'],
    [{ duration: '5' }, 'duration'],
    [{ recording_url: 'http://x.example/a.mp3' }, 'recording_url'],
    [{ voicemail_url: 'ftp://x' }, 'voicemail_url'],
    [{ status: 'answered' }, 'status'],
    [{ disposition: 'answered' }, 'disposition'],
    [{ phone: '800-444' }, 'phone'],
    [{ activity_at: '2026-11-21 09:00:00' }, 'activity_at'],
    [{ note_html: '<p>x</p>' }, 'note_html'],
  ])('are refused with %j, the field named', async (more, field) => {
    const { leadId } = await begin();
    const refused = await ask('POST /activity/call/', { lead_id: leadId, ...more });
    expect(refused.status).toBe(400);
    expect(fieldsOf(refused)).toEqual([field]);
    expect(sandbox.violations.length).toBe(1);
    expect(sandbox.liveCalls()).toEqual([]);
  });

  it('with a lead, contact or outcome that is gone are refused without blame', async () => {
    const { leadId } = await begin();
    for (const [field, id] of [
      ['lead_id', 'lead_x'],
      ['contact_id', 'cont_x'],
      ['outcome_id', 'outcome_x'],
    ] as const) {
      expect(fieldsOf(await ask('POST /activity/call/', { lead_id: leadId, [field]: id }))).toEqual([field]);
    }
    expect(sandbox.violations).toEqual([]);
  });

  it('without a lead make a nameless one, and a direction cannot be corrected', async () => {
    await begin();
    const made = await ask('POST /activity/call/', { direction: 'inbound' });
    expect([...sandbox.state.leads.values()].map(({ name }) => name)).toEqual(['Acme', '']);
    expect(fieldsOf(await ask(`PUT /activity/call/${idOf(made)}/`, { direction: 'outbound' }))).toEqual(['direction']);
    expect(sandbox.violations.length).toBe(2);
  });

  it('are listed by time, newest first, late to come and late to go', async () => {
    let now = Date.UTC(2026, 10, 21);
    const { leadId } = await begin({ now: () => now, indexLagMs: 30_000, deleteLagMs: 40_000 });
    const call = (activity_at: string) => ask('POST /activity/call/', { lead_id: leadId, activity_at });
    const first = await call('2026-11-20T09:00:00+00:00');
    await call('2026-11-20T10:00:00+01:00');
    await call('2026-11-20T09:00:01+00:00');
    const query = 'activity_at__gte=2026-11-20T09:00:00Z&activity_at__lte=2026-11-20T09:00:00Z';
    const count = async () => ((await ask(`GET /activity/call/?${query}`)).body['data'] as unknown[]).length;
    expect(await count()).toBe(0);
    now += 30_000;
    expect(await count()).toBe(2);
    await ask(`DELETE /activity/call/${idOf(first)}/`);
    expect((await ask(`GET /activity/call/${idOf(first)}/`)).status).toBe(200);
    now += 40_000;
    expect((await ask(`GET /activity/call/${idOf(first)}/`)).status).toBe(404);
    expect(await count()).toBe(1);
    expect(sandbox.violations).toEqual([]);
  });

  it('are never listed beyond the caps', async () => {
    await begin();
    expect(fieldsOf(await ask('GET /activity/call/?_limit=201'))).toEqual(['_limit']);
    expect(fieldsOf(await ask('GET /activity/call/?_skip=35001'))).toEqual(['_skip']);
    expect((await ask('GET /activity/call/?_order_by=x')).status).toBe(400);
    expect(sandbox.violations.length).toBe(3);
  });
});

describe('the sandbox Close: search', () => {
  const byPhone = (value: string, more: object = {}) => ({
    query: {
      type: 'and',
      queries: [
        { type: 'object_type', object_type: 'contact' },
        {
          type: 'has_related',
          this_object_type: 'contact',
          related_object_type: 'contact_phone',
          related_query: {
            type: 'field_condition',
            field: { type: 'regular_field', object_type: 'contact_phone', field_name: 'phone' },
            condition: { type: 'text', mode: 'full_words', value },
          },
        },
      ],
    },
    _fields: { contact: ['id', 'phones'] },
    ...more,
  });

  it('finds numbers in E.164, as they are stored', async () => {
    const { contactId } = await begin();
    const found = await ask('POST /data/search/', byPhone('+18004445555'));
    expect(found.body).toMatchObject({ data: [{ id: contactId, phones: [{ phone: '+18004445555' }] }], cursor: null });
    expect((await ask('POST /data/search/', byPhone('+18004445556'))).body['data']).toEqual([]);
  });

  it('pages with a cursor that lives half a minute', async () => {
    let now = 0;
    await begin({ now: () => now });
    sandbox.addContact({ name: 'Joe', phones: ['+18004445555'], organization: 'Acme' });
    const first = await ask('POST /data/search/', byPhone('+18004445555', { _limit: 1 }));
    const { cursor } = first.body;
    now = 29_999;
    const next = await ask('POST /data/search/', byPhone('+18004445555', { _limit: 1, cursor }));
    expect(next.body).toMatchObject({ data: [{}], cursor: null });
    now = 30_000;
    expect(await ask('POST /data/search/', byPhone('+18004445555', { _limit: 1, cursor }))).toMatchObject({
      status: 400,
      body: { 'field-errors': { cursor: 'Expired cursor' } },
    });
    expect(sandbox.violations).toEqual([]);
  });

  it('refuses a query it does not understand', async () => {
    await begin();
    const query = {
      type: 'and',
      queries: [
        { type: 'object_type', object_type: 'lead' },
        { type: 'id', value: 1 },
      ],
    };
    expect((await ask('POST /data/search/', { query })).status).toBe(400);
    expect((await ask('POST /data/search/', { query: { type: 'text', value: 'x' } })).status).toBe(400);
    expect(sandbox.violations.length).toBe(2);
  });
});

describe('the sandbox Close: limits', () => {
  it.each([
    ['comma', 'limit=2, remaining=1, reset=1'],
    ['semicolon', 'limit=2; remaining=1; reset=1'],
    ['none', null],
  ] as const)('are told in the form %s', async (header, text) => {
    await begin({ now: () => 0, limits: { requests: 2, header } });
    expect((await ask('GET /me/')).headers.get('ratelimit')).toBe(text);
  });

  it('hold for each group of method and path, and a refusal says how long', async () => {
    let now = 0;
    await begin({ now: () => now, limits: { requests: 1, windowMs: 2_500 } });
    await ask('GET /me/');
    now = 100;
    const refused = await ask('GET /me/');
    expect([refused.status, refused.headers.get('ratelimit'), refused.headers.get('retry-after')]).toEqual([
      429,
      'limit=1, remaining=0, reset=2.4',
      '3',
    ]);
    expect((await ask('GET /outcome/')).status).toBe(200);
    now = 2_500;
    expect((await ask('GET /me/')).status).toBe(200);
    expect(sandbox.violations.length).toBe(1);
  });

  it('roll when told to', async () => {
    let now = 0;
    await begin({ now: () => now, limits: { requests: 2, windowMs: 1_000, window: 'rolling' } });
    const statuses: number[] = [];
    for (const at of [0, 900, 999, 1_000, 1_001, 1_900]) {
      now = at;
      statuses.push((await ask('GET /me/')).status);
    }
    expect(statuses).toEqual([200, 200, 429, 200, 429, 200]);
  });
});

it('the sandbox Close: a contact without a lead makes one, tasks are checked, and everything can be forgotten', async () => {
  const { leadId } = await begin();
  expect((await ask('POST /contact/', { name: 'Solo' })).body).toMatchObject({ name: 'Solo' });
  expect(
    (await ask('POST /lead/', { name: 'Bluth', contacts: [{ name: 'Gob', phones: [{ phone: '8005551234' }] }] })).body,
  ).toMatchObject({ contacts: [{ name: 'Gob', phones: [{ phone: '+18005551234' }] }] });
  const task = { _type: 'lead', lead_id: leadId, text: 'Call', date: '2026-11-25' };
  expect((await ask('POST /task/', task)).status).toBe(200);
  expect(fieldsOf(await ask('POST /task/', { ...task, date: 'soon' }))).toEqual(['date']);
  expect(fieldsOf(await ask('POST /task/', { ...task, due_date: '2026-11-25' }))).toEqual(['due_date']);
  expect(sandbox.violations.length).toBe(3);
  sandbox.reset();
  expect(sandbox.ledger()).toMatchObject({ calls: [], leads: [], requests: { count: 0 }, violations: [] });
});
