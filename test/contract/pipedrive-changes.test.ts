import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CrmAdapter, LoggableCall } from '../../main/engine/crm/port.ts';
import { createPipedriveAdapter } from '../../main/engine/crm/pipedrive/index.ts';
import { createHttp } from '../../main/node/http.ts';
import { comparePhones, loggable } from '../fakes/loggable.ts';
import { systemClock } from '../fakes/pipedrive.ts';
import { startPipedriveSandbox, type PipedriveSandbox } from '../sandbox/pipedrive/index.ts';
import { LINK, valueOf } from './adapters-bench.ts';

let sandbox: PipedriveSandbox;
let http: ReturnType<typeof createHttp>;
let adapter: CrmAdapter;
let jane: number;

beforeEach(async () => {
  http = createHttp({ env: {} });
  sandbox = await startPipedriveSandbox();
  jane = sandbox.addPerson({ name: 'Jane Doe', phones: ['+1 555-010-0102'], organization: 'Acme' });
  adapter = createPipedriveAdapter(
    { http, clock: systemClock, random: { fraction: () => 0 }, log: { write: () => undefined } },
    { id: 'sales', baseUrl: sandbox.origin, credentials: { apiToken: sandbox.token }, comparePhones },
  );
});
afterEach(async () => {
  expect(sandbox.violations).toEqual([]);
  await http[Symbol.asyncDispose]();
  await sandbox.stop();
});

const janes = (change: Partial<LoggableCall> = {}): LoggableCall =>
  loggable({ contact: { id: String(jane), name: 'Jane Doe', organizationId: null }, ...change });

async function logged(change: Partial<LoggableCall> = {}) {
  return valueOf(await adapter.logCall(janes(change)));
}

const activity = (id: string | null) => sandbox.state.activities.get(Number(id))?.fields ?? {};
const spent = () => sandbox.requests.reduce((sum, { tokens }) => sum + tokens, 0);

describe('the activity that stands for a call log', () => {
  it('takes a new note, contact and deal in one request, for six tokens', async () => {
    const mia = sandbox.addPerson({ name: 'Mia', phones: ['1'], organization: 'Globex' });
    const [organization] = [...sandbox.state.organizations.values()].filter(({ name }) => name === 'Globex');
    const deal = sandbox.addDeal({ title: 'Roof', personId: mia });
    const record = await logged({ note: 'First' });
    const before = spent();
    const contact = { id: String(mia), name: 'Mia', organizationId: String(organization?.id) };
    const change = { note: 'Second <b>', contact, deal: { dealId: String(deal), leadId: null } };
    expect(valueOf(await adapter.updateCall(record, change, janes({ note: 'First' })))).toEqual({
      record: { ...record, contactId: String(mia) },
      kept: [],
    });
    expect(spent() - before).toBe(6);
    expect(activity(record.wrapperId)).toMatchObject({
      person_id: mia,
      org_id: organization?.id,
      deal_id: deal,
      note: '<p>Second &#60;b&#62;</p><p><small>Ref AC-0123456789AB</small></p>',
    });
    expect(sandbox.requests.filter(({ method }) => method === 'PATCH').length).toBe(1);
  });

  it('keeps what a person changed, and takes the rest', async () => {
    const mia = sandbox.addPerson({ name: 'Mia', phones: ['1'] });
    const deal = sandbox.addDeal({ title: 'Roof', personId: jane });
    const record = await logged();
    const own = sandbox.state.activities.get(Number(record.wrapperId));
    if (own === undefined) throw new Error('there is no activity');
    sandbox.state.activities.set(own.id, { ...own, fields: { ...own.fields, person_id: mia, note: '<p>Theirs</p>' } });
    const change = { note: 'Ours', contact: null, deal: { dealId: String(deal), leadId: null } };
    expect(valueOf(await adapter.updateCall(record, change, janes())).kept).toEqual(['note', 'contact']);
    expect(activity(record.wrapperId)).toMatchObject({ person_id: mia, note: '<p>Theirs</p>', deal_id: deal });
  });

  it('moves from one deal to another, and refuses to be without one', async () => {
    const roof = sandbox.addDeal({ title: 'Roof', personId: jane });
    const door = sandbox.addDeal({ title: 'Door', personId: jane });
    const record = await logged({ dealId: String(roof) });
    const written = janes({ dealId: String(roof) });
    const none = { deal: { dealId: null, leadId: null } };
    expect(await adapter.updateCall(record, none, written)).toMatchObject({
      ok: false,
      error: { category: 'refused', code: 'unsupported', field: 'deal_id' },
    });
    const change = { deal: { dealId: String(door), leadId: null } };
    expect(valueOf(await adapter.updateCall(record, change, written)).kept).toEqual([]);
    expect(activity(record.wrapperId)).toMatchObject({ deal_id: door });
  });

  it('carries the link of a recording once, and a changed note leaves it there', async () => {
    const record = await logged({ note: 'First' });
    const call = janes({ note: 'First' });
    for (let time = 0; time < 2; time++) valueOf(await adapter.attachRecording(record, LINK, call));
    const link = `<p>Recording: <a href="${LINK.url.replace('&', '&#38;')}">${LINK.url.replace('&', '&#38;')}</a></p>`;
    expect(activity(record.wrapperId)['note']).toBe(`<p>First</p><p><small>Ref AC-0123456789AB</small></p>${link}`);
    expect(valueOf(await adapter.updateCall(record, { note: 'Second' }, call)).kept).toEqual([]);
    expect(activity(record.wrapperId)['note']).toBe(`<p>Second</p><p><small>Ref AC-0123456789AB</small></p>${link}`);
  });

  it('is refused by name when a deal no longer exists, or the call does not', async () => {
    const record = await logged();
    const change = { deal: { dealId: '999', leadId: null } };
    expect(await adapter.updateCall(record, change, janes())).toMatchObject({
      ok: false,
      error: { category: 'refused', code: 'linked_item_gone' },
    });
    valueOf(await adapter.removeCall(record));
    expect(await adapter.updateCall(record, { note: 'x' }, janes())).toMatchObject({
      ok: false,
      error: { category: 'refused', code: 'record_gone' },
    });
  });
});

describe('what a person types', () => {
  it('finds persons by name and number, and those of organisations, each once, with their deals', async () => {
    const deal = sandbox.addDeal({ title: 'Roof', personId: jane });
    const mia = sandbox.addPerson({ name: 'Mia Acme', phones: ['2'], organization: 'Globex' });
    const found = valueOf(await adapter.searchContacts('acme'));
    expect(found.map(({ id, organization }) => [id, organization?.name])).toEqual([
      [String(mia), 'Globex'],
      [String(jane), 'Acme'],
    ]);
    expect(found[1]).toMatchObject({ openDeals: [{ id: String(deal), title: 'Roof' }], numbers: ['+1 555-010-0102'] });
    expect(valueOf(await adapter.searchContacts('555-010')).map(({ id }) => id)).toEqual([String(jane)]);
  });

  it('costs nothing while it is a single letter', async () => {
    expect(valueOf(await adapter.searchContacts(' j '))).toEqual([]);
    expect(sandbox.requests).toEqual([]);
  });
});

it('a follow-up is an open activity with its due date, on the contact and the deal', async () => {
  const deal = sandbox.addDeal({ title: 'Roof', personId: jane });
  const contact = { id: String(jane), name: 'Jane Doe', organizationId: null };
  const task = {
    subject: 'Offer',
    note: 'by mail',
    dueDate: '2026-11-25',
    contact,
    dealId: String(deal),
    leadId: null,
  };
  const made = valueOf(await adapter.createTask({ ...task, ref: '0123456789AB' }));
  expect(made.url).toBe(`${sandbox.origin}/person/${jane}`);
  expect(valueOf(await adapter.createTask({ ...task, ref: '0123456789AB' })).id).toBe(made.id);
  expect(activity(made.id)).toMatchObject({
    subject: 'Offer',
    type: 'task',
    due_date: '2026-11-25',
    done: false,
    note: '<p>by mail</p><p><small>Ref AC-0123456789AB</small></p>',
    person_id: jane,
    deal_id: deal,
  });
  // Without any link, too.
  expect((await adapter.createTask({ ...task, contact: null, dealId: null, ref: 'AAAAAAAAAAAA' })).ok).toBe(true);
  expect(sandbox.state.activities.size).toBe(2);
});
