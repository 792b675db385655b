import type { SettingsShown } from '../../shared/contract/setup.ts';
import type { StoredSettings } from './settings-store.ts';

const KEYCHAINS: Readonly<Record<SettingsShown['platform'], string>> = {
  win32: 'Windows Credential Manager',
  darwin: 'Keychain',
  linux: 'the system keyring',
};

/** The settings as a screen shows them. */
export function settingsShown(
  file: string,
  { written, checked, locked }: StoredSettings,
  system: NodeJS.Platform,
  taken: { readonly log: boolean; readonly focus: boolean } = { log: false, focus: false },
): SettingsShown {
  const platform = system === 'win32' || system === 'darwin' ? system : 'linux';
  const keys = checked.ok ? checked.value.desktop.shortcuts : { log: '', focus: '' };
  return {
    file,
    written,
    inForce: checked.ok ? { ...checked.value } : null,
    problems: checked.ok ? [] : checked.error,
    locked,
    keychain: KEYCHAINS[platform],
    shortcuts: { log: { keys: keys.log, taken: taken.log }, focus: { keys: keys.focus, taken: taken.focus } },
    platform,
  };
}
