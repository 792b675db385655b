import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readPreset } from '../../main/engine/sources/index.ts';
import { SOURCE_FORMATS, sourceSchema } from '../../shared/settings/source.ts';
import { SHIPPED, shippedPreset } from '../../main/engine/sources/presets/index.ts';

const columns = { start: 'Start', from: 'From', to: 'To', talk: 'Talk' };

describe('presets', () => {
  test.each([...SHIPPED.keys()])('%s is one that a user could have written', (name) => {
    expect(shippedPreset(name).name).toBe(name);
    const written = JSON.stringify({ ...SHIPPED.get(name), name: 'mine' });
    expect(readPreset(written, 'mine.json')).toEqual({ ok: true, value: { ...shippedPreset(name), name: 'mine' } });
  });

  test('one may stand on another and change what differs', () => {
    const read = readPreset(JSON.stringify({ extends: 'fritzbox-csv', columns: { start: 'Dato' } }), 'danish.json');
    const base = shippedPreset('fritzbox-csv');
    expect(read).toEqual({
      ok: true,
      value: { ...base, name: 'danish', title: `${base.title} (own)`, columns: { ...base.columns, start: 'Dato' } },
    });
  });

  test.each([
    ['{', 'mine.json is no JSON'],
    ['[]', 'mine.json must hold one object, in braces.'],
    [JSON.stringify({ extends: 'nothing' }), 'mine.json: extends must be one of freeswitch-csv, 3cx-cdr'],
    [
      JSON.stringify({ title: 'x', columns: { start: 'Start', from: 'From' } }),
      'must name "duration", "talk" or "end"',
    ],
    [JSON.stringify({ title: 'x', columns, dates: ['DD/MM'] }), 'dates[0] must be "iso"'],
    [JSON.stringify({ title: 'x', columns, colour: 'red' }), 'colour'],
    [JSON.stringify({ name: 'aircall-csv', title: 'x', columns }), 'is that of a format of the program'],
    [JSON.stringify({ title: 'x', columns, header: false }), 'without a header, columns have no names'],
  ])('%s is refused with a sentence', (text, sentence) => {
    const read = readPreset(text, 'mine.json');
    expect(read.ok ? 'read' : read.error.join('\n')).toContain(sentence);
  });
});

describe('docs/sources.md', () => {
  const page = readFileSync(path.join(import.meta.dirname, '../../docs/sources.md'), 'utf8');
  const [mapping = '', preset = ''] = [...page.matchAll(/```json\n(.*?)```/gs)].map(([, block]) => block ?? '');

  test('shows a mapping and a preset that are taken as they stand', () => {
    expect(sourceSchema.safeParse(JSON.parse(mapping))).toMatchObject({ success: true });
    expect(readPreset(preset, 'ours.json')).toMatchObject({ ok: true, value: { name: 'ours' } });
  });

  test.each(SOURCE_FORMATS)('has a row for %s', (format) => {
    expect(page).toContain(`| \`${format}\` `);
  });

  test('names every key of a preset', () => {
    for (const key of [...Object.keys(shippedPreset('avaya-smdr')), 'extends']) {
      if (key !== 'name' && key !== 'title') expect(page).toContain(`\`${key}\``);
    }
  });
});
