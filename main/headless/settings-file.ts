import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { systemCode } from '../../shared/errors.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { firstWrongCharacter } from './json-place.ts';
import { parseSettings, type Settings, type SettingsProblem } from '../../shared/settings.ts';

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist: a part of its path is a file',
  EISDIR: 'is a folder, not a file',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
};

/**
 * Reads and checks a settings file; paths in it start at its own folder. The error lists every problem; the key is empty
 * where the whole file is meant.
 * @param file absolute
 */
export async function loadSettings(file: string): Promise<Result<Settings, readonly SettingsProblem[]>> {
  let written: string;
  try {
    written = await readFile(file, 'utf8');
  } catch (thrown) {
    const code = systemCode(thrown);
    if (code === undefined) throw thrown;
    return fail([{ key: '', message: UNREADABLE[code] ?? `cannot be read (${code})` }]);
  }
  const json = parseJson(written.replace(/^\uFEFF/, ''));
  return json.ok ? parseSettings(json.value, path.dirname(file)) : fail([{ key: '', message: json.error }]);
}

/** Only the place is told: the parser's own words quote the file, which may hold a misplaced secret. */
function parseJson(written: string): Result<unknown, string> {
  try {
    return ok(JSON.parse(written) as unknown);
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
    if (written.trim() === '') return fail('is empty');
    const before = written.slice(0, firstWrongCharacter(written)).split('\n');
    return fail(`is no JSON: look at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`);
  }
}
