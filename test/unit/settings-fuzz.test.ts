import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../shared/settings.ts';
import example from '../docs/example.json' with { type: 'json' };

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Every place of a JSON value, as keys from the root. */
function places(value: Json, here: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [here];
  const below = Array.isArray(value) ? value.map((item, index) => [index, item] as const) : Object.entries(value);
  return [here, ...below.flatMap(([key, item]) => places(item, [...here, key]))];
}

function replaced(value: Json, place: readonly (string | number)[], by: Json): Json {
  const [key, ...rest] = place;
  if (key === undefined) return by;
  if (Array.isArray(value)) return value.map((item, index) => (index === key ? replaced(item, rest, by) : item));
  const object = value as { [key: string]: Json };
  return { ...object, [key]: replaced(object[key] ?? null, rest, by) };
}

const anyJson = fc.jsonValue() as fc.Arbitrary<Json>;

function expectAnswer(settings: unknown): void {
  const result = parseSettings(settings, '/base');
  if (result.ok) return;
  expect(result.error.length).toBeGreaterThan(0);
  for (const { key, message } of result.error) {
    expect([typeof key, message]).toEqual(['string', expect.stringMatching(/^(is|must|names|")/)]);
    expect(message).not.toMatch(/Invalid|expected|received|undefined|\[object/);
  }
}

describe('whatever stands in a settings file', () => {
  it('is accepted or refused in words of ours, and never breaks the check', () => {
    fc.assert(fc.property(anyJson, expectAnswer), { numRuns: 300 });
  });

  it('in place of one value of a good file', () => {
    const all = places(example);
    const change = fc.tuple(
      fc.constantFrom(...all),
      fc.oneof(anyJson, fc.constantFrom<Json>('', -1, 1e9, [], {}, null, ['x'], { x: 1 })),
    );
    fc.assert(
      fc.property(change, ([place, by]) => expectAnswer(replaced(example, place, by))),
      { numRuns: 1_000 },
    );
  });

  it('as a misplaced secret is never repeated', () => {
    const secret = 'Xk3-9f!misplaced-secret';
    fc.assert(
      fc.property(
        fc.constantFrom(...places(example).filter((place) => place.includes('accounts'))),
        fc.boolean(),
        (place, wrapped) => {
          const result = parseSettings(replaced(example, place, wrapped ? { apiToken: secret } : secret), '/base');
          const told = result.ok ? '' : JSON.stringify(result.error);
          // An id is no secret and is named in what follows from it.
          if (place.at(-1) !== 'id') expect(told).not.toContain(secret);
        },
      ),
    );
  });
});
