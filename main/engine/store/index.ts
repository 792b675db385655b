import { createCallTable } from './calls.ts';
import { createContactTable } from './contacts.ts';
import { createDeliveryTable, createRecordingTable } from './deliveries.ts';
import { createFollowUpTable } from './follow-ups.ts';
import { createHostedTable } from './hosted.ts';
import { createJobTable } from './jobs.ts';
import { createLegTable } from './legs.ts';
import type { Store } from './port.ts';
import { createListTable } from './list.ts';
import { createMetaTable, createSourceTable } from './sources.ts';
import type { Connection } from './sqlite.ts';
import { countCalls, createTally, readTally } from './tally.ts';
import { createTimeline } from './timeline.ts';

export { recordingFacts } from './deliveries.ts';
export { openForReading, openStore } from './open.ts';
export { holdLock, storeTrouble } from './sqlite.ts';

export function createStore(connection: Connection): Store {
  const tally = createTally(connection);
  const calls = createCallTable(connection, tally);
  const contacts = createContactTable(connection);
  let depth = 0;
  return {
    calls,
    legs: createLegTable(connection),
    sources: createSourceTable(connection),
    meta: createMetaTable(connection),
    jobs: createJobTable(connection),
    deliveries: createDeliveryTable(connection),
    recordings: createRecordingTable(connection),
    contacts,
    followUps: createFollowUpTable(connection),
    hosted: createHostedTable(connection),
    timeline: createTimeline(connection),
    list: createListTable(connection),
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
        calls.rolledBack();
        contacts.rolledBack();
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
