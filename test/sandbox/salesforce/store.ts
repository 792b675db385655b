import { makeId, readId, USER_ID } from './ids.ts';
import type { StoredFile, StoredRecord } from './types.ts';

/** Everything the org holds. Rules live in the routes; this only keeps things and gives out ids. */
export class Store {
  readonly records = new Map<string, StoredRecord>();
  readonly #now: () => number;
  readonly #indexLagMs: number;
  #lastId = 0;

  constructor(options: { now: () => number; indexLagMs: number }) {
    this.#now = options.now;
    this.#indexLagMs = options.indexLagMs;
  }

  now(): number {
    return this.#now();
  }

  /** `seeded` things were always there: a search finds them at once. */
  add(type: string, fields: Readonly<Record<string, unknown>>, more: { seeded?: boolean; file?: StoredFile } = {}) {
    const at = this.#now();
    const record: StoredRecord = {
      id: makeId(type, ++this.#lastId),
      type,
      fields: { OwnerId: USER_ID, ...fields },
      createdAt: at,
      changedAt: at,
      indexedAt: more.seeded === true ? at : at + this.#indexLagMs,
      deleted: false,
      ...(more.file === undefined ? {} : { file: more.file }),
    };
    this.records.set(record.id, record);
    return record;
  }

  /** Deleted ones, too. */
  get(id: unknown): StoredRecord | undefined {
    const known = readId(id);
    return known === undefined ? undefined : this.records.get(known);
  }

  live(type: string): StoredRecord[] {
    return [...this.records.values()].filter((record) => record.type === type && !record.deleted);
  }

  change(record: StoredRecord, fields: Readonly<Record<string, unknown>>): void {
    Object.assign(record.fields, fields);
    record.changedAt = this.#now();
  }

  remove(record: StoredRecord): void {
    record.deleted = true;
    // A link goes with either of its ends; the file itself stays.
    for (const link of this.live('ContentDocumentLink')) {
      if ([link.fields['LinkedEntityId'], link.fields['ContentDocumentId']].includes(record.id)) link.deleted = true;
    }
  }

  /** A field, also over a dot; null when it is empty. */
  value(record: StoredRecord, field: string): unknown {
    const [first = '', rest] = field.split('.');
    if (rest !== undefined) {
      const other = this.get(record.fields[`${first}Id`]);
      return other === undefined || other.deleted ? null : this.value(other, rest);
    }
    if (field === 'Id') return record.id;
    if (field === 'CreatedDate') return vendorTime(record.createdAt);
    if (field === 'LastModifiedDate') return vendorTime(record.changedAt);
    if (field === 'Name' && 'LastName' in record.fields) {
      const parts = [record.fields['FirstName'], record.fields['LastName']];
      return parts.filter((part) => typeof part === 'string').join(' ');
    }
    return record.fields[field] ?? null;
  }

  clear(): void {
    this.records.clear();
    this.#lastId = 0;
  }
}

/** `2026-11-21T09:00:00.000+0000` */
function vendorTime(at: number): string {
  return new Date(at).toISOString().replace('Z', '+0000');
}
