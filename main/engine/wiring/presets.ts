import path from 'node:path';
import { appError, systemCode } from '../../../shared/errors.ts';
import type { Preset } from '../../../shared/preset.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { Files } from '../ports.ts';
import { readPreset } from '../sources/index.ts';

/** Larger files are no presets. */
const LARGEST = 256 * 1024;

export interface OwnPresets {
  readonly presets: readonly Preset[];
  /** Sentences about files that are no presets. */
  readonly problems: readonly string[];
}

/** The presets that the user put into a folder: one JSON file each. No folder: none. */
export async function ownPresets(files: Files, folder: string): Promise<OwnPresets> {
  const presets: Preset[] = [];
  const problems: string[] = [];
  for (const name of await jsonFiles(files, folder)) {
    const read = await presetIn(files, path.join(folder, name));
    if (read.ok) presets.push(read.value);
    else problems.push(...read.error);
  }
  return { presets, problems };
}

async function jsonFiles(files: Files, folder: string): Promise<string[]> {
  if ((await files.facts(folder))?.kind !== 'folder') return [];
  const entries = await files.list(folder);
  return entries.flatMap(({ name, kind }) => (kind === 'file' && /\.json$/i.test(name) ? [name] : [])).sort();
}

async function presetIn(files: Files, file: string): Promise<Result<Preset, readonly string[]>> {
  const name = path.basename(file);
  const bytes = await files.read(file, 0, LARGEST + 1);
  if (bytes.length > LARGEST) return fail([`${name} is too large for a preset.`]);
  return readPreset(bytes.toString('utf8'), name);
}

/** The preset of this name in the user's folder. Errors (`local`): `preset_unknown`, `preset_invalid`, `preset_unreadable`. */
export async function ownPreset(files: Files, folder: string, name: string): Promise<Result<Preset>> {
  try {
    const { presets, problems } = await ownPresets(files, folder);
    const found = presets.find((preset) => preset.name === name);
    if (found !== undefined) return ok(found);
    const wrong = problems.find((sentence) => sentence.startsWith(`${name}.json`)) ?? problems[0];
    if (wrong !== undefined) return fail(appError('local', 'preset_invalid', wrong));
    const message = `There is no preset called "${name}" in ${folder}. Put ${name}.json there.`;
    return fail(appError('local', 'preset_unknown', message));
  } catch (thrown) {
    const code = systemCode(thrown);
    if (code === undefined) throw thrown;
    return fail(appError('local', 'preset_unreadable', `The presets in ${folder} cannot be read: ${code}.`));
  }
}
