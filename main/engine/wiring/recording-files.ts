import path from 'node:path';
import type { LedgerCall } from '../../../shared/ledger.ts';
import type { Leg } from '../../../shared/leg.ts';
import type { SourceSettings } from '../../../shared/settings.ts';
import { cutText } from '../sources/row.ts';
import type { Clock, Files, Ports } from '../ports.ts';
import type { SeenFile } from '../readers/folder-index.ts';
import type { FileReading } from '../readers/folder.ts';
import {
  callOfFile,
  isRecordingName,
  listen,
  otherSide,
  readName,
  readSidecar,
  type Reading,
} from '../recordings/index.ts';
import { zoneOf } from '../calls/zones.ts';
import { callsOf, type ReadingOptions } from './first-calls.ts';

export interface RecordingFilesDeps {
  readonly files: Files;
  readonly clock: Clock;
  readonly timeZone: string;
  /** The file belongs to a call of another source already. */
  readonly claimed: (path: string) => boolean;
  /** Another source has its recordings in the same folder. */
  readonly shared: boolean;
}

/** Another source of the same folder has this long to claim a new recording for its own call. Milliseconds. */
const TURN = 60_000;
/** A recorder that has not touched its file for an hour will not finish it. Milliseconds. */
const ABANDONED = 3_600_000;
const NOTHING: FileReading = { rows: [], unfinished: false };

/** Whether the files of a folder of recordings hold calls is told by their names. */
export const acceptRecording = (name: string): boolean => isRecordingName(name);

/** Reads the call that each recording of a folder is. */
export function recordingFiles(deps: RecordingFilesDeps): (file: SeenFile) => Promise<FileReading> {
  const zone = { timeZone: deps.timeZone, wallToUtc: (wall: number, name: string) => zoneOf(name).earliest(wall) };
  return async ({ path: file, name, facts }) => {
    if (deps.claimed(file)) return NOTHING;
    const sound = await longerSide(file, deps);
    if (sound === null) return NOTHING;
    const age = deps.clock.now() - facts.modifiedAt;
    const growing = (sound.end === 'unfinished' || sound.reason !== null) && age < ABANDONED;
    const sidecar = hasSidecar(file) ? await readSidecar(file, deps.files) : null;
    const mapped = callOfFile({ path: file, sound, modifiedAt: facts.modifiedAt, growing, sidecar }, zone);
    // Without a stamp only the end of the file tells when it was: it has to be there.
    const isTimed = !growing || sidecar !== null || readName(file).stamp !== null;
    const rows = isTimed ? [{ mapped, offset: 0, text: cutText(name) }] : [];
    return { rows, unfinished: growing || sound.end === 'open' || (deps.shared && age < TURN) };
  };
}

/** Another source looks for its recordings in this folder, in one below it or in one above it. */
export function sharesFolder(source: SourceSettings, sources: readonly SourceSettings[]): boolean {
  const inside = (one: string, other: string): boolean => {
    const way = path.relative(other, one);
    return !way.startsWith('..') && !path.isAbsolute(way);
  };
  return sources.some(({ id, recordings }) => {
    if (id === source.id || recordings === undefined) return false;
    return inside(source.path, recordings.folder) || inside(recordings.folder, source.path);
  });
}

/** Only BCR writes one; asking for it beside fifty thousand others would cost as much as reading them. */
const hasSidecar = (file: string): boolean => ['android-bcr', 'unknown'].includes(readName(file).system);

/** Of two directions the longer one; null: nothing that is sound, or that cannot be read. */
async function longerSide(file: string, deps: RecordingFilesDeps): Promise<Reading | null> {
  const here = await listen(file, deps);
  const side = otherSide(file);
  const there = side === null ? null : await listen(side.path, deps);
  return here !== null && there !== null && there.seconds > here.seconds ? there : here;
}

/** A few calls of a folder of recordings by their names, the first or the last, for a look before there are settings. */
export async function recordingCalls(
  { files, clock }: Pick<Ports, 'files' | 'clock'>,
  place: { readonly folder: string; readonly names: readonly string[] },
  options: ReadingOptions,
  which: 'first' | 'last',
): Promise<LedgerCall[]> {
  const read = recordingFiles({ files, clock, timeZone: options.timeZone, claimed: () => false, shared: false });
  const known = place.names.filter((name) => isRecordingName(name) && readName(name).system !== 'unknown').sort();
  const legs: Leg[] = [];
  for (const name of which === 'first' ? known.slice(0, LOOKED_AT) : known.slice(-LOOKED_AT)) {
    const file = path.join(place.folder, name);
    const facts = await files.facts(file);
    if (facts === undefined) continue;
    const { rows } = await read({ name, path: file, facts });
    for (const { mapped } of rows) if (mapped.leg !== undefined) legs.push(mapped.leg);
  }
  return callsOf(legs, options, which);
}

/** More than are shown: some are pairs. */
const LOOKED_AT = 20;
