import { describe, expect, it } from 'vitest';
import { loggable } from '../fakes/loggable.ts';
import { connectSalesforce, type Connection } from '../fakes/salesforce.ts';
import { contactOf, Desk, HURRIED, LINK } from '../sandbox/salesforce/desk.ts';

const desk = new Desk();

const VOICE_ONLY: Connection = { rest: null, telephony: {} };
const BOTH: Connection = { telephony: {}, clock: HURRIED };

/** An inbound call with all that a call centre knows of one. */
const INBOUND = loggable({
  direction: 'inbound',
  startedAt: Date.UTC(2026, 10, 21, 9, 0, 0),
  answeredAt: Date.UTC(2026, 10, 21, 9, 0, 20),
  endedAt: Date.UTC(2026, 10, 21, 9, 2, 0),
  talkSeconds: 70,
  hold: { count: 2, total: 30, longest: 25 },
  queue: { name: 'Support', enteredAt: Date.UTC(2026, 10, 21, 9, 0, 5) },
});

describe('voice calls by the telephony API alone', () => {
  it('are made after the call with everything the API takes, under the key of the call', async () => {
    await desk.begin(
      {},
      {
        rest: null,
        telephony: { agent: 'ann@example.com', callAttributes: { outcome: 'Outcome__c', note: 'Note__c' } },
      },
    );
    const made = await desk.adapter.logCall({ ...INBOUND, note: 'Said "hello"' });
    expect(made).toMatchObject({ ok: true, value: { id: INBOUND.ref, wrapperId: null } });
    expect(desk.sandbox.live('VoiceCall').map(({ fields }) => fields)).toMatchObject([
      {
        VendorCallKey: INBOUND.ref,
        startTime: '2026-11-21T09:00:00Z',
        endTime: '2026-11-21T09:02:00Z',
        enqueueTime: '2026-11-21T09:00:05Z',
        acceptTime: '2026-11-21T09:00:20Z',
        fromNumber: '+15550100102',
        totalHoldDuration: 30,
        longestHoldDuration: 25,
        numberOfHolds: 2,
        queue: 'Support',
        agent: 'ann@example.com',
        agentInteractionDuration: 70,
        callAttributes: '{"Outcome__c":"Connected","Note__c":"Said \\"hello\\""}',
        Outcome__c: 'Connected',
      },
    ]);
    expect(made.ok && desk.adapter.recordUrl(made.value)).toMatch(/\/lightning\/o\/VoiceCall\/list$/);
    expect(desk.sandbox.violations).toEqual([]);
  });

  it('missed calls have no accept time; gaps between first answer and end are taken for hold', async () => {
    await desk.begin({}, VOICE_ONLY);
    const missed = {
      ...INBOUND,
      answeredAt: null,
      talkSeconds: 0,
      hold: null,
      queue: null,
      outcome: 'no_answer',
    } as const;
    await desk.adapter.logCall(missed);
    await desk.adapter.logCall({ ...INBOUND, ref: 'AAAAAAAAAAAA', hold: null });
    const [first, second] = desk.sandbox.live('VoiceCall').map(({ fields }) => fields);
    expect(first).toMatchObject({ VendorCallKey: INBOUND.ref, fromNumber: '+15550100102' });
    expect(Object.keys(first ?? {})).not.toEqual(expect.arrayContaining(['acceptTime']));
    expect(second).toMatchObject({ totalHoldDuration: 30 });
    expect(second).not.toHaveProperty('numberOfHolds');
  });

  it('get the recording by the same key; http links and files are refused', async () => {
    await desk.begin({}, VOICE_ONLY);
    const made = await desk.adapter.logCall(INBOUND);
    if (!made.ok) throw new Error(made.error.message);
    expect(await desk.adapter.attachRecording(made.value, LINK, INBOUND)).toMatchObject({
      ok: true,
      value: { hasRecording: true },
    });
    expect(desk.sandbox.live('VoiceCall')).toMatchObject([
      { fields: { RecordingLocation: LINK.url, totalHoldDuration: 30, agentInteractionDuration: 70 } },
    ]);
    const insecure = { ...LINK, url: 'http://sound.example.com/1.mp3' };
    expect(await desk.adapter.attachRecording(made.value, insecure, INBOUND)).toMatchObject({
      error: { code: 'insecure_link' },
    });
    const file = await desk.recording(Buffer.from('RIFF'));
    expect(await desk.adapter.attachRecording(made.value, file, INBOUND)).toMatchObject({
      error: { code: 'unsupported' },
    });
  });

  it.each(['outbound', 'internal', 'unknown'] as const)(
    '%s calls are refused: held, nothing is sent',
    async (direction) => {
      await desk.begin({}, VOICE_ONLY);
      expect(await desk.adapter.logCall({ ...INBOUND, direction })).toMatchObject({
        error: { category: 'refused', code: 'unsupported', delivery: 'not_sent' },
      });
      expect(desk.sandbox.requests).toEqual([]);
    },
  );

  it('a lost answer is settled by sending the same again: one record', async () => {
    await desk.begin({}, VOICE_ONLY);
    for (const kind of ['drop_after', 'drop_half_answer', 'garbage'] as const) {
      desk.sandbox.faults.add({ match: /voiceCalls/, kind, effective: true });
      expect(await desk.adapter.logCall(INBOUND)).toMatchObject({ error: { category: 'network', delivery: 'maybe' } });
      expect(await desk.adapter.findLogged(INBOUND, Date.now())).toEqual({ ok: true, value: undefined });
    }
    expect(await desk.adapter.logCall(INBOUND)).toMatchObject({ ok: true });
    expect(desk.sandbox.live('VoiceCall').length).toBe(1);
  });

  it.each([
    [401, 'sign_in', 'token_refused', 'not_sent'],
    [403, 'refused', 'no_permission', 'not_sent'],
    [404, 'refused', 'not_found', 'not_sent'],
    [429, 'busy', 'rate_limited', 'not_sent'],
    [500, 'network', 'server_error', 'maybe'],
  ] as const)('with status %i: %s', async (status, category, code, delivery) => {
    await desk.begin({}, VOICE_ONLY);
    desk.sandbox.faults.add({ match: /voiceCalls/, kind: 'status', status });
    expect(await desk.adapter.logCall(INBOUND)).toMatchObject({ error: { category, code, delivery } });
  });

  it.each([
    ['expired', { exp: 1 }, 'token_expired'],
    ['for another call centre', { sub: 'Other' }, 'wrong_call_center'],
    ['for one use', { jti: 'once' }, 'single_use_token'],
  ] as const)('a token that is %s is refused before anything is sent', async (_what, claims, code) => {
    await desk.begin({}, VOICE_ONLY);
    const { http, sandbox } = desk;
    desk.adapter = connectSalesforce(http, sandbox, {
      ...VOICE_ONLY,
      credentials: { token: sandbox.signToken(claims) },
    });
    expect(await desk.adapter.logCall(INBOUND)).toMatchObject({ error: { category: 'sign_in', code } });
    expect(await desk.adapter.verify()).toMatchObject({ error: { code } });
    expect(desk.sandbox.requests).toEqual([]);
  });

  it('a token of another signer is refused by Salesforce', async () => {
    await desk.begin({}, { ...VOICE_ONLY, credentials: { token: 'not.a.token' } });
    expect(await desk.adapter.logCall(INBOUND)).toMatchObject({
      error: { category: 'sign_in', code: 'token_refused' },
    });
  });

  it('what can change is what the API takes again', async () => {
    await desk.begin({}, { rest: null, telephony: { callAttributes: { outcome: 'Outcome__c' } } });
    expect(desk.adapter.capabilities).toMatchObject({
      update: ['outcome', 'talkSeconds'],
      remove: false,
      recording: 'url',
    });
    const made = await desk.adapter.logCall(INBOUND);
    if (!made.ok) throw new Error(made.error.message);
    expect(await desk.adapter.updateCall(made.value, { outcome: 'busy', talkSeconds: 5 }, INBOUND)).toMatchObject({
      ok: true,
    });
    expect(desk.sandbox.live('VoiceCall')).toMatchObject([
      { fields: { Outcome__c: 'Busy', agentInteractionDuration: 5 } },
    ]);
    expect(await desk.adapter.updateCall(made.value, { note: 'x' }, INBOUND)).toMatchObject({
      error: { code: 'unsupported', field: 'note' },
    });
    expect(await desk.adapter.removeCall(made.value)).toMatchObject({ error: { code: 'unsupported' } });
    expect(desk.sandbox.violations).toEqual([]);
  });

  it('leave at 50 a second at most', async () => {
    await desk.begin({}, VOICE_ONLY);
    const started = Date.now();
    const refs = Array.from({ length: 60 }, (_, n) => n.toString(16).toUpperCase().padStart(12, '0'));
    const made = await Promise.all(refs.map((ref) => desk.adapter.logCall({ ...INBOUND, ref })));
    expect(made.every(({ ok }) => ok)).toBe(true);
    expect(Date.now() - started).toBeGreaterThan(900);
  });
});

describe('voice calls with a sign-in beside them', () => {
  it('count when a query finds them, and get their contact and note', async () => {
    await desk.begin({ pendingMs: 20 }, BOTH);
    const jane = desk.sandbox.addContact({ name: 'Jane Doe', phones: ['+15550100102'] });
    const call = { ...INBOUND, contact: contactOf(jane), note: 'first' };
    const made = await desk.adapter.logCall(call);
    const [record] = desk.sandbox.live('VoiceCall');
    expect(made).toMatchObject({ ok: true, value: { id: INBOUND.ref, wrapperId: record?.id } });
    expect(record?.fields).toMatchObject({ RelatedRecordId: jane });
    expect(desk.text(record?.id ?? '')).toMatch(/^first\n/);
    expect(made.ok && desk.adapter.recordUrl(made.value)).toBe(
      `${desk.sandbox.instanceUrl}/lightning/r/VoiceCall/${record?.id ?? ''}/view`,
    );
    expect(await desk.adapter.findLogged(call, Date.now())).toMatchObject({
      ok: true,
      value: { wrapperId: record?.id },
    });
    expect(desk.sandbox.violations).toEqual([]);
  });

  it('one that does not appear is not taken for logged, and found later', async () => {
    await desk.begin({ pendingMs: 600 }, BOTH);
    expect(await desk.adapter.logCall(INBOUND)).toMatchObject({
      error: { category: 'network', code: 'not_confirmed', delivery: 'maybe' },
    });
    expect(await desk.adapter.findLogged(INBOUND, Date.now())).toEqual({ ok: true, value: undefined });
    await expect
      .poll(() => desk.adapter.findLogged(INBOUND, Date.now()), { timeout: 4_000, interval: 50 })
      .toMatchObject({ ok: true, value: { id: INBOUND.ref } });
    expect(desk.sandbox.live('VoiceCall').length).toBe(1);
  });

  it('who may not see voice calls has them logged all the same', async () => {
    await desk.begin({ hidden: ['VoiceCall'] }, BOTH);
    expect(await desk.adapter.logCall(INBOUND)).toMatchObject({ ok: true, value: { wrapperId: null } });
  });

  it('the other directions are tasks, which can be removed', async () => {
    await desk.begin({}, BOTH);
    const made = await desk.adapter.logCall({ ...INBOUND, direction: 'outbound' });
    expect([desk.sandbox.live().length, desk.sandbox.live('VoiceCall').length]).toEqual([1, 0]);
    expect(made.ok && (await desk.adapter.removeCall(made.value))).toMatchObject({ ok: true });
    expect(
      await desk.adapter.createTask({
        ...{ subject: 'Call back', note: null, dueDate: '2026-11-24', ref: INBOUND.ref },
        ...{ contact: null, dealId: null, leadId: null },
      }),
    ).toMatchObject({ ok: true });
  });

  it('are removed where the user may', async () => {
    await desk.begin({}, BOTH);
    const made = await desk.adapter.logCall(INBOUND);
    if (!made.ok) throw new Error(made.error.message);
    desk.sandbox.faults.add({ match: /^DELETE/, kind: 'status', status: 403 });
    expect(await desk.adapter.removeCall(made.value)).toMatchObject({ error: { code: 'no_permission' } });
    expect(await desk.adapter.removeCall(made.value)).toEqual({ ok: true, value: undefined });
    expect(await desk.adapter.removeCall(made.value)).toEqual({ ok: true, value: undefined });
    expect(desk.sandbox.live('VoiceCall')).toEqual([]);
    expect(desk.sandbox.violations).toEqual([]);
  });

  it('a note that a person changed stays; the contact moves', async () => {
    await desk.begin({}, BOTH);
    const [jane, joe] = ['Jane Doe', 'Joe Roe'].map((name) => desk.sandbox.addContact({ name, phones: ['1'] }));
    const call = { ...INBOUND, contact: contactOf(jane ?? ''), note: 'first' };
    const made = await desk.adapter.logCall(call);
    if (!made.ok) throw new Error(made.error.message);
    const id = made.value.wrapperId ?? '';
    desk.sandbox.edit(id, { Description: 'what the other one said' });
    const change = { note: 'second', contact: contactOf(joe ?? '', 'Joe Roe') };
    expect(await desk.adapter.updateCall(made.value, change, call)).toMatchObject({
      ok: true,
      value: { kept: ['note'] },
    });
    expect(desk.fields(id)).toMatchObject({ Description: 'what the other one said', RelatedRecordId: joe });
    expect(desk.sandbox.violations).toEqual([]);
  });

  it('custom fields that a person changed stay; a recording and other changes do not touch them', async () => {
    const callAttributes = { outcome: 'Outcome__c', note: 'Note__c' };
    await desk.begin({}, { ...BOTH, telephony: { callAttributes } });
    const made = await desk.adapter.logCall({ ...INBOUND, note: 'first' });
    if (!made.ok) throw new Error(made.error.message);
    const id = made.value.wrapperId ?? '';
    desk.sandbox.edit(id, { Outcome__c: 'Demo booked' });
    await desk.adapter.attachRecording(made.value, LINK, { ...INBOUND, note: 'first' });
    const change = { outcome: 'busy', note: 'second', talkSeconds: 5 } as const;
    expect(await desk.adapter.updateCall(made.value, change, { ...INBOUND, note: 'first' })).toMatchObject({
      ok: true,
      value: { kept: ['outcome'] },
    });
    expect(desk.fields(id)).toMatchObject({
      ...{ Outcome__c: 'Demo booked', Note__c: 'second', agentInteractionDuration: 5 },
      RecordingLocation: LINK.url,
    });
    expect(desk.text(id)).toMatch(/^second\n/);
    expect(desk.sandbox.violations).toEqual([]);
  });
});
