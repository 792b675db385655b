import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { durableChanges } from './durable-changes.ts';
import { generateCallFile, rowsOf } from './generate-rows.ts';
import { inFolder, inTurn, keepsTarget, measured, percentile } from './harness.ts';

describe('the generated call file', () => {
  it('holds as many well-formed rows as asked for, and the same ones each time', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'Master.csv');
      const wanted = { rows: 2_000, from: Date.UTC(2025, 0, 1) };
      const bytes = await generateCallFile(file, wanted);
      expect(bytes).toBe((await stat(file)).size);
      const text = await readFile(file, 'utf8');
      expect(text).toBe([...rowsOf(wanted)].join(''));
      const rows = parse(text, { relax_quotes: true });
      expect(rows.map((row) => row.length)).toEqual(Array.from({ length: 2_000 }, () => 18));
      expect(new Set(rows.map((row) => row[16])).size).toBe(2_000);
    });
  });

  it('has calls of every kind an office sees', () => {
    const ends = [...rowsOf({ rows: 20, from: 0 })].map((row) => /"(ANSWERED|NO ANSWER|BUSY)"/.exec(row)?.[1]);
    const count = (word: string): number => ends.filter((end) => end === word).length;
    expect([count('ANSWERED'), count('NO ANSWER'), count('BUSY')]).toEqual([17, 2, 1]);
  });
});

describe('a figure', () => {
  it('is rounded, compared with its peer and held against its target', () => {
    const figure = measured('upload', 173.456, 'MiB/s', { target: 'ratio ≥ 0.8', peer: 'curl', peerValue: 201.9 });
    expect(figure).toEqual({
      ...{ metric: 'upload', value: 173, unit: 'MiB/s', target: 'ratio ≥ 0.8' },
      ...{ peer: 'curl', peerValue: 202, ratio: 0.859 },
    });
    const bounds = [
      figure,
      measured('a', 21, 'ms', { target: '≤ 20' }),
      measured('b', 0.11, '%'),
      measured('c', 2001, '1/s', { target: '≥ 2000' }),
    ];
    expect(bounds.map(keepsTarget)).toEqual([true, false, undefined, true]);
  });

  it('is a percentile of what was measured, never something between', () => {
    const values = [5, 1, 4, 2, 3, 6, 7, 8, 9, 10];
    expect([0, 0.5, 0.99, 1].map((share) => percentile(values, share))).toEqual([1, 5, 10, 10]);
  });

  it('comes from turns that alternate with the peer', async () => {
    const turns: string[] = [];
    const taken = await inTurn(
      3,
      () => Promise.resolve(turns.push('us')),
      () => Promise.resolve(turns.push('peer')),
    );
    expect([turns.join(' '), taken]).toEqual(['us peer us peer us peer', { ours: 3, peer: 4 }]);
  });
});

describe('a quick bench', () => {
  it('measures durable state changes on a real store', async () => {
    const figures = await inFolder((folder) =>
      durableChanges.run({ quick: true, cli: '', folder, say: () => undefined }),
    );
    expect(figures.map(({ metric, unit, target }) => [metric, unit, target])).toEqual([
      ['durable_changes_per_s', '1/s', '≥ 2000'],
    ]);
    expect(figures[0]?.value).toBeGreaterThan(0);
  });
});
