import { refusal, type Answer } from './answers.ts';
import { objectName, type Schema } from './schema.ts';
import type { Store } from './store.ts';
import type { StoredRecord } from './types.ts';

export interface Where {
  readonly field: string;
  readonly operator: '=' | '!=' | 'IN';
  readonly values: readonly unknown[];
}

export interface Query {
  readonly object: string;
  readonly fields: readonly string[];
  readonly where: readonly Where[];
  readonly order: { readonly field: string; readonly down: boolean } | undefined;
  readonly limit: number;
}

/** Thrown inside this folder only; becomes an answer. */
export class Refused extends Error {
  readonly answer: Answer;
  constructor(errorCode: string, message: string) {
    super(message);
    this.answer = refusal(400, errorCode, message);
  }
}

const TOKEN = /\s*(?:('(?:[^'\\]|\\.)*')|([A-Za-z_][\w.]*)|(-?\d+(?:\.\d+)?)|(!=|[=(),]))/y;

/** Strings with escapes, names, numbers, signs: everything else is an error, as with the vendor. */
export class Tokens {
  readonly #list: readonly string[];
  #at = 0;

  constructor(text: string) {
    const list: string[] = [];
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < text.trimEnd().length) {
      const at = TOKEN.lastIndex;
      const found = TOKEN.exec(text);
      if (found === null) throw new Refused('MALFORMED_QUERY', `unexpected token at ${at}`);
      list.push(found[1] ?? found[2] ?? found[3] ?? found[4] ?? '');
    }
    this.#list = list;
  }

  get done(): boolean {
    return this.#at >= this.#list.length;
  }

  peek(): string {
    return this.#list[this.#at] ?? '';
  }

  next(): string {
    const token = this.peek();
    if (token === '') throw new Refused('MALFORMED_QUERY', 'unexpected end of the query');
    this.#at += 1;
    return token;
  }

  /** Takes the word if it is the next one. */
  take(word: string): boolean {
    if (this.peek().toUpperCase() !== word) return false;
    this.#at += 1;
    return true;
  }

  expect(word: string): void {
    const found = this.next();
    if (found.toUpperCase() !== word) throw new Refused('MALFORMED_QUERY', `expected ${word}, found ${found}`);
  }

  name(): string {
    const token = this.next();
    if (!/^[A-Za-z_]/.test(token)) throw new Refused('MALFORMED_QUERY', `expected a name, found ${token}`);
    return token;
  }

  literal(): unknown {
    const token = this.next();
    if (token.startsWith("'")) return unescape(token.slice(1, -1));
    if (/^-?\d/.test(token)) return Number(token);
    const word = token.toLowerCase();
    if (word === 'true' || word === 'false') return word === 'true';
    if (word === 'null') return null;
    throw new Refused('MALFORMED_QUERY', `unexpected token: ${token}`);
  }
}

function unescape(text: string): string {
  return text.replace(/\\(.)/gs, (_whole, sign: string) => {
    const known: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
    if (`\\'"_%nNrRtTbBfF`.includes(sign)) return known[sign.toLowerCase()] ?? sign;
    throw new Refused('MALFORMED_QUERY', `illegal character sequence \\${sign}`);
  });
}

export function readQuery(text: string): Query {
  const tokens = new Tokens(text);
  tokens.expect('SELECT');
  const fields = [tokens.name()];
  while (tokens.take(',')) fields.push(tokens.name());
  tokens.expect('FROM');
  const object = tokens.name();
  const where = tokens.take('WHERE') ? readWhere(tokens) : [];
  let order: Query['order'];
  if (tokens.take('ORDER')) {
    tokens.expect('BY');
    const field = tokens.name();
    order = { field, down: !tokens.take('ASC') && tokens.take('DESC') };
  }
  const limit = tokens.take('LIMIT') ? Number(tokens.literal()) : 2_000;
  if (!tokens.done) throw new Refused('MALFORMED_QUERY', `unexpected token: ${tokens.peek()}`);
  return { object, fields, where, order, limit };
}

/** Conditions joined by AND; the sandbox knows no other. */
export function readWhere(tokens: Tokens): Where[] {
  const conditions: Where[] = [];
  do {
    const field = tokens.name();
    if (tokens.take('IN')) {
      tokens.expect('(');
      const values = [tokens.literal()];
      while (tokens.take(',')) values.push(tokens.literal());
      tokens.expect(')');
      conditions.push({ field, operator: 'IN', values });
      continue;
    }
    const operator = tokens.next();
    if (operator !== '=' && operator !== '!=') throw new Refused('MALFORMED_QUERY', `unexpected token: ${operator}`);
    conditions.push({ field, operator, values: [tokens.literal()] });
  } while (tokens.take('AND'));
  return conditions;
}

/** Refuses what the object does not have, or what cannot be asked for. */
export function checkFields(schema: Schema, query: Pick<Query, 'object' | 'fields' | 'where'>): string {
  const known = schema.fields(query.object);
  const object = objectName(query.object);
  if (known === undefined || object === undefined) {
    throw new Refused('INVALID_TYPE', `sObject type '${query.object}' is not supported.`);
  }
  const asked = [...query.fields, ...query.where.map(({ field }) => field)];
  for (const field of asked) {
    if (known[field] === undefined) {
      throw new Refused('INVALID_FIELD', `No such column '${field}' on entity '${object}'.`);
    }
  }
  for (const { field, values } of query.where) {
    const { type, filterable } = known[field] ?? {};
    if (filterable === false) {
      throw new Refused('INVALID_FIELD', `field '${field}' can not be filtered in a query call`);
    }
    const fits = values.every(
      (value) =>
        value === null || typeof value === (type === 'flag' ? 'boolean' : type === 'number' ? 'number' : 'string'),
    );
    if (!fits)
      throw new Refused(
        'INVALID_FIELD',
        `value of filter criterion for field '${field}' must be of type ${type ?? ''}`,
      );
  }
  return object;
}

export function fits(store: Store, record: StoredRecord, where: readonly Where[]): boolean {
  return where.every(({ field, operator, values }) => {
    const value = store.value(record, field);
    const among = values.some((wanted) => equal(value, wanted));
    return operator === '!=' ? !among : among;
  });
}

/** Texts are compared without regard to case; an id of 15 signs is the one of 18. */
function equal(value: unknown, wanted: unknown): boolean {
  if (wanted === false && value === null) return true;
  if (typeof value !== 'string' || typeof wanted !== 'string') return value === wanted;
  if (/^[A-Za-z0-9]{18}$/.test(value) && wanted.length >= 15) return value.slice(0, 15) === wanted.slice(0, 15);
  return value.toLowerCase() === wanted.toLowerCase();
}

/** A record as the vendor writes it, only with what was asked for. */
export function shape(
  store: Store,
  record: StoredRecord,
  fields: readonly string[],
  apiPath: string,
): Record<string, unknown> {
  const shaped: Record<string, unknown> = {
    attributes: { type: record.type, url: `${apiPath}/sobjects/${record.type}/${record.id}` },
  };
  for (const field of fields) {
    const [first = '', rest] = field.split('.');
    if (rest === undefined) shaped[field] = store.value(record, field);
    else if (store.get(record.fields[`${first}Id`]) === undefined) shaped[first] = null;
    else shaped[first] = { ...(shaped[first] as object | undefined), [rest]: store.value(record, field) };
  }
  return shaped;
}

/** The answer to `GET /query?q=`. */
export function runQuery(store: Store, schema: Schema, text: string, apiPath: string): Answer {
  const query = readQuery(text);
  const object = checkFields(schema, query);
  if (
    object === 'ContentDocumentLink' &&
    !query.where.some(({ field }) => /^(LinkedEntityId|ContentDocumentId)$/.test(field))
  ) {
    throw new Refused(
      'MALFORMED_QUERY',
      'Implementation restriction: ContentDocumentLink requires a filter by a single Id on ContentDocumentId or LinkedEntityId',
    );
  }
  const found = store.live(object).filter((record) => fits(store, record, query.where));
  const { order } = query;
  if (order !== undefined) {
    const key = (record: StoredRecord): string | number => {
      const value = store.value(record, order.field);
      return typeof value === 'number' ? value : String(value);
    };
    found.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0) * (order.down ? -1 : 1));
  }
  const records = found.slice(0, query.limit).map((record) => shape(store, record, query.fields, apiPath));
  return { status: 200, body: { totalSize: records.length, done: true, records } };
}
