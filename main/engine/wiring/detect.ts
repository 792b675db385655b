import path from 'node:path';
import type { LedgerCall } from '../../../shared/ledger.ts';
import type { DelimitedMapping } from '../../../shared/mapping.ts';
import type { FolderEntry, Ports } from '../ports.ts';
import { readName } from '../recordings/names.ts';
import { soundEnding } from '../recordings/stem.ts';
import {
  accountCopyOf,
  formatOf,
  recognise,
  signatureOf,
  proposeMapping,
  suggestDelimited,
  type Sample,
  type Suggestion,
} from '../sources/index.ts';
import { someCalls, type ReadingOptions } from './first-calls.ts';
import { kindCalls } from './kind-calls.ts';
import { kindByContent } from './open-reader.ts';
import { ownPresets } from './presets.ts';
import { recordingCalls } from './recording-files.ts';
import { sampleOf, type FileSample } from './sample.ts';

export interface DetectOptions extends ReadingOptions {
  /** Folder of the user's own presets; they are tried before those of the program. */
  readonly presets?: string;
}

export interface DetectedPlace {
  readonly path: string;
  /** Null: not recognised. */
  readonly format: string | null;
  /** English sentences about what was seen. */
  readonly evidence: readonly string[];
  /** The first few calls read. */
  readonly calls: readonly LedgerCall[];
  /** For an unknown file with a header: a mapping to look at and to use with `delimited`. */
  readonly mapping?: DelimitedMapping;
}

export type DetectAnswer = DetectedPlace | { readonly path: string; readonly found: readonly DetectedPlace[] };

/** Files of a folder that are looked into. */
const MOST_FILES = 200;

/**
 * Says which format a file is by its content, or what call files and recordings a folder holds. Throws the system's
 * error when the place itself cannot be read.
 */
export async function detect(
  ports: Pick<Ports, 'files' | 'clock'>,
  place: string,
  options: DetectOptions,
): Promise<DetectAnswer> {
  const facts = await ports.files.facts(place);
  if (facts?.kind !== 'folder') return detectFile(ports, place, [], options);
  const entries = await ports.files.list(place);
  const sounds = recordingsIn(place, entries);
  if (sounds !== null) {
    const names = entries.filter(({ kind }) => kind === 'file').map(({ name }) => name);
    return { ...sounds, calls: await recordingCalls(ports, { folder: place, names }, options, 'first') };
  }
  const names = entries.filter(({ kind }) => kind === 'file').map(({ name }) => name);
  const found: DetectedPlace[] = [];
  for (const name of names.sort().slice(0, MOST_FILES)) {
    const file = await detectFile(ports, path.join(place, name), names, options);
    if (file.format !== null) found.push(file);
  }
  return { path: place, found };
}

export async function detectFile(
  ports: Pick<Ports, 'files' | 'clock'>,
  file: string,
  siblings: readonly string[],
  options: DetectOptions,
): Promise<DetectedPlace> {
  const nothing = (evidence: readonly string[]): DetectedPlace => ({ path: file, format: null, evidence, calls: [] });
  const { files } = ports;
  const sample = await sampleOf(files, file);
  if (!sample.ok) return nothing([sample.error.message]);
  const signed = await signedAs(ports, file, sample.value);
  if (signed !== null) {
    const place = { path: file, format: signed.format };
    return { ...place, evidence: signed.evidence, calls: await kindCalls(ports, place, options, 'first') };
  }
  const copy = accountCopyOf(sample.value, siblings);
  if (copy !== null) return nothing([copy]);
  const own = options.presets === undefined ? [] : (await ownPresets(files, options.presets)).presets;
  const seen = recognise(sample.value, own);
  if (seen === null)
    return suggested(sample.value, nothing(['No known format: its lines are no calls in any of them.']));
  const { shape, start } = formatOf(seen);
  const calls = someCalls(sample.value.cut(shape), start(), options);
  return { path: file, format: seen.format, evidence: seen.evidence, calls };
}

/** What is no delimited text shows its format by its first bytes, or by the tables that are in it. */
async function signedAs(
  ports: Pick<Ports, 'files' | 'clock'>,
  file: string,
  { head, name }: FileSample,
): Promise<{ format: string; evidence: readonly string[] } | null> {
  const format = await kindByContent(ports, file);
  if (format === null) return null;
  const signed = signatureOf(head, name);
  const evidence =
    signed?.format === format ? signed.evidence : ['An SQLite database with the tables of this program.'];
  return { format, evidence };
}

function suggested(sample: Sample, unknown: DetectedPlace): DetectedPlace {
  const suggestion = suggestDelimited(sample) ?? guessed(sample);
  if (suggestion === null) return unknown;
  return {
    ...unknown,
    evidence: [...unknown.evidence, ...suggestion.evidence, ...suggestion.doubts],
    mapping: suggestion.mapping,
  };
}

/** What the values look like where the names of the columns say nothing. */
function guessed(sample: Sample): Suggestion | null {
  const proposal = proposeMapping(sample);
  if (proposal === null) return null;
  const evidence = proposal.columns.map(({ meaning, column, why }) => `${meaning}, column ${String(column)}: ${why}`);
  return { mapping: proposal.mapping, evidence, doubts: proposal.doubts };
}

/** Null when the folder is not one of recordings: most of its files are sound, and named by a known recorder. */
export function recordingsIn(place: string, entries: readonly FolderEntry[]): DetectedPlace | null {
  const files = entries.filter(({ kind }) => kind === 'file').map(({ name }) => name);
  const sounds = files.filter((name) => soundEnding(name) !== '');
  if (sounds.length === 0 || sounds.length * 2 < files.length) return null;
  const systems = new Map<string, number>();
  for (const name of sounds.slice(0, MOST_FILES)) {
    const { system } = readName(name);
    if (system !== 'unknown') systems.set(system, (systems.get(system) ?? 0) + 1);
  }
  const [best] = [...systems].sort((a, b) => b[1] - a[1]);
  if (best === undefined) return null;
  const evidence = [
    `${sounds.length} of ${files.length} files are sound; ${best[1]} of them are named as ${best[0]} does.`,
  ];
  return { path: place, format: 'recordings', evidence, calls: [] };
}
