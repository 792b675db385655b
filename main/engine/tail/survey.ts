/** Looks at the path and around it, and says what has to be read. */
import type { Buffer } from 'node:buffer';
import path from 'node:path';
import type { FileFacts, Files } from '../ports.ts';
import type { Cursor } from './cursor.ts';
import { reading, ReadFailure, readFailure } from './failures.ts';
import { identify } from './identity.ts';
import type { Decision, Seen } from './identity.ts';
import { HEAD_BYTES, proves } from './place.ts';
import type { Place } from './place.ts';
import { rotationOf } from './siblings.ts';
import { isWeak, planReading, siblingsMatter } from './start.ts';
import type { SeenFacts, Sibling, Step } from './start.ts';
import { openText } from './text-file.ts';
import type { TextFile } from './text-file.ts';

export interface Survey {
  readonly decision: Decision;
  readonly steps: readonly Step[];
}

/** Whether `file` begins with everything that was read at `place`. */
export async function holds(file: TextFile, place: Place): Promise<boolean> {
  if (file.size < place.offset) return false;
  const head = await file.read(0, place.head.bytes);
  if (!proves(place.head, head)) return false;
  return proves(place.near, await file.read(place.offset - place.near.bytes, place.near.bytes));
}

/** The first bytes of a file, as many as its identity may need. */
export function readHead(file: TextFile): Promise<Buffer> {
  return file.read(0, Math.min(file.size, HEAD_BYTES));
}

export async function survey(files: Files, target: string, cursor: Cursor | null): Promise<Survey> {
  const known = cursor?.at ?? null;
  const seen = await examine(files, target, known);
  const decision = identify(known, seen);
  const siblings = siblingsMatter(known, decision) ? await findSiblings(files, target, cursor) : [];
  const live = { file: target, seen: seen ?? { id: '', size: 0, modifiedAt: 0 } };
  return { decision, steps: planReading({ known, live, decision, siblings }) };
}

async function examine(files: Files, target: string, known: Place | null): Promise<(Seen & SeenFacts) | undefined> {
  const facts = await reading(target, () => files.facts(target));
  if (facts === undefined) return undefined;
  if (facts.kind !== 'file') throw new ReadFailure(readFailure('not_a_file', target));
  await using file = await openText(files, target);
  const { id, size, modifiedAt } = file.facts;
  return { id, size, modifiedAt, holds: known !== null && (await holds(file, known)) };
}

/** Where the file of `place` is now, when it was renamed once more; undefined when it is gone. */
export async function findById(files: Files, target: string, place: Place): Promise<Located | undefined> {
  const facts = await reading(place.file, () => files.facts(place.file));
  if (facts?.kind === 'file' && facts.id === place.id) return { file: place.file, facts };
  if (place.id === '') return undefined;
  return (await listCandidates(files, target)).find(({ facts: { id } }) => id === place.id);
}

export interface Located {
  readonly file: string;
  readonly facts: FileFacts;
}

type Candidate = Omit<Sibling, 'holds'> & Located;

async function findSiblings(files: Files, target: string, cursor: Cursor | null): Promise<Sibling[]> {
  const known = cursor?.at;
  if (known === undefined) return [];
  const candidates = (await listCandidates(files, target)).filter((one) => !isBefore(one, cursor?.before ?? null));
  // The file with the very id is asked first, its copies only when it is not the one.
  const sameId = (one: Candidate) => known.id !== '' && one.id === known.id;
  const holding = new Set<Candidate>();
  for (const candidate of [...candidates.filter(sameId), ...candidates.filter((one) => !sameId(one))]) {
    if (!isWeak(known) && !sameId(candidate) && [...holding].some(sameId)) break;
    if (await holdsWhereReadable(files, candidate.file, known)) holding.add(candidate);
  }
  return candidates.map((one) => ({ ...one, holds: holding.has(one) }));
}

/** Files rotated away last are looked after on their own. */
function isBefore(candidate: Candidate, before: Place | null): boolean {
  return before !== null && (before.id === '' ? before.file === candidate.file : before.id === candidate.id);
}

async function listCandidates(files: Files, target: string): Promise<Candidate[]> {
  const folder = path.dirname(target);
  const base = path.basename(target);
  if ((await reading(folder, () => files.facts(folder))) === undefined) return [];
  const names = (await reading(folder, () => files.list(folder))).map(({ name }) => name);
  const candidates: Candidate[] = [];
  for (const name of names) {
    const rotation = rotationOf(base, name);
    // A packed file lies beside the plain one only while it is being made.
    if (rotation === null || (rotation.packed && names.includes(name.slice(0, -3)) && name !== `${base}.gz`)) continue;
    const file = path.join(folder, name);
    const facts = await reading(file, () => files.facts(file));
    if (facts?.kind !== 'file') continue;
    const { id, modifiedAt } = facts;
    const size = rotation.packed ? Infinity : facts.size;
    candidates.push({ file, id, modifiedAt, rotation, size, facts });
  }
  return candidates;
}

/** A neighbour that is locked now will be asked again. One that may not be read, or is damaged, will never answer. */
async function holdsWhereReadable(files: Files, file: string, known: Place): Promise<boolean> {
  try {
    await using text = await openText(files, file);
    return await holds(text, known);
  } catch (thrown) {
    if (thrown instanceof ReadFailure && thrown.failure.code !== 'file_locked') return false;
    throw thrown;
  }
}
