import { Lane } from '../../main/engine/outbox/lane.ts';
import type { LaneDeps } from '../../main/engine/outbox/types.ts';
import { createChanges } from '../../main/engine/wiring/changes.ts';
import { createContactQuestion } from '../../main/engine/matching/question.ts';
import { ok } from '../../shared/result.ts';
import type { EngineEvent } from '../../shared/events.ts';
import type { Store } from '../../main/engine/store/port.ts';
import { putCall } from './calls.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeCrm } from './fake-crm.ts';

/** A lane on a real store and a CRM in memory, time in the test's hand. */
export function laneOn(store: Store, change: Partial<LaneDeps> = {}) {
  const clock = new FakeClock();
  const crm = new FakeCrm();
  const events: EngineEvent[] = [];
  const changes = createChanges(
    { store, clock },
    (event) => events.push(event),
    () => undefined,
  );
  const deps: LaneDeps = {
    account: 'sales',
    store,
    changes,
    clock,
    random: { fraction: () => 0.5 },
    log: { write: () => undefined },
    openAdapter: () => Promise.resolve(ok(crm)),
    contacts: createContactQuestion(
      { clock, memory: store.contacts, account: 'sales' },
      { unknownNumbers: 'log', severalMatches: 'hold' },
    ),
    host: null,
    mayStart: () => true,
    openRecording: () => Promise.reject(new Error('no recording in this test')),
    onHealth: () => undefined,
    ...change,
  };
  const lane = new Lane(deps);
  return { lane, clock, crm, events, deps };
}

/** A queued call with its job, as the intake leaves it. */
export function queueCall(store: Store, clock: FakeClock, key = '1'): number {
  const no = putCall(store, key, { name: 'queued', due: clock.now(), reason: null });
  store.transaction(() => {
    store.deliveries.begin(no, 'sales');
    store.jobs.add(no, 'log', 'sales', clock.now());
  });
  return no;
}
