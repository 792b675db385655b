import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { ask } from '../sandbox/pipedrive/ask.ts';
import { startPipedriveSandbox } from '../sandbox/pipedrive/index.ts';

const clock = { now: Date.parse('2026-11-20T10:00:00Z') };
const sandbox = await startPipedriveSandbox({ now: () => clock.now, limits: 'off', indexLagMs: 5_000 });
const lenient = await startPipedriveSandbox({ limits: 'off', phoneSearch: 'digits' });
beforeEach(() => [sandbox, lenient].forEach((one) => one.reset()));
afterAll(() => Promise.all([sandbox.stop(), lenient.stop()]));

const namesFound = async (query: string, where = sandbox) => {
  const { body } = await ask(where, `GET /api/v2/persons/search?${query}`);
  return (body as { data: { items: { item: { name: string } }[] } }).data.items.map(({ item }) => item.name);
};

describe('the search for persons', () => {
  test("answers in the vendor's shape", async () => {
    const id = sandbox.addPerson({ name: 'Jane Doe', phones: ['+372 555555555'], organization: 'Acme' });
    const reply = await ask(sandbox, 'GET /api/v2/persons/search?term=555555555&fields=phone&limit=10');
    expect([reply.status, reply.body]).toEqual([
      200,
      {
        success: true,
        data: {
          items: [
            {
              result_score: 0.5,
              item: {
                id,
                type: 'person',
                name: 'Jane Doe',
                phones: ['+372 555555555'],
                emails: [],
                visible_to: 3,
                owner: { id: 7001 },
                organization: { id: 1, name: 'Acme', address: null },
                custom_fields: [],
                notes: [],
              },
            },
          ],
        },
        additional_data: { next_cursor: null },
      },
    ]);
    expect(sandbox.violations).toEqual([]);
  });

  test('looks for the text as it was typed, or for digits alone when told so', async () => {
    for (const where of [sandbox, lenient]) {
      where.addPerson({ name: 'dashes', phones: ['555-010-2030'] });
      where.addPerson({ name: 'digits', phones: ['+15550102030'] });
    }
    expect(await namesFound('term=5550102030&fields=phone')).toEqual(['digits']);
    expect(await namesFound('term=555-010&fields=phone')).toEqual(['dashes']);
    expect(await namesFound('term=555-0102030&fields=phone', lenient)).toEqual(['dashes', 'digits']);
  });

  test('searches the named fields only, and whole values when asked', async () => {
    sandbox.addPerson({ name: '5550102030', phones: ['+49 30 901820'] });
    expect(await namesFound('term=555010&fields=phone')).toEqual([]);
    expect(await namesFound('term=555010&fields=name,phone')).toEqual(['5550102030']);
    expect(await namesFound('term=555010&exact_match=true')).toEqual([]);
    expect(await namesFound('term=5550102030&exact_match=true')).toEqual(['5550102030']);
  });

  test('pages by cursor', async () => {
    for (let n = 0; n < 5; n += 1) sandbox.addPerson({ name: `Jane ${n}`, phones: [] });
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body } = await ask(sandbox, `GET /api/v2/persons/search?term=jane&limit=2${query}`);
      const page = body as {
        data: { items: { item: { name: string } }[] };
        additional_data: { next_cursor: string | null };
      };
      seen.push(...page.data.items.map(({ item }) => item.name));
      cursor = page.additional_data.next_cursor;
    }
    expect(seen).toEqual(['Jane 0', 'Jane 1', 'Jane 2', 'Jane 3', 'Jane 4']);
  });

  test.each(['term=5', 'fields=phone', 'term=55&fields=mobile', 'term=55&limit=ten', 'term=55&sort=name'])(
    'refuses %s',
    async (query) => {
      const { status, body } = await ask(sandbox, `GET /api/v2/persons/search?${query}`);
      expect([status, (body as { code: string }).code]).toEqual([400, 'ERR_SCHEMA_VALIDATION_FAILED']);
      expect(sandbox.violations).toHaveLength(1);
    },
  );

  test('finds a new person only after a while', async () => {
    const person = { name: 'New Person', phones: [{ value: '+37255550101', primary: true, label: 'work' }] };
    const { status, body } = await ask(sandbox, 'POST /api/v2/persons', person);
    expect([status, body]).toMatchObject([200, { data: { name: 'New Person', phones: person.phones, org_id: null } }]);
    const id = (body as { data: { id: number } }).data.id;
    expect((await ask(sandbox, `GET /api/v2/persons/${id}`)).body).toEqual(body);
    expect(await namesFound('term=55550101')).toEqual([]);
    clock.now += 5_000;
    expect(await namesFound('term=55550101')).toEqual(['New Person']);
    expect(sandbox.violations).toEqual([]);
  });

  test.each([
    [400, { phones: [{ value: '1' }] }],
    [400, { name: 'A', phone: '1' }],
    [403, { name: 'A', job_title: 'Buyer' }],
    [404, { name: 'A', org_id: 99 }],
  ])('a person is refused with %i: %j', async (status, person) => {
    expect((await ask(sandbox, 'POST /api/v2/persons', person)).status).toBe(status);
    expect(sandbox.state.persons.size).toBe(0);
  });
});

describe('what belongs to a person', () => {
  test('open deals are listed by person and status', async () => {
    const [jane, zoe] = ['Jane', 'Zoë'].map((name) => sandbox.addPerson({ name, phones: [] })) as [number, number];
    const open = sandbox.addDeal({ title: 'Open', personId: jane });
    sandbox.addDeal({ title: 'Won', personId: jane, status: 'won' });
    sandbox.addDeal({ title: 'Other', personId: zoe });
    const { body } = await ask(sandbox, `GET /api/v2/deals?person_id=${jane}&status=open`);
    expect(body).toMatchObject({ data: [{ id: open, title: 'Open', status: 'open', person_id: jane, org_id: null }] });
    expect((body as { data: unknown[] }).data).toHaveLength(1);
    expect(sandbox.violations).toEqual([]);
  });

  test('leads are listed by API v1, searched by v2 and made with a person or an organization', async () => {
    const jane = sandbox.addPerson({ name: 'Jane', phones: [] });
    const seeded = sandbox.addLead({ title: 'Call back', personId: jane });
    const made = await ask(sandbox, 'POST /v1/leads', { title: 'Website', person_id: jane });
    expect([made.status, made.body]).toMatchObject([
      201,
      { data: { title: 'Website', person_id: jane, is_archived: false } },
    ]);
    const listed = await ask(sandbox, `GET /v1/leads?person_id=${jane}`);
    expect(listed.body).toMatchObject({ data: [{ id: seeded }, { title: 'Website' }] });
    const found = await ask(sandbox, `GET /api/v2/leads/search?term=call&person_id=${jane}`);
    expect(found.body).toMatchObject({
      data: { items: [{ item: { id: seeded, person: { id: jane, name: 'Jane' } } }] },
    });
    expect(sandbox.violations).toEqual([]);
    expect((await ask(sandbox, 'POST /v1/leads', { title: 'Nobody' })).status).toBe(400);
    expect((await ask(sandbox, 'POST /v1/leads', { title: 'Nobody', person_id: 99 })).status).toBe(404);
  });
});

describe('activities', () => {
  test('are made, changed, listed by their links and times, and deleted', async () => {
    const jane = sandbox.addPerson({ name: 'Jane', phones: [] });
    const made = await ask(sandbox, 'POST /api/v2/activities', {
      subject: 'Call',
      type: 'call',
      participants: [{ person_id: jane, primary: true }],
    });
    const { id } = (made.body as { data: { id: number } }).data;
    clock.now += 60_000;
    const changed = await ask(sandbox, `PATCH /api/v2/activities/${id}`, { note: 'ref 7F3A', done: true });
    expect(changed.body).toMatchObject({ data: { id, note: 'ref 7F3A', done: true, person_id: jane } });
    const since = new Date(clock.now).toISOString().replace('.000', '');
    const listed = await ask(sandbox, `GET /api/v2/activities?person_id=${jane}&done=true&updated_since=${since}`);
    expect(listed.body).toMatchObject({ data: [{ id }], additional_data: { next_cursor: null } });
    expect((await ask(sandbox, `DELETE /api/v2/activities/${id}`)).body).toEqual({ success: true, data: { id } });
    expect((await ask(sandbox, 'GET /api/v2/activities')).body).toMatchObject({ data: [] });
    expect(sandbox.violations).toEqual([]);
  });

  test('updated_since with fractions of a second is refused', async () => {
    const reply = await ask(sandbox, 'GET /api/v2/activities?updated_since=2026-11-20T10:00:00.000Z');
    expect([reply.status, reply.body]).toMatchObject([
      400,
      { code: 'ERR_SCHEMA_VALIDATION_FAILED', error: 'Validation failed: "updated_since" is not a valid datetime.' },
    ]);
  });
});
