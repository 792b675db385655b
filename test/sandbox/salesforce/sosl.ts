import type { Answer } from './answers.ts';
import type { Schema } from './schema.ts';
import { checkFields, fits, readWhere, Refused, shape, Tokens, type Where } from './soql.ts';
import type { Store } from './store.ts';
import type { StoredRecord } from './types.ts';

interface Returning {
  readonly object: string;
  readonly fields: readonly string[];
  readonly where: readonly Where[];
}

interface Term {
  readonly text: string;
  /** `*` at its end. */
  readonly beginning: boolean;
}

export interface Index {
  readonly phoneSearch: 'digits' | 'stored';
  readonly schema: Schema;
  readonly store: Store;
}

/** Signs that must be escaped; `*` and `?` unescaped are wildcards, `"` makes a phrase. */
const RESERVED = "&|!{}[]()^~:\\'+-";

/** The answer to `GET /search?q=`. */
export function runSearch(index: Index, text: string, apiPath: string): Answer {
  const [, find = '', scope = '', returned = '', limit] =
    /^\s*FIND\s*\{((?:[^\\{}]|\\.)*)\}\s*IN\s+(ALL|NAME|PHONE)\s+FIELDS\s+RETURNING\s+(.*?)(?:\s+LIMIT\s+(\d+))?\s*$/is.exec(
      text,
    ) ?? [];
  if (returned === '') throw new Refused('MALFORMED_SEARCH', 'line 1: no viable alternative');
  const alternatives = readFind(find);
  const records: StoredRecord[] = [];
  const shaped: unknown[] = [];
  for (const part of readReturning(returned)) {
    const object = checkFields(index.schema, part);
    for (const record of index.store.live(object)) {
      if (record.indexedAt > index.store.now() || !fits(index.store, record, part.where)) continue;
      if (!alternatives.some((terms) => terms.every((term) => matches(index, record, term, scope.toUpperCase()))))
        continue;
      records.push(record);
      shaped.push(shape(index.store, record, part.fields, apiPath));
    }
  }
  return { status: 200, body: { searchRecords: shaped.slice(0, Number(limit ?? 2_000)) } };
}

/** Alternatives (OR) of terms that all have to fit. */
function readFind(find: string): readonly (readonly Term[])[] {
  const alternatives: Term[][] = [[]];
  let signs = 0;
  for (const [word] of find.matchAll(/"(?:[^"\\]|\\.)*"\*?|(?:[^\s"\\]|\\.)+/g)) {
    if (/^or$/i.test(word)) {
      alternatives.push([]);
      continue;
    }
    if (/^and$/i.test(word)) continue;
    const term = readTerm(word);
    signs += term.text.length;
    alternatives.at(-1)?.push(term);
  }
  if (signs < 2) throw new Refused('MALFORMED_SEARCH', 'search term must be longer than one character');
  if (alternatives.some((terms) => terms.length === 0)) throw new Refused('MALFORMED_SEARCH', 'unexpected operator');
  return alternatives;
}

function readTerm(word: string): Term {
  const phrase = /^"(.*)"$/s.exec(word)?.[1];
  const beginning = phrase === undefined && /(^|[^\\])(\\\\)*\*$/.test(word);
  const raw = phrase ?? (beginning ? word.slice(0, -1) : word);
  let text = '';
  for (let at = 0; at < raw.length; at++) {
    const sign = raw[at] ?? '';
    if (sign === '\\') {
      at += 1;
      text += raw[at] ?? '';
    } else if (RESERVED.includes(sign)) {
      throw new Refused('MALFORMED_SEARCH', `unexpected sign ${sign}; reserved characters must be escaped`);
    } else {
      text += sign;
    }
  }
  return { text, beginning };
}

function readReturning(text: string): Returning[] {
  const parts = [...text.matchAll(/\s*([A-Za-z_]\w*)\s*(?:\(([^()]*(?:\([^()]*\)[^()]*)*)\))?\s*(,|$)/g)];
  if (parts.map(([whole]) => whole).join('').length !== text.length) {
    throw new Refused('MALFORMED_SEARCH', 'RETURNING cannot be read');
  }
  return parts.map(([, object = '', inside = 'Id']) => {
    const [list = '', condition] = inside.split(/\s+WHERE\s+/i);
    const fields = list.split(',').map((field) => field.trim());
    return { object, fields, where: condition === undefined ? [] : readWhere(new Tokens(condition)) };
  });
}

const PHONES = ['Phone', 'MobilePhone', 'HomePhone', 'OtherPhone'];
const TEXTS = ['Name', 'Company', 'Account.Name'];

function matches({ store, phoneSearch }: Index, record: StoredRecord, term: Term, scope: string): boolean {
  const valuesOf = (fields: readonly string[]) =>
    fields.flatMap((field) => {
      const value = store.value(record, field);
      return typeof value === 'string' && value !== '' ? [value] : [];
    });
  const phone = scope === 'NAME' ? [] : valuesOf(PHONES);
  const digits = term.text.replace(/\D/g, '');
  if (digits.length >= 2 && phone.some((stored) => matchesPhone(stored, digits, term.beginning, phoneSearch)))
    return true;
  if (scope === 'PHONE') return false;
  const wanted = term.text.toLowerCase();
  return valuesOf(scope === 'NAME' ? ['Name'] : TEXTS)
    .flatMap((value) => value.toLowerCase().split(/[\s.,;:_()/-]+/))
    .some((word) => (term.beginning ? word.startsWith(wanted) : word === wanted));
}

function matchesPhone(stored: string, digits: string, beginning: boolean, mode: Index['phoneSearch']): boolean {
  if (mode === 'stored') return stored.split(/\D+/).includes(digits) || stored.replace(/\D/g, '') === digits;
  const all = stored.replace(/\D/g, '');
  return beginning ? all.includes(digits) : all.endsWith(digits);
}
