import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstWrongCharacter } from '../../main/headless/json-place.ts';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('the place where a text stops being JSON', () => {
  it.each([
    ['{"a": x}', '{"a": '],
    ['{"a": 1,}', '{"a": 1,'],
    ['[1, 2,]', '[1, 2,'],
    ['{"a" 1}', '{"a" '],
    ["{'a': 1}", '{'],
    ['{"a": 01}', '{"a": '],
    ['{"a": tru}', '{"a": '],
    ['{"a": "C:\\path"}', '{"a": '],
    ['{"a": [1}', '{"a": [1'],
    ['{} {}', '{} '],
    ['1, 2', '1'],
    ['{"a": 1', '{"a": 1'],
  ])('in %s comes after %s', (text, good) => {
    expect(text.slice(0, firstWrongCharacter(text))).toBe(good);
  });

  it('is the end for every text that is JSON', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(undefined, 1, '\t'), (json, indent) => {
        const text = JSON.stringify(JSON.parse(json), undefined, indent);
        expect(firstWrongCharacter(text)).toBe(text.length);
      }),
    );
  });

  it('is found in every text whose one character was changed for the worse', () => {
    fc.assert(
      fc.property(
        fc.json(),
        fc.nat(),
        fc.constantFrom('', ',', '}', '"', 'x', '\\', '\n'),
        (json, position, change) => {
          const at = position % (json.length + 1);
          const text = json.slice(0, at) + change + json.slice(at + 1);
          const wrong = firstWrongCharacter(text);
          // What stands before the place may still become JSON; so text that is JSON has none.
          expect([wrong <= text.length, !isJson(text) || wrong === text.length]).toEqual([true, true]);
          if (wrong < text.length) expect(isJson(text)).toBe(false);
        },
      ),
      { numRuns: 500 },
    );
  });
});
