import type { MetaTable, SourceTable } from './port.ts';
import type { Connection } from './sqlite.ts';

export function createSourceTable(connection: Connection): SourceTable {
  return {
    enter(id) {
      connection.prepare('INSERT INTO sources (id) VALUES (?) ON CONFLICT (id) DO NOTHING').run(id);
      const row = connection.prepare('SELECT no, cursor, mapper, first_scan_done FROM sources WHERE id = ?').get(id);
      if (row === undefined) throw new Error(`source ${id} is gone right after it was entered`);
      return {
        no: Number(row['no']),
        cursor: row['cursor'] as string | null,
        mapper: row['mapper'] as string | null,
        firstScanDone: row['first_scan_done'] === 1,
      };
    },
    advance(no, cursor, mapper) {
      connection.prepare('UPDATE sources SET cursor = ?, mapper = ? WHERE no = ?').run(cursor, mapper, no);
    },
    finishFirstScan(no) {
      connection.prepare('UPDATE sources SET first_scan_done = 1 WHERE no = ?').run(no);
    },
  };
}

export function createMetaTable(connection: Connection): MetaTable {
  return {
    get(name) {
      const value = connection.prepare('SELECT value FROM meta WHERE name = ?').get(name)?.['value'];
      return typeof value === 'string' ? value : undefined;
    },
    set(name, value) {
      connection
        .prepare('INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value')
        .run(name, value);
    },
  };
}
