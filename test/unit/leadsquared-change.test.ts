import { describe, expect, it } from 'vitest';
import type { CrmRecord } from '../../shared/call.ts';
import { noteText } from '../../main/engine/crm/leadsquared/notes.ts';
import { ACTIVITY_ID, bodies, by, LEAD_ID, leadCall, leadSquaredOn, methodOf, WHO } from '../fakes/leadsquared.ts';

const record: CrmRecord = { id: ACTIVITY_ID, wrapperId: null, contactId: LEAD_ID, hasRecording: false };

describe('the agent’s note', () => {
  const CREATE = 'LeadManagement.svc/CreateNote';
  const LIST = 'LeadManagement.svc/RetrieveNote';
  const noted = leadCall({ note: 'Wants <b>more</b>' });
  const text = 'Wants ‹b›more‹/b›\n\nCall of 2026-11-21 09:00 UTC, Ref AC-0123456789AB';

  it('becomes a note of the lead that names the call; no words, no note', async () => {
    const { adapter, seen } = leadSquaredOn(() => undefined);
    expect(await adapter.logCall(noted)).toEqual({ ok: true, value: record });
    await adapter.logCall(leadCall({ note: ' \n' }));
    expect(bodies(seen, CREATE)).toEqual([{ RelatedProspectId: LEAD_ID, Note: text }]);
  });

  it('that got lost leaves the outcome open, and is written when the call is found', async () => {
    let lost = true;
    const activity = { Id: ACTIVITY_ID, EventCode: 22, Data: [{ Key: 'Tag', Value: 'AC-0123456789AB' }] };
    const { adapter, seen } = leadSquaredOn((request) => {
      if (methodOf(request) === CREATE && lost) return { kind: 'unreached', code: 'ECONNRESET' };
      return by({ 'ProspectActivity.svc/Retrieve': { ProspectActivities: [activity] }, [LIST]: { List: [] } })(request);
    });
    expect(await adapter.logCall(noted)).toMatchObject({ ok: false, error: { delivery: 'maybe' } });
    lost = false;
    expect(await adapter.findLogged(noted, 0)).toEqual({ ok: true, value: record });
    expect(bodies(seen, CREATE).length).toBe(2);
    expect(bodies(seen, 'Telephony.svc/LogCall').length).toBe(1);
  });

  it('that is refused does not send the call again', async () => {
    const { adapter, logged } = leadSquaredOn((request) =>
      methodOf(request) === CREATE
        ? { status: 500, body: { Status: 'Error', ExceptionType: 'MXNoteException', ExceptionMessage: 'no' } }
        : undefined,
    );
    expect(await adapter.logCall(noted)).toEqual({ ok: true, value: record });
    expect(logged).toContainEqual({
      level: 'warn',
      event: 'leadsquared_note_refused',
      facts: { code: 'invalid_data' },
    });
  });

  const change = async (stored: string | null, written: typeof noted, note: string | null) => {
    const List = stored === null ? [] : [{ ProspectNoteId: 'n', Note: stored }];
    const { adapter, seen } = leadSquaredOn(by({ [LIST]: { List } }));
    const answer = await adapter.updateCall(record, { note }, written);
    if (!answer.ok) throw new Error(answer.error.message);
    const sent = [...bodies(seen, CREATE), ...bodies(seen, 'LeadManagement.svc/UpdateNote')];
    return { kept: answer.value.kept, sent: sent.map((body) => (body as { Note: string }).Note) };
  };

  it('is changed where it holds what we wrote', async () => {
    expect(await change(text, noted, 'Less')).toEqual({ kept: [], sent: [noteText(noted, 'Less')] });
    expect(await change(text.replaceAll('\n', '<br />'), noted, 'Less')).toMatchObject({
      kept: [],
      sent: { length: 1 },
    });
    expect(await change(text, noted, null)).toEqual({
      kept: [],
      sent: ['Call of 2026-11-21 09:00 UTC, Ref AC-0123456789AB'],
    });
    expect(await change(null, leadCall(), 'New')).toEqual({ kept: [], sent: [noteText(noted, 'New')] });
  });

  it('stays when a person changed or removed it, and when there is nothing to do', async () => {
    expect(await change(`${text} edited`, noted, 'Less')).toEqual({ kept: ['note'], sent: [] });
    expect(await change(null, noted, 'Less')).toEqual({ kept: ['note'], sent: [] });
    expect(await change(noteText(noted, 'Less'), noted, 'Less')).toEqual({ kept: [], sent: [] });
    expect(await change(null, leadCall(), null)).toEqual({ kept: [], sent: [] });
  });
});

describe('a change', () => {
  const DETAILS = 'ProspectActivity.svc/GetActivityDetails';
  const change = async (stored: unknown, setOwner = false) => {
    const Fields = stored === undefined ? [] : [{ SchemaName: 'mx_Custom_3', Value: stored }];
    const { adapter, seen } = leadSquaredOn(by({ [DETAILS]: { Fields } }), { setOwner });
    const answer = await adapter.updateCall(record, { talkSeconds: 90.2 }, leadCall());
    if (!answer.ok) throw new Error(answer.error.message);
    return { kept: answer.value.kept, sent: bodies(seen, 'Telephony.svc/PhoneCallActivity/Update') };
  };
  const sent = [{ ActivityId: ACTIVITY_ID, CallDuration: '90' }];

  it('of the duration goes as a text, unless a person has changed it', async () => {
    expect(await change('62')).toEqual({ kept: [], sent });
    expect(await change(undefined)).toEqual({ kept: [], sent });
    expect(await change('70')).toEqual({ kept: ['talkSeconds'], sent: [] });
    expect(await change('90')).toEqual({ kept: [], sent: [] });
    expect(await change('62', true)).toEqual({ kept: [], sent: [{ ...sent[0], OwnerId: WHO.Id }] });
  });

  it.each([{ outcome: 'busy' }, { contact: null }, { deal: { dealId: null, leadId: null } }] as const)(
    '%j is refused with the field',
    async (wanted) => {
      const { adapter, seen } = leadSquaredOn(() => undefined);
      expect(await adapter.updateCall(record, { ...wanted, note: 'x' }, leadCall())).toMatchObject({
        ok: false,
        error: { category: 'refused', code: 'not_supported', field: Object.keys(wanted)[0] },
      });
      expect(seen).toEqual([]);
      expect(adapter.capabilities).toMatchObject({ update: ['note', 'talkSeconds'], remove: false });
      expect(await adapter.removeCall(record)).toMatchObject({ ok: false, error: { code: 'not_supported' } });
    },
  );
});

describe('a recording', () => {
  it('goes as its address', async () => {
    const { adapter, seen } = leadSquaredOn(() => undefined, { setOwner: true });
    const link = { url: 'https://files.example.com/a b.mp3', seconds: 62, type: 'audio/mpeg' };
    expect(await adapter.attachRecording(record, link, leadCall())).toEqual({
      ok: true,
      value: { ...record, hasRecording: true },
    });
    expect(bodies(seen, 'Telephony.svc/PhoneCallActivity/Update')).toEqual([
      { ActivityId: ACTIVITY_ID, RecordingURL: 'https://files.example.com/a%20b.mp3', OwnerId: WHO.Id },
    ]);
  });

  it.each([
    ['http://files.example.com/a.mp3', 'insecure_recording_url'],
    ['file:///home/ann/a.mp3', 'insecure_recording_url'],
    ['a.mp3', 'insecure_recording_url'],
    ['https://ann:secret@files.example.com/a.mp3', 'recording_url_credential'],
    [`https://files.example.com/${'a'.repeat(2_000)}`, 'recording_url_too_long'],
  ])('%s stays here', async (url, code) => {
    const { adapter, seen } = leadSquaredOn(() => undefined);
    expect(await adapter.attachRecording(record, { url, seconds: null, type: 'audio/mpeg' }, leadCall())).toMatchObject(
      {
        ok: false,
        error: { category: 'refused', code, field: 'RecordingURL' },
      },
    );
    expect(seen).toEqual([]);
  });
});
