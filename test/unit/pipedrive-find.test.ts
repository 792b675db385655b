import { describe, expect, it } from 'vitest';
import { searchTerms } from '../../main/engine/crm/pipedrive/search-terms.ts';
import type { Reply, SeenRequest } from '../fakes/fake-http.ts';
import { JANE, loggable } from '../fakes/loggable.ts';
import { adapterOn } from '../fakes/pipedrive.ts';
import { settle } from '../fakes/fake-clock.ts';

const found = (data: unknown, more: object = {}): Reply => ({ status: 200, body: { success: true, data, ...more } });
const hit = (id: number, ...phones: string[]) => ({
  result_score: 0.5,
  item: { id, name: `Person ${String(id)}`, phones },
});
const targets = (seen: readonly SeenRequest[]): string[] => seen.map(({ target }) => target.replace('/api/', ''));

describe('the terms a number is searched by', () => {
  it.each<[string, string | null, string | null, string[]]>([
    ['+1 555 010 0102', '+15550100102', '5550100102', ['5550100102', '15550100102', '0102']],
    ['0612345678', '+33612345678', '612345678', ['612345678', '33612345678', '5678', '56 78']],
    ['+79161234567', '+79161234567', '9161234567', ['9161234567', '79161234567', '4567', '45-67']],
    ['+34612345678', '+34612345678', '612345678', ['612345678', '34612345678', '5678', '5 678']],
    ['4711', null, null, ['4711']],
    ['(12) 34-567', null, null, ['1234567', '4567']],
    ['7', null, null, []],
    ['bob', null, null, []],
  ])('%s', (raw, e164, national, terms) => {
    expect(searchTerms({ raw, e164, national, withheld: false }).map(({ text }) => text)).toEqual(terms);
  });
});

describe('finding contacts', () => {
  it('searches until a number is the same, and gives its open deals', async () => {
    const { adapter, seen } = adapterOn(({ target }) => {
      if (target.includes('/deals')) return found([{ id: 5, title: 'Roof' }]);
      if (target.includes('term=5550100102')) return found({ items: [] });
      if (target.includes('term=15550100102')) return found({ items: [hit(1, '+1 555 999 0102')] });
      return found({
        items: [
          hit(1, '+1 555 999 0102'),
          { item: { id: 2, name: 'Jane', phones: ['x', '(555) 010-0102'], organization: { id: 3, name: 'Acme' } } },
        ],
      });
    });
    expect(await adapter.findContacts(JANE)).toEqual({
      ok: true,
      value: [
        {
          id: '2',
          name: 'Jane',
          organization: { id: '3', name: 'Acme' },
          numbers: ['x', '(555) 010-0102'],
          openDeals: [{ id: '5', title: 'Roof' }],
          leads: [],
          changedAt: null,
        },
      ],
    });
    expect(targets(seen)).toEqual([
      'v2/persons/search?term=5550100102&fields=phone&limit=100',
      'v2/persons/search?term=15550100102&fields=phone&limit=100',
      'v2/persons/search?term=0102&fields=phone&limit=500',
      'v2/deals?person_id=2&status=open&limit=500',
    ]);
  });

  it('asks for leads only where there is no open deal, and leaves archived ones out', async () => {
    const { adapter } = adapterOn(({ target }) => {
      if (target.includes('/deals')) return found(null);
      if (!target.includes('/leads')) return found({ items: [hit(1, '5550100102')] });
      return found([
        { id: 'adf21080-0e10-11eb-879b-05d71fb426ec', title: 'Web' },
        { id: 'b', title: 'Old', is_archived: true },
      ]);
    });
    expect(await adapter.findContacts(JANE)).toMatchObject({
      value: [{ openDeals: [], leads: [{ id: 'adf21080-0e10-11eb-879b-05d71fb426ec', title: 'Web' }] }],
    });
  });

  it('asks how old contacts are only when there are several', async () => {
    const { adapter } = adapterOn(({ target }) => {
      if (target.includes('search'))
        return found({ items: [hit(1, '5550100102'), hit(2, '5550100102'), hit(3, '5550100102')] });
      if (target.endsWith('persons/1')) return found({ id: 1, add_time: '2021-01-01T00:00:00Z', update_time: null });
      if (target.endsWith('persons/2')) return found({ id: 2, update_time: '2022-01-01T00:00:00Z' });
      if (target.endsWith('persons/3')) return { status: 404, body: { success: false, error: 'Person not found' } };
      return found([]);
    });
    const contacts = await adapter.findContacts(JANE);
    expect(contacts.ok && contacts.value.map(({ id, changedAt }) => [id, changedAt])).toEqual([
      ['1', Date.UTC(2021, 0, 1)],
      ['2', Date.UTC(2022, 0, 1)],
      ['3', null],
    ]);
  });

  it('finds the contact also where deals and leads may not be seen', async () => {
    const { adapter } = adapterOn(({ target }) =>
      target.includes('search')
        ? found({ items: [hit(1, '5550100102')] })
        : { status: 403, body: { success: false, error: 'Scope and URL mismatch' } },
    );
    expect(await adapter.findContacts(JANE)).toMatchObject({
      ok: true,
      value: [{ id: '1', openDeals: [], leads: [] }],
    });
  });

  it.each(['search', 'deals', 'leads'])('does not say "nobody" when the %s request fails', async (part) => {
    const { adapter } = adapterOn(({ target }) => {
      if (target.includes(part)) return { kind: 'broken', code: 'UND_ERR_SOCKET' };
      return found(target.includes('search') ? { items: [hit(1, '5550100102')] } : []);
    });
    expect(await adapter.findContacts(JANE)).toMatchObject({
      ok: false,
      error: { category: 'network', delivery: 'not_sent' },
    });
  });

  it('asks nothing about a number that was withheld or has no digits', async () => {
    const { adapter, seen } = adapterOn(() => found({}));
    const none = { e164: null, national: null };
    expect(await adapter.findContacts({ ...JANE, withheld: true })).toEqual({ ok: true, value: [] });
    expect(await adapter.findContacts({ ...none, raw: 'bob', withheld: false })).toEqual({ ok: true, value: [] });
    expect(seen).toEqual([]);
  });

  it('makes a contact with one number', async () => {
    const { adapter, seen } = adapterOn(() =>
      found({
        id: 9,
        name: 'New\tOne',
        phones: [{ value: '+15550100102', primary: true }],
        add_time: '2026-11-21T09:00:00Z',
      }),
    );
    expect(await adapter.createContact({ name: 'New\r\nOne', number: JANE })).toMatchObject({
      ok: true,
      value: { id: '9', numbers: ['+15550100102'], openDeals: [], changedAt: Date.UTC(2026, 10, 21, 9) },
    });
    await adapter.createContact({ name: ' ', number: JANE });
    expect(seen.map(({ method, target, body }) => [method, target, JSON.parse(body) as unknown])).toEqual(
      ['New One', '+15550100102'].map((name) => [
        'POST',
        '/api/v2/persons',
        { name, phones: [{ value: '+15550100102', primary: true, label: 'work' }] },
      ]),
    );
  });
});

interface Log {
  id: string;
  note?: string | null;
  [field: string]: unknown;
}

/** A list of logs as the vendor pages it. */
function pages(logs: () => readonly Log[]) {
  return ({ target }: SeenRequest): Reply => {
    const query = new URLSearchParams(target.split('?')[1]);
    const start = Number(query.get('start'));
    const limit = Number(query.get('limit'));
    const all = logs();
    const more = all.length > start + limit;
    return found(all.slice(start, start + limit), {
      additional_data: {
        pagination: { start, limit, more_items_in_collection: more, ...(more ? { next_start: start + limit } : {}) },
      },
    });
  };
}

const numbered = (count: number): Log[] =>
  Array.from({ length: count }, (_, n) => ({
    id: `CA${String(n)}`,
    note: `x AC-${n.toString(16).toUpperCase().padStart(12, '0')}`,
  }));
const ref = (n: number): string => n.toString(16).toUpperCase().padStart(12, '0');

describe('finding a call that may have been logged', () => {
  it('finds it by the reference in its note, wherever in the list it stands', async () => {
    const { adapter, clock, seen } = adapterOn(pages(() => numbered(140)));
    for (const n of [0, 49, 50, 99, 139]) {
      expect(await adapter.findLogged(loggable({ ref: ref(n) }), clock.now())).toMatchObject({
        ok: true,
        value: { id: `CA${String(n)}`, wrapperId: null, contactId: null, hasRecording: false },
      });
    }
    expect(await adapter.findLogged(loggable({ ref: ref(140) }), clock.now())).toEqual({ ok: true, value: undefined });
    expect(targets(seen)).toEqual(['0', '49', '98'].map((start) => `v1/callLogs?start=${start}&limit=50`));
  });

  it('else by start, end and both numbers, when nothing marks the log as another call', async () => {
    const log = {
      activity_id: 8,
      person_id: 7,
      has_recording: true,
      start_time: '2026-11-21T09:00:00.000Z',
      end_time: '2026-11-21T09:01:05.000Z',
      duration: '1',
      from_phone_number: '100',
      to_phone_number: '+15550100102',
    };
    const check = async (change: object) => {
      const { adapter, clock } = adapterOn(pages(() => [{ id: 'CA1', ...log, ...change }]));
      const answer = await adapter.findLogged(loggable(), clock.now());
      return answer.ok ? answer.value?.id : answer.error.code;
    };
    expect([
      await check({}),
      await check({ note: 'edited by hand' }),
      await check({ end_time: null, duration: '62' }),
      await check({ end_time: null, duration: null }),
      await check({ note: 'Ref AC-FFFFFFFFFFFF' }),
      await check({ start_time: '2026-11-21T09:00:01.000Z' }),
      await check({ from_phone_number: '101' }),
      await check({ to_phone_number: '+15550100103' }),
      await check({ start_time: undefined }),
    ]).toEqual(['CA1', 'CA1', 'CA1', undefined, undefined, undefined, undefined, undefined, undefined]);
  });

  it('reads the list once for all who ask about what happened before the reading began', async () => {
    const { adapter, clock, seen } = adapterOn(pages(() => numbered(10)));
    const before = clock.now();
    await Promise.all([1, 2, 3].map((n) => adapter.findLogged(loggable({ ref: ref(n) }), before)));
    await clock.advance(60_000);
    await adapter.findLogged(loggable({ ref: ref(4) }), before);
    expect(seen.length).toBe(1);
    await adapter.findLogged(loggable({ ref: ref(4) }), before + 1);
    expect(seen.length).toBe(2);
  });

  it('does not use a reading that began too early, even when it is still going on', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const logs: Log[] = [];
    const { adapter, clock, seen } = adapterOn(async (request) => {
      const answer = pages(() => [...logs])(request);
      if (seen.length === 1) await held;
      return answer;
    });
    const early = adapter.findLogged(loggable({ ref: ref(1) }), clock.now());
    await settle();
    logs.push({ id: 'CA1', note: `AC-${ref(1)}` });
    await clock.advance(10);
    const later = adapter.findLogged(loggable({ ref: ref(1) }), clock.now());
    expect(await later).toMatchObject({ value: { id: 'CA1' } });
    release();
    expect(await early).toEqual({ ok: true, value: undefined });
  });

  it('reads again when a deletion moved logs over the edge of a page', async () => {
    let logs = numbered(120);
    const { adapter, clock, seen } = adapterOn((request) => {
      const answer = pages(() => logs)(request);
      if (seen.length === 1) logs = logs.slice(3);
      return answer;
    });
    expect(await adapter.findLogged(loggable({ ref: ref(51) }), clock.now())).toMatchObject({ value: { id: 'CA51' } });
    expect(seen.length).toBeGreaterThan(3);
  });

  it('gives up, without an answer, on a list that never stands still', async () => {
    let logs = numbered(400);
    const { adapter, clock } = adapterOn((request) => {
      const answer = pages(() => logs)(request);
      logs = logs.slice(3);
      return answer;
    });
    expect(await adapter.findLogged(loggable({ ref: ref(390) }), clock.now())).toMatchObject({
      ok: false,
      error: { category: 'network', code: 'list_changed' },
    });
  });

  it('is not misled by new logs that push others back', async () => {
    const logs = numbered(120).reverse();
    const { adapter, clock } = adapterOn((request) => {
      const answer = pages(() => [...logs])(request);
      logs.unshift({ id: `new${String(logs.length)}` });
      return answer;
    });
    for (const n of [119, 70, 0]) {
      expect(await adapter.findLogged(loggable({ ref: ref(n) }), clock.now())).toMatchObject({
        value: { id: `CA${String(n)}` },
      });
    }
  });

  it('never says "not there" when a page could not be read', async () => {
    const { adapter, clock, seen } = adapterOn((request) =>
      seen.length === 2 ? { status: 200, body: '<html>' } : pages(() => numbered(120))(request),
    );
    expect(await adapter.findLogged(loggable({ ref: ref(110) }), clock.now())).toMatchObject({
      ok: false,
      error: { category: 'network', code: 'unreadable_answer', delivery: 'not_sent' },
    });
    expect(await adapter.findLogged(loggable({ ref: ref(110) }), clock.now())).toMatchObject({
      value: { id: 'CA110' },
    });
  });

  it('stops on a list that promises more and gives nothing', async () => {
    const { adapter, clock } = adapterOn(() =>
      found([], { additional_data: { pagination: { more_items_in_collection: true } } }),
    );
    expect(await adapter.findLogged(loggable(), clock.now())).toMatchObject({
      ok: false,
      error: { code: 'unreadable_answer' },
    });
  });
});
