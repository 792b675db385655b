import type { Http, HttpAnswer, HttpRequest } from '../../engine/ports.ts';
import { PEOPLE } from './people.ts';

/** Address of the CRM inside this app. It is never resolved: nothing leaves the machine. */
export const SAMPLE_ORIGIN = 'https://sample.pipedrive.com';

type Row = Readonly<Record<string, unknown>>;
type Route = (request: Parsed) => Row | readonly Row[] | null | Promise<Row | null>;

interface Parsed {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Row;
  readonly id: string;
}

/**
 * A small Pipedrive in memory that speaks through the engine's own door to the network: the whole way of a call can be
 * tried without an account and without a connection.
 */
export function createSampleCrm(): Http {
  const crm = new SampleCrm();
  return {
    async send(request) {
      request.sent?.(0);
      const answer = await crm.answer(request);
      return { ok: true, answer };
    },
  };
}

class SampleCrm {
  readonly #calls = new Map<string, Row>();
  readonly #persons = new Map<string, Row>();
  readonly #activities = new Map<string, Row>();
  #next = 1;

  readonly #routes: readonly (readonly [method: string, path: RegExp, route: Route])[] = [
    [
      'GET',
      /\/users\/me$/,
      () => ({ id: 1, name: 'Ann Berger', company_name: 'Sample company', company_domain: 'sample' }),
    ],
    ['GET', /\/persons\/search$/, ({ query }) => ({ items: this.#search(query.get('term') ?? '') })],
    ['GET', /\/organizations\/search$/, () => ({ items: [] })],
    ['GET', /\/persons\/([^/]+)$/, ({ id }) => this.#persons.get(id) ?? null],
    ['POST', /\/persons$/, ({ body }) => this.#keep(this.#persons, { ...body })],
    ['GET', /\/persons$/, () => [...this.#persons.values()]],
    ['GET', /\/deals$/, ({ query }) => dealsOf(query.get('person_id'))],
    ['GET', /\/leads$/, () => []],
    ['POST', /\/callLogs$/, ({ body }) => this.#log(body)],
    ['GET', /\/callLogs\/([^/]+)$/, ({ id }) => this.#calls.get(id) ?? null],
    ['GET', /\/callLogs$/, () => [...this.#calls.values()].reverse().slice(0, 50)],
    ['DELETE', /\/callLogs\/([^/]+)$/, ({ id }) => (this.#calls.delete(id) ? { id } : null)],
    ['POST', /\/callLogs\/([^/]+)\/recordings$/, ({ id }) => this.#attach(id)],
    ['POST', /\/activities$/, ({ body }) => this.#keep(this.#activities, { ...body })],
    ['GET', /\/activities$/, () => [...this.#activities.values()]],
    ['GET', /\/activities\/([^/]+)$/, ({ id }) => this.#activities.get(id) ?? null],
    ['PATCH', /\/activities\/([^/]+)$/, ({ id, body }) => this.#change(id, body)],
    ['DELETE', /\/activities\/([^/]+)$/, ({ id }) => (this.#activities.delete(id) ? { id } : null)],
  ];

  constructor() {
    for (const { name, company, number } of PEOPLE) {
      this.#keep(this.#persons, {
        name,
        phones: [number],
        organization: company === null ? null : { id: this.#next, name: company },
      });
    }
  }

  async answer(request: HttpRequest): Promise<HttpAnswer> {
    const { pathname, searchParams } = new URL(request.url);
    const body = await bodyOf(request);
    for (const [method, path, route] of this.#routes) {
      const match = method === request.method ? path.exec(pathname) : null;
      if (match === null) continue;
      const data = await route({ path: pathname, query: searchParams, body, id: match[1] ?? '' });
      return data === null ? answer(404, { success: false, error: 'Not found' }) : answer(200, { success: true, data });
    }
    return answer(404, { success: false, error: 'Not found' });
  }

  #search(term: string): Row[] {
    const digits = term.replace(/\D/g, '');
    return [...this.#persons.values()]
      .filter((person) => {
        const numbers = JSON.stringify(person['phones']).replace(/[^\d",]/g, '');
        const byNumber = digits.length >= 5 && numbers.includes(digits);
        return byNumber || (/[a-z]/i.test(term) && String(person['name']).toLowerCase().includes(term.toLowerCase()));
      })
      .map((item) => ({ item }));
  }

  #keep(table: Map<string, Row>, row: Row): Row {
    const id = this.#next++;
    const kept = { ...row, id };
    table.set(String(id), kept);
    return kept;
  }

  #log(body: Row): Row {
    const activity = this.#keep(this.#activities, { subject: body['subject'], note: body['note'], done: true });
    const id = `CA${String(this.#next++).padStart(27, '0')}`;
    const log = { ...body, id, activity_id: activity['id'], has_recording: false };
    this.#calls.set(id, log);
    return log;
  }

  #attach(id: string): Row | null {
    const log = this.#calls.get(id);
    if (log === undefined) return null;
    this.#calls.set(id, { ...log, has_recording: true });
    return {};
  }

  #change(id: string, body: Row): Row | null {
    const row = this.#activities.get(id);
    if (row === undefined) return null;
    const changed = { ...row, ...body };
    this.#activities.set(id, changed);
    return changed;
  }
}

const dealsOf = (personId: string | null): Row[] =>
  PEOPLE.flatMap(({ deal }, index) =>
    deal !== null && String(index + 1) === personId ? [{ id: 100 + index, title: deal }] : [],
  );

/** An upload is read to its end, as a server would, and let go. */
async function bodyOf({ body, sent }: HttpRequest): Promise<Row> {
  if (body === undefined) return {};
  if (typeof body === 'string') {
    sent?.(Buffer.byteLength(body));
    return JSON.parse(body) as Row;
  }
  let bytes = 0;
  for await (const piece of body as AsyncIterable<Buffer>) {
    bytes += piece.length;
    sent?.(bytes);
  }
  return {};
}

const answer = (status: number, body: Row): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
