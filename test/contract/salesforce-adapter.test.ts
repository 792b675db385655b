import { describe, expect, it } from 'vitest';
import { JANE, loggable } from '../fakes/loggable.ts';
import { Desk, LINK, contactOf } from '../sandbox/salesforce/desk.ts';

const desk = new Desk();

function followUp() {
  return {
    ...{ subject: 'Call back', note: 'About the roof', dueDate: '2026-11-24', ref: '0123456789AB' },
    ...{ contact: null, dealId: null, leadId: null },
  };
}

describe('the Salesforce adapter against the sandbox', () => {
  it('signs in, finds, logs, links, changes, follows up and removes within the vendor’s contract', async () => {
    await desk.begin();
    const jane = desk.sandbox.addContact({ name: 'Jane Doe', phones: ['+1 (555) 010-0102'], organization: 'Acme' });
    const deal = desk.sandbox.addOpportunity({ title: 'Roof', contactId: jane });
    desk.sandbox.addOpportunity({ title: 'Old', contactId: jane, closed: true });
    expect(await desk.adapter.verify()).toMatchObject({ ok: true, value: { name: 'Ann Agent', missingRights: [] } });
    expect(await desk.adapter.findContacts(JANE)).toMatchObject({
      ok: true,
      value: [{ id: jane, name: 'Jane Doe', organization: { name: 'Acme' }, openDeals: [{ id: deal, title: 'Roof' }] }],
    });

    const record = await desk.logged({ contact: contactOf(jane), dealId: deal, note: 'Wants <b>more</b>' });
    expect(desk.fields(record.id)).toMatchObject({
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
    expect(desk.adapter.recordUrl(record)).toBe(`${desk.sandbox.instanceUrl}/lightning/r/Task/${record.id}/view`);

    const call = loggable({ contact: contactOf(jane), dealId: deal, note: 'Wants <b>more</b>' });
    expect(await desk.adapter.attachRecording(record, LINK, call)).toMatchObject({
      ok: true,
      value: { hasRecording: true },
    });
    const renewed = { ...LINK, url: `${LINK.url}?again` };
    expect(await desk.adapter.attachRecording(record, renewed, call)).toMatchObject({ ok: true });
    expect(desk.text(record.id).split('\n').slice(-2)).toEqual([`Recording: ${renewed.url}`, 'Ref AC-0123456789AB']);
    expect(await desk.adapter.updateCall(record, { note: 'Sold', outcome: 'message_left' }, call)).toMatchObject({
      ok: true,
      value: { kept: [] },
    });
    expect(desk.text(record.id)).toMatch(/^Sold\n\n[^]*Recording: .*again\nRef/);
    expect(await desk.adapter.createTask(followUp())).toMatchObject({ ok: true });
    expect(await desk.adapter.removeCall(record)).toEqual({ ok: true, value: undefined });
    expect(await desk.adapter.removeCall(record)).toEqual({ ok: true, value: undefined });
    expect(desk.sandbox.live().map(({ fields }) => fields['Subject'])).toEqual(['Call back']);
    expect(desk.sandbox.violations).toEqual([]);
  });

  it('sends calls of every direction and outcome, with and without what may be missing', async () => {
    await desk.begin();
    const withheld = { raw: '', e164: null, national: null, withheld: true };
    for (const direction of ['inbound', 'outbound', 'internal', 'unknown'] as const) {
      for (const remote of [JANE, withheld]) {
        await desk.logged({ direction, remote, outcome: 'failed', localNumber: null, talkSeconds: 0, endedAt: 0 });
      }
    }
    const types = desk.sandbox.live().map(({ fields }) => fields['CallType']);
    expect(types.filter((type) => type === 'Inbound').length).toBe(2);
    expect(types.filter((type) => type === undefined).length).toBe(2);
    expect(desk.sandbox.violations).toEqual([]);
  });

  it('says the outcome in its own words, or in the account’s', async () => {
    await desk.begin({}, { outcomes: { busy: 'Line busy' } });
    const said = [];
    for (const outcome of ['busy', 'voicemail_left', 'no_answer'] as const) {
      said.push(desk.fields((await desk.logged({ outcome })).id)['CallDisposition']);
    }
    expect(said).toEqual(['Line busy', 'Left voicemail', 'No answer']);
  });

  it('gives a call the day it had where the agent is', async () => {
    await desk.begin({ zoneinfo: 'Pacific/Auckland' });
    const record = await desk.logged({ startedAt: Date.UTC(2026, 10, 21, 13, 0) });
    expect(desk.fields(record.id)['ActivityDate']).toBe('2026-11-22');
  });

  it('links a lead without a deal, and an account as what the call is about', async () => {
    await desk.begin();
    const lead = desk.sandbox.addLead({ name: 'Leo Lead', phones: ['5550100102'] });
    const account = desk.sandbox.addAccount({ name: 'Globex', phone: '+15550100102' });
    const deal = desk.sandbox.addOpportunity({ title: 'Roof', accountId: account });
    const found = await desk.adapter.findContacts(JANE);
    expect(found.ok && found.value.map(({ id, openDeals }) => [id, openDeals.length])).toEqual([
      [lead, 0],
      [account, 1],
    ]);
    const toLead = await desk.logged({ contact: contactOf(lead), dealId: deal });
    expect(desk.fields(toLead.id)).toMatchObject({ WhoId: lead });
    expect(desk.fields(toLead.id)['WhatId']).toBeUndefined();
    const toAccount = await desk.logged({ contact: contactOf(account), dealId: null });
    expect(desk.fields(toAccount.id)).toMatchObject({ WhatId: account });
    expect(desk.sandbox.violations).toEqual([]);
  });

  it('finds no converted leads, and the person before the company with the same number', async () => {
    await desk.begin();
    desk.sandbox.addLead({ name: 'Old Lead', phones: ['5550100102'], converted: true });
    const jane = desk.sandbox.addContact({ name: 'Jane Doe', phones: ['5550100102'], organization: 'Acme' });
    desk.sandbox.edit(desk.sandbox.live('Account')[0]?.id ?? '', { Phone: '5550100102' });
    const found = await desk.adapter.findContacts(JANE);
    expect(found.ok && found.value.map(({ id }) => id)).toEqual([jane]);
  });

  it.each<['digits' | 'stored', string, string]>([
    ['digits', '+1 (555) 010-0102', '+15550100102'],
    ['digits', '06 12 34 56 78', '+33612345678'],
    ['stored', '0612345678', '+33612345678'],
    ['stored', '+33612345678', '+33612345678'],
  ])('finds a number with an index of %s, stored as %s', async (phoneSearch, stored, e164) => {
    await desk.begin({ phoneSearch });
    desk.sandbox.addContact({ name: 'Other', phones: ['+1 555 999 0102'] });
    const id = desk.sandbox.addContact({ name: 'Right', phones: ['999', stored] });
    const national = e164.replace(/^\+(1|33)/, '');
    expect(await desk.adapter.findContacts({ raw: e164, e164, national, withheld: false })).toMatchObject({
      ok: true,
      value: [{ id }],
    });
    expect(desk.sandbox.violations).toEqual([]);
  });

  it('still finds where fields or opportunities are hidden from the user', async () => {
    await desk.begin({ hidden: ['Contact.HomePhone', 'Opportunity', 'OpportunityContactRole'] });
    const jane = desk.sandbox.addContact({ name: 'Jane Doe', phones: ['5550100102'], organization: 'Acme' });
    expect(await desk.adapter.findContacts(JANE)).toMatchObject({ ok: true, value: [{ id: jane, openDeals: [] }] });
    expect(await desk.adapter.findContacts(JANE)).toMatchObject({ ok: true, value: [{ id: jane }] });
    expect(desk.requested('GET /search')).toBe(3);
  });

  it('searches by name, company and number', async () => {
    await desk.begin();
    const jane = desk.sandbox.addContact({ name: 'Jane Doe', phones: ['+1 (555) 010-0102'], organization: 'Acme' });
    const lead = desk.sandbox.addLead({ name: 'Leo Or', phones: ['1'], company: 'Globex' });
    const ids = async (text: string) => {
      const found = await desk.adapter.searchContacts(text);
      return found.ok ? found.value.map(({ id }) => id) : found.error.code;
    };
    expect([await ids('jane d'), await ids('Glob'), await ids('leo or'), await ids('555 010')]).toEqual([
      [jane],
      [lead],
      [lead],
      [jane],
    ]);
    expect([await ids(''), await ids('?'), await ids('a')]).toEqual([[], [], []]);
    expect(desk.sandbox.violations).toEqual([]);
  });

  it.each(['contact', 'lead'] as const)('makes a %s with the number', async (createAs) => {
    await desk.begin({ indexLagMs: 60_000 }, { rest: { createAs } });
    expect(await desk.adapter.createContact({ name: 'Mary Ann New', number: JANE })).toMatchObject({
      ok: true,
      value: { name: 'Mary Ann New', numbers: ['+15550100102'] },
    });
    expect(await desk.adapter.createContact({ name: '', number: JANE })).toMatchObject({ ok: true });
    expect(desk.sandbox.live(createAs === 'lead' ? 'Lead' : 'Contact').map(({ fields }) => fields)).toMatchObject([
      { FirstName: 'Mary Ann', LastName: 'New', Phone: '+15550100102' },
      { LastName: '+15550100102' },
    ]);
    expect(desk.sandbox.violations).toEqual([]);
  });

  it('uses the org’s word for a task that is done', async () => {
    const statuses = [
      { name: 'Offen', closed: false },
      { name: 'Erledigt', closed: true },
    ];
    await desk.begin({ statuses });
    expect(desk.fields((await desk.logged()).id)['Status']).toBe('Erledigt');
    await desk.logged({ ref: 'AAAAAAAAAAAA' });
    expect(desk.requested('POST /sobjects/Task')).toBe(3);
  });
});

describe('when the answer is lost', () => {
  it.each([
    ['drop_after', null],
    ['drop_half_answer', null],
    ['drop_after', 'Softphone_Call_Id__c'],
    ['drop_half_answer', 'Softphone_Call_Id__c'],
  ] as const)('%s with external id %s: the outcome is unknown, and found out', async (kind, externalIdField) => {
    await desk.begin({}, { rest: { externalIdField } });
    desk.sandbox.faults.add({ match: /^(POST|PATCH) \/sobjects\/Task/, kind });
    expect(await desk.adapter.logCall(loggable())).toMatchObject({ error: { category: 'network', delivery: 'maybe' } });
    const [task] = desk.sandbox.live();
    expect(await desk.adapter.findLogged(loggable(), Date.now())).toMatchObject({ ok: true, value: { id: task?.id } });
    expect(await desk.adapter.findLogged(loggable({ ref: 'FFFFFFFFFFFF' }), Date.now())).toEqual({
      ok: true,
      value: undefined,
    });
    expect(desk.sandbox.violations).toEqual([]);
  });

  it('drop_before: unknown as well, and found not to be there', async () => {
    await desk.begin();
    desk.sandbox.faults.add({ match: /^POST \/sobjects\/Task$/, kind: 'drop_before' });
    expect(await desk.adapter.logCall(loggable())).toMatchObject({ error: { delivery: 'maybe' } });
    expect(await desk.adapter.findLogged(loggable(), Date.now())).toEqual({ ok: true, value: undefined });
  });

  it('with an external id even a blind second sending makes no second record', async () => {
    await desk.begin({}, { rest: { externalIdField: 'Softphone_Call_Id__c' } });
    const first = await desk.logged();
    expect(desk.fields(first.id)).toMatchObject({ Softphone_Call_Id__c: '0123456789AB' });
    expect((await desk.logged()).id).toBe(first.id);
    expect(desk.sandbox.live().length).toBe(1);
  });

  it('an external id field that the org has not is told, nothing is logged', async () => {
    await desk.begin({ externalIdField: null }, { rest: { externalIdField: 'Softphone_Call_Id__c' } });
    expect(await desk.adapter.logCall(loggable())).toMatchObject({
      error: { category: 'refused', code: 'external_id_missing', delivery: 'not_sent' },
    });
    expect(desk.sandbox.live()).toEqual([]);
  });

  it('a follow-up is made once, and is not taken for the call', async () => {
    await desk.begin();
    desk.sandbox.faults.add({ match: /^POST \/sobjects\/Task$/, kind: 'drop_after' });
    expect(await desk.adapter.createTask(followUp())).toMatchObject({ error: { delivery: 'maybe' } });
    expect(await desk.adapter.createTask(followUp())).toMatchObject({
      ok: true,
      value: { id: desk.sandbox.live()[0]?.id },
    });
    expect(desk.sandbox.live()).toMatchObject([
      { fields: { Subject: 'Call back', ActivityDate: '2026-11-24', Status: 'Not Started' } },
    ]);
    expect(await desk.adapter.findLogged(loggable(), 0)).toEqual({ ok: true, value: undefined });
  });
});
