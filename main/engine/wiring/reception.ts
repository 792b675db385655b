import type { Settings } from '../../../shared/settings.ts';
import { Desk } from '../desk/desk.ts';
import { describeCall } from '../ledger/describe.ts';
import type { Clock } from '../ports.ts';
import type { Store } from '../store/port.ts';
import type { Uploads } from './uploads.ts';

/** The desk of a running engine: screens ask there. */
export function createDesk(deps: {
  readonly store: Store;
  readonly clock: Clock;
  readonly settings: Settings;
  readonly uploads: Uploads;
}): Desk {
  const { store, clock, settings, uploads } = deps;
  return new Desk({
    store,
    clock,
    timeZone: settings.agent.timeZone,
    sources: settings.sources.length,
    describe(no) {
      const call = store.calls.get(no);
      return call && describeCall(call, store.deliveries.get(no), store.recordings.get(no));
    },
    progress: (ref) => uploads.shareOf(ref),
  });
}
