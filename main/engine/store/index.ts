import { createCallTable, type CallTable } from './calls.ts';
import { createDeliveryTable, createRecordingTable, type DeliveryTable, type RecordingTable } from './deliveries.ts';
import { createJobTable, type JobTable } from './jobs.ts';
import { createLegTable, type LegTable } from './legs.ts';
import { createMetaTable, createSourceTable, type MetaTable, type SourceTable } from './sources.ts';
import type { Connection } from './sqlite.ts';
import { countCalls, createTally, readTally, type Counts } from './tally.ts';
import { createTimeline, type Timeline } from './timeline.ts';

export { openForReading, openStore } from './open.ts';
export { holdLock, storeTrouble } from './sqlite.ts';
export type { Delivery, StoredRecording } from './deliveries.ts';
export { recordingFacts } from './deliveries.ts';
export type { Job, JobKind } from './jobs.ts';
export type { LegKey, StoredRejection } from './legs.ts';
export type { NewCall, StoredCall } from './calls.ts';
export type { Counts } from './tally.ts';
export type { Moment } from './timeline.ts';

/** All tables of the database behind names; the rest of the engine knows no SQL. */
export interface Store extends Disposable {
  readonly calls: CallTable;
  readonly legs: LegTable;
  readonly sources: SourceTable;
  readonly meta: MetaTable;
  readonly jobs: JobTable;
  readonly deliveries: DeliveryTable;
  readonly recordings: RecordingTable;
  readonly timeline: Timeline;
  /** All or nothing, durable when it returns. A throw inside rolls back and is passed on. */
  transaction<T>(work: () => T): T;
  counts(): Counts;
  /** Counts the calls one by one: the judge of `counts`. */
  countedCalls(): { found: number; counts: Counts };
}

export function createStore(connection: Connection): Store {
  const tally = createTally(connection);
  let depth = 0;
  return {
    calls: createCallTable(connection, tally),
    legs: createLegTable(connection),
    sources: createSourceTable(connection),
    meta: createMetaTable(connection),
    jobs: createJobTable(connection),
    deliveries: createDeliveryTable(connection),
    recordings: createRecordingTable(connection),
    timeline: createTimeline(connection),
    transaction(work) {
      if (depth > 0) return work();
      depth++;
      try {
        return connection.transaction(() => {
          const result = work();
          tally.flush();
          return result;
        });
      } catch (thrown) {
        tally.drop();
        throw thrown;
      } finally {
        depth--;
      }
    },
    counts: () => readTally(connection),
    countedCalls: () => countCalls(connection),
    [Symbol.dispose]: () => connection.close(),
  };
}
