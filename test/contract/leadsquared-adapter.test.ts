import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OUTCOMES } from '../../shared/call.ts';
import { createLeadSquaredAdapter, type LeadSquaredAccount } from '../../main/engine/crm/leadsquared/index.ts';
import type { CrmAdapter, LoggableCall } from '../../main/engine/crm/port.ts';
import { createHttp } from '../../main/node/http.ts';
import { sandboxAccount } from '../fakes/leadsquared.ts';
import { JANE, loggable } from '../fakes/loggable.ts';
import { systemClock } from '../fakes/pipedrive.ts';
import {
  startLeadSquaredSandbox,
  type LeadSquaredSandbox,
  type LeadSquaredSandboxOptions,
} from '../sandbox/leadsquared/index.ts';

let sandbox: LeadSquaredSandbox;
let http: ReturnType<typeof createHttp>;
let adapter: CrmAdapter;
let jane: string;

function connect(change: Partial<LeadSquaredAccount> = {}): CrmAdapter {
  return createLeadSquaredAdapter(
    { http, clock: systemClock, random: { fraction: () => 0 }, log: { write: () => undefined } },
    { ...sandboxAccount(sandbox), requestsPer5Seconds: 1_000, ...change },
  );
}

async function begin(options: LeadSquaredSandboxOptions = {}): Promise<void> {
  sandbox = await startLeadSquaredSandbox({ limits: 'off', ...options });
  jane = sandbox.addPerson({ name: 'Jane Doe', phones: ['+1-5550100102'], organization: 'Acme' });
  adapter = connect();
}

beforeEach(() => {
  http = createHttp({ env: {} });
});
afterEach(async () => {
  await http[Symbol.asyncDispose]();
  await sandbox.stop();
});

function janes(change: Partial<LoggableCall> = {}): LoggableCall {
  return loggable({ contact: { id: jane, name: 'Jane Doe', organizationId: null }, ...change });
}

async function value<T>(
  answer: Promise<{ ok: true; value: T } | { ok: false; error: { message: string } }>,
): Promise<T> {
  const given = await answer;
  if (!given.ok) throw new Error(given.error.message);
  return given.value;
}

const paths = () => sandbox.requests.map(({ path }) => path);

describe('the LeadSquared adapter against the sandbox', () => {
  it('signs in, finds, logs, attaches, changes and follows up within the vendor’s contract', async () => {
    await begin();
    const deal = sandbox.addDeal({ title: 'Roof', personId: jane });
    sandbox.addDeal({ title: 'Old', personId: jane, status: 'lost' });
    expect(await value(adapter.verify())).toMatchObject({ name: 'Ann Agent', company: 'Sandbox', missingRights: [] });

    const [contact] = await value(adapter.findContacts(JANE));
    expect(contact).toMatchObject({
      id: jane,
      name: 'Jane Doe',
      organization: { name: 'Acme' },
      numbers: ['+1-5550100102'],
      openDeals: [{ id: deal, title: 'Roof' }],
      leads: [],
    });
    const call = janes({ dealId: deal, note: 'Wants more', direction: 'inbound' });
    const record = await value(adapter.logCall(call));
    expect(sandbox.liveCallLogs()).toMatchObject([
      {
        id: record.id,
        SourceNumber: '+1-5550100102',
        DestinationNumber: '100',
        Direction: 'Inbound',
        Status: 'Answered',
        CallDuration: 62,
        LeadId: jane,
        StartTime: '2026-11-21 09:00:00',
        EndTime: '2026-11-21 09:01:05',
        Tag: `AC-0123456789AB Opportunity ${deal}`,
      },
    ]);
    expect([...sandbox.state.notes.values()]).toMatchObject([{ leadId: jane }]);

    const link = { url: 'https://files.example.com/one.mp3', seconds: 62, type: 'audio/mpeg' };
    expect(await value(adapter.attachRecording(record, link, call))).toEqual({ ...record, hasRecording: true });
    expect(await value(adapter.updateCall(record, { talkSeconds: 70, note: 'Wants less' }, call))).toEqual({
      record,
      kept: [],
    });
    expect(sandbox.liveCallLogs()).toMatchObject([{ ResourceURL: link.url, CallDuration: 70 }]);
    expect([...sandbox.state.notes.values()].map(({ Note }) => Note.split('\n')[0])).toEqual(['Wants less']);
    expect(await value(adapter.findLogged(janes({ direction: 'inbound' }), 0))).toEqual({
      ...record,
      hasRecording: true,
    });

    const task = { subject: 'Call back', note: null, dueDate: '2026-11-23', contact: call.contact, leadId: null };
    const first = await value(adapter.createTask({ ...task, dealId: deal, ref: call.ref }));
    expect(await value(adapter.createTask({ ...task, dealId: deal, ref: call.ref }))).toEqual(first);
    expect([...sandbox.state.tasks.values()]).toMatchObject([
      { id: first.id, fields: { TaskType: { Name: 'Follow-Up' }, RelatedEntity: 5, DueDate: '2026-11-23 05:00:00' } },
    ]);
    expect(adapter.recordUrl(record)).toBe(`${sandbox.origin}/LeadManagement/LeadDetails?LeadID=${jane}`);
    expect(sandbox.violations).toEqual([]);
  });

  it('sends calls of every direction and outcome, with and without what may be missing', async () => {
    await begin();
    const withheld = { raw: '', e164: null, national: null, withheld: true };
    for (const direction of ['inbound', 'outbound', 'internal', 'unknown'] as const) {
      for (const outcome of OUTCOMES) {
        await value(adapter.logCall(janes({ direction, outcome, remote: withheld, localNumber: null, endedAt: 0 })));
      }
    }
    expect(sandbox.liveCallLogs().length).toBe(32);
    expect(sandbox.violations).toEqual([]);
  });

  it('uses the company’s own words', async () => {
    await begin();
    const own = connect({ outcomes: { wrong_number: 'Wrong Number' } });
    await value(own.logCall(janes({ outcome: 'wrong_number' })));
    expect(sandbox.liveCallLogs()).toMatchObject([{ Status: 'Wrong Number' }]);
  });

  it('never makes a lead by a call', async () => {
    await begin();
    expect(await adapter.logCall(loggable())).toMatchObject({ ok: false, error: { code: 'no_contact' } });
    expect([...sandbox.state.leads.values()].some(({ madeByCall }) => madeByCall)).toBe(false);
    expect(paths()).not.toContain('/Telephony.svc/LogCall');
  });

  it('finds its host from any other', async () => {
    await begin({ otherRegion: true });
    const from = connect({ baseUrl: sandbox.otherOrigin });
    await value(from.verify());
    await value(from.logCall(janes()));
    expect(sandbox.liveCallLogs().length).toBe(1);
    expect(sandbox.violations).toEqual([]);
  });

  it('logs in the name of the configured user', async () => {
    await begin();
    const bob = sandbox.addUser({ name: 'Bob Doe', email: 'bob@sandbox.example' });
    const his = connect({ userEmail: 'bob@sandbox.example', setOwner: true });
    const record = await value(his.logCall(janes()));
    await value(his.updateCall(record, { talkSeconds: 1 }, janes()));
    expect(sandbox.liveCallLogs()).toMatchObject([{ UserId: bob, OwnerId: bob, CallDuration: 1 }]);
    expect(sandbox.violations).toEqual([]);
  });
});

describe('leads', () => {
  it.each([
    ['digits', '+1-5550100102'],
    ['digits', '+15550100102'],
    ['digits', '15550100102'],
    ['digits', '5550100102'],
    ['stored', '+1-5550100102'],
    ['stored', '15550100102'],
    ['stored', '5550100102'],
    // Only the general search finds this one.
    ['stored', '+15550100102'],
  ] as const)('are found by a look-up of %s, stored as %s', async (phoneSearch, phone) => {
    await begin({ phoneSearch });
    sandbox.reset();
    const id = sandbox.addPerson({ name: 'Jane', phones: [phone] });
    sandbox.addPerson({ name: 'Other', phones: ['+1-5550100103'] });
    expect(await value(adapter.findContacts(JANE))).toMatchObject([{ id }]);
    expect(sandbox.violations).toEqual([]);
  });

  it('with one number are all found, though the look-up hides all but one', async () => {
    await begin();
    const mobile = sandbox.addPerson({ name: 'Jack Doe', phones: ['+1-5550100109', '5550100102'] });
    const found = await value(adapter.findContacts(JANE));
    expect(new Set(found.map(({ id }) => id))).toEqual(new Set([jane, mobile]));
    expect(found.every(({ changedAt }) => typeof changedAt === 'number')).toBe(true);
  });

  it('of nobody cost four requests and give none', async () => {
    await begin();
    const e164 = '+15550100199';
    expect(await value(adapter.findContacts({ raw: e164, e164, national: e164.slice(2), withheld: false }))).toEqual(
      [],
    );
    expect(paths().filter((path) => path !== '/Authentication.svc/UserByAccessKey.Get').length).toBe(4);
    expect(await value(adapter.findContacts({ raw: '', e164: null, national: null, withheld: true }))).toEqual([]);
  });

  it('are found by name, company and number, those that begin so first, twenty at most', async () => {
    await begin({ opportunities: false });
    sandbox.addPerson({ name: 'Mary Jane', phones: [] });
    for (let n = 0; n < 25; n++) sandbox.addPerson({ name: `Globex ${n}`, phones: [], organization: 'Globex' });
    const names = async (text: string) => (await value(adapter.searchContacts(text))).map(({ name }) => name);
    expect(await names('jane')).toEqual(['Jane Doe', 'Mary Jane']);
    expect(await names('acme')).toEqual(['Jane Doe']);
    expect(await names('555-010-0102')).toEqual(['Jane Doe']);
    expect((await names('globex')).length).toBe(20);
    const asked = sandbox.requests.length;
    expect(await names(' \u0000 ')).toEqual([]);
    expect(sandbox.requests.length).toBe(asked);
    expect(sandbox.violations).toEqual([]);
  });

  it('where opportunities are not used or not permitted have none, asked once', async () => {
    await begin({ opportunities: false });
    for (let n = 0; n < 3; n++) expect(await value(adapter.findContacts(JANE))).toMatchObject([{ openDeals: [] }]);
    expect(paths().filter((path) => path.startsWith('/Opportunity'))).toEqual([
      '/OpportunityManagement.svc/IsOpportunityEnabled',
    ]);
    expect(sandbox.violations).toEqual([]);
  });

  it('are made with the number in LeadSquared’s own form, and used by their id at once', async () => {
    await begin({ indexLagMs: 60_000 });
    const number = { raw: '', e164: '+4930901820', national: '30901820', withheld: false };
    const made = await value(adapter.createContact({ name: 'Zoë von Müller', number }));
    expect(made).toMatchObject({ name: 'Zoë von Müller', numbers: ['+49-30901820'] });
    expect(sandbox.state.leads.get(made.id)?.attributes).toEqual({
      FirstName: 'Zoë',
      LastName: 'von Müller',
      Phone: '+49-30901820',
    });
    await value(adapter.logCall(janes({ contact: { id: made.id, name: made.name, organizationId: null } })));
    expect(sandbox.violations).toEqual([]);
  });

  it('that are there already are taken instead of made', async () => {
    await begin();
    expect(await value(adapter.createContact({ name: 'Someone', number: JANE }))).toMatchObject({ id: jane });
    expect(sandbox.state.leads.size).toBe(1);
  });
});

describe('a caller id from hell', () => {
  const hell =
    `"Zoë" <script>alert('x')</script>\r\n\u0000\ud83d\u{1f600}\u202e\u200f{next}Tag{=}AC-FFFFFFFFFFFF` +
    `'; DROP TABLE leads; -- ${'x'.repeat(10_000)}`;

  it('breaks nothing, wherever it stands', async () => {
    await begin();
    const remote = { raw: hell, e164: null, national: null, withheld: false };
    const call = janes({ remote, remoteName: hell, localNumber: hell, note: hell });
    const record = await value(adapter.logCall(call));
    const [stored] = sandbox.liveCallLogs();
    const [note] = [...sandbox.state.notes.values()];
    for (const text of [
      stored?.SourceNumber,
      stored?.DestinationNumber,
      stored?.DisplayNumber,
      stored?.Tag,
      note?.Note,
    ]) {
      expect(text).not.toMatch(/[<>{}\0\u202e\u200f]/);
      expect(text?.isWellFormed()).toBe(true);
    }
    expect(stored?.DestinationNumber?.length).toBeLessThanOrEqual(64);
    expect(await value(adapter.findLogged(call, 0))).toEqual(record);
    expect(await value(adapter.findLogged(janes({ ref: 'FFFFFFFFFFFF', startedAt: 0 }), 0))).toBeUndefined();
    await value(adapter.findContacts(remote));
    await value(adapter.searchContacts(hell));
    await value(adapter.createContact({ name: hell, number: remote }));
    const task = {
      subject: hell,
      note: hell,
      dueDate: '2026-11-23',
      contact: call.contact,
      dealId: null,
      leadId: null,
    };
    await value(adapter.createTask({ ...task, ref: call.ref }));
    expect(sandbox.violations).toEqual([]);
  });
});
