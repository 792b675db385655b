import { describe, expect, it } from 'vitest';
import { CHANGEABLE_FIELDS, type CallChange, type ChangeableField } from '../../main/engine/crm/port.ts';
import { JANE, loggable } from '../fakes/loggable.ts';
import { DRIVERS } from './adapters-all.ts';
import { benchOn, LINK, recordingsFor, valueOf, type Bench } from './adapters-bench.ts';

const REFUSED = { ok: false, error: { category: 'refused', delivery: 'not_sent' } };

describe.each(DRIVERS)('$crm logs', (driver) => {
  it('knows who is signed in, and that a wrong credential is one', async () => {
    const { adapter, again, world } = await benchOn(driver);
    expect(await adapter.verify()).toMatchObject({ ok: true, value: { userId: expect.any(String) as string } });
    expect(await again({ credential: 'wrong' }).verify()).toMatchObject({ ok: false, error: { category: 'sign_in' } });
    expect(world.violations).toEqual([]);
  });

  it.each([
    ['an inbound call', { direction: 'inbound', outcome: 'connected', talkSeconds: 62 }],
    ['an outbound call', { direction: 'outbound', outcome: 'connected', talkSeconds: 62 }],
    ['a missed call', { direction: 'inbound', outcome: 'no_answer', talkSeconds: 0 }],
    ['a busy line', { direction: 'outbound', outcome: 'busy', talkSeconds: 0 }],
    ['a voicemail that was left', { direction: 'outbound', outcome: 'voicemail_left', talkSeconds: 20 }],
    ['a voicemail that came in', { direction: 'inbound', outcome: 'voicemail_left', talkSeconds: 20 }],
  ] as const)('%s, with its contact', async (_what, change) => {
    const { adapter, call, jane, world } = await benchOn(driver);
    const record = valueOf(await adapter.logCall(call({ ...change, note: 'Wants two' })));
    const calls = world.calls();
    expect(calls.map(({ id, contactId, seconds }) => ({ id, contactId, seconds }))).toEqual([
      { id: record.id, contactId: jane.id, seconds: change.talkSeconds },
    ]);
    expect(calls[0]?.note).toContain('Wants two');
    expect(record.hasRecording).toBe(false);
    expect(adapter.recordUrl(record)).toMatch(/^https?:\/\/\S+$/);
    expect(world.violations).toEqual([]);
  });

  it('a call without a contact, or says that it needs one', async () => {
    const { adapter, world } = await benchOn(driver);
    const result = await adapter.logCall(loggable());
    if (adapter.capabilities.contactless) expect(result).toMatchObject({ ok: true });
    else expect(result).toMatchObject({ ok: false, error: { ...REFUSED.error, code: 'no_contact' } });
    expect(world.calls().length).toBe(adapter.capabilities.contactless ? 1 : 0);
    expect(world.violations).toEqual([]);
  });

  it('to a contact that was made for it a moment ago', async () => {
    const { adapter, call, world } = await benchOn(driver);
    const number = { ...JANE, e164: '+15550100177', national: '5550100177', raw: '5550100177' };
    const made = valueOf(await adapter.createContact({ name: 'Ada New', number }));
    expect(made.name).toContain('Ada New');
    const contact = { id: made.id, name: made.name, organizationId: made.organization?.id ?? null };
    expect(await adapter.logCall(call({ contact, remote: number }))).toMatchObject({ ok: true });
    expect(world.calls().map(({ contactId }) => contactId)).toEqual([made.id]);
    expect(valueOf(await adapter.findContacts(number)).map(({ id }) => id)).toEqual([made.id]);
    expect(world.violations).toEqual([]);
  });

  it('to contacts found by what a person types', async () => {
    const { adapter, jane, world } = await benchOn(driver);
    world.addPerson({ name: 'Liam Tamm', phones: ['+37255550101'] });
    expect(valueOf(await adapter.searchContacts('jane')).map(({ id }) => id)).toEqual([jane.id]);
    expect(valueOf(await adapter.searchContacts('Liam')).map(({ name }) => name)).toEqual(['Liam Tamm']);
    expect(valueOf(await adapter.searchContacts('nobody of that name'))).toEqual([]);
    expect(world.violations).toEqual([]);
  });
});

describe.each(DRIVERS)('$crm: the recording of a call', (driver) => {
  const heard = ({ world }: Bench): readonly (string | null)[] => world.calls().map(({ recording }) => recording);
  const told = ({ adapter }: Bench): string => (adapter.capabilities.recording === 'upload' ? 'call.wav' : LINK.url);

  it('is there at once', async () => {
    const bench = await benchOn(driver);
    const record = await bench.logged();
    const attached = await bench.adapter.attachRecording(record, recordingsFor(bench.adapter).right, bench.call());
    expect(attached).toMatchObject({ ok: true, value: { id: record.id, hasRecording: true } });
    expect(heard(bench)).toEqual([told(bench)]);
    expect(bench.world.violations).toEqual([]);
  });

  it('comes late, after a restart and other calls', async () => {
    const bench = await benchOn(driver);
    const record = await bench.logged();
    await bench.logged({ ref: 'AAAAAAAAAAAA', startedAt: bench.call().startedAt + 60_000 });
    const later = bench.again();
    expect(await later.attachRecording(record, recordingsFor(later).right, bench.call())).toMatchObject({ ok: true });
    expect(heard(bench)).toEqual([told(bench), null]);
    expect(bench.world.violations).toEqual([]);
  });

  it('never comes', async () => {
    const bench = await benchOn(driver);
    await bench.logged();
    expect(heard(bench)).toEqual([null]);
  });

  it('is sent twice and is there once', async () => {
    const bench = await benchOn(driver);
    const record = await bench.logged();
    for (let time = 0; time < 2; time++) {
      const { right } = recordingsFor(bench.adapter);
      expect(await bench.adapter.attachRecording(record, right, bench.call())).toMatchObject({ ok: true });
    }
    expect(heard(bench)).toEqual([told(bench)]);
    expect(bench.world.violations).toEqual([]);
  });

  it('of the other kind is there too, or refused', async () => {
    const bench = await benchOn(driver);
    const record = await bench.logged();
    const result = await bench.adapter.attachRecording(record, recordingsFor(bench.adapter).other, bench.call());
    if (result.ok) expect(heard(bench)).toEqual(['call.wav', LINK.url].filter((name) => name !== told(bench)));
    else {
      expect(result).toMatchObject(REFUSED);
      expect(heard(bench)).toEqual([null]);
    }
    expect(bench.world.violations).toEqual([]);
  });

  it.each(['http://sound.example.com/a.mp3', 'file:///etc/passwd', 'javascript:alert(1)', ''])(
    'is not told as %j',
    async (url) => {
      const bench = await benchOn(driver);
      const record = await bench.logged();
      const before = bench.world.requests.length;
      const link = { ...LINK, url };
      expect(await bench.adapter.attachRecording(record, link, bench.call())).toMatchObject(REFUSED);
      expect(bench.world.requests.length).toBe(before);
    },
  );
});

const CHANGES: Readonly<Record<ChangeableField, CallChange>> = {
  note: { note: 'Called back & agreed' },
  outcome: { outcome: 'busy' },
  talkSeconds: { talkSeconds: 99 },
  contact: { contact: null },
  deal: { deal: { dealId: null, leadId: null } },
};

describe.each(DRIVERS)('$crm: changes of a logged call', (driver) => {
  it.each(CHANGEABLE_FIELDS)('of its %s are made where the CRM can, and refused where it cannot', async (field) => {
    const { adapter, call, logged, world } = await benchOn(driver);
    world.addPerson({ name: 'Mia Other', phones: ['+15550100199'] });
    const [mia] = valueOf(
      await adapter.findContacts({ ...JANE, e164: '+15550100199', national: '5550100199', raw: '5550100199' }),
    );
    const contact = { id: mia?.id ?? '', name: 'Mia Other', organizationId: mia?.organization?.id ?? null };
    const change = field === 'contact' ? { contact } : CHANGES[field];
    const record = await logged({ note: 'First words' });
    const [before] = world.calls();
    const result = await adapter.updateCall(record, change, call({ note: 'First words' }));
    const [after] = world.calls();
    if (!adapter.capabilities.update.includes(field)) {
      expect(result).toMatchObject(REFUSED);
      expect(after).toEqual(before);
      return;
    }
    expect(result).toMatchObject({ ok: true, value: { kept: [], record: { id: record.id } } });
    if (field === 'note') {
      expect(after?.note).toMatch(driver.notes === 'html' ? /Called back &#38; agreed/ : /Called back & agreed/);
      expect(after?.note).not.toContain('First words');
    }
    if (field === 'outcome') expect(after?.outcome).not.toBe(before?.outcome);
    if (field === 'talkSeconds') expect(after?.seconds).toBe(99);
    if (field === 'contact') expect(after?.contactId).toBe(mia?.id);
    // The answer may have been lost: the same change again is done already.
    expect(await adapter.updateCall(record, change, call({ note: 'First words' }))).toMatchObject({
      ok: true,
      value: { kept: [] },
    });
    expect(world.calls()).toEqual([after]);
    expect(world.violations).toEqual([]);
  });

  it('leave alone what a person changed in the CRM', async () => {
    const { adapter, call, logged, world } = await benchOn(driver);
    const record = await logged({ note: 'First words' });
    if (!adapter.capabilities.update.includes('note')) {
      expect(await adapter.updateCall(record, { note: 'Ours' }, call())).toMatchObject(REFUSED);
      return;
    }
    world.rewriteNote(record.id, 'Written by Zoë');
    const result = await adapter.updateCall(record, { note: 'Ours' }, call({ note: 'First words' }));
    expect(result).toMatchObject({ ok: true, value: { kept: ['note'] } });
    expect(world.calls()[0]?.note).toContain('Written by Zoë');
    expect(world.violations).toEqual([]);
  });

  it('keep the recording', async () => {
    const { adapter, call, logged, world } = await benchOn(driver);
    const record = await logged({ note: 'First words' });
    valueOf(await adapter.attachRecording(record, recordingsFor(adapter).right, call()));
    const [{ recording } = { recording: null }] = world.calls();
    expect(recording).not.toBeNull();
    const changed = await adapter.updateCall(record, { note: 'Ours' }, call({ note: 'First words' }));
    expect(changed.ok).toBe(adapter.capabilities.update.includes('note'));
    expect(world.calls()[0]).toMatchObject({
      recording,
      note: expect.stringContaining(changed.ok ? 'Ours' : 'First words') as string,
    });
  });

  it('of a call that is gone are refused', async () => {
    const { adapter, call, logged } = await benchOn(driver);
    const record = await logged();
    const removed = await adapter.removeCall(record);
    if (!adapter.capabilities.remove) {
      expect(removed).toMatchObject(REFUSED);
      return;
    }
    expect(await adapter.updateCall(record, { note: 'Ours' }, call())).toMatchObject(REFUSED);
    expect(await adapter.attachRecording(record, recordingsFor(adapter).right, call())).toMatchObject(REFUSED);
  });
});

describe.each(DRIVERS)('$crm', (driver) => {
  it('removes a call, once and again, or says that it cannot', async () => {
    const { adapter, logged, world } = await benchOn(driver);
    const record = await logged();
    const [first, second] = [await adapter.removeCall(record), await adapter.removeCall(record)];
    if (adapter.capabilities.remove) {
      expect([first.ok, second.ok]).toEqual([true, true]);
      expect(world.calls()).toEqual([]);
    } else {
      expect(first).toMatchObject(REFUSED);
      expect(world.calls().length).toBe(1);
    }
    expect(world.violations).toEqual([]);
  });

  it('makes one follow-up, however often it is asked, or says that it cannot', async () => {
    const { adapter, jane, world } = await benchOn(driver);
    const task = {
      subject: 'Send the offer',
      note: 'By <b>mail</b>',
      dueDate: '2026-11-25',
      contact: jane,
      dealId: null,
      leadId: null,
      ref: '0123456789AB',
    };
    if (!adapter.capabilities.tasks) {
      expect(await adapter.createTask(task)).toMatchObject(REFUSED);
      return;
    }
    world.faults.add({ match: driver.requests.task, kind: 'drop_after' });
    expect(await adapter.createTask(task)).toMatchObject({ ok: false, error: { delivery: 'maybe' } });
    expect(await adapter.createTask(task)).toMatchObject({ ok: true });
    expect(await adapter.createTask({ ...task, dueDate: '2026-12-01', ref: 'BBBBBBBBBBBB' })).toMatchObject({
      ok: true,
    });
    expect(world.tasks().map(({ dueDate }) => dueDate)).toEqual(['2026-11-25', '2026-12-01']);
    expect(world.tasks()[0]?.text).toContain('Send the offer');
    expect(world.violations).toEqual([]);
  });

  it('uses the account’s own words for outcomes', async () => {
    const { again, call, world } = await benchOn(driver);
    const word = driver.crm === 'pipedrive' ? 'wrong_number' : 'Line busy';
    valueOf(await again({ outcomes: { busy: word } }).logCall(call({ outcome: 'busy', talkSeconds: 0 })));
    expect(world.calls()[0]?.outcome).toContain(word);
    expect(world.violations).toEqual([]);
  });
});
