import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MIGRATIONS, SCHEMA_VERSION } from '../../main/engine/store/migrations.ts';
import { createStore, openStore } from '../../main/engine/store/index.ts';
import { openConnection } from '../../main/engine/store/sqlite.ts';
import { openTestStore, putCall, temporaryFolder, type TemporaryFolder } from '../fakes/calls.ts';

let folder: TemporaryFolder;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder[Symbol.dispose]());

/** A database as the first release left it: its schema, and a call with what hangs on it. */
function writeVersion1(): void {
  using connection = openConnection(folder.file('aftercall.db'));
  connection.exec(MIGRATIONS[0]?.sql ?? '');
  connection.exec(`INSERT INTO sources (no, id) VALUES (1, 'pbx')`);
  connection.pragma('user_version = 1');
}

describe('a database of version 1', () => {
  it('becomes one of today, its jobs and decisions kept, and a copy stays beside it', () => {
    writeVersion1();
    {
      using connection = openConnection(folder.file('aftercall.db'));
      connection.exec(`
        INSERT INTO calls (no, ref, source, group_key, state, started_at, ended_at, facts, search_first)
          VALUES (1, 'ABC', 1, 'U:1', 6, 0, 0, '[]', 0);
        INSERT INTO deliveries (call_no, account, contact_id, contact_name, decided, note, crm_id)
          VALUES (1, 'sales', '7', 'Jane Doe', 1, 'nice', 'CA1');
        INSERT INTO jobs (call_no, kind, account, next_at, attempts, opened) VALUES (1, 'attach', 'sales', 5, 3, 1);
      `);
    }
    const opened = openStore(folder.path, 0);
    if (!opened.ok) throw new Error(opened.error.message);
    using store = createStore(opened.value.connection);
    expect(opened.value.connection.pragma('user_version')).toBe(SCHEMA_VERSION);
    expect(store.deliveries.get(1)).toMatchObject({
      ...{ account: 'sales', contact: { id: '7' }, note: 'nice', crmId: 'CA1' },
      ...{ outcome: null, approved: false, takeBack: null, written: null, newContact: null },
    });
    expect(store.jobs.claim('sales', ['attach'], 10)).toMatchObject({ callNo: 1, attempts: 3, opened: true });
    expect(existsSync(folder.file(`aftercall.db.before-v${SCHEMA_VERSION}`))).toBe(true);
  });
});

describe('what a person decided', () => {
  it('is kept when the store is opened again', () => {
    let no = 0;
    {
      using store = openTestStore(folder);
      no = putCall(store, '1', { name: 'pending' });
      store.transaction(() => {
        store.deliveries.begin(no, 'sales');
        store.deliveries.setWrapUp(no, { note: 'n', outcome: 'busy' });
        store.deliveries.setApproved(no, true);
        store.followUps.add(no, { subject: 's', dueDate: '2026-12-01', note: null });
        store.contacts.remember('sales', '+15550100', { contact: null, reason: 'remembered', at: 1 });
        store.contacts.markPrivate('+15550199', 1);
      });
    }
    using store = openTestStore(folder);
    expect(store.deliveries.get(no)).toMatchObject({ note: 'n', outcome: 'busy', approved: true });
    expect(store.followUps.of(no)).toMatchObject([{ subject: 's', state: 'owed' }]);
    expect(store.contacts.recall('sales', '+15550100')).toEqual({ contact: null, reason: 'remembered', at: 1 });
    expect([store.contacts.isPrivate('+15550199'), store.contacts.isPrivate('+15550198')]).toEqual([true, false]);
  });

  it('goes over to the call that this one turned out to be part of', () => {
    using store = openTestStore(folder);
    const [part, whole] = [putCall(store, '1', { name: 'pending' }), putCall(store, '2', { name: 'pending' })];
    store.transaction(() => {
      store.deliveries.begin(part, 'sales');
      store.deliveries.setWrapUp(part, { note: 'n', outcome: 'busy' });
      store.followUps.add(part, { subject: 's', dueDate: '2026-12-01', note: null });
      store.deliveries.inherit(part, whole);
      store.calls.absorb(part);
    });
    expect(store.deliveries.get(whole)).toMatchObject({ note: 'n', outcome: 'busy' });
    expect(store.followUps.of(whole)).toMatchObject([{ subject: 's' }]);
  });

  it('private numbers marked in a transaction that is rolled back are not private', () => {
    using store = openTestStore(folder);
    expect(() =>
      store.transaction(() => {
        store.contacts.markPrivate('+15550199', 1);
        expect(store.contacts.isPrivate('+15550199')).toBe(true);
        throw new Error('cut');
      }),
    ).toThrow('cut');
    expect(store.contacts.isPrivate('+15550199')).toBe(false);
  });
});
