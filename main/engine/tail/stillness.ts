import type { FileFacts } from '../ports.ts';

/** So long without a change nobody is in the middle of writing a record. Milliseconds. */
const STILL_AFTER = 1000;

type Trace = Pick<FileFacts, 'id' | 'size' | 'modifiedAt'>;

/** Tells since when a file is as it is, by our own clock: that of a file server may be wrong by hours. */
export class Stillness {
  readonly #seen = new Map<string, Trace & { readonly since: number }>();

  /** Notes what `file` looks like now. True when it has looked like this for a second. */
  note(file: string, facts: Trace, now: number): boolean {
    const seen = this.#seen.get(file);
    const same = seen?.id === facts.id && seen.size === facts.size && seen.modifiedAt === facts.modifiedAt;
    // A clock set back starts the second anew.
    if (same && now >= seen.since) return now - seen.since >= STILL_AFTER;
    const { id, size, modifiedAt } = facts;
    this.#seen.set(file, { id, size, modifiedAt, since: now });
    return false;
  }
}
