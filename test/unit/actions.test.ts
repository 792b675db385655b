import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appError } from '../../shared/errors.ts';
import type { EngineEvent } from '../../shared/events.ts';
import { fail } from '../../shared/result.ts';
import { imbalance } from '../../main/engine/ledger/balance.ts';
import type { Store } from '../../main/engine/store/port.ts';
import { openTestStore, putCall, temporaryFolder, type TemporaryFolder } from '../fakes/calls.ts';
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
const refOf = (no: number) => store.calls.get(no)?.ref ?? '';
const codes = (no: number) => store.timeline.of(no).map(({ code, detail }) => (detail ? `${code} ${detail}` : code));
/** Moves after the first log. */
const moves = (events: readonly EngineEvent[]): string[] =>
  events.flatMap((event) => (event.event === 'state' ? [`${event.from}>${event.to}`] : [])).slice(2);
const lost = appError('network', 'no_answer', 'the answer is missing', { delivery: 'maybe' });
const unreached = appError('network', 'ECONNREFUSED', 'not reached');
const jane = { id: '7', name: 'Jane Doe', organizationId: null };
const john = { id: '8', name: 'John Doe', organizationId: null };

/** A lane with one call that the CRM has. */
async function logged(change: Parameters<typeof laneOn>[1] = {}) {
  const at = laneOn(store, change);
  at.crm.can({ update: ['note', 'outcome', 'contact', 'deal', 'talkSeconds'], tasks: true });
  const no = queueCall(store, at.clock);
  at.lane.kick();
  await at.clock.advance(0);
  expect(stateOf(no)).toEqual({ name: 'synced' });
  return { ...at, no, ref: refOf(no) };
}

describe('editing a call that the CRM has', () => {
  it('changes the record in place, and is owed until it has', async () => {
    const { actions, crm, clock, events, no, ref } = await logged();
    expect(await actions.editCall(ref, { note: 'wants a quote', outcome: 'voicemail_left' })).toEqual({
      ok: true,
      value: { effect: 'updating' },
    });
    await clock.advance(0);
    expect(moves(events)).toEqual(['synced>logged', 'logged>synced']);
    expect([...crm.records.values()].map(({ call }) => [call.note, call.outcome])).toEqual([
      ['wants a quote', 'voicemail_left'],
    ]);
    expect(codes(no).slice(-2)).toEqual(['edited note,outcome', 'updated note,outcome']);
  });

  it('keeps what somebody changed in the CRM meanwhile, and says so', async () => {
    const { actions, crm, clock, no, ref } = await logged();
    crm.edit('CA1', { note: 'written by a colleague' });
    await actions.editCall(ref, { note: 'mine', outcome: 'busy' });
    await clock.advance(0);
    expect(crm.records.get('CA1')?.call).toMatchObject({ note: 'written by a colleague', outcome: 'busy' });
    expect(codes(no).slice(-2)).toEqual(['updated outcome', 'kept_in_crm note']);
    expect(stateOf(no)).toEqual({ name: 'synced' });
  });

  it('made while another change is under way is sent after it', async () => {
    const { actions, crm, clock, no, ref } = await logged();
    crm.failNext('updateCall', unreached);
    await actions.editCall(ref, { note: 'first' });
    await clock.advance(0);
    await actions.editCall(ref, { note: 'second' });
    await clock.advance(10_000);
    expect([crm.records.get('CA1')?.call.note, stateOf(no)]).toEqual(['second', { name: 'synced' }]);
  });

  it('whose answer is lost is sent again and is no change of somebody else', async () => {
    const { actions, crm, clock, no, ref } = await logged();
    crm.failNext('updateCall', lost, true);
    await actions.editCall(ref, { note: 'once' });
    await clock.advance(10_000);
    expect(crm.records.get('CA1')?.call.note).toBe('once');
    expect(codes(no).slice(-2)).toEqual(['failed_attempt no_answer', 'updated note']);
  });

  it('is done by removing and logging anew where the CRM cannot change it', async () => {
    const { actions, crm, clock, no, ref } = await logged();
    crm.can({ update: ['note'] });
    expect(await actions.moveCall(ref, john)).toEqual({ ok: true, value: { effect: 'replacing' } });
    await clock.advance(0);
    expect([...crm.records].map(([id, { call }]) => [id, call.contact?.id])).toEqual([['CA2', '8']]);
    expect([stateOf(no), store.deliveries.get(no)?.contact?.reason]).toEqual([{ name: 'synced' }, 'chosen']);
  });

  it('is refused at once where the CRM can do neither, and nothing is changed', async () => {
    const { actions, crm, clock, no, ref } = await logged();
    crm.can({ update: ['note'], remove: false });
    expect(await actions.editCall(ref, { outcome: 'busy' })).toMatchObject({
      ok: false,
      error: { code: 'cannot_update' },
    });
    expect(await actions.takeBack(ref, 'pending')).toMatchObject({ ok: false, error: { code: 'cannot_remove' } });
    await clock.advance(1_000);
    expect([store.deliveries.get(no)?.outcome, stateOf(no), store.jobs.count()]).toEqual([null, { name: 'synced' }, 0]);
  });

  it('that the CRM refuses is told, and can be tried again', async () => {
    const { actions, crm, clock, no, ref } = await logged();
    crm.failNext('updateCall', appError('refused', 'invalid_field', 'no', { field: 'note' }));
    await actions.editCall(ref, { note: 'x' });
    await clock.advance(0);
    expect([codes(no).at(-1), stateOf(no)]).toEqual(['change_refused invalid_field', { name: 'synced' }]);
    expect(await actions.retry(ref)).toMatchObject({ ok: true });
    await clock.advance(0);
    expect(crm.records.get('CA1')?.call.note).toBe('x');
    expect(await actions.retry(ref)).toMatchObject({ ok: false, error: { code: 'wrong_state' } });
  });

  it('never links a deal and a lead', async () => {
    const { actions, ref } = await logged();
    expect(await actions.editCall(ref, { contact: jane, dealId: '1', leadId: 'a' })).toMatchObject({
      error: { code: 'bad_edit' },
    });
  });
});

describe('more that becomes known of a logged call', () => {
  it('is written in place where the CRM can, and left alone where it can do nothing', async () => {
    const { lane, crm, clock, no } = await logged();
    const grow = (talkSeconds: number): void => {
      const call = store.calls.get(no);
      if (call === undefined) throw new Error('no call');
      store.transaction(() => {
        store.calls.setFacts(no, { ...call.facts, talkSeconds });
        store.calls.setFlags(no, { revise: true });
        store.calls.move(no, 'synced', { name: 'queued', due: clock.now(), reason: null });
        store.jobs.add(no, 'log', 'sales', clock.now());
      });
      lane.kick();
    };
    grow(90);
    await clock.advance(0);
    expect([crm.records.get('CA1')?.call.talkSeconds, stateOf(no)]).toEqual([90, { name: 'synced' }]);
    crm.can({ update: [], remove: false });
    grow(120);
    await clock.advance(0);
    expect([crm.records.get('CA1')?.call.talkSeconds, stateOf(no)]).toEqual([90, { name: 'synced' }]);
    expect(codes(no).at(-1)).toBe('cannot_change talkSeconds');
  });
});

describe('taking a call back', () => {
  it('removes the record; the call waits, and is logged again when the agent says so', async () => {
    const { actions, crm, clock, events, no, ref } = await logged();
    expect(await actions.takeBack(ref, 'pending')).toEqual({ ok: true, value: { effect: 'removing' } });
    await clock.advance(0);
    expect(moves(events)).toEqual(['synced>logged', 'logged>pending']);
    expect([crm.records.size, stateOf(no), store.deliveries.get(no)?.crmId]).toEqual([0, { name: 'pending' }, null]);
    await actions.logNow(ref);
    await clock.advance(0);
    expect([[...crm.records.keys()], stateOf(no)]).toEqual([['CA2'], { name: 'synced' }]);
  });

  it('survives an answer that is lost', async () => {
    const { actions, crm, clock, no, ref } = await logged();
    crm.failNext('removeCall', lost, true);
    await actions.takeBack(ref, 'ignored');
    await clock.advance(10_000);
    expect([crm.records.size, stateOf(no)]).toEqual([0, { name: 'excluded', reason: 'ignored' }]);
  });

  it('that the CRM refuses leaves the call where it is', async () => {
    const { actions, crm, clock, no, ref } = await logged();
    crm.failNext('removeCall', appError('refused', 'no_permission', 'no'));
    await actions.takeBack(ref, 'pending');
    await clock.advance(0);
    expect([stateOf(no), codes(no).at(-1)]).toEqual([{ name: 'synced' }, 'remove_refused no_permission']);
  });
});

describe('a follow-up', () => {
  const draft = { subject: 'Call again', dueDate: '2026-11-30', note: null };

  it('added before the log is created after it, with the contact of the call', async () => {
    const { actions, crm, clock } = laneOn(store, {});
    crm.can({ tasks: true });
    crm.contacts = [contact('7', 'Jane Doe')];
    const no = putCall(store, '1', { name: 'pending' });
    expect(await actions.addFollowUp(refOf(no), draft)).toEqual({ ok: true, value: { effect: 'stored' } });
    await actions.logNow(refOf(no));
    await clock.advance(0);
    expect(crm.tasks).toMatchObject([{ ...draft, contact: { id: '7' }, ref: refOf(no) }]);
    expect([stateOf(no), store.followUps.of(no).map(({ state, url }) => [state, url])]).toEqual([
      { name: 'synced' },
      [['created', 'https://crm.test/T1']],
    ]);
  });

  it('whose answer is lost is not created twice: a person looks', async () => {
    const { actions, crm, clock, lane, no, ref } = await logged();
    crm.failNext('createTask', lost, true);
    await actions.addFollowUp(ref, draft);
    await clock.advance(60_000);
    expect([crm.tasks.length, store.followUps.of(no)[0]?.state, lane.health()[0]?.code]).toEqual([
      1,
      'uncertain',
      'follow_up_uncertain',
    ]);
    await actions.retry(ref);
    await clock.advance(0);
    expect([crm.tasks.length, store.followUps.of(no)[0]?.state, lane.health()]).toEqual([2, 'created', []]);
  });

  it('waits for a CRM that is away, and the call is owed until then', async () => {
    const { actions, crm, clock, no, ref } = await logged();
    crm.failNext('createTask', unreached);
    await actions.addFollowUp(ref, draft);
    await clock.advance(0);
    expect(stateOf(no)).toEqual({ name: 'logged' });
    await clock.advance(5_000);
    expect([crm.tasks.length, stateOf(no)]).toEqual([1, { name: 'synced' }]);
  });

  it('is refused where the CRM takes none, and without a day', async () => {
    const { actions, crm, ref } = await logged();
    expect(await actions.addFollowUp(ref, { ...draft, dueDate: '2026-02-30' })).toMatchObject({
      error: { code: 'bad_follow_up' },
    });
    crm.can({ tasks: false });
    expect(await actions.addFollowUp(ref, draft)).toMatchObject({ error: { code: 'no_tasks' } });
  });
});

describe('who it was', () => {
  it('is looked up before the click without logging anything, and the choices are kept', async () => {
    const { actions, crm } = laneOn(store);
    crm.contacts = [contact('7', 'Jane Doe'), contact('8', 'John Doe')];
    const no = putCall(store, '1', { name: 'pending' });
    expect(await actions.lookUp(refOf(no))).toMatchObject({
      value: { proposal: { reason: 'several_contacts', contact: null } },
    });
    expect(await actions.detail(refOf(no))).toMatchObject({
      value: { lookedUp: { contacts: [{ id: '7' }, { id: '8' }] }, contactDecided: false },
    });
    expect([crm.records.size, stateOf(no)]).toEqual([0, { name: 'pending' }]);
  });

  it('is decided by the agent for a held call, and remembered for the number', async () => {
    const { actions, crm, clock, lane } = laneOn(store);
    const jane = { ...contact('7', 'Jane Doe'), openDeals: [{ id: '5', title: 'Roof' }] };
    crm.contacts = [jane, contact('8', 'John Doe')];
    const [first, second] = [queueCall(store, clock, '1'), queueCall(store, clock, '2')];
    lane.kick();
    await clock.advance(0);
    expect([first, second].map(stateOf)).toEqual(Array(2).fill({ name: 'held', reason: 'several_contacts' }));
    expect(store.contacts.lookedUp(first)?.contacts.map(({ id }) => id)).toEqual(['7', '8']);
    expect(await actions.logNow(refOf(first))).toMatchObject({ error: { code: 'contact_needed' } });
    const choice = { kind: 'contact', contact: { id: '7', name: 'Jane Doe', organizationId: null } } as const;
    expect(await actions.decideContact(refOf(first), choice, true)).toEqual({ ok: true, value: { effect: 'queued' } });
    await clock.advance(0);
    const third = queueCall(store, clock, '3');
    lane.kick();
    await clock.advance(0);
    expect([first, second, third].map((no) => store.deliveries.get(no)?.contact?.reason)).toEqual([
      'chosen',
      'remembered',
      'remembered',
    ]);
    expect([...crm.records.values()].map(({ call }) => [call.contact?.id, call.dealId])).toEqual(
      Array(3).fill(['7', '5']),
    );
  });

  it('is forgotten when the contact is gone from the CRM', async () => {
    const { actions, crm, clock, lane, ref } = await logged();
    await actions.decideContact(ref, { kind: 'contact', contact: jane }, true);
    await clock.advance(0);
    const next = queueCall(store, clock, '2');
    crm.failNext('logCall', appError('refused', 'linked_item_gone', 'gone'));
    lane.kick();
    await clock.advance(0);
    expect([stateOf(next), store.deliveries.get(next)?.decided]).toEqual([
      { name: 'held', reason: 'linked_item_gone' },
      false,
    ]);
    expect(store.contacts.recall('sales', '+15550100102')).toBeUndefined();
  });

  it('is created once for calls of one unknown number at the same time, and not searched for afterwards', async () => {
    const { crm, clock, lane } = laneOn(store, { policy: { unknownNumbers: 'create' } });
    const calls = [1, 2, 3].map((n) => queueCall(store, clock, String(n)));
    lane.kick();
    await clock.advance(0);
    calls.push(queueCall(store, clock, '4'));
    lane.kick();
    await clock.advance(0);
    expect(crm.asked.filter((method) => method === 'createContact')).toHaveLength(1);
    expect(new Set(calls.map((no) => store.deliveries.get(no)?.contact?.id)).size).toBe(1);
  });

  it('created by the agent, whose answer was lost, is looked for before a second is made', async () => {
    const { actions, crm, clock } = laneOn(store, {});
    const no = putCall(store, '1', { name: 'held', reason: 'no_contact' });
    crm.failNext('createContact', lost);
    await actions.decideContact(refOf(no), { kind: 'create', name: 'Zoë' }, false);
    await clock.advance(1_000);
    crm.contacts = [contact('901', 'Zoë')];
    await clock.advance(90_000);
    expect(crm.asked.filter((method) => method === 'createContact')).toHaveLength(1);
    expect([store.deliveries.get(no)?.contact?.id, stateOf(no)]).toEqual(['901', { name: 'synced' }]);
  });
});

describe('in ask mode', () => {
  it('a click logs the call with what the agent said of it', async () => {
    const { actions, crm, clock } = laneOn(store, {});
    const no = putCall(store, '1', { name: 'pending' });
    await actions.editCall(refOf(no), { note: 'nice', outcome: 'message_left', contact: john });
    expect(await actions.logNow(refOf(no))).toEqual({ ok: true, value: { effect: 'queued' } });
    await clock.advance(0);
    expect([...crm.records.values()].map(({ call }) => call)).toMatchObject([
      { note: 'nice', outcome: 'message_left', contact: { id: '8' } },
    ]);
    expect(crm.asked).not.toContain('findContacts');
  });

  it('a call can be let be, and brought back', async () => {
    const { actions, crm, clock } = laneOn(store);
    const no = putCall(store, '1', { name: 'pending' });
    await actions.ignore(refOf(no));
    expect(stateOf(no)).toEqual({ name: 'excluded', reason: 'ignored' });
    await actions.logNow(refOf(no));
    await clock.advance(0);
    expect([crm.records.size, stateOf(no)]).toEqual([1, { name: 'synced' }]);
  });

  it('a private number takes all its calls with it, also the one in the CRM', async () => {
    const { actions, crm, clock, no, ref } = await logged();
    const waiting = putCall(store, '2', { name: 'pending' });
    await actions.markPrivate(ref);
    await clock.advance(0);
    expect([no, waiting].map(stateOf)).toEqual(Array(2).fill({ name: 'excluded', reason: 'private' }));
    expect([crm.records.size, store.contacts.isPrivate('+15550100102')]).toEqual([0, true]);
  });
});

describe('an action', () => {
  it('on a call with a request under way, or on none, is refused', async () => {
    const { actions, clock } = laneOn(store);
    const no = queueCall(store, clock);
    store.transaction(() => store.calls.move(no, 'queued', { name: 'sending' }));
    for (const answer of [
      actions.takeBack(refOf(no), 'pending'),
      actions.ignore(refOf(no)),
      actions.decideContact(refOf(no), { kind: 'none' }, false),
    ]) {
      expect(await answer).toMatchObject({ ok: false, error: { code: 'in_flight' } });
    }
    expect(await actions.ignore('NONE')).toMatchObject({ error: { code: 'unknown_call' } });
  });

  it('is durable without a sign-in, and done with the next one', async () => {
    const { actions, crm, clock, lane, deps, no, ref } = await logged();
    const renewed = deps.openAdapter.bind(deps);
    crm.failNext('updateCall', appError('sign_in', 'unauthorized', 'no'));
    Object.assign(deps, { openAdapter: () => Promise.resolve(fail(appError('sign_in', 'no_credential', 'none'))) });
    await actions.editCall(ref, { note: 'later' });
    await clock.advance(61_000);
    expect([stateOf(no), lane.exhausted()]).toEqual([{ name: 'logged' }, true]);
    Object.assign(deps, { openAdapter: renewed });
    lane.hurry();
    await clock.advance(0);
    expect([crm.records.get('CA1')?.call.note, stateOf(no)]).toEqual(['later', { name: 'synced' }]);
  });
});
