/** The lint rule that holds every import against import-table.json, run as ESLint runs it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { expect, test } from 'vitest';
import { importTableRule } from '../lint/import-table.js';

const ROOT = path.resolve(import.meta.dirname, '../..');

interface Table {
  readonly rooms: Readonly<Record<string, { readonly files: readonly string[]; readonly packages: readonly string[] }>>;
  readonly oneFileOnly: Readonly<Record<string, readonly string[]>>;
}
const table = JSON.parse(readFileSync(path.join(ROOT, 'import-table.json'), 'utf8')) as Table;

/** The refusals for one line of code in a file. */
function refusals(file: string, code: string): string[] {
  const linter = new Linter({ cwd: ROOT });
  const rules = { 'aftercall/import-table': 'error' as const };
  const plugins = { aftercall: { rules: { 'import-table': importTableRule } } };
  const languageOptions = { parser: tseslint.parser as Linter.Parser };
  const messages = linter.verify(
    code,
    [{ files: ['**/*.ts'], languageOptions, plugins, rules }],
    path.join(ROOT, file),
  );
  return messages.map(({ message }) => message);
}

test.each([
  ['main/engine/tail/look.ts', `import { ok } from '../../../shared/result.ts'`],
  ['main/engine/tail/look.ts', `import { read } from './read.ts'`],
  ['main/engine/wiring/engine.ts', `import { createStore } from '../store/index.ts'`],
  ['main/engine/store/sqlite.ts', `import Database from 'better-sqlite3'`],
  ['main/engine/crm/pipedrive/limits.ts', `import { Limiter } from '../limits/limiter.ts'`],
  ['main/app/ipc.ts', `import { ipcMain } from 'electron'`],
  ['main/app/tray.ts', `import { Tray as T, Menu } from 'electron'`],
  ['preload/index.ts', `import { CALLS } from '../shared/channels.ts'`],
  ['renderer/main.tsx.ts', `import { createRoot } from 'react-dom/client'`],
  ['test/unit/any.test.ts', `import * as electron from 'electron'; import Database from 'better-sqlite3'`],
])('%s may say: %s', (file, code) => {
  expect(refusals(file, code)).toEqual([]);
});

test.each([
  ['shared/call.ts', `import { readFile } from 'node:fs'`, 'shared may not import the package node:fs'],
  ['shared/call.ts', `import { x } from '../main/engine/ports.ts'`, 'shared may not import main/engine/ports.ts'],
  [
    'main/engine/tail/a.ts',
    `import { x } from '../store/index.ts'`,
    'main/engine/tail may not import main/engine/store/index.ts',
  ],
  [
    'main/engine/tail/a.ts',
    `import type { X } from '../store/index.ts'`,
    'main/engine/tail may not import main/engine/store/index.ts',
  ],
  [
    'main/engine/tail/a.ts',
    `export * from '../store/index.ts'`,
    'main/engine/tail may not import main/engine/store/index.ts',
  ],
  [
    'main/engine/tail/a.ts',
    `export { x } from '../store/index.ts'`,
    'main/engine/tail may not import main/engine/store/index.ts',
  ],
  [
    'main/engine/tail/a.ts',
    `await import('../store/index.ts')`,
    'main/engine/tail may not import main/engine/store/index.ts',
  ],
  [
    'main/engine/store/calls.ts',
    `import D from 'better-sqlite3'`,
    'better-sqlite3 may be imported by main/engine/store/sqlite.ts only',
  ],
  ['main/node/clock.ts', `await import('keytar')`, 'keytar may be imported by main/node/secrets.ts only'],
  ['main/node/clock.ts', `import 'node:child_process'`, 'node:child_process may be imported by nobody only'],
  ['main/engine/store/a.ts', `import x from 'electron'`, 'main/engine/store may not import the package electron'],
  [
    'main/app/a.ts',
    `import { x } from '../engine/store/index.ts'`,
    'main/app may not import main/engine/store/index.ts',
  ],
  [
    'main/app/tray.ts',
    `import { Tray, ipcMain } from 'electron'`,
    'ipcMain of electron may be imported by main/app/ipc.ts only',
  ],
  [
    'main/app/tray.ts',
    `import { shell as s } from 'electron'`,
    'shell of electron may be imported by main/app/system.ts only',
  ],
  [
    'main/app/tray.ts',
    `export { shell } from 'electron'`,
    'shell of electron may be imported by main/app/system.ts only',
  ],
  ['preload/index.ts', `import { x } from '../shared/contract.ts'`, 'preload may not import shared/contract.ts'],
  ['renderer/a.ts', `import { x } from '../main/engine/ports.ts'`, 'renderer may not import main/engine/ports.ts'],
  ['renderer/a.ts', `import { readFile } from 'node:fs'`, 'renderer may not import the package node:fs'],
  [
    'main/new-folder/a.ts',
    `import { ok } from '../../shared/result.ts'`,
    'main/new-folder/a.ts lies in no room of import-table.json',
  ],
])('%s may not say: %s', (file, code, reason) => {
  expect(refusals(file, code)).toEqual([reason]);
});

test.each([`import * as e from 'electron'`, `import e from 'electron'`, `const e = await import('electron')`])(
  'a package with kept names is not taken whole: %s',
  (code) => {
    expect(refusals('main/app/tray.ts', code)).toEqual([
      expect.stringMatching(/^electron is imported by name only: electron#ipcMain/),
    ]);
  },
);

test('every place of the table exists, so that no rule rots', () => {
  const places = [
    ...Object.keys(table.rooms),
    ...Object.values(table.rooms).flatMap(({ files }) => files),
    ...Object.values(table.oneFileOnly).flat(),
  ];
  expect(places.filter((place) => !existsSync(path.join(ROOT, place)))).toEqual([]);
});

test('every source file lies in a room', () => {
  const files = ['shared', 'main', 'preload', 'renderer'].flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /(?<!\.d)\.tsx?$/.test(name))
      .map((name) => path.posix.join(folder, name.replaceAll(path.sep, '/'))),
  );
  const rooms = Object.keys(table.rooms);
  const homeless = files.filter((file) => !rooms.some((room) => file === room || file.startsWith(`${room}/`)));
  expect([files.length > 50, homeless]).toEqual([true, []]);
});
