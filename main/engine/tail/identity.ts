/** First question about a tailed file: is it the one that was read before? */
import type { Place } from './place.ts';

/**
 * - `first`: nothing was read yet
 * - `unchanged`, `grown`: the same file; go on at the offset
 * - `restored`: another file id with the very bytes that were read; copied back, saved anew, share mounted again: go on
 *   at the offset
 * - `truncated`: the same id, shorter than what was read
 * - `rewritten`: the same id, other bytes
 * - `replaced`: another file
 * - `missing`: nothing is there
 */
export type Decision =
  'first' | 'unchanged' | 'grown' | 'restored' | 'truncated' | 'rewritten' | 'replaced' | 'missing';

/** What is at the path now. */
export interface Seen {
  readonly id: string;
  readonly size: number;
  /** The proofs of the known place hold for its bytes; false when it is shorter than they need. */
  readonly holds: boolean;
}

/** Bytes decide; the id only says which kind of change it was, because systems reuse ids and some have none. */
export function identify(known: Place | null, seen: Seen | undefined): Decision {
  if (seen === undefined) return 'missing';
  if (known === null) return 'first';
  const otherId = known.id !== '' && seen.id !== '' && known.id !== seen.id;
  if (!seen.holds) {
    if (otherId) return 'replaced';
    return seen.size < known.offset ? 'truncated' : 'rewritten';
  }
  // Where nothing was read, nothing can be recognised: every file begins with these zero bytes.
  if (otherId) return known.offset === 0 ? 'replaced' : 'restored';
  return seen.size > known.offset ? 'grown' : 'unchanged';
}

/** Whether reading goes on at the offset. */
export function goesOn(decision: Decision): boolean {
  return decision === 'unchanged' || decision === 'grown' || decision === 'restored';
}
