import path from 'node:path';
import type { LedgerCall } from '../../../shared/ledger.ts';
import type { DelimitedMapping } from '../../../shared/mapping.ts';
import type { Leg } from '../../../shared/leg.ts';
import { foldGroup, type FoldContext } from '../calls/fold.ts';
import { createNumbers } from '../calls/numbers.ts';
import { describeCall } from '../ledger/describe.ts';
import type { Files, FolderEntry, Ports } from '../ports.ts';
import { readName } from '../recordings/names.ts';
import { soundEnding } from '../recordings/stem.ts';
import { accountCopyOf, formatOf, recognise, signatureOf, suggestDelimited, type Sample } from '../sources/index.ts';
import { callRef } from './call-ref.ts';
import { sampleOf } from './sample.ts';

export interface DetectOptions {
  readonly country: string;
  readonly timeZone: string;
  readonly extensions: readonly string[];
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

const FIRST_CALLS = 5;
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
  if (facts?.kind !== 'folder') return detectFile(ports.files, place, [], options);
  const entries = await ports.files.list(place);
  const sounds = recordingsIn(place, entries);
  if (sounds !== null) return sounds;
  const names = entries.filter(({ kind }) => kind === 'file').map(({ name }) => name);
  const found: DetectedPlace[] = [];
  for (const name of names.sort().slice(0, MOST_FILES)) {
    const file = await detectFile(ports.files, path.join(place, name), names, options);
    if (file.format !== null) found.push(file);
  }
  return { path: place, found };
}

async function detectFile(
  files: Files,
  file: string,
  siblings: readonly string[],
  options: DetectOptions,
): Promise<DetectedPlace> {
  const nothing = (evidence: readonly string[]): DetectedPlace => ({ path: file, format: null, evidence, calls: [] });
  const sample = await sampleOf(files, file);
  if (!sample.ok) return nothing([sample.error.message]);
  const signed = signatureOf(sample.value.head, sample.value.name);
  if (signed !== null) return { path: file, ...signed, calls: [] };
  const copy = accountCopyOf(sample.value, siblings);
  if (copy !== null) return nothing([copy]);
  const seen = recognise(sample.value);
  if (seen === null)
    return suggested(sample.value, nothing(['No known format: its lines are no calls in any of them.']));
  const calls = firstCalls(sample.value, seen, options);
  return { path: file, format: seen.format, evidence: seen.evidence, calls };
}

function suggested(sample: Sample, unknown: DetectedPlace): DetectedPlace {
  const suggestion = suggestDelimited(sample);
  if (suggestion === null) return unknown;
  return {
    ...unknown,
    evidence: [...unknown.evidence, ...suggestion.evidence, ...suggestion.doubts],
    mapping: suggestion.mapping,
  };
}

function firstCalls(
  sample: Sample,
  seen: NonNullable<ReturnType<typeof recognise>>,
  options: DetectOptions,
): LedgerCall[] {
  const format = formatOf(seen);
  const mapper = format.start();
  const context: FoldContext = {
    extensions: options.extensions,
    internalDigits: 5,
    zone: options.timeZone,
    numbers: createNumbers(options.country),
  };
  const groups = new Map<string, Leg[]>();
  for (const record of sample.cut(format.shape)) {
    const { leg } = mapper.map(record);
    if (leg === undefined) continue;
    const key = leg.groupIds[0] ?? leg.identity;
    const group = groups.get(key);
    if (group !== undefined) group.push(leg);
    else if (groups.size < FIRST_CALLS) groups.set(key, [leg]);
  }
  return [...groups].flatMap(([key, legs]) => foldGroup(legs, context).map(({ facts }) => describeSeen(key, facts)));
}

/** A call that was read and is stored nowhere. */
function describeSeen(key: string, facts: Parameters<typeof describeCall>[0]['facts']): LedgerCall {
  const call = {
    no: 0,
    ref: callRef('detect', key),
    source: 'detect',
    sourceNo: 0,
    groupNo: 0,
    facts,
    state: { name: 'pending' },
    searchFirst: false,
    revise: false,
    recordingState: null,
  } as const;
  return describeCall(call, undefined, undefined);
}

/** Null when the folder is not one of recordings: most of its files are sound, and named by a known recorder. */
function recordingsIn(place: string, entries: readonly FolderEntry[]): DetectedPlace | null {
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
