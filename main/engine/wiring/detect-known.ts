import path from 'node:path';
import { systemCode } from '../../../shared/errors.ts';
import type { Files, FolderEntry, Ports } from '../ports.ts';
import { readerKind } from '../readers/kinds.ts';
import { formatOf, knownPlaces, recognise, type KnownPlace, type Machine } from '../sources/index.ts';
import { detectFile, recordingsIn, type DetectedPlace, type DetectOptions } from './detect.ts';
import { someCalls } from './first-calls.ts';
import { kindCalls } from './kind-calls.ts';
import { recordingCalls } from './recording-files.ts';
import { sampleOf, tailOf } from './sample.ts';

export interface FoundPlace extends DetectedPlace {
  /** The product that keeps its calls there. */
  readonly system: string;
}

type Reading = Pick<Ports, 'files' | 'clock'>;

/** Files of a folder that are looked into, newest names last. */
const MOST_FILES = 20;
const EXPORT = /\.(csv|tsv|txt|log)$/i;

/**
 * Looks where systems keep their call files when nobody moved them, for the first start. Only reads; a place that cannot
 * be read is passed over. The calls are the newest ones, as a proof that this is the right file.
 */
export async function detectKnown(
  ports: Pick<Ports, 'files' | 'clock'>,
  machine: Machine,
  options: DetectOptions,
): Promise<readonly FoundPlace[]> {
  const found: FoundPlace[] = [];
  for (const place of knownPlaces(machine)) {
    try {
      found.push(...(await lookAt(ports, place, options)));
    } catch (thrown) {
      if (systemCode(thrown) === undefined) throw thrown;
    }
  }
  return found;
}

async function lookAt(ports: Reading, place: KnownPlace, options: DetectOptions): Promise<FoundPlace[]> {
  const { files } = ports;
  const facts = await files.facts(place.path);
  if (facts === undefined) return [];
  if (place.kind === 'file') return facts.kind === 'file' ? callFile(ports, place, place.path, options) : [];
  if (facts.kind !== 'folder') return [];
  const entries = await files.list(place.path);
  if (place.kind === 'recordings') return recordings(ports, place, entries, options);
  const names = entries.filter(({ kind, name }) => kind === 'file' && (place.kind === 'folder' || EXPORT.test(name)));
  const newest = await newestFirst(
    files,
    names.map(({ name }) => path.join(place.path, name)),
  );
  const found: FoundPlace[] = [];
  for (const file of newest) found.push(...(await callFile(ports, place, file, options)));
  return found;
}

async function newestFirst(files: Files, paths: readonly string[]): Promise<string[]> {
  const dated = await Promise.all(
    paths.map(async (file) => ({ file, modifiedAt: (await files.facts(file))?.modifiedAt ?? 0 })),
  );
  dated.sort((a, b) => b.modifiedAt - a.modifiedAt);
  return dated.slice(0, MOST_FILES).map(({ file }) => file);
}

async function recordings(
  ports: Reading,
  place: KnownPlace,
  entries: readonly FolderEntry[],
  options: DetectOptions,
): Promise<FoundPlace[]> {
  const seen = recordingsIn(place.path, entries);
  if (seen === null) return [];
  const names = entries.filter(({ kind }) => kind === 'file').map(({ name }) => name);
  const calls = await recordingCalls(ports, { folder: place.path, names }, options, 'last');
  return [{ ...seen, system: place.system, calls }];
}

async function callFile(
  ports: Reading,
  place: KnownPlace,
  file: string,
  options: DetectOptions,
): Promise<FoundPlace[]> {
  const detected = await detectFile(ports, file, [], options);
  const { format } = detected;
  if (format === null) return [];
  const isKind = readerKind(format) !== undefined;
  const calls = isKind
    ? await kindCalls(ports, { path: file, format }, options, 'last')
    : await newestCalls(ports.files, file, options);
  return [{ ...detected, system: place.system, calls: calls ?? detected.calls }];
}

/** Null for what is no delimited file. */
async function newestCalls(files: Files, file: string, options: DetectOptions): Promise<DetectedPlace['calls'] | null> {
  const sample = await sampleOf(files, file);
  const seen = sample.ok ? recognise(sample.value) : null;
  if (!sample.ok || seen === null) return null;
  const { shape, start } = formatOf(seen);
  const mapper = start();
  const head = sample.value.cut(shape);
  const tail = await tailOf(files, file, shape);
  if (tail.length === 0) return someCalls(head, mapper, options, 'last');
  for (const record of head) mapper.map(record);
  return someCalls(tail, mapper, options, 'last');
}
