import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appError, type AppError } from '../../shared/errors.ts';
import { fail, ok } from '../../shared/result.ts';
import { imbalance } from '../../main/engine/ledger/balance.ts';
import type { Store } from '../../main/engine/store/port.ts';
import { facts, openTestStore, temporaryFolder, type TemporaryFolder } from '../fakes/calls.ts';
import { contact } from '../fakes/fake-crm.ts';
import { laneOn, queueCall } from '../fakes/lane.ts';

let folder: TemporaryFolder;
let store: Store;
beforeEach(() => {
  folder = temporaryFolder();
  store = openTestStore(folder);
});
afterEach(() => {
  expect(imbalance(store)).toBeUndefined();
  store[Symbol.dispose]();
  folder[Symbol.dispose]();
});

const stateOf = (no: number) => store.calls.get(no)?.state;
const lost: AppError = appError('network', 'no_answer', 'the answer is missing', { delivery: 'maybe' });
const unreached: AppError = appError('network', 'ECONNREFUSED', 'not reached');

describe('a queued call', () => {
  it('is logged once, with its contact and the reason, and is synced when no recording is owed', async () => {
    const { lane, clock, crm } = laneOn(store);
    crm.contacts = [contact('7', 'Jane Doe')];
    const no = queueCall(store, clock);
    lane.kick();
    await clock.advance(0);
    expect(stateOf(no)).toEqual({ name: 'synced' });
    expect(store.deliveries.get(no)).toMatchObject({
      crmId: 'CA1',
      crmUrl: 'https://crm.test/CA1',
      contact: { id: '7', name: 'Jane Doe', reason: 'only_match' },
    });
    expect(store.jobs.count()).toBe(0);
    expect(lane.exhausted()).toBe(true);
  });

  it('is held when its number belongs to several contacts, and nothing is sent', async () => {
    const { lane, clock, crm } = laneOn(store);
    crm.contacts = [contact('7', 'Jane Doe'), contact('8', 'John Doe')];
    const no = queueCall(store, clock);
    lane.kick();
    await clock.advance(0);
    expect(stateOf(no)).toEqual({ name: 'held', reason: 'several_contacts' });
    expect(crm.records.size).toBe(0);
  });

  it('waits while its source is still being caught up on', async () => {
    let open = false;
    const { lane, clock, crm } = laneOn(store, { mayStart: () => open });
    queueCall(store, clock);
    lane.kick();
    await clock.advance(1_000);
    expect(crm.records.size).toBe(0);
    open = true;
    lane.kick();
    await clock.advance(0);
    expect(crm.records.size).toBe(1);
  });
});

describe('an answer that is lost', () => {
  it('after the CRM saved: the record is found and taken, and not written again', async () => {
    const { lane, clock, crm } = laneOn(store);
    const no = queueCall(store, clock);
    crm.failNext('logCall', lost, true);
    lane.kick();
    await clock.advance(500);
    expect(stateOf(no)).toMatchObject({ name: 'unknown' });
    await clock.advance(5_000);
    expect(stateOf(no)).toEqual({ name: 'synced' });
    expect([crm.records.size, store.deliveries.get(no)?.crmId]).toEqual([1, 'CA1']);
  });

  it('before the CRM saved: two searches say no, then it is sent again', async () => {
    const { lane, clock, crm } = laneOn(store);
    const no = queueCall(store, clock);
    crm.failNext('logCall', lost, false);
    lane.kick();
    await clock.advance(10_000);
    expect(stateOf(no)).toEqual({ name: 'synced' });
    expect(crm.asked.filter((method) => method === 'logCall' || method === 'findLogged')).toEqual([
      'logCall',
      'findLogged',
      'findLogged',
      'logCall',
    ]);
    expect(crm.records.size).toBe(1);
  });

  it('is never settled by a search that failed', async () => {
    const { lane, clock, crm } = laneOn(store);
    const no = queueCall(store, clock);
    crm.failNext('logCall', lost, true);
    for (let n = 0; n < 3; n++) crm.failNext('findLogged', unreached);
    lane.kick();
    await clock.advance(60_000);
    expect(stateOf(no)).toEqual({ name: 'synced' });
    expect(crm.records.size).toBe(1);
  });

  it('where the CRM refuses to be searched: a person decides', async () => {
    const { lane, clock, crm } = laneOn(store);
    const no = queueCall(store, clock);
    crm.failNext('logCall', lost, true);
    crm.failNext('findLogged', appError('refused', 'no_permission', 'no'));
    lane.kick();
    await clock.advance(5_000);
    expect(stateOf(no)).toEqual({ name: 'held', reason: 'cannot_search' });
  });
});

describe('a run that is to end', () => {
  it('waits for an unknown outcome as long as the lists of the CRM are behind, and no longer', async () => {
    const { lane, clock, crm } = laneOn(store);
    crm.can({ searchLag: 90_000 });
    const no = queueCall(store, clock);
    crm.failNext('logCall', lost, false);
    lane.kick();
    await clock.advance(2_000);
    expect([stateOf(no)?.name, crm.asked.at(-1), lane.exhausted()]).toEqual(['unknown', 'findLogged', false]);
    store.transaction(() => {
      const [job] = [store.jobs.claim('sales', ['log'], clock.now() + 100_000)];
      if (job !== undefined) store.jobs.postpone(job.no, clock.now() + 3_600_000, null);
    });
    expect(lane.exhausted()).toBe(true);
  });

  it('does not wait that long for anything else', async () => {
    const { lane, clock, crm } = laneOn(store);
    crm.can({ searchLag: 90_000 });
    const no = queueCall(store, clock);
    store.transaction(() => store.jobs.add(no, 'log', 'sales', clock.now() + 80_000));
    lane.kick();
    await lane.adapter();
    expect([stateOf(no)?.name, lane.exhausted()]).toEqual(['queued', true]);
  });
});

describe('a call of which a killed process left `sending`', () => {
  it('is searched for before anything else', async () => {
    const { lane, clock, crm } = laneOn(store);
    const no = queueCall(store, clock);
    store.transaction(() => store.calls.move(no, 'queued', { name: 'sending' }));
    lane.kick();
    await clock.advance(10_000);
    expect(crm.asked.filter((method) => method !== 'findContacts')).toEqual(['findLogged', 'findLogged', 'logCall']);
    expect(stateOf(no)).toEqual({ name: 'synced' });
  });
});

describe('a failure', () => {
  it('of the network makes the account wait, longer each time, and loses nothing', async () => {
    const { lane, clock, crm } = laneOn(store);
    const calls = [1, 2, 3].map((n) => queueCall(store, clock, String(n)));
    for (let n = 0; n < 6; n++) crm.failNext('logCall', unreached);
    lane.kick();
    await clock.advance(200);
    expect(lane.health()).toMatchObject([{ scope: 'account', id: 'sales', category: 'network' }]);
    await clock.advance(60_000);
    expect(calls.map(stateOf)).toEqual([{ name: 'synced' }, { name: 'synced' }, { name: 'synced' }]);
    expect([crm.records.size, lane.health()]).toEqual([3, []]);
  });

  it('that asks for a pause keeps the whole account quiet until then', async () => {
    const { lane, clock, crm } = laneOn(store);
    const no = queueCall(store, clock);
    crm.failNext('logCall', appError('busy', 'rate_limit', 'slow', { retryAt: clock.now() + 30_000 }));
    lane.kick();
    await clock.advance(0);
    const asked = crm.asked.length;
    await clock.advance(29_000);
    expect([crm.asked.length, lane.health()[0]?.code, lane.exhausted()]).toEqual([asked, 'rate_limit', false]);
    await clock.advance(2_000);
    expect(stateOf(no)).toEqual({ name: 'synced' });
  });

  it('of the data fails the call with the reason and leaves the others alone', async () => {
    const { lane, clock, crm } = laneOn(store);
    const [bad, good] = [queueCall(store, clock, '1'), queueCall(store, clock, '2')];
    crm.failNext('logCall', appError('refused', 'invalid_field', 'outcome', { field: 'outcome' }));
    lane.kick();
    await clock.advance(0);
    expect([stateOf(bad), stateOf(good)]).toEqual([{ name: 'failed', reason: 'invalid_field' }, { name: 'synced' }]);
    expect(store.timeline.of(bad).at(-1)).toMatchObject({ code: 'failed', detail: 'outcome' });
  });

  it('of a linked item asks the agent for another', async () => {
    const { lane, clock, crm } = laneOn(store);
    const no = queueCall(store, clock);
    crm.failNext('logCall', appError('refused', 'linked_item_gone', 'gone'));
    lane.kick();
    await clock.advance(0);
    expect(stateOf(no)).toEqual({ name: 'held', reason: 'linked_item_gone' });
  });

  it('of the sign-in stops everything of the account, asks at most once a minute, and goes on when it is renewed', async () => {
    const refused = appError('sign_in', 'unauthorized', 'The token was refused.');
    let credential = fail(refused) as ReturnType<typeof fail<AppError>> | undefined;
    const { lane, clock, crm, deps } = laneOn(store, {});
    Object.assign(deps, { openAdapter: () => Promise.resolve(credential ?? ok(crm)) });
    const no = queueCall(store, clock);
    lane.kick();
    await clock.advance(50_000);
    expect([stateOf(no)?.name, lane.health()[0]?.code, lane.exhausted(), crm.asked]).toEqual([
      'queued',
      'sign_in',
      true,
      [],
    ]);
    credential = undefined;
    await clock.advance(20_000);
    expect(stateOf(no)).toEqual({ name: 'synced' });
    expect(crm.asked[0]).toBe('verify');
  });
});

describe('when more becomes known of a logged call', () => {
  it('the record is replaced, never doubled', async () => {
    const { lane, clock, crm } = laneOn(store);
    const no = queueCall(store, clock);
    lane.kick();
    await clock.advance(0);
    store.transaction(() => {
      store.calls.setFacts(no, facts({ talkSeconds: 90 }));
      store.calls.setFlags(no, { revise: true });
      store.calls.move(no, 'synced', { name: 'queued', due: clock.now(), reason: null });
      store.jobs.add(no, 'log', 'sales', clock.now());
    });
    crm.failNext('removeCall', unreached);
    lane.kick();
    await clock.advance(10_000);
    expect([[...crm.records.keys()], stateOf(no), store.calls.get(no)?.revise]).toEqual([
      ['CA2'],
      { name: 'synced' },
      false,
    ]);
  });
});

describe('two accounts', () => {
  it("one's outage, limit or refused credential delays nothing of the other", async () => {
    const sales = laneOn(store);
    const support = laneOn(store, { account: 'support', fakeClock: sales.clock });
    const { clock } = sales;
    for (const error of [
      unreached,
      appError('busy', 'rate_limit', 'slow', { retryAt: clock.now() + 3_600_000 }),
      appError('sign_in', 'unauthorized', 'no'),
    ]) {
      const name = error.code;
      const waiting = [1, 2, 3].map((n) => queueCall(store, clock, `${name}${n}`));
      const going = [4, 5, 6].map((n) => queueCall(store, clock, `${name}${n}`, 'support'));
      for (let n = 0; n < 50; n++) sales.crm.failNext('logCall', error);
      sales.lane.kick();
      support.lane.kick();
      await clock.advance(0);
      expect(waiting.map((no) => stateOf(no)?.name)).toEqual(['queued', 'queued', 'queued']);
      expect(going.map((no) => stateOf(no)?.name)).toEqual(['synced', 'synced', 'synced']);
    }
    expect([sales.crm.records.size, support.crm.records.size, support.lane.health()]).toEqual([0, 9, []]);
  });
});

describe('a CRM whose lists lag', () => {
  it('is believed when it says yes at once, and when it says no only after the lag', async () => {
    const { lane, clock, crm } = laneOn(store);
    crm.can({ searchLag: 45_000 });
    const no = queueCall(store, clock);
    crm.failNext('logCall', lost, false);
    lane.kick();
    await clock.advance(44_000);
    expect([stateOf(no)?.name, crm.asked.filter((method) => method === 'logCall').length]).toEqual(['unknown', 1]);
    await clock.advance(10_000);
    expect([stateOf(no)?.name, crm.records.size]).toEqual(['synced', 1]);
    const second = queueCall(store, clock, '2');
    crm.failNext('logCall', lost, true);
    lane.kick();
    await clock.advance(2_000);
    expect([stateOf(second)?.name, crm.records.size]).toEqual(['synced', 2]);
  });

  it('or that cannot be searched at all leaves it to the agent', async () => {
    const { lane, clock, crm, actions } = laneOn(store);
    crm.can({ search: false });
    const no = queueCall(store, clock);
    crm.failNext('logCall', lost, true);
    lane.kick();
    await clock.advance(60_000);
    expect([stateOf(no), crm.asked.includes('findLogged')]).toEqual([{ name: 'held', reason: 'cannot_search' }, false]);
    await actions.logNow(store.calls.get(no)?.ref ?? '');
    await clock.advance(0);
    expect(stateOf(no)).toEqual({ name: 'synced' });
  });
});
