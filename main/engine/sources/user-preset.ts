import { fail, ok, type Result } from '../../../shared/result.ts';
import { presetSchema } from '../../../shared/preset.ts';
import type { Preset } from '../../../shared/preset.ts';
import { problemsOf } from '../../../shared/settings/problems.ts';
import { FORMAT_NAMES } from './format.ts';
import { SHIPPED } from './presets/index.ts';

/**
 * A preset of the user's from the text of its file. `extends` names a shipped one whose keys count where this one has
 * none (columns and words one by one). The error is one sentence for each thing that is wrong.
 * @param fileName without folders; the preset is called as the file is when it has no name of its own
 */
export function readPreset(text: string, fileName: string): Result<Preset, readonly string[]> {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
    return fail([`${fileName} is no JSON: ${thrown.message}.`]);
  }
  if (!isRecord(json)) return fail([`${fileName} must hold one object, in braces.`]);
  const based = onBase(json, fileName);
  if (!based.ok) return based;
  const parsed = presetSchema.safeParse({ name: fileName.replace(/\.json$/i, ''), ...based.value });
  if (!parsed.success) {
    const problems = problemsOf(parsed.error.issues, presetSchema, based.value);
    return fail(problems.map(({ key, message }) => `${fileName}: ${key} ${message}.`));
  }
  if ((FORMAT_NAMES as readonly string[]).includes(parsed.data.name)) {
    return fail([`${fileName}: name "${parsed.data.name}" is that of a format of the program; choose another one.`]);
  }
  return ok(parsed.data);
}

type Json = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function onBase({ extends: base, ...own }: Json, fileName: string): Result<Json, readonly string[]> {
  if (base === undefined) return ok(own);
  const shipped = typeof base === 'string' ? SHIPPED.get(base) : undefined;
  if (shipped === undefined) {
    return fail([`${fileName}: extends must be one of ${[...SHIPPED.keys()].join(', ')}.`]);
  }
  const { name: _name, title, columns, values, ...rest } = shipped;
  return ok({
    ...rest,
    title: `${title} (own)`,
    ...own,
    columns: { ...columns, ...(isRecord(own['columns']) ? own['columns'] : {}) },
    values: { ...values, ...(isRecord(own['values']) ? own['values'] : {}) },
  });
}
