import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCase, readExpected } from './read-case.ts';

/** A case needs no code: a folder with `input.csv`, `expected.json` and a `README.md` that says what it shows. */
const root = path.join(import.meta.dirname, 'cdr');

describe('call-detail files are read as a person would read them', () => {
  for (const name of readdirSync(root).sort()) {
    test(name, () => {
      const folder = path.join(root, name);
      const { settings, ...expected } = readExpected(folder);
      expect(readCase(readFileSync(path.join(folder, 'input.csv')), settings)).toEqual(expected);
      expect(existsSync(path.join(folder, 'README.md')), 'a README.md that says what the case shows').toBe(true);
    });
  }
});
