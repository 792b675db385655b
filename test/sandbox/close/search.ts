import { fieldError, ok, type Answer } from './answers.ts';
import { contactShape, leadShape } from './leads.ts';
import { refuse, type Call, type Routes } from './route.ts';
import { normalised, type Store } from './store.ts';
import type { StoredContact, StoredLead } from './types.ts';

export const searchRoutes: Routes = { 'POST /data/search/': (call) => search(call) };

/** A cursor is good for 30 seconds. */
const CURSOR_MS = 30_000;
type Item = StoredContact | StoredLead;
type Node = Readonly<Record<string, unknown>>;

/** The part of the query language that a caller of ours may use; every other form is refused as not understood. */
function search(call: Call): Answer {
  const { store, body } = call;
  const limit = Number(body['_limit'] ?? 100);
  if (limit > 200) return refuse(call, { field: '_limit', what: 'Input should be less than or equal to 200' });
  const query = body['query'] as Node;
  const kind = objectTypeOf(query);
  if (kind === undefined) return refuse(call, { field: 'query', what: 'names no object type' });
  const from = startOf(store, body['cursor']);
  if (from === undefined) return fieldError('cursor', 'Expired cursor');
  const problems: string[] = [];
  const items: Item[] = [...(kind === 'contact' ? store.contacts : store.leads).values()];
  const found = items.filter((item) => item.indexedAt <= store.now() && holds(query, { item, kind, store, problems }));
  const [problem] = problems;
  if (problem !== undefined) return refuse(call, { field: 'query', what: problem });
  const fields = (body['_fields'] as Record<string, string[]> | undefined)?.[kind] ?? ['id'];
  const shaped = found
    .slice(from, from + limit)
    .map((item) => (kind === 'contact' ? contactShape(item as StoredContact) : leadShape(item, store)));
  const more = found.length > from + limit;
  return ok({
    data: shaped.map((item) => Object.fromEntries(fields.map((field) => [field, item[field]]))),
    cursor: more ? newCursor(store, from + limit) : null,
  });
}

function objectTypeOf(query: Node): 'lead' | 'contact' | undefined {
  const queries = (query['queries'] ?? []) as Node[];
  const kind = queries.find((node) => node['type'] === 'object_type')?.['object_type'];
  return query['type'] === 'and' && (kind === 'lead' || kind === 'contact') ? kind : undefined;
}

function startOf(store: Store, cursor: unknown): number | undefined {
  if (typeof cursor !== 'string') return 0;
  const given = store.cursors.get(cursor);
  return given === undefined || store.now() >= given.at + CURSOR_MS ? undefined : given.from;
}

function newCursor(store: Store, from: number): string {
  const cursor = crypto.randomUUID();
  store.cursors.set(cursor, { at: store.now(), from });
  return cursor;
}

interface Around {
  readonly item: Item;
  readonly kind: 'lead' | 'contact';
  readonly store: Store;
  readonly problems: string[];
}

function holds(node: Node, around: Around): boolean {
  switch (node['type']) {
    case 'and':
      return (node['queries'] as Node[]).every((inner) => holds(inner, around));
    case 'object_type':
      return node['object_type'] === around.kind;
    case 'text':
      return textHolds(node, everything(around));
    case 'has_related':
      return phoneHolds(node, around);
    default:
      around.problems.push(`holds a query that is not understood: ${String(node['type'])}`);
      return false;
  }
}

/** The one relation in use: a contact's phone numbers. */
function phoneHolds(node: Node, { item, problems }: Around): boolean {
  const related = node['related_query'] as Node | undefined;
  const field = related?.['field'] as Node | undefined;
  const condition = related?.['condition'] as Node | undefined;
  const understood =
    node['this_object_type'] === 'contact' &&
    node['related_object_type'] === 'contact_phone' &&
    related?.['type'] === 'field_condition' &&
    field?.['field_name'] === 'phone' &&
    ['full_words', 'phrase', 'exact_value'].includes(String(condition?.['mode']));
  if (!understood || typeof condition?.['value'] !== 'string') {
    problems.push('holds a relation that is not understood');
    return false;
  }
  const { value } = condition;
  return 'phones' in item && item.phones.some(({ phone }) => phone === value || phone === normalised(value));
}

/** The text search over a whole lead: its own name, its people, their numbers. */
function everything({ item, store }: Around): string {
  const people = [...store.contacts.values()].filter(({ lead_id: id }) => id === item.id);
  return [item.name, ...people.flatMap(({ name, phones }) => [name, ...phones.map(({ phone }) => phone)])].join(' ');
}

function textHolds(node: Node, haystack: string): boolean {
  const words = (text: string) =>
    text
      .toLowerCase()
      .split(/[^\p{L}\p{N}+]+/u)
      .filter((word) => word !== '');
  const there = words(haystack);
  return words(String(node['value'])).every((wanted) => there.some((word) => word.startsWith(wanted)));
}
