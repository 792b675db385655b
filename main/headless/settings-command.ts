import path from 'node:path';
import type { Settings, SettingsProblem } from '../../shared/settings.ts';
import { loadSettings } from './settings-file.ts';
import { printable } from './tables.ts';
import type { World } from './world.ts';

/** The settings of a command, or undefined after every problem was told, one line each, with its key first. */
export async function settingsOf(config: string, world: World): Promise<Settings | undefined> {
  const loaded = await loadSettings(path.resolve(world.folder, config));
  if (loaded.ok) return loaded.value;
  tellProblems(config, loaded.error, world);
  return undefined;
}

export function tellProblems(config: string, problems: readonly SettingsProblem[], { output }: World): void {
  for (const { key, message } of problems) {
    output.note(printable(key === '' ? `${config} ${message}` : `${config}: ${key}: ${message}`));
  }
}
