import { ok, type Result } from '../../../shared/result.ts';
import type { FileFacts, FolderEntry } from '../ports.ts';
import { assign, type Assigned } from './assign.ts';
import { assignByLength, bareStretch, stampedStretches, type Stretch } from './by-length.ts';
import { diskCode } from './disk-error.ts';
import { foldersOf } from './folders.ts';
import { Lister } from './lister.ts';
import { chooseMain } from './main-file.ts';
import { Matcher, type Pair } from './matcher.ts';
import { listen } from './prove.ts';
import type { Findings, FolderSettings, RecordingDeps, WantedRecording } from './types.ts';

/** Names looked at before others get their turn. */
const TURN = 500;
/** Files without any mark in their names are looked at one by one only while they are few. */
const MAX_BARE = 2000;
const MAX_DEPTH = 16;
const MINUTE = 60_000;
const DAY = 86_400_000;

interface Search {
  readonly wanted: readonly WantedRecording[];
  readonly lister: Lister;
  readonly matcher: Matcher;
  readonly deps: RecordingDeps;
}

/**
 * Looks for the recordings of calls where they are expected: the root, the dated folders of the start day, the end day
 * and the day before, and where the row says. Every folder is listed once, however many calls are wanted.
 *
 * Error `recordings_folder_missing` (`local`): the folder is away, which says nothing about its recordings.
 */
export async function findRecordings(
  wanted: readonly WantedRecording[],
  settings: FolderSettings,
  deps: RecordingDeps,
): Promise<Result<Findings>> {
  const search = begin(wanted, settings, deps);
  const root = await search.lister.checkRoot();
  if (!root.ok) return root;
  if (wanted.length === 0) return ok({ found: [], ambiguous: [], unreadable: [] });
  for (const steps of foldersOf(wanted, settings)) {
    await show(search, steps, await search.lister.expect(steps));
  }
  return conclude(search);
}

/**
 * The same over the whole tree, for what was not found where it is expected. One folder at a time is in memory. Costly
 * on a large archive: at most once an hour.
 */
export async function sweep(
  wanted: readonly WantedRecording[],
  settings: FolderSettings,
  deps: RecordingDeps,
): Promise<Result<Findings>> {
  const search = begin(wanted, settings, deps);
  const root = await search.lister.checkRoot();
  if (!root.ok) return root;
  if (wanted.length === 0) return ok({ found: [], ambiguous: [], unreadable: [] });
  const visited = new Set<string>();
  const waiting: (readonly string[])[] = [[]];
  for (let steps = waiting.pop(); steps !== undefined; steps = waiting.pop()) {
    if (steps.length > MAX_DEPTH || !(await isNewFolder(search, search.lister.pathOf(steps), visited))) continue;
    const entries = await search.lister.list(steps);
    await show(search, steps, entries);
    for (const { name, kind } of entries) if (kind !== 'file') waiting.push([...steps, name]);
  }
  return conclude(search);
}

function begin(wanted: readonly WantedRecording[], settings: FolderSettings, deps: RecordingDeps): Search {
  return { wanted, lister: new Lister(deps.files, settings.folder), matcher: new Matcher(wanted, settings), deps };
}

/** False for a folder that was seen under another name: a loop of links ends there. */
async function isNewFolder(search: Search, path: string, visited: Set<string>): Promise<boolean> {
  const facts = await factsOf(search, path);
  if (facts?.kind !== 'folder') return false;
  const id = facts.id === '' ? path : facts.id;
  if (visited.has(id)) return false;
  visited.add(id);
  return true;
}

async function show(
  { lister, matcher }: Search,
  steps: readonly string[],
  entries: readonly FolderEntry[],
): Promise<void> {
  const folder = lister.pathOf(steps);
  let seen = 0;
  for (const { name, kind } of entries) {
    if (kind !== 'folder') matcher.see(folder, name);
    if (++seen % TURN === 0) await new Promise(setImmediate);
  }
}

async function conclude(search: Search): Promise<Result<Findings>> {
  const { wanted, lister, matcher, deps } = search;
  const settled = await Promise.all(matcher.pairs.map((pair) => settleDoubt(search, pair)));
  const assigned = assign(settled.filter((pair) => pair !== null));
  const rest = wanted.filter(({ callId, talkSeconds }) => talkSeconds > 0 && !assigned.has(callId));
  const byLength =
    rest.length === 0
      ? { assigned: [], ambiguous: [] }
      : assignByLength(rest, await stretchesFor(search, rest, assigned));
  const all: readonly Assigned[] = [...assigned.values(), ...byLength.assigned];
  const found = await Promise.all(all.map((one) => chooseMain(one, (path) => listen(path, deps))));
  if (found.length < wanted.length) {
    const root = await lister.checkRoot();
    if (!root.ok) return root;
  }
  return ok({ found, ambiguous: byLength.ambiguous, unreadable: lister.unreadable });
}

/** Lets the file's own time decide where the name alone could mean another call. Null: it does. */
async function settleDoubt(search: Search, pair: Pair): Promise<Pair | null> {
  if (pair.doubt === null) return pair;
  const facts = await factsOf(search, pair.file.path);
  const { startedAt, endedAt } = pair.call;
  const written = facts?.modifiedAt ?? endedAt;
  if (written < startedAt - MINUTE) return null;
  if (pair.doubt === 'name_repeats') return written > endedAt + 2 * DAY ? null : pair;
  const near = Math.abs(written - endedAt) <= MINUTE;
  return { ...pair, distance: pair.distance + (near ? 0 : 3 * 3_600_000) };
}

/** Where the files lie in time that no stronger evidence has given away. Opens only files whose time comes near a call. */
async function stretchesFor(
  search: Search,
  calls: readonly WantedRecording[],
  assigned: ReadonlyMap<string, Assigned>,
): Promise<readonly Stretch[]> {
  const { matcher, deps } = search;
  const taken = new Set([...assigned.values()].flatMap(({ files }) => files.map(({ take }) => take)));
  const stretches: Stretch[] = [];
  for (const timed of matcher.timed) {
    if (!taken.has(timed.file.take)) stretches.push(...stampedStretches(timed, await listen(timed.file.path, deps)));
  }
  for (const file of matcher.bare.slice(0, MAX_BARE)) {
    if (taken.has(file.take)) continue;
    const written = (await factsOf(search, file.path))?.modifiedAt;
    if (written === undefined) continue;
    if (!calls.some(({ startedAt, endedAt }) => written >= startedAt && written <= endedAt + MINUTE)) continue;
    stretches.push(...bareStretch(file, written, await listen(file.path, deps)));
  }
  if (matcher.bare.length > MAX_BARE) {
    search.lister.unreadable.push({ path: search.lister.pathOf([]), code: 'too_many_unnamed' });
  }
  return stretches;
}

async function factsOf({ lister, deps }: Search, path: string): Promise<FileFacts | undefined> {
  try {
    return await deps.files.facts(path);
  } catch (thrown) {
    const code = diskCode(thrown);
    if (code === undefined) throw thrown;
    lister.unreadable.push({ path, code });
    return undefined;
  }
}
