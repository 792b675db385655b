import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCloseAdapter } from '../../main/engine/crm/close/index.ts';
import type { CrmAccount, CrmAdapter, LoggableCall } from '../../main/engine/crm/port.ts';
import { createHttp } from '../../main/node/http.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { comparePhones, JANE, loggable } from '../fakes/loggable.ts';
import { systemClock } from '../fakes/pipedrive.ts';
import { startCloseSandbox, type CloseSandbox, type CloseSandboxOptions } from '../sandbox/close/index.ts';
import { LINK, valueOf } from './adapters-bench.ts';

let sandbox: CloseSandbox;
let http: ReturnType<typeof createHttp>;
let adapter: CrmAdapter;
let jane: NonNullable<LoggableCall['contact']>;

function connect(change: Partial<CrmAccount> = {}): CrmAdapter {
  return createCloseAdapter(
    { http, clock: systemClock, random: { fraction: () => 0 }, log: { write: () => undefined } },
    { id: 'sales', baseUrl: sandbox.baseUrl, credentials: { apiKey: sandbox.apiKey }, comparePhones, ...change },
  );
}

async function begin(options: CloseSandboxOptions = {}): Promise<void> {
  sandbox = await startCloseSandbox(options);
  const { contactId, leadId } = sandbox.addContact({ name: 'Jane', phones: ['5550100102'], organization: 'Acme' });
  jane = { id: contactId, name: 'Jane', organizationId: leadId };
  adapter = connect();
}

beforeEach(() => {
  http = createHttp({ env: {} });
});
afterEach(async () => {
  await http[Symbol.asyncDispose]();
  await sandbox.stop();
});

const janes = (change: Partial<LoggableCall> = {}): LoggableCall => loggable({ contact: jane, ...change });
const stored = () => sandbox.liveCalls();
const asked = () => sandbox.requests.map(({ method, path }) => `${method} ${path.replace(/_[0-9a-f]{32}/, '_')}`);

describe('contacts in Close', () => {
  it('are persons with the lead as organisation and its open opportunities as deals', async () => {
    await begin();
    sandbox.addContact({ name: 'Other', phones: ['+372 5555 0101'], organization: 'Acme' });
    const roof = sandbox.addOpportunity({ note: 'Roof', leadId: jane.organizationId ?? '' });
    sandbox.addOpportunity({ note: 'Old', leadId: jane.organizationId ?? '', status: 'lost' });
    expect(valueOf(await adapter.findContacts(JANE))).toEqual([
      {
        id: jane.id,
        name: 'Jane',
        organization: { id: jane.organizationId, name: 'Acme' },
        numbers: ['+15550100102'],
        openDeals: [{ id: roof, title: 'Roof · $500 · Active' }],
        leads: [],
        changedAt: expect.any(Number) as number,
      },
    ]);
    expect(sandbox.violations).toEqual([]);
  });

  it('are found by digits that Close could not read as a number, and compared here', async () => {
    await begin();
    const { contactId } = sandbox.addContact({ name: 'Odd', phones: ['612345678'] });
    const found = await adapter.findContacts({
      raw: '612345678',
      e164: '+33612345678',
      national: '612345678',
      withheld: false,
    });
    expect(valueOf(found).map(({ id }) => id)).toEqual([contactId]);
    expect(sandbox.violations).toEqual([]);
  });

  it('of several leads with one number are all given, each lead asked for once', async () => {
    await begin();
    sandbox.addContact({ name: 'Bob', phones: ['555-010-0102'], organization: 'Acme' });
    sandbox.addContact({ name: 'Front desk', phones: ['+15550100102'], organization: 'Globex' });
    expect(valueOf(await adapter.findContacts(JANE)).map(({ name }) => name)).toEqual(['Jane', 'Bob', 'Front desk']);
    expect(asked().filter((request) => request.startsWith('GET /lead/')).length).toBe(2);
  });

  it('are created with their lead in one request, whose answer is used at once', async () => {
    await begin({ indexLagMs: 60_000 });
    const made = valueOf(await adapter.createContact({ name: 'Ada New', number: JANE }));
    expect(made).toMatchObject({ name: 'Ada New', numbers: ['+15550100102'], organization: { name: 'Ada New' } });
    const contact = { id: made.id, name: made.name, organizationId: made.organization?.id ?? null };
    expect(await adapter.logCall(janes({ contact }))).toMatchObject({ ok: true });
    expect(asked()).toEqual(['POST /lead/', 'POST /activity/call/']);
    expect(sandbox.violations).toEqual([]);
  });

  it('are searched by company, person and number; a lead without persons is its own contact', async () => {
    await begin();
    sandbox.addContact({ name: 'Mia Moss', phones: ['+37255550101'], organization: 'Acme' });
    const { leadId, contactId } = sandbox.addContact({ name: 'x', phones: [], organization: 'Acme Storage' });
    sandbox.state.contacts.delete(contactId);
    const names = async (text: string) => valueOf(await adapter.searchContacts(text)).map(({ name }) => name);
    expect(await names('acme')).toEqual(['Jane', 'Mia Moss', 'Acme Storage']);
    expect(await names('moss')).toEqual(['Mia Moss']);
    expect(await names('+372 5555-0101')).toEqual(['Mia Moss']);
    expect(valueOf(await adapter.searchContacts('storage')).map(({ id }) => id)).toEqual([leadId]);
    expect(sandbox.violations).toEqual([]);
  });
});

describe('outcomes in Close', () => {
  it('cost no request where a status says it', async () => {
    await begin();
    await adapter.logCall(janes({ outcome: 'cancelled' }));
    expect(asked()).toEqual(['POST /activity/call/']);
    expect(stored()).toMatchObject([{ status: 'cancel', outcome_id: null }]);
  });

  it('are the organisation’s own, listed once', async () => {
    await begin();
    sandbox.addOutcome('LEFT VOICEMAIL', ['meetings']);
    const voicemail = sandbox.addOutcome('Left voicemail');
    const wrong = sandbox.addOutcome('Wrong Number');
    for (const outcome of ['voicemail_left', 'wrong_number', 'message_left'] as const)
      await adapter.logCall(janes({ outcome }));
    expect(stored().map(({ status, outcome_id: id }) => [status, id])).toEqual([
      ['completed', voicemail],
      ['completed', wrong],
      ['completed', null],
    ]);
    expect(stored().map(({ note }) => note)).toEqual([
      'Line 100, Ref AC-0123456789AB',
      'Line 100, Ref AC-0123456789AB',
      'Left a message.\nLine 100, Ref AC-0123456789AB',
    ]);
    expect(asked().filter((request) => request === 'GET /outcome/').length).toBe(1);
    expect(sandbox.violations).toEqual([]);
  });

  it('that vanished are looked for again, at a log and at a change', async () => {
    await begin();
    const first = sandbox.addOutcome('Wrong number');
    const record = valueOf(await adapter.logCall(janes()));
    await adapter.logCall(janes({ outcome: 'wrong_number' }));
    sandbox.state.outcomes.delete(first);
    const second = sandbox.addOutcome('Wrong number');
    valueOf(await adapter.logCall(janes({ outcome: 'wrong_number' })));
    sandbox.state.outcomes.delete(second);
    const third = sandbox.addOutcome('wrong NUMBER');
    expect(valueOf(await adapter.updateCall(record, { outcome: 'wrong_number' }, janes())).kept).toEqual([]);
    expect(stored().map(({ outcome_id: id }) => id)).toEqual([third, first, second]);
    expect(asked().filter((request) => request === 'GET /outcome/').length).toBe(3);
    expect(sandbox.violations).toEqual([]);
  });

  it('follow the words of the account, and are said in the note where the organisation has no such word', async () => {
    await begin();
    const busy = sandbox.addOutcome('Line Busy');
    adapter = connect({ outcomes: { busy: 'line busy', no_answer: 'Nobody there' } });
    await adapter.logCall(janes({ outcome: 'busy' }));
    await adapter.logCall(janes({ outcome: 'no_answer' }));
    expect(stored()).toMatchObject([
      { status: 'busy', outcome_id: busy, note: 'Line 100, Ref AC-0123456789AB' },
      { status: 'no-answer', outcome_id: null, note: 'Outcome: Nobody there\nLine 100, Ref AC-0123456789AB' },
    ]);
  });
});

describe('a change in Close', () => {
  it('moves a call, with its sound, to another lead and contact', async () => {
    await begin();
    const mia = sandbox.addContact({ name: 'Mia', phones: [], organization: 'Globex' });
    const record = valueOf(await adapter.logCall(janes()));
    valueOf(await adapter.attachRecording(record, LINK, janes()));
    const contact = { id: mia.contactId, name: 'Mia', organizationId: mia.leadId };
    expect(valueOf(await adapter.updateCall(record, { contact }, janes()))).toMatchObject({
      record: { id: record.id, wrapperId: mia.leadId, contactId: mia.contactId, hasRecording: true },
      kept: [],
    });
    expect(stored()).toMatchObject([{ lead_id: mia.leadId, contact_id: mia.contactId, recording_url: LINK.url }]);
  });

  it('takes what is free and keeps what a person changed, field by field, in one request', async () => {
    await begin();
    const record = valueOf(await adapter.logCall(janes({ note: 'Ours' })));
    sandbox.editCall(record.id, { duration: 7, note: 'Theirs', note_html: '<body><p>Theirs</p></body>' });
    const change = {
      note: 'Ours again',
      outcome: 'busy',
      talkSeconds: 99,
      deal: { dealId: 'oppo_1', leadId: null },
    } as const;
    expect(valueOf(await adapter.updateCall(record, change, janes({ note: 'Ours' }))).kept).toEqual([
      'talkSeconds',
      'note',
      'deal',
    ]);
    expect(stored()).toMatchObject([{ duration: 7, note: 'Theirs', status: 'busy' }]);
    expect(asked().filter((request) => request.startsWith('PUT')).length).toBe(1);
  });

  it('whose answer was lost is done already when it is asked for again', async () => {
    await begin();
    const record = valueOf(await adapter.logCall(janes()));
    sandbox.faults.add({ match: /^PUT/, kind: 'drop_after' });
    const change = { note: 'New', outcome: 'wrong_number', talkSeconds: 5 } as const;
    expect(await adapter.updateCall(record, change, janes())).toMatchObject({
      ok: false,
      error: { category: 'network' },
    });
    expect(valueOf(await adapter.updateCall(record, change, janes())).kept).toEqual([]);
    expect(asked().filter((request) => request.startsWith('PUT')).length).toBe(1);
    expect(sandbox.violations).toEqual([]);
  });

  it('of the recording is sent as voicemail where the caller left one', async () => {
    await begin();
    const call = janes({ direction: 'inbound', outcome: 'voicemail_left' });
    const record = valueOf(await adapter.logCall(call));
    valueOf(await adapter.attachRecording(record, LINK, call));
    expect(stored()).toMatchObject([{ recording_url: null, voicemail_url: LINK.url }]);
    expect(sandbox.violations).toEqual([]);
  });
});

describe('Close’s lists, which lag', () => {
  it('do not show a call before their time: the engine has to wait as long as the adapter says', async () => {
    const clock = new FakeClock();
    await begin({ now: () => clock.now(), indexLagMs: 60_000 });
    sandbox.faults.add({ match: /^POST \/activity\/call\/$/, kind: 'drop_after' });
    expect(await adapter.logCall(janes())).toMatchObject({ ok: false, error: { delivery: 'maybe' } });
    expect(valueOf(await adapter.findLogged(janes(), clock.now()))).toBeUndefined();
    await clock.advance(adapter.capabilities.searchLag);
    expect(valueOf(await adapter.findLogged(janes(), clock.now()))?.id).toBe(stored()[0]?.id);
  });

  it('show a deleted call for a while, which is never taken for the one that followed', async () => {
    await begin({ deleteLagMs: 60_000 });
    const record = valueOf(await adapter.logCall(janes()));
    valueOf(await adapter.removeCall(record));
    valueOf(await adapter.removeCall(record));
    expect(valueOf(await adapter.findLogged(janes(), Date.now()))).toBeUndefined();
    const again = valueOf(await adapter.logCall(janes()));
    expect(valueOf(await adapter.findLogged(janes(), Date.now()))?.id).toBe(again.id);
  });

  it('give a call that was moved and whose note was rewritten, by number, length and second', async () => {
    await begin();
    const record = valueOf(await adapter.logCall(janes()));
    const globex = sandbox.addContact({ name: 'Mia', phones: [], organization: 'Globex' });
    sandbox.editCall(record.id, { lead_id: globex.leadId, contact_id: null, note: 'Rewritten', note_html: '' });
    const find = async (change: Partial<LoggableCall>) =>
      valueOf(await adapter.findLogged(janes(change), Date.now()))?.id;
    expect(await find({})).toBe(record.id);
    expect(await find({ talkSeconds: 61 })).toBeUndefined();
    expect(await find({ startedAt: janes().startedAt + 1_000 })).toBeUndefined();
  });

  it('are read page by page', async () => {
    await begin({ limits: 'off' });
    const refs = Array.from({ length: 130 }, (_, n) => n.toString(16).toUpperCase().padStart(12, 'A'));
    const seed = valueOf(await adapter.logCall(janes({ ref: refs[0] ?? '' })));
    const first = sandbox.state.calls.get(seed.id);
    if (first === undefined) throw new Error('nothing was logged');
    for (const ref of refs.slice(1)) sandbox.state.calls.set(ref, { ...first, id: ref, note: `Ref AC-${ref}` });
    expect(valueOf(await adapter.findLogged(janes({ ref: refs[0] ?? '' }), Date.now()))?.id).toBe(seed.id);
    expect(asked().filter((request) => request === 'GET /activity/call/').length).toBe(2);
    expect(sandbox.violations).toEqual([]);
  });
});

it('a follow-up stands on the lead, with person, note and reference in its one text', async () => {
  await begin();
  const task = { subject: 'Offer', note: 'by mail', dueDate: '2026-11-25', contact: jane, dealId: null, leadId: null };
  const made = valueOf(await adapter.createTask({ ...task, ref: '0123456789AB' }));
  expect(made.url).toBe(`${sandbox.origin}/lead/${jane.organizationId ?? ''}/`);
  expect([...sandbox.state.tasks.values()]).toMatchObject([
    {
      id: made.id,
      _type: 'lead',
      lead_id: jane.organizationId,
      text: 'Offer (Jane)\nby mail\nRef AC-0123456789AB',
      date: '2026-11-25',
      is_complete: false,
    },
  ]);
  expect(await adapter.createTask({ ...task, contact: null, ref: '0123456789AB' })).toMatchObject({
    ok: false,
    error: { code: 'no_contact' },
  });
  expect(sandbox.violations).toEqual([]);
});
