import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { appError, systemCode, type AppError } from '../../shared/errors.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { parseSettings, type Settings } from '../../shared/settings.ts';

/**
 * The desktop app's settings: the same file as the headless run's, with the desktop's defaults. Errors: `no_settings`
 * when there is none yet, `bad_settings` with the first wrong key.
 */
export async function loadDesktopSettings(file: string): Promise<Result<Settings>> {
  const read = await readJson(file);
  if (!read.ok) return read;
  const parsed = parseSettings(read.value, path.dirname(file), 'desktop');
  if (parsed.ok) return parsed;
  const [first] = parsed.error;
  return fail(badSettings(file, first === undefined ? 'is not valid' : `${first.key} ${first.message}`));
}

async function readJson(file: string): Promise<Result<unknown>> {
  try {
    return ok(JSON.parse(await readFile(file, 'utf8')) as unknown);
  } catch (thrown) {
    const code = systemCode(thrown);
    if (code === 'ENOENT') return fail(appError('local', 'no_settings', `There is no settings file yet: ${file}`));
    if (code !== undefined) return fail(badSettings(file, `cannot be read (${code})`));
    if (thrown instanceof SyntaxError) return fail(badSettings(file, 'is no JSON'));
    throw thrown;
  }
}

const badSettings = (file: string, problem: string): AppError =>
  appError('local', 'bad_settings', `${file}: ${problem}`);
