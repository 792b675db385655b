import { createHash, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CrmAdapter, FileRecording, LoggableCall } from '../../main/engine/crm/port.ts';
import type { OpenFile } from '../../main/engine/ports.ts';
import { createFiles } from '../../main/node/files.ts';
import { createHttp } from '../../main/node/http.ts';
import { temporaryFolder, type TemporaryFolder } from '../fakes/calls.ts';
import { JANE, loggable } from '../fakes/loggable.ts';
import { connectSalesforce, type Connection } from '../fakes/salesforce.ts';
import {
  startSalesforceSandbox,
  type SalesforceSandbox,
  type SalesforceSandboxOptions,
} from '../sandbox/salesforce/index.ts';

let sandbox: SalesforceSandbox;
let http: ReturnType<typeof createHttp>;
let folder: TemporaryFolder;
let adapter: CrmAdapter;
let opened: OpenFile[];

async function begin(options: SalesforceSandboxOptions = {}, change: Connection = {}): Promise<void> {
  sandbox = await startSalesforceSandbox(options);
  adapter = connectSalesforce(http, sandbox, change);
}

beforeEach(() => {
  http = createHttp({ env: {} });
  folder = temporaryFolder();
  opened = [];
});
afterEach(async () => {
  for (const file of opened) await file[Symbol.asyncDispose]();
  await http[Symbol.asyncDispose]();
  await sandbox.stop();
  folder[Symbol.dispose]();
});

async function logged(change: Partial<LoggableCall> = {}) {
  const made = await adapter.logCall(loggable(change));
  if (!made.ok) throw new Error(made.error.message);
  return made.value;
}

/** A recording on disk, opened the way the engine does it. */
async function recording(content: Buffer, more: Partial<FileRecording> = {}): Promise<FileRecording> {
  const path = folder.file('call.wav');
  await writeFile(path, content);
  const file = await createFiles().open(path);
  opened.push(file);
  return { file, bytes: content.length, name: 'Zoë "1".wav', type: 'audio/wav', ...more };
}

const LINK = { url: 'https://sound.example.com/a/1.mp3', seconds: 62, type: 'audio/mpeg' };
const contactOf = (id: string, name = 'Jane Doe') => ({ id, name, organizationId: null });
const fieldsOf = (id: string) => sandbox.records.get(id)?.fields ?? {};
const requested = (match: string) =>
  sandbox.requests.filter(({ method, path }) => `${method} ${path}` === match).length;

describe('the Salesforce adapter against the sandbox', () => {
  it('signs in, finds, logs, links, changes, follows up and removes within the vendor’s contract', async () => {
    await begin();
    const jane = sandbox.addContact({ name: 'Jane Doe', phones: ['+1 (555) 010-0102'], organization: 'Acme' });
    const deal = sandbox.addOpportunity({ title: 'Roof', contactId: jane });
    sandbox.addOpportunity({ title: 'Old', contactId: jane, closed: true });
    expect(await adapter.verify()).toMatchObject({ ok: true, value: { name: 'Ann Agent', missingRights: [] } });
    expect(await adapter.findContacts(JANE)).toMatchObject({
      ok: true,
      value: [{ id: jane, name: 'Jane Doe', organization: { name: 'Acme' }, openDeals: [{ id: deal, title: 'Roof' }] }],
    });

    const record = await logged({ contact: contactOf(jane), dealId: deal, note: 'Wants <b>more</b>' });
    expect(fieldsOf(record.id)).toMatchObject({
      Subject: 'Outbound call to Jane Doe',
      TaskSubtype: 'Call',
      Status: 'Completed',
      CallType: 'Outbound',
      CallDisposition: 'Connected',
      CallDurationInSeconds: 62,
      CallObject: 'AC-0123456789AB',
      ActivityDate: '2026-11-21',
      WhoId: jane,
      WhatId: deal,
      Description: [
        'Wants <b>more</b>',
        '',
        'Start: 2026-11-21 09:00:00 UTC',
        'End: 2026-11-21 09:01:05 UTC',
        'Other party: +15550100102',
        'Own number: 100',
        'Ref AC-0123456789AB',
      ].join('\n'),
    });
    expect(adapter.recordUrl(record)).toBe(`${sandbox.instanceUrl}/lightning/r/Task/${record.id}/view`);

    const call = loggable({ contact: contactOf(jane), dealId: deal, note: 'Wants <b>more</b>' });
    expect(await adapter.attachRecording(record, LINK, call)).toMatchObject({
      ok: true,
      value: { hasRecording: true },
    });
    const renewed = { ...LINK, url: `${LINK.url}?again` };
    expect(await adapter.attachRecording(record, renewed, call)).toMatchObject({ ok: true });
    expect(String(fieldsOf(record.id)['Description']).split('\n').slice(-2)).toEqual([
      `Recording: ${renewed.url}`,
      'Ref AC-0123456789AB',
    ]);
    expect(await adapter.updateCall(record, { note: 'Sold', outcome: 'message_left' }, call)).toMatchObject({
      ok: true,
      value: { kept: [] },
    });
    expect(String(fieldsOf(record.id)['Description'])).toMatch(/^Sold\n\n[^]*Recording: .*again\nRef/);
    expect(await adapter.createTask(followUp())).toMatchObject({ ok: true });
    expect(await adapter.removeCall(record)).toEqual({ ok: true, value: undefined });
    expect(await adapter.removeCall(record)).toEqual({ ok: true, value: undefined });
    expect(sandbox.live().map(({ fields }) => fields['Subject'])).toEqual(['Call back']);
    expect(sandbox.violations).toEqual([]);
  });

  it('sends calls of every direction and outcome, with and without what may be missing', async () => {
    await begin();
    const withheld = { raw: '', e164: null, national: null, withheld: true };
    for (const direction of ['inbound', 'outbound', 'internal', 'unknown'] as const) {
      for (const remote of [JANE, withheld]) {
        await logged({ direction, remote, outcome: 'failed', localNumber: null, talkSeconds: 0, endedAt: 0 });
      }
    }
    const types = sandbox.live().map(({ fields }) => fields['CallType']);
    expect(types.filter((type) => type === 'Inbound').length).toBe(2);
    expect(types.filter((type) => type === undefined).length).toBe(2);
    expect(sandbox.violations).toEqual([]);
  });

  it('says the outcome in its own words, or in the account’s', async () => {
    await begin({}, { outcomes: { busy: 'Line busy' } });
    const said = [];
    for (const outcome of ['busy', 'voicemail_left', 'no_answer'] as const) {
      said.push(fieldsOf((await logged({ outcome })).id)['CallDisposition']);
    }
    expect(said).toEqual(['Line busy', 'Left voicemail', 'No answer']);
  });

  it('gives a call the day it had where the agent is', async () => {
    await begin({ zoneinfo: 'Pacific/Auckland' });
    const record = await logged({ startedAt: Date.UTC(2026, 10, 21, 13, 0) });
    expect(fieldsOf(record.id)['ActivityDate']).toBe('2026-11-22');
  });

  it('links a lead without a deal, and an account as what the call is about', async () => {
    await begin();
    const lead = sandbox.addLead({ name: 'Leo Lead', phones: ['5550100102'] });
    const account = sandbox.addAccount({ name: 'Globex', phone: '+15550100102' });
    const deal = sandbox.addOpportunity({ title: 'Roof', accountId: account });
    const found = await adapter.findContacts(JANE);
    expect(found.ok && found.value.map(({ id, openDeals }) => [id, openDeals.length])).toEqual([
      [lead, 0],
      [account, 1],
    ]);
    const toLead = await logged({ contact: contactOf(lead), dealId: deal });
    expect(fieldsOf(toLead.id)).toMatchObject({ WhoId: lead });
    expect(fieldsOf(toLead.id)['WhatId']).toBeUndefined();
    const toAccount = await logged({ contact: contactOf(account), dealId: null });
    expect(fieldsOf(toAccount.id)).toMatchObject({ WhatId: account });
    expect(sandbox.violations).toEqual([]);
  });

  it('finds no converted leads, and the person before the company with the same number', async () => {
    await begin();
    sandbox.addLead({ name: 'Old Lead', phones: ['5550100102'], converted: true });
    const jane = sandbox.addContact({ name: 'Jane Doe', phones: ['5550100102'], organization: 'Acme' });
    sandbox.edit([...sandbox.live('Account')][0]?.id ?? '', { Phone: '5550100102' });
    const found = await adapter.findContacts(JANE);
    expect(found.ok && found.value.map(({ id }) => id)).toEqual([jane]);
  });

  it.each<['digits' | 'stored', string, string]>([
    ['digits', '+1 (555) 010-0102', '+15550100102'],
    ['digits', '06 12 34 56 78', '+33612345678'],
    ['stored', '0612345678', '+33612345678'],
    ['stored', '+33612345678', '+33612345678'],
  ])('finds a number with an index of %s, stored as %s', async (phoneSearch, stored, e164) => {
    await begin({ phoneSearch });
    sandbox.addContact({ name: 'Other', phones: ['+1 555 999 0102'] });
    const id = sandbox.addContact({ name: 'Right', phones: ['999', stored] });
    const national = e164.replace(/^\+(1|33)/, '');
    expect(await adapter.findContacts({ raw: e164, e164, national, withheld: false })).toMatchObject({
      ok: true,
      value: [{ id }],
    });
    expect(sandbox.violations).toEqual([]);
  });

  it('still finds where fields or opportunities are hidden from the user', async () => {
    await begin({ hidden: ['Contact.HomePhone', 'Opportunity', 'OpportunityContactRole'] });
    const jane = sandbox.addContact({ name: 'Jane Doe', phones: ['5550100102'], organization: 'Acme' });
    expect(await adapter.findContacts(JANE)).toMatchObject({ ok: true, value: [{ id: jane, openDeals: [] }] });
    expect(await adapter.findContacts(JANE)).toMatchObject({ ok: true, value: [{ id: jane }] });
    expect(requested('GET /search')).toBe(3);
  });

  it('searches by name, company and number', async () => {
    await begin();
    const jane = sandbox.addContact({ name: 'Jane Doe', phones: ['+1 (555) 010-0102'], organization: 'Acme' });
    const lead = sandbox.addLead({ name: 'Leo Or', phones: ['1'], company: 'Globex' });
    const ids = async (text: string) => {
      const found = await adapter.searchContacts(text);
      return found.ok ? found.value.map(({ id }) => id) : found.error.code;
    };
    expect([await ids('jane d'), await ids('Glob'), await ids('leo or'), await ids('555 010')]).toEqual([
      [jane],
      [lead],
      [lead],
      [jane],
    ]);
    expect([await ids(''), await ids('?'), await ids('a')]).toEqual([[], [], []]);
    expect(sandbox.violations).toEqual([]);
  });

  it.each(['contact', 'lead'] as const)('makes a %s with the number', async (createAs) => {
    await begin({ indexLagMs: 60_000 }, { rest: { createAs } });
    expect(await adapter.createContact({ name: 'Mary Ann New', number: JANE })).toMatchObject({
      ok: true,
      value: { name: 'Mary Ann New', numbers: ['+15550100102'] },
    });
    expect(await adapter.createContact({ name: '', number: JANE })).toMatchObject({ ok: true });
    expect(sandbox.live(createAs === 'lead' ? 'Lead' : 'Contact').map(({ fields }) => fields)).toMatchObject([
      { FirstName: 'Mary Ann', LastName: 'New', Phone: '+15550100102' },
      { LastName: '+15550100102' },
    ]);
    expect(sandbox.violations).toEqual([]);
  });

  it('uses the org’s word for a task that is done', async () => {
    const statuses = [
      { name: 'Offen', closed: false },
      { name: 'Erledigt', closed: true },
    ];
    await begin({ statuses });
    expect(fieldsOf((await logged()).id)['Status']).toBe('Erledigt');
    await logged({ ref: 'AAAAAAAAAAAA' });
    expect(requested('POST /sobjects/Task')).toBe(3);
  });
});

function followUp() {
  return {
    ...{ subject: 'Call back', note: 'About the roof', dueDate: '2026-11-24', ref: '0123456789AB' },
    ...{ contact: null, dealId: null, leadId: null },
  };
}

describe('fields that a person changed meanwhile', () => {
  it('stay, are named, and do not stop the others', async () => {
    await begin();
    const [jane, joe] = ['Jane Doe', 'Joe Roe'].map((name) => sandbox.addContact({ name, phones: ['1'] }));
    const written = loggable({ contact: contactOf(jane ?? ''), note: 'first' });
    const record = await logged(written);
    sandbox.edit(record.id, {
      CallDisposition: 'Demo booked',
      Description: `mine\r\n${String(fieldsOf(record.id)['Description'])}`,
    });
    const change = {
      note: 'second',
      outcome: 'busy',
      talkSeconds: 10,
      contact: contactOf(joe ?? '', 'Joe Roe'),
    } as const;
    expect(await adapter.updateCall(record, change, written)).toMatchObject({
      ok: true,
      value: { kept: ['note', 'outcome'], record: { contactId: joe } },
    });
    expect(fieldsOf(record.id)).toMatchObject({
      CallDisposition: 'Demo booked',
      CallDurationInSeconds: 10,
      WhoId: joe,
      Subject: 'Outbound call to Joe Roe',
    });
    expect(fieldsOf(record.id)['Description']).toMatch(/^mine/);
    // The same again, as after a lost answer, changes nothing.
    const before = requested(`PATCH /sobjects/Task/${record.id}`);
    expect(await adapter.updateCall(record, change, written)).toMatchObject({
      ok: true,
      value: { kept: ['note', 'outcome'] },
    });
    expect(requested(`PATCH /sobjects/Task/${record.id}`)).toBe(before);
    expect(sandbox.violations).toEqual([]);
  });

  it('a deal is moved and taken away, a lead is not put beside a person’s deal', async () => {
    await begin();
    const jane = sandbox.addContact({ name: 'Jane Doe', phones: ['1'] });
    const lead = sandbox.addLead({ name: 'Leo Lead', phones: ['2'] });
    const [one, two] = ['One', 'Two'].map((title) => sandbox.addOpportunity({ title }));
    const written = loggable({ contact: contactOf(jane), dealId: one ?? null });
    const record = await logged(written);
    await adapter.updateCall(record, { deal: { dealId: null, leadId: null } }, written);
    expect(fieldsOf(record.id)['WhatId']).toBeNull();
    sandbox.edit(record.id, { WhatId: two });
    expect(await adapter.updateCall(record, { contact: contactOf(lead) }, written)).toMatchObject({
      ok: true,
      value: { kept: ['deal', 'contact'] },
    });
    expect(fieldsOf(record.id)).toMatchObject({ WhoId: jane, WhatId: two });
  });

  it('a task that is gone is told', async () => {
    await begin();
    const record = await logged();
    sandbox.delete(record.id);
    expect(await adapter.updateCall(record, { note: 'x' }, loggable())).toMatchObject({
      error: { code: 'record_gone' },
    });
    expect(await adapter.attachRecording(record, LINK, loggable())).toMatchObject({ error: { code: 'record_gone' } });
  });

  it('a link keeps what was written, and an agent’s own line about a recording', async () => {
    await begin();
    const record = await logged({ note: 'Recording: https://mine.example.com' });
    sandbox.edit(record.id, { Description: `${String(fieldsOf(record.id)['Description'])}\nPS: later` });
    await adapter.attachRecording(record, LINK, loggable());
    expect(String(fieldsOf(record.id)['Description']).split('\n')).toEqual([
      'Recording: https://mine.example.com',
      '',
      ...['Start: 2026-11-21 09:00:00 UTC', 'End: 2026-11-21 09:01:05 UTC'],
      ...['Other party: +15550100102', 'Own number: 100', `Recording: ${LINK.url}`, 'Ref AC-0123456789AB', 'PS: later'],
    ]);
    expect(
      await adapter.attachRecording(record, { ...LINK, url: 'http://sound.example.com/1' }, loggable()),
    ).toMatchObject({
      error: { category: 'refused', code: 'insecure_link' },
    });
  });
});

describe('recordings as files', () => {
  it('arrive whole beside the task and go with it', async () => {
    await begin({}, { rest: { recordings: 'upload' } });
    expect(adapter.capabilities.recording).toBe('upload');
    const record = await logged();
    const sound = randomBytes(3 * 1024 * 1024 + 17);
    expect(await adapter.attachRecording(record, await recording(sound), loggable())).toMatchObject({
      ok: true,
      value: { hasRecording: true },
    });
    expect(sandbox.live('ContentVersion')).toMatchObject([
      {
        fields: { Title: 'Call recording AC-0123456789AB', FirstPublishLocationId: record.id },
        file: {
          bytes: sound.length,
          sha256: createHash('sha256').update(sound).digest('hex'),
          contentType: 'audio/wav',
        },
      },
    ]);
    expect(await adapter.findLogged(loggable(), 0)).toMatchObject({ ok: true, value: { hasRecording: true } });
    await adapter.removeCall(record);
    expect(sandbox.live('ContentDocument')).toEqual([]);
    expect(sandbox.violations).toEqual([]);
  });

  it('are looked for before they are sent again', async () => {
    await begin({}, { rest: { recordings: 'upload' } });
    const record = await logged();
    const source = await recording(randomBytes(100_000));
    sandbox.faults.add({ match: /ContentVersion$/, kind: 'drop_after' });
    expect(await adapter.attachRecording(record, source, loggable())).toMatchObject({ error: { delivery: 'maybe' } });
    expect(await adapter.attachRecording(record, { ...source, retry: true }, loggable())).toMatchObject({ ok: true });
    expect(requested('POST /sobjects/ContentVersion')).toBe(1);
    expect(sandbox.live('ContentVersion').length).toBe(1);
  });

  it('that were cut are sent again, whole; one that became shorter is never stored', async () => {
    await begin({}, { rest: { recordings: 'upload' } });
    const record = await logged();
    const source = await recording(randomBytes(2_000_000));
    sandbox.faults.add({ match: /ContentVersion$/, kind: 'cut_upload' });
    expect(await adapter.attachRecording(record, source, loggable())).toMatchObject({ error: { delivery: 'maybe' } });
    expect(
      await adapter.attachRecording(record, { ...source, bytes: 3_000_000, retry: true }, loggable()),
    ).toMatchObject({
      error: { category: 'local', code: 'recording_unreadable' },
    });
    expect(sandbox.live('ContentVersion')).toEqual([]);
    expect(await adapter.attachRecording(record, { ...source, retry: true }, loggable())).toMatchObject({ ok: true });
    expect(sandbox.live('ContentVersion').length).toBe(1);
  });

  it('are sent again from their beginning when the session had ended', async () => {
    await begin({}, { rest: { recordings: 'upload' } });
    const record = await logged();
    sandbox.expireSessions();
    const sound = randomBytes(300_000);
    expect(await adapter.attachRecording(record, await recording(sound), loggable())).toMatchObject({ ok: true });
    expect(sandbox.live('ContentVersion')).toMatchObject([{ file: { bytes: sound.length } }]);
  });
});

describe('when the answer is lost', () => {
  it.each([
    ['drop_after', null],
    ['drop_half_answer', null],
    ['drop_after', 'Softphone_Call_Id__c'],
    ['drop_half_answer', 'Softphone_Call_Id__c'],
  ] as const)('%s with external id %s: the outcome is unknown, and found out', async (kind, externalIdField) => {
    await begin({}, { rest: { externalIdField } });
    sandbox.faults.add({ match: /^(POST|PATCH) \/sobjects\/Task/, kind });
    expect(await adapter.logCall(loggable())).toMatchObject({ error: { category: 'network', delivery: 'maybe' } });
    const [task] = sandbox.live();
    expect(await adapter.findLogged(loggable(), Date.now())).toMatchObject({ ok: true, value: { id: task?.id } });
    expect(await adapter.findLogged(loggable({ ref: 'FFFFFFFFFFFF' }), Date.now())).toEqual({
      ok: true,
      value: undefined,
    });
    expect(sandbox.violations).toEqual([]);
  });

  it('drop_before: unknown as well, and found not to be there', async () => {
    await begin();
    sandbox.faults.add({ match: /^POST \/sobjects\/Task$/, kind: 'drop_before' });
    expect(await adapter.logCall(loggable())).toMatchObject({ error: { delivery: 'maybe' } });
    expect(await adapter.findLogged(loggable(), Date.now())).toEqual({ ok: true, value: undefined });
  });

  it('with an external id even a blind second sending makes no second record', async () => {
    await begin({}, { rest: { externalIdField: 'Softphone_Call_Id__c' } });
    const first = await logged();
    expect(fieldsOf(first.id)).toMatchObject({ Softphone_Call_Id__c: '0123456789AB' });
    expect((await logged()).id).toBe(first.id);
    expect(sandbox.live().length).toBe(1);
  });

  it('an external id field that the org has not is told, nothing is logged', async () => {
    await begin({ externalIdField: null }, { rest: { externalIdField: 'Softphone_Call_Id__c' } });
    expect(await adapter.logCall(loggable())).toMatchObject({
      error: { category: 'refused', code: 'external_id_missing', delivery: 'not_sent' },
    });
    expect(sandbox.live()).toEqual([]);
  });

  it('a follow-up is made once, and is not taken for the call', async () => {
    await begin();
    sandbox.faults.add({ match: /^POST \/sobjects\/Task$/, kind: 'drop_after' });
    expect(await adapter.createTask(followUp())).toMatchObject({ error: { delivery: 'maybe' } });
    expect(await adapter.createTask(followUp())).toMatchObject({ ok: true, value: { id: sandbox.live()[0]?.id } });
    expect(sandbox.live()).toMatchObject([
      { fields: { Subject: 'Call back', ActivityDate: '2026-11-24', Status: 'Not Started' } },
    ]);
    expect(await adapter.findLogged(loggable(), 0)).toEqual({ ok: true, value: undefined });
  });
});
