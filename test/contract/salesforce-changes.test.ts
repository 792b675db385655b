import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { loggable } from '../fakes/loggable.ts';
import { Desk, LINK, contactOf } from '../sandbox/salesforce/desk.ts';

const desk = new Desk();

describe('fields that a person changed meanwhile', () => {
  it('stay, are named, and do not stop the others', async () => {
    await desk.begin();
    const [jane, joe] = ['Jane Doe', 'Joe Roe'].map((name) => desk.sandbox.addContact({ name, phones: ['1'] }));
    const written = loggable({ contact: contactOf(jane ?? ''), note: 'first' });
    const record = await desk.logged(written);
    desk.sandbox.edit(record.id, {
      CallDisposition: 'Demo booked',
      Description: `mine\r\n${desk.text(record.id)}`,
    });
    const change = {
      note: 'second',
      outcome: 'busy',
      talkSeconds: 10,
      contact: contactOf(joe ?? '', 'Joe Roe'),
    } as const;
    expect(await desk.adapter.updateCall(record, change, written)).toMatchObject({
      ok: true,
      value: { kept: ['note', 'outcome'], record: { contactId: joe } },
    });
    expect(desk.fields(record.id)).toMatchObject({
      CallDisposition: 'Demo booked',
      CallDurationInSeconds: 10,
      WhoId: joe,
      Subject: 'Outbound call to Joe Roe',
    });
    expect(desk.fields(record.id)['Description']).toMatch(/^mine/);
    // The same again, as after a lost answer, changes nothing.
    const before = desk.requested(`PATCH /sobjects/Task/${record.id}`);
    expect(await desk.adapter.updateCall(record, change, written)).toMatchObject({
      ok: true,
      value: { kept: ['note', 'outcome'] },
    });
    expect(desk.requested(`PATCH /sobjects/Task/${record.id}`)).toBe(before);
    expect(desk.sandbox.violations).toEqual([]);
  });

  it('a deal is moved and taken away, a lead is not put beside a person’s deal', async () => {
    await desk.begin();
    const jane = desk.sandbox.addContact({ name: 'Jane Doe', phones: ['1'] });
    const lead = desk.sandbox.addLead({ name: 'Leo Lead', phones: ['2'] });
    const [one, two] = ['One', 'Two'].map((title) => desk.sandbox.addOpportunity({ title }));
    const written = loggable({ contact: contactOf(jane), dealId: one ?? null });
    const record = await desk.logged(written);
    await desk.adapter.updateCall(record, { deal: { dealId: null, leadId: null } }, written);
    expect(desk.fields(record.id)['WhatId']).toBeNull();
    desk.sandbox.edit(record.id, { WhatId: two });
    expect(await desk.adapter.updateCall(record, { contact: contactOf(lead) }, written)).toMatchObject({
      ok: true,
      value: { kept: ['deal', 'contact'] },
    });
    expect(desk.fields(record.id)).toMatchObject({ WhoId: jane, WhatId: two });
  });

  it('a task that is gone is told', async () => {
    await desk.begin();
    const record = await desk.logged();
    desk.sandbox.delete(record.id);
    expect(await desk.adapter.updateCall(record, { note: 'x' }, loggable())).toMatchObject({
      error: { code: 'record_gone' },
    });
    expect(await desk.adapter.attachRecording(record, LINK, loggable())).toMatchObject({
      error: { code: 'record_gone' },
    });
  });

  it('a link keeps what was written, and an agent’s own line about a recording', async () => {
    await desk.begin();
    const record = await desk.logged({ note: 'Recording: https://mine.example.com' });
    desk.sandbox.edit(record.id, { Description: `${desk.text(record.id)}\nPS: later` });
    await desk.adapter.attachRecording(record, LINK, loggable());
    expect(desk.text(record.id).split('\n')).toEqual([
      'Recording: https://mine.example.com',
      '',
      ...['Start: 2026-11-21 09:00:00 UTC', 'End: 2026-11-21 09:01:05 UTC'],
      ...['Other party: +15550100102', 'Own number: 100', `Recording: ${LINK.url}`, 'Ref AC-0123456789AB', 'PS: later'],
    ]);
    expect(
      await desk.adapter.attachRecording(record, { ...LINK, url: 'http://sound.example.com/1' }, loggable()),
    ).toMatchObject({
      error: { category: 'refused', code: 'insecure_link' },
    });
  });
});

describe('recordings as files', () => {
  it('arrive whole beside the task and go with it', async () => {
    await desk.begin({}, { rest: { recordings: 'upload' } });
    expect(desk.adapter.capabilities.recording).toBe('upload');
    const record = await desk.logged();
    const sound = randomBytes(3 * 1024 * 1024 + 17);
    expect(await desk.adapter.attachRecording(record, await desk.recording(sound), loggable())).toMatchObject({
      ok: true,
      value: { hasRecording: true },
    });
    expect(desk.sandbox.live('ContentVersion')).toMatchObject([
      {
        fields: { Title: 'Call recording AC-0123456789AB', FirstPublishLocationId: record.id },
        file: {
          bytes: sound.length,
          sha256: createHash('sha256').update(sound).digest('hex'),
          contentType: 'audio/wav',
        },
      },
    ]);
    expect(await desk.adapter.findLogged(loggable(), 0)).toMatchObject({ ok: true, value: { hasRecording: true } });
    await desk.adapter.removeCall(record);
    expect(desk.sandbox.live('ContentDocument')).toEqual([]);
    expect(desk.sandbox.violations).toEqual([]);
  });

  it('are looked for before they are sent again', async () => {
    await desk.begin({}, { rest: { recordings: 'upload' } });
    const record = await desk.logged();
    const source = await desk.recording(randomBytes(100_000));
    desk.sandbox.faults.add({ match: /ContentVersion$/, kind: 'drop_after' });
    expect(await desk.adapter.attachRecording(record, source, loggable())).toMatchObject({
      error: { delivery: 'maybe' },
    });
    expect(await desk.adapter.attachRecording(record, { ...source, retry: true }, loggable())).toMatchObject({
      ok: true,
    });
    expect(desk.requested('POST /sobjects/ContentVersion')).toBe(1);
    expect(desk.sandbox.live('ContentVersion').length).toBe(1);
  });

  it('that were cut are sent again, whole; one that became shorter is never stored', async () => {
    await desk.begin({}, { rest: { recordings: 'upload' } });
    const record = await desk.logged();
    const source = await desk.recording(randomBytes(2_000_000));
    desk.sandbox.faults.add({ match: /ContentVersion$/, kind: 'cut_upload' });
    expect(await desk.adapter.attachRecording(record, source, loggable())).toMatchObject({
      error: { delivery: 'maybe' },
    });
    expect(
      await desk.adapter.attachRecording(record, { ...source, bytes: 3_000_000, retry: true }, loggable()),
    ).toMatchObject({
      error: { category: 'local', code: 'recording_unreadable' },
    });
    expect(desk.sandbox.live('ContentVersion')).toEqual([]);
    expect(await desk.adapter.attachRecording(record, { ...source, retry: true }, loggable())).toMatchObject({
      ok: true,
    });
    expect(desk.sandbox.live('ContentVersion').length).toBe(1);
  });

  it('are sent again from their beginning when the session had ended', async () => {
    await desk.begin({}, { rest: { recordings: 'upload' } });
    const record = await desk.logged();
    desk.sandbox.expireSessions();
    const sound = randomBytes(300_000);
    expect(await desk.adapter.attachRecording(record, await desk.recording(sound), loggable())).toMatchObject({
      ok: true,
    });
    expect(desk.sandbox.live('ContentVersion')).toMatchObject([{ file: { bytes: sound.length } }]);
  });
});
