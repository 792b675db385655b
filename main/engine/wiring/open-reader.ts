import path from 'node:path';
import { appError } from '../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { SourceSettings } from '../../../shared/settings.ts';
import type { Clock, FileFacts, Files } from '../ports.ts';
import { DatabaseReader } from '../readers/database.ts';
import { delimitedFiles, documentFiles, isOnItsWay } from '../readers/folder-files.ts';
import { FolderReader } from '../readers/folder.ts';
import { databaseFormat, holdsNoCalls, readerKind, type ReaderKind } from '../readers/kinds.ts';
import type { SourceReader } from '../readers/port.ts';
import { SnapshotReader } from '../readers/snapshot.ts';
import { signatureOf } from '../sources/index.ts';
import type { Format } from '../sources/format.ts';
import type { StoredSource } from '../store/port.ts';
import { reading, ReadFailure } from '../tail/failures.ts';
import { createTail } from '../tail/tail.ts';
import { chooseFormat } from './choose-format.ts';
import { Mappers } from './mappers.ts';
import { acceptRecording, recordingFiles } from './recording-files.ts';
import { sampleOf } from './sample.ts';
import { TailReader } from './tail-reader.ts';

export interface OpenedReader {
  readonly reader: SourceReader;
  /** What the content looks like when the settings say something else. */
  readonly looksLike: string | null;
}

export interface OpenReaderDeps {
  readonly files: Files;
  readonly clock: Clock;
  /** Folder of the user's own presets. */
  readonly presets: string;
  readonly stored: Pick<StoredSource, 'cursor' | 'mapper'>;
  /** Pieces of what an earlier reader remembered, by name. */
  readonly pieces: () => ReadonlyMap<string, string>;
  /** The file belongs to a call of another source; for recordings that are calls. */
  readonly claimed?: (path: string) => boolean;
  /** Another source has its recordings in the same folder. */
  readonly shared?: boolean;
  /** Something may have changed where the system does not tell of it by itself. */
  readonly hint: () => void;
}

/**
 * The reader that the format of a source asks for. Null: the place is still empty and says nothing. Errors (`local`): those
 * of `chooseFormat`, and `not_a_file` for a folder where a file is meant.
 */
export async function openReader(deps: OpenReaderDeps, source: SourceSettings): Promise<Result<OpenedReader | null>> {
  try {
    return await reading(source.path, () => open(deps, source));
  } catch (thrown) {
    if (thrown instanceof ReadFailure) return fail(thrown.failure);
    throw thrown;
  }
}

async function open(deps: OpenReaderDeps, source: SourceSettings): Promise<Result<OpenedReader | null>> {
  const facts = await deps.files.facts(source.path);
  if (source.format === 'recordings') return openRecordings(deps, source, facts?.kind);
  const named = source.preset === undefined ? readerKind(source.format) : undefined;
  if (named !== undefined) return openKind(deps, source, { format: source.format, kind: named }, facts?.kind);
  if (facts?.kind === 'folder') return openFolder(deps, source);
  if (source.format === 'auto' && source.preset === undefined && facts?.kind === 'file') {
    const format = await kindByContent(deps, source.path);
    const kind = format === null ? undefined : readerKind(format);
    if (format !== null && kind !== undefined) return openKind(deps, source, { format, kind }, 'file');
  }
  const chosen = await chooseFormat(deps.files, source, deps.presets);
  if (!chosen.ok) return chosen;
  if (chosen.value === null) return ok(null);
  const { format, looksLike } = chosen.value;
  const { files, clock, stored } = deps;
  const tail = createTail({ files, clock, path: source.path, shape: format.shape, cursor: stored.cursor });
  return ok({ reader: new TailReader(tail, new Mappers(() => format.start(), stored.mapper)), looksLike });
}

/** The format of a file that is no delimited text; null for everything else. */
export async function kindByContent(
  { files, clock }: Pick<OpenReaderDeps, 'files' | 'clock'>,
  file: string,
): Promise<string | null> {
  const sample = await sampleOf(files, file);
  if (!sample.ok) return null;
  const { head, name } = sample.value;
  // A table that was dropped may still stand in the first bytes.
  const isDatabase = head.toString('latin1', 0, 15) === 'SQLite format 3';
  return isDatabase ? databaseFormat(files, file, clock.now()) : (signatureOf(head, name)?.format ?? null);
}

export interface NamedKind {
  readonly format: string;
  readonly kind: ReaderKind;
}

/** A reader of a format that is no delimited text. */
export function openKind(
  deps: OpenReaderDeps,
  source: Pick<SourceSettings, 'path' | 'codePage'>,
  { format, kind }: NamedKind,
  there: FileFacts['kind'] | undefined,
): Result<OpenedReader> {
  const { files, clock, stored } = deps;
  const common = { files, clock, path: source.path, cursor: stored.cursor };
  if (kind.kind === 'documents') {
    const read = documentFiles(files, kind.read);
    if (there !== 'file') return ok(folderReader(deps, source.path, { accept: kind.accept, read }));
    const own = path.basename(source.path);
    return ok(folderReader(deps, path.dirname(source.path), { accept: (name) => name === own, read }));
  }
  if (there === 'folder') {
    const message = `${source.path} is a folder. With "format": "${format}" the path is that of the phone's own file.`;
    return fail(appError('local', 'not_a_file', message));
  }
  const reader =
    kind.kind === 'snapshot'
      ? new SnapshotReader({ ...common, codePage: source.codePage, layout: kind.layout })
      : new DatabaseReader({ ...common, layout: kind.layout });
  return ok({ reader, looksLike: null });
}

function folderReader(
  deps: OpenReaderDeps,
  root: string,
  how: Pick<ConstructorParameters<typeof FolderReader>[0], 'accept' | 'read' | 'changing'>,
): OpenedReader {
  const { files, clock, stored, hint, pieces } = deps;
  const accept = (name: string): boolean => !isOnItsWay(name) && how.accept(name);
  const options = { files, clock, root, cursor: stored.cursor, pieces: pieces(), hint };
  return { reader: new FolderReader({ ...how, ...options, accept }), looksLike: null };
}

/** A folder whose files are the calls. */
export function openRecordings(
  deps: OpenReaderDeps,
  source: Pick<SourceSettings, 'path' | 'timeZone'>,
  there: FileFacts['kind'] | undefined,
): Result<OpenedReader> {
  if (there === 'file') {
    const message = `${source.path} is a file. With "format": "recordings" the path is the folder of the recordings.`;
    return fail(appError('local', 'not_a_folder', message));
  }
  const { files, clock, claimed = () => false, shared = false } = deps;
  const read = recordingFiles({ files, clock, timeZone: source.timeZone, claimed, shared });
  return ok(folderReader(deps, source.path, { accept: acceptRecording, read, changing: true }));
}

/** A folder of files with a name of their own for each call or period: what the newest of them is, all are. */
async function openFolder(deps: OpenReaderDeps, source: SourceSettings): Promise<Result<OpenedReader | null>> {
  const { files } = deps;
  let reason: Result<never> | null = null;
  for (const { name } of await newestFiles(files, source.path, source.format)) {
    const file = path.join(source.path, name);
    if (source.format === 'auto') {
      const seen = await kindByContent(deps, file);
      const kind = seen === null ? undefined : readerKind(seen);
      if (seen !== null && kind?.kind === 'documents') return openKind(deps, source, { format: seen, kind }, 'folder');
    }
    const chosen = await chooseFormat(files, { ...source, path: file }, deps.presets);
    if (!chosen.ok) reason = chosen;
    else if (chosen.value !== null) return ok(periodReader(deps, source, chosen.value.format));
  }
  return reason ?? ok(null);
}

function periodReader(deps: OpenReaderDeps, source: SourceSettings, format: Format): OpenedReader {
  const accept = (name: string): boolean => !holdsNoCalls(format.name, name);
  return folderReader(deps, source.path, { accept, read: delimitedFiles(deps.files, format) });
}

/** Files that are asked what the folder holds; folders below it are looked into where it has no file of its own. */
const ASKED = 5;
const LEVELS = 4;

async function newestFiles(
  files: Files,
  folder: string,
  format: string,
  level = 0,
): Promise<{ name: string; facts: FileFacts }[]> {
  const entries = (await files.list(folder)).filter(({ name }) => !name.startsWith('.') && !isOnItsWay(name));
  const names = entries.filter(({ kind, name }) => kind === 'file' && !holdsNoCalls(format, name));
  const found: { name: string; facts: FileFacts }[] = [];
  for (const { name } of names.slice(-MOST_LISTED)) {
    const facts = await files.facts(path.join(folder, name));
    if (facts !== undefined && facts.size > 0) found.push({ name, facts });
  }
  if (found.length > 0) return found.sort((a, b) => b.facts.modifiedAt - a.facts.modifiedAt).slice(0, ASKED);
  if (level >= LEVELS) return [];
  for (const { name } of entries.filter(({ kind }) => kind === 'folder').sort((a, b) => (a.name < b.name ? 1 : -1))) {
    const below = await newestFiles(files, path.join(folder, name), format, level + 1);
    if (below.length > 0) return below.map((file) => ({ ...file, name: path.join(name, file.name) }));
  }
  return [];
}

/** Of a folder with many thousands of files some are enough to tell what they are. */
const MOST_LISTED = 200;
