import type { Readable } from 'node:stream';

/** Everything the engine takes from the world. Tests and the simulation hand in their own. */
export interface Ports {
  readonly clock: Clock;
  readonly random: Random;
  readonly files: Files;
  readonly http: Http;
  readonly secrets: Secrets;
  readonly log: Log;
}

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Runs once after `ms`; disposing cancels. */
  after(ms: number, run: () => void): Disposable;
}

export interface Random {
  /** Uniform in [0, 1). */
  fraction(): number;
}

export interface FileFacts {
  readonly kind: 'file' | 'folder' | 'other';
  readonly size: number;
  /** Milliseconds, with fractions where the system has them. */
  readonly modifiedAt: number;
  /** Device and file number as text: the same file under another name has the same id. Empty where the system has none. */
  readonly id: string;
}

/** Read-only: the engine never writes outside its own data folder. Failures are thrown Node errors with their `code`. */
export interface Files {
  /** Undefined when nothing is there (`ENOENT`, `ENOTDIR`); every other failure is thrown. */
  facts(path: string): Promise<FileFacts | undefined>;
  /** Up to `length` bytes from `offset`; fewer at the end of the file. Shares the file for read, write and delete. */
  read(path: string, offset: number, length: number): Promise<Buffer>;
  /** Several reads of one file under one handle, with the facts of that very handle. */
  open(path: string): Promise<OpenFile>;
  /** Names in a folder, unsorted. */
  list(path: string): Promise<readonly FolderEntry[]>;
  /** Calls back soon after something below `path` may have changed. Only a hint: may miss, may call too often. */
  watch(path: string, changed: () => void): Disposable;
}

export interface FolderEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'other';
}

export interface OpenFile extends AsyncDisposable {
  facts(): Promise<FileFacts>;
  read(offset: number, length: number): Promise<Buffer>;
  /** Streams exactly `length` bytes from the start; ends with an error when the file gets shorter. */
  stream(length: number): Readable;
  /** Fills `target` from `offset` and says how many bytes were there; 0 at the end. For who reuses memory. */
  readInto?(target: Uint8Array, offset: number): Promise<number>;
}

export interface HttpRequest {
  /** `MKCOL` and `MOVE` are for WebDAV servers. */
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'MKCOL' | 'MOVE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /**
   * A stream is read as the connection takes it: a piece of 64 KiB or more has gone to the system before the next but
   * two is asked for, so that its memory may be used again. It is destroyed when the request ends early.
   */
  readonly body?: string | Readable;
  /** No byte from the other side for this long ends the request. Milliseconds. */
  readonly idleTimeout: number;
  readonly signal?: AbortSignal;
  /** Told when the request begins to leave (0) and as its body leaves, in bytes so far. */
  readonly sent?: (bytes: number) => void;
}

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** At most 8 MB; a longer or a broken body is a failure. */
  readonly body: string;
}

/** `unreached`: no connection, nothing was sent. `broken`: the request left (in part), the answer is missing. */
export interface HttpFailure {
  readonly kind: 'unreached' | 'broken' | 'aborted';
  /** For example `ECONNREFUSED`, `UND_ERR_HEADERS_TIMEOUT`. */
  readonly code: string;
}

export interface Http {
  send(request: HttpRequest): Promise<{ ok: true; answer: HttpAnswer } | { ok: false; failure: HttpFailure }>;
}

/**
 * Credentials of accounts. "Cannot tell now" (no keyring, locked, denied) is an answer of its own and never reads as
 * "there is none".
 */
export interface Secrets {
  /** Field name to secret for one entry. */
  read(entry: string): Promise<SecretAnswer>;
  write(entry: string, fields: Readonly<Record<string, string>>): Promise<SecretAnswer>;
  remove(entry: string): Promise<SecretAnswer>;
}

export type SecretAnswer =
  | { readonly kind: 'found'; readonly fields: Readonly<Record<string, string>> }
  | { readonly kind: 'none' }
  | { readonly kind: 'unavailable'; readonly code: 'no_keyring' | 'locked' | 'denied'; readonly detail: string };

/** Every text is redacted at this door. */
export interface Log {
  write(level: 'debug' | 'info' | 'warn' | 'error', event: string, facts?: Readonly<Record<string, unknown>>): void;
}
