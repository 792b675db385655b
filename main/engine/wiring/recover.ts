import { CREATED_CONTACT_LAG } from '../outbox/contact-step.ts';
import type { Clock } from '../ports.ts';
import type { Store } from '../store/port.ts';
import type { AnnouncedChanges } from './changes.ts';

const BATCH = 500;

/**
 * Settles what an ended process left behind. A call that was `sending` is `unknown` now: the CRM is asked before
 * anything is sent again. Claims of jobs are given back.
 */
export function recover(deps: { store: Store; changes: AnnouncedChanges; clock: Clock }): void {
  const { store, changes, clock } = deps;
  const now = clock.now();
  store.jobs.releaseAll();
  store.jobs.waitForContacts(now + CREATED_CONTACT_LAG);
  for (;;) {
    const cut = store.calls.inState('sending', BATCH);
    if (cut.length === 0) return;
    changes.transaction(() => {
      for (const call of cut) {
        const account = store.deliveries.get(call.no)?.account;
        changes.move(call, { name: 'unknown', since: now });
        store.timeline.add(call.no, now, 'answer_lost', 'killed');
        if (account !== undefined) store.jobs.add(call.no, 'log', account, now + FIRST_SEARCH);
      }
    });
  }
}

/** The killed request may still be under way on the other side. Milliseconds. */
const FIRST_SEARCH = 1_000;
