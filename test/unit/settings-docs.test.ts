import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../shared/settings.ts';
import example from '../docs/example.json' with { type: 'json' };
import { docs, settingsJsonSchema, settingsMarkdown } from '../docs/settings.ts';

const written = (name: string) => readFileSync(path.join(docs, name), 'utf8');

function editorAccepts(settings: unknown): boolean {
  const ajv = new Ajv2020({ strict: true, validateFormats: false });
  return ajv.validate(JSON.parse(settingsJsonSchema()) as object, settings);
}

describe('the written description of the settings', () => {
  it('is the one that the schema gives now; if not, run: node test/docs/settings.ts', () => {
    expect(written('settings.schema.json')).toBe(settingsJsonSchema());
    expect(written('settings.md')).toBe(settingsMarkdown());
  });

  it('says of every key what it is and why', () => {
    const rows = settingsMarkdown()
      .split('\n')
      .filter((line) => line.startsWith('| `'));
    const unexplained = rows.filter((row) =>
      row
        .split(/(?<!\\)\|/)
        .slice(2, 6)
        .some((cell, column) => column !== 1 && cell.trim() === ''),
    );
    expect({ rows: rows.length > 40, unexplained }).toEqual({ rows: true, unexplained: [] });
  });

  it('shows an example that both the editor and the program accept', () => {
    expect([editorAccepts(example), parseSettings(example, '/').ok]).toEqual([true, true]);
  });

  it.each([
    ['an unknown key', { ...example, datadir: 'x' }],
    ['a secret in the file', { ...example, accounts: [{ ...example.accounts[0], credentials: { apiToken: 'x' } }] }],
    ['an unknown format', { ...example, sources: [{ ...example.sources[0], format: 'morse' }] }],
    ['a missing agent', { ...example, agent: undefined }],
  ])('lets an editor refuse %s', (_what, settings) => {
    const file: unknown = JSON.parse(JSON.stringify(settings));
    expect([editorAccepts(file), parseSettings(file, '/').ok]).toEqual([false, false]);
  });
});
