import { constants } from 'node:fs';
import { access, opendir, stat } from 'node:fs/promises';
import path from 'node:path';
import { systemCode } from '../../shared/errors.ts';
import type { Settings, SettingsProblem } from '../../shared/settings.ts';
import { FILE_FORMATS } from '../../shared/settings/source.ts';

type Kind = 'file' | 'folder' | 'other';

/** What stands at a path, or the system's code of why that cannot be said. */
async function look(place: string): Promise<{ readonly kind: Kind } | { readonly code: string }> {
  try {
    const facts = await stat(place);
    return { kind: facts.isDirectory() ? 'folder' : facts.isFile() ? 'file' : 'other' };
  } catch (thrown) {
    return { code: codeOf(thrown) };
  }
}

async function refusal(place: string, mode: number): Promise<string | undefined> {
  try {
    await access(place, mode);
    return undefined;
  } catch (thrown) {
    return codeOf(thrown);
  }
}

function codeOf(thrown: unknown): string {
  const code = systemCode(thrown);
  if (code === undefined) throw thrown;
  return code;
}

const isMissing = (code: string) => code === 'ENOENT' || code === 'ENOTDIR';

/**
 * Holds the settings against the disk, before anything is opened or made: every source is there and readable, every
 * folder of recordings can be listed, the data folder can be made and written. Nothing is touched.
 */
export async function checkPaths(settings: Settings): Promise<SettingsProblem[]> {
  const { sources, dataDir } = settings;
  const problems: SettingsProblem[] =
    sources.length === 0 ? [{ key: 'sources', message: 'must hold at least one source' }] : [];
  const tell = (key: string, message: string | undefined) => {
    if (message !== undefined) problems.push({ key, message });
  };
  tell('dataDir', await dataFolderProblem(dataDir));
  for (const [index, { path: file, recordings, format }] of sources.entries()) {
    tell(`sources[${index}].path`, await sourceProblem(file, format));
    if (recordings !== undefined) tell(`sources[${index}].recordings.folder`, await folderProblem(recordings.folder));
  }
  return problems;
}

/** A new file for each call or period lies in a folder; a phone's own list is one file. */
async function sourceProblem(place: string, format: string): Promise<string | undefined> {
  const found = await look(place);
  const isFolder = 'kind' in found && found.kind === 'folder';
  return isFolder && !FILE_FORMATS.includes(format) ? folderProblem(place) : fileProblem(place);
}

async function fileProblem(file: string): Promise<string | undefined> {
  const found = await look(file);
  if ('code' in found) return isMissing(found.code) ? await missingFile(file) : cannotRead(file, found.code);
  if (found.kind === 'folder') return `"${file}" is a folder; the call file itself is needed`;
  if (found.kind === 'other') return `"${file}" is neither a file nor a folder`;
  const code = await refusal(file, constants.R_OK);
  return code === undefined ? undefined : cannotRead(file, code);
}

async function missingFile(file: string): Promise<string> {
  const folder = path.dirname(file);
  const above = await look(folder);
  const folderIsThere = 'kind' in above && above.kind === 'folder';
  return folderIsThere ? `there is no file "${file}"` : `there is no file "${file}": its folder does not exist`;
}

async function folderProblem(folder: string): Promise<string | undefined> {
  const found = await look(folder);
  if ('code' in found) return isMissing(found.code) ? `there is no folder "${folder}"` : cannotRead(folder, found.code);
  if (found.kind !== 'folder') return `"${folder}" is not a folder`;
  try {
    await using entries = await opendir(folder);
    await entries.read();
    return undefined;
  } catch (thrown) {
    return cannotRead(folder, codeOf(thrown));
  }
}

async function dataFolderProblem(dataDir: string): Promise<string | undefined> {
  const found = await look(dataDir);
  if ('code' in found && isMissing(found.code)) {
    const parent = path.dirname(dataDir);
    if (parent === dataDir) return `"${dataDir}" does not exist`;
    const problem = await dataFolderProblem(parent);
    return problem === undefined ? undefined : `"${dataDir}" cannot be made: ${problem}`;
  }
  if ('code' in found) return cannotRead(dataDir, found.code);
  if (found.kind !== 'folder') return `"${dataDir}" is not a folder`;
  const code = await refusal(dataDir, constants.W_OK | constants.X_OK);
  return code === undefined ? undefined : `"${dataDir}" is not writable for this user (${code})`;
}

const cannotRead = (place: string, code: string) =>
  code === 'EACCES' || code === 'EPERM'
    ? `"${place}" may not be read by this user`
    : `"${place}" cannot be read (${code})`;
