import { Lane } from '../../main/engine/outbox/lane.ts';
import type { LaneDeps } from '../../main/engine/outbox/types.ts';
import { createActions } from '../../main/engine/wiring/actions.ts';
import { createChanges } from '../../main/engine/wiring/changes.ts';
import { createContactQuestion, type ContactPolicy } from '../../main/engine/matching/question.ts';
import { ok } from '../../shared/result.ts';
import type { EngineEvent } from '../../shared/events.ts';
import type { Store } from '../../main/engine/store/port.ts';
import { putCall } from './calls.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeCrm } from './fake-crm.ts';

interface Change extends Partial<LaneDeps> {
  readonly policy?: Partial<ContactPolicy>;
  /** Several lanes share one clock. */
  readonly fakeClock?: FakeClock;
}

/** A lane on a real store and a CRM in memory, time in the test's hand, and the actions over it. */
export function laneOn(store: Store, { policy = {}, fakeClock, ...change }: Change = {}) {
  const clock = fakeClock ?? new FakeClock();
  const crm = new FakeCrm();
  const events: EngineEvent[] = [];
  const changes = createChanges(
    { store, clock },
    (event) => events.push(event),
    () => undefined,
  );
  const account = change.account ?? 'sales';
  const contacts = createContactQuestion(
    { clock, memory: store.contacts, account },
    { unknownNumbers: 'log', severalMatches: 'hold', ...policy },
  );
  const deps: LaneDeps = {
    account,
    store,
    changes,
    clock,
    random: { fraction: () => 0.5 },
    log: { write: () => undefined },
    openAdapter: () => Promise.resolve(ok(crm)),
    contacts,
    host: null,
    mayStart: () => true,
    openRecording: () => Promise.reject(new Error('no recording in this test')),
    onHealth: () => undefined,
    ...change,
  };
  const lane = new Lane(deps);
  const actions = createActions({
    store,
    changes,
    clock,
    defaultAccount: account,
    accounts: new Map([[account, { lane, contacts }]]),
    kick: () => lane.kick(),
  });
  return { lane, clock, crm, events, deps, actions };
}

/** A queued call with its job, as the intake leaves it. */
export function queueCall(store: Store, clock: FakeClock, key = '1', account = 'sales'): number {
  const no = putCall(store, key, { name: 'queued', due: clock.now(), reason: null });
  store.transaction(() => {
    store.deliveries.begin(no, account);
    store.jobs.add(no, 'log', account, clock.now());
  });
  return no;
}
