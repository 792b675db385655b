import path from 'node:path';
import { expect, test } from 'vitest';
import { createStore, openStore } from '../../main/engine/store/index.ts';
import { MIGRATIONS } from '../../main/engine/store/migrations.ts';
import { DATABASE_NAME } from '../../main/engine/store/open.ts';
import { openConnection } from '../../main/engine/store/sqlite.ts';
import { temporaryFolder } from '../fakes/calls.ts';

const FACTS = JSON.stringify(['outbound', 'connected', '2', null, null, 0, null, null, 1, 1, 1, 1, [], [], []]);

test('a database of the version before gets the new column, its calls as they were', () => {
  using folder = temporaryFolder();
  const old = openConnection(path.join(folder.path, DATABASE_NAME));
  for (const { version, sql } of MIGRATIONS.filter((one) => one.version < 3)) {
    old.exec(sql);
    old.pragma(`user_version = ${version}`);
  }
  old.prepare("INSERT INTO sources (no, id) VALUES (1, 'pbx')").run();
  const call = `INSERT INTO calls (no, ref, source, group_key, state, started_at, ended_at, facts, search_first)
    VALUES (?, ?, 1, ?, ?, ?, ?, ?, 0)`;
  old.prepare(call).run(1, 'A', 'k1', 1, 1_000, 2_000, FACTS);
  old.prepare(call).run(2, 'B', 'k2', 9, 1_500, 2_000, FACTS);
  old.prepare("UPDATE calls SET reason = 'internal' WHERE no = 2").run();
  old.close();

  const opened = openStore(folder.path, 0);
  if (!opened.ok) throw new Error(opened.error.message);
  const { connection } = opened.value;
  using store = createStore(connection);
  expect(store.calls.startedBetween(0, 10_000).map(({ no, sameAs }) => [no, sameAs])).toEqual([[1, null]]);
  store.calls.setSameAs(2, 1);
  expect(store.calls.sameAs(1).map(({ no }) => no)).toEqual([2]);
  store.calls.absorb(1);
  expect(store.calls.get(2)?.sameAs).toBe(null);
  const plan = connection
    .prepare(
      "EXPLAIN QUERY PLAN SELECT * FROM calls WHERE (state < 9 OR reason = 'ignored') AND started_at >= 1 AND started_at <= 2",
    )
    .all()
    .map((row) => String(row['detail']));
  expect(plan.join()).toContain('USING INDEX calls_started');
});
