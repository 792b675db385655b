import type { Clock, Files } from '../ports.ts';

/** A call that may have a recording. Times are epoch milliseconds. */
export interface WantedRecording {
  readonly callId: string;
  /** From the row: base name, relative or absolute path, with or without extension. */
  readonly names: readonly string[];
  /** Ids that recorders put into file names (uniqueid, linkedid, uuid). */
  readonly fileIds: readonly string[];
  readonly remoteDigits: string | null;
  readonly localNumber: string | null;
  readonly startedAt: number;
  readonly answeredAt: number | null;
  readonly endedAt: number;
  readonly talkSeconds: number;
}

/** Where the recordings of one source lie. */
export interface FolderSettings {
  readonly folder: string;
  /** Zone of the stamps in names and of dated folders. */
  readonly timeZone: string;
  /** Wall clock of a zone, read as if it were UTC, to epoch milliseconds. */
  readonly wallToUtc: (wallMs: number, zone: string) => number;
  /** Paths that belong to calls which are not among the wanted; under any folder and extension they are not looked at. */
  readonly claimed?: ReadonlySet<string>;
  /** Names that differ only in case are the same. Default: as the system does it. */
  readonly ignoreCase?: boolean;
}

/** How a recording was paired, best first. */
export const PAIRINGS = ['name', 'id', 'number_time', 'time_length'] as const;
export type Pairing = (typeof PAIRINGS)[number];

export interface Found {
  readonly callId: string;
  readonly path: string;
  readonly pairing: Pairing;
  /** Further files of the same call: other parts, the two directions, a second format. */
  readonly others: readonly string[];
}

/** What a search brought. Whoever is in neither list has no recording there now, unless `unreadable` says otherwise. */
export interface Findings {
  readonly found: readonly Found[];
  /** Several files fit equally well by time and length alone: a person has to choose. */
  readonly ambiguous: readonly { readonly callId: string; readonly paths: readonly string[] }[];
  /** Folders and files that could not be looked at, with the system's code. */
  readonly unreadable: readonly { readonly path: string; readonly code: string }[];
}

export interface RecordingDeps {
  readonly files: Files;
  readonly clock: Clock;
}
