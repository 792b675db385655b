import type { Readable } from 'node:stream';
import type { Result } from '../../../../shared/result.ts';

/**
 * Where recordings are put so that a link leads to them. Errors of all: `network` (away), `busy` (asks for a pause),
 * `sign_in` `host_sign_in`, `local` `host_missing` (bucket or folder is not there), `host_refused`; of `put` also
 * `recording_changed` (the file got shorter) and `refused` `recording_too_large`.
 */
export interface RecordingHost {
  /** Which place this is, without secrets: a key found under another one says nothing here. */
  readonly place: string;
  /**
   * Success: all of it is there. Of an upload that was cut a part may be there, to which nobody has a link; the same key
   * again replaces it.
   */
  put(key: string, content: Content): Promise<Result<void>>;
  /** What is there as text, undefined when nothing is: for probes. */
  read(key: string): Promise<Result<string | undefined>>;
  /** Nothing there is success. */
  remove(key: string): Promise<Result<void>>;
  link(key: string): Promise<Result<Link>>;
}

export interface Content {
  readonly bytes: number;
  readonly type: string;
  /** Made anew for each try. */
  stream(): Readable;
}

export interface Link {
  readonly url: string;
  /** Epoch milliseconds; null: it does not expire. */
  readonly expiresAt: number | null;
}

export const segments = (key: string): string => key.split('/').map(encodeURIComponent).join('/');
