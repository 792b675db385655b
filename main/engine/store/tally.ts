import { STATE_NAMES, type StateName } from '../../../shared/call.ts';
import { stateCode, stateName } from './codes.ts';
import type { Counts } from './port.ts';
import type { Connection } from './sqlite.ts';

/**
 * How many calls are in each state, kept beside the calls in the same transaction, so that the ledger costs nothing to
 * read. `proveTally` counts the calls themselves and is the judge of it.
 */
export interface Tally {
  moved(from: StateName | null, to: StateName): void;
  gone(from: StateName): void;
  /** Writes what changed since the last call. Belongs at the end of every transaction that moved calls. */
  flush(): void;
  /** Forgets what was not flushed: the transaction was rolled back. */
  drop(): void;
}

export function createTally(connection: Connection): Tally {
  const changes = new Map<StateName, number>();
  const add = (state: StateName, by: number): void => {
    changes.set(state, (changes.get(state) ?? 0) + by);
  };
  return {
    moved(from, to) {
      if (from !== null) add(from, -1);
      add(to, 1);
    },
    gone: (from) => add(from, -1),
    flush() {
      const change = connection.prepare(
        'INSERT INTO tally (state, calls) VALUES (?, ?) ON CONFLICT (state) DO UPDATE SET calls = calls + excluded.calls',
      );
      const lower = connection.prepare('UPDATE tally SET calls = calls + ? WHERE state = ?');
      for (const [state, by] of changes) {
        if (by > 0) change.run(stateCode(state), by);
        else if (by < 0) lower.run(by, stateCode(state));
      }
      changes.clear();
    },
    drop: () => changes.clear(),
  };
}

const none = (): Counts => Object.fromEntries(STATE_NAMES.map((name) => [name, 0])) as Counts;

export function readTally(connection: Connection): Counts {
  const counts = none();
  for (const row of connection.prepare('SELECT state, calls FROM tally').all()) {
    counts[stateName(row['state'])] = Number(row['calls']);
  }
  return counts;
}

/** Counts the calls one by one. Equal to `readTally` at all times, or the ledger lies. */
export function countCalls(connection: Connection): { found: number; counts: Counts } {
  const counts = none();
  for (const row of connection.prepare('SELECT state, count(*) AS n FROM calls GROUP BY state').all()) {
    counts[stateName(row['state'])] = Number(row['n']);
  }
  const found = Number(connection.prepare('SELECT count(*) AS n FROM calls').get()?.['n'] ?? 0);
  return { found, counts };
}
