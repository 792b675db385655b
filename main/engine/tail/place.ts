/** Where reading stands in one file, and how that file is recognised again. */
import type { Buffer } from 'node:buffer';
import { hash } from 'node:crypto';
import type { LineEnd, TextEncoding } from './delimited.ts';

/** The head of a file proves what it is, the bytes right before the offset prove that nothing moved. */
export const HEAD_BYTES = 4096;
export const NEAR_BYTES = 1024;

/** Hash over a known number of bytes. */
export interface Proof {
  readonly bytes: number;
  readonly sha: string;
}

export interface Place {
  /** Full path that `offset` is about; a rotated file while its rest is being read. */
  readonly file: string;
  /** `FileFacts.id`, empty where the system has none. */
  readonly id: string;
  readonly offset: number;
  /** Over the first bytes of the file, at most `HEAD_BYTES` and never beyond `offset`: grows with it. */
  readonly head: Proof;
  /** Over the last bytes before `offset`, at most `NEAR_BYTES`. */
  readonly near: Proof;
  /** Counts how often reading began at the start of a file: within one generation no record is read twice. */
  readonly generation: number;
  readonly encoding: TextEncoding;
  readonly lineEnd: LineEnd | null;
  readonly skipping: boolean;
  /** Values of the last good record, null before the first. */
  readonly columns: number | null;
  /** Modification time of the file when it was last read, epoch milliseconds. */
  readonly modifiedAt: number;
}

const nothing = (): Proof => ({ bytes: 0, sha: '' });

export function prove(bytes: Buffer): Proof {
  return bytes.length === 0 ? nothing() : { bytes: bytes.length, sha: hash('sha256', bytes, 'hex') };
}

/** Whether `bytes` are those the proof was made of. */
export function proves(proof: Proof, bytes: Buffer): boolean {
  return bytes.length === proof.bytes && prove(bytes).sha === proof.sha;
}

export function startOf(file: string, facts: { id: string; modifiedAt: number }, generation: number): Place {
  const { id, modifiedAt } = facts;
  const unread = { offset: 0, head: nothing(), near: nothing(), lineEnd: null, skipping: false, columns: null };
  return { file, id, modifiedAt, generation, encoding: 'utf8', ...unread };
}
