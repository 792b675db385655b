import type { z } from 'zod';
import { isObject, keysAt, valueAt, type KeyPath } from './shape.ts';
import { nearest } from './nearest.ts';

/** What is wrong with one setting. `key` is its place, `sources[0].path`; empty for the file as a whole. */
export interface SettingsProblem {
  readonly key: string;
  /** One English sentence without a full stop, to be read after the key. Never holds a secret. */
  readonly message: string;
}

type Issue = z.core.$ZodIssue;

export function keyText(path: KeyPath): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`))
    .join('');
}

/** One problem per wrong key, in the order of the file. */
export function problemsOf(issues: readonly Issue[], schema: z.core.$ZodType, settings: unknown): SettingsProblem[] {
  return issues.flatMap((issue) => problemsOfIssue(issue, schema, settings));
}

function problemsOfIssue(issue: Issue, schema: z.core.$ZodType, settings: unknown): SettingsProblem[] {
  const key = keyText(issue.path);
  const value = valueAt(settings, issue.path);
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, settings, issue.path);
    return issue.keys.map((name) => ({ key: keyText([...issue.path, name]), message: unknownKey(name, known) }));
  }
  if (issue.code === 'custom') return [{ key, message: issue.message }];
  if (value === undefined) return [{ key, message: 'is missing' }];
  if (issue.code === 'invalid_union' && !('options' in issue)) {
    const branches = issue.errors.map((branch) =>
      branch.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })),
    );
    const meant = isObject(value) ? likeliestBranch(branches, issue.path.length) : [];
    if (meant.length > 0) return problemsOf(meant, schema, settings);
    return [{ key, message: UNTOLD.test(issue.message) ? eitherOf(branches, schema, settings) : issue.message }];
  }
  return [{ key, message: wrongValue(issue, value) }];
}

/** What zod says where the schema has no words of its own. */
const UNTOLD = /^(Invalid input$|Too )/;

/** What each alternative would want, for a value that is none of them. */
function eitherOf(branches: readonly (readonly Issue[])[], schema: z.core.$ZodType, settings: unknown): string {
  const messages = branches.flatMap((branch) => problemsOf(branch.slice(0, 1), schema, settings));
  return [...new Set(messages.map(({ message }) => message))].join('; or ');
}

function unknownKey(name: string, known: readonly string[]): string {
  const guess = nearest(name, known);
  if (guess !== undefined) return `is not a setting; did you mean "${guess}"?`;
  return known.length === 0 ? 'is not a setting' : `is not a setting; here are: ${known.join(', ')}`;
}

/** The alternative that the value was meant to be: the one with the fewest keys it does not know or lacks. */
function likeliestBranch(branches: readonly (readonly Issue[])[], depth: number): readonly Issue[] {
  const weight = (issues: readonly Issue[]) =>
    issues.reduce((sum, issue) => sum + (issue.path.length === depth ? 10 : 1), 0);
  return [...branches].sort((a, b) => weight(a) - weight(b))[0] ?? [];
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text in quotes',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list in [ ]',
  object: 'an object in { }',
  null: 'null',
};

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

function wrongType(expected: string, value: unknown): string {
  if (expected === 'int') return 'must be a whole number';
  const found = TYPE_NAMES[typeName(value)] ?? typeName(value);
  return `must be ${TYPE_NAMES[expected] ?? expected}, not ${found}`;
}

function wrongValue(issue: Issue, value: unknown): string {
  if (issue.code === 'invalid_type') return wrongType(issue.expected, value);
  if (issue.code === 'invalid_value') return oneOf(issue.values, value);
  if (issue.code === 'invalid_union' && 'options' in issue) return oneOf(issue.options, value);
  if (!UNTOLD.test(issue.message)) return issue.message;
  const [verb, unit] = Array.isArray(value) ? ['have', ' entries'] : ['be', ''];
  if (issue.code === 'too_small') return `must ${verb} at least ${String(issue.minimum)}${unit}`;
  if (issue.code === 'too_big') return `must ${verb} at most ${String(issue.maximum)}${unit}`;
  return issue.message;
}

function oneOf(words: readonly unknown[], value: unknown): string {
  const known = words.map(String);
  const guess = typeof value === 'string' ? nearest(value, known) : undefined;
  const list = words.map((word) => JSON.stringify(word)).join(', ');
  return `must be ${known.length > 1 ? 'one of ' : ''}${list}${guess === undefined || known.length === 1 ? '' : `; did you mean "${guess}"?`}`;
}
