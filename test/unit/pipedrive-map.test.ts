import { describe, expect, it } from 'vitest';
import { OUTCOMES, type PhoneNumber } from '../../shared/call.ts';
import type { LoggableCall } from '../../main/engine/crm/port.ts';
import { recordUrl } from '../../main/engine/crm/pipedrive/links.ts';
import { callLogBody, epochSeconds } from '../../main/engine/crm/pipedrive/map.ts';
import { refsIn } from '../../shared/text.ts';
import { JANE, loggable } from '../fakes/loggable.ts';

const body = (change: Partial<LoggableCall> = {}) => {
  const mapped = callLogBody(loggable(change));
  if (!mapped.ok) throw new Error(mapped.error.message);
  return mapped.value;
};
const WITHHELD: PhoneNumber = { raw: '', e164: null, national: null, withheld: true };
const SIP: PhoneNumber = { raw: 'bob@example.org', e164: null, national: null, withheld: false };

describe('a call as Pipedrive takes it', () => {
  it('fills every documented field in the documented form', () => {
    const mapped = body({
      note: 'Wants an offer',
      contact: { id: '7', name: 'Jane Doe', organizationId: '3' },
      dealId: '12',
    });
    expect(mapped).toEqual({
      subject: 'Outbound call to Jane Doe',
      outcome: 'connected',
      duration: '62',
      from_phone_number: '100',
      to_phone_number: '+15550100102',
      start_time: '2026-11-21 09:00:00',
      end_time: '2026-11-21 09:01:05',
      note: '<p>Wants an offer</p><p><small>Ref AC-0123456789AB</small></p>',
      person_id: 7,
      org_id: 3,
      deal_id: 12,
    });
  });

  it('says who called whom by the two numbers alone', () => {
    const numbers = (change: Partial<LoggableCall>) => {
      const { from_phone_number: from, to_phone_number: to } = body(change);
      return [from, to];
    };
    expect([
      numbers({ direction: 'outbound' }),
      numbers({ direction: 'inbound' }),
      numbers({ direction: 'inbound', localNumber: null }),
      numbers({ direction: 'inbound', remote: WITHHELD }),
      numbers({ direction: 'outbound', localNumber: ' ' }),
      numbers({ direction: 'unknown' }),
      numbers({ direction: 'unknown', remote: WITHHELD }),
      numbers({ direction: 'internal', remote: SIP }),
    ]).toEqual([
      ['100', '+15550100102'],
      ['+15550100102', '100'],
      ['+15550100102', 'unknown'],
      [undefined, '100'],
      [undefined, '+15550100102'],
      ['100', '+15550100102'],
      ['100', 'unknown'],
      ['100', 'bob@example.org'],
    ]);
  });

  it('has a word for every outcome', () => {
    expect(OUTCOMES.map((outcome) => [outcome, body({ outcome }).outcome])).toEqual([
      ['connected', 'connected'],
      ['no_answer', 'no_answer'],
      ['busy', 'busy'],
      ['voicemail_left', 'left_voicemail'],
      ['message_left', 'left_message'],
      ['wrong_number', 'wrong_number'],
      ['cancelled', 'no_answer'],
      ['failed', 'no_answer'],
    ]);
    expect(body({ outcome: 'failed' }).note).toContain('<p>The call failed.</p>');
  });

  it.each<[Partial<LoggableCall>, string]>([
    [{ direction: 'inbound' }, 'Inbound call from +15550100102'],
    [{ direction: 'inbound', outcome: 'cancelled', remoteName: 'Zoë' }, 'Missed call from Zoë'],
    [{ direction: 'inbound', outcome: 'voicemail_left' }, 'Voicemail from +15550100102'],
    [{ direction: 'inbound', outcome: 'no_answer', remote: WITHHELD }, 'Missed call from withheld number'],
    [{ direction: 'internal', remote: SIP }, 'Internal call with bob@example.org'],
    [{ direction: 'unknown', remote: { ...WITHHELD, withheld: false } }, 'Call with unknown number'],
    [{ remoteName: 'A\u0000B\r\nC\u202eD' }, 'Outbound call to AB CD'],
    [{ remoteName: 'x'.repeat(300) }, `Outbound call to ${'x'.repeat(182)}…`],
  ])('%o has the subject "%s"', (change, subject) => {
    expect(body(change).subject).toBe(subject);
  });

  it('never ends a call before it began', () => {
    const { start_time, end_time } = body({ endedAt: 0 });
    expect(end_time).toBe(start_time);
  });

  it('escapes what the agent or a stranger wrote', () => {
    const note = body({ note: '<img src=x onerror=alert(1)>\r\n"A"\t& \'B\'\n\u0007' }).note;
    expect(note).toBe(
      '<p>&#60;img src=x onerror=alert(1)&#62;<br>&#34;A&#34; &#38; &#39;B&#39;</p><p><small>Ref AC-0123456789AB</small></p>',
    );
  });

  it('does not take a reference in the words of the agent for its own', () => {
    const note = body({ note: 'see AC-FFFFFFFFFFFF and AC-0123456789AB' }).note;
    expect(refsIn(note)).toEqual(['0123456789AB']);
    expect(note).toContain('see AC\u2011FFFFFFFFFFFF');
  });

  it('links a deal or a lead, never both', () => {
    const lead = 'adf21080-0e10-11eb-879b-05d71fb426ec';
    const links = (change: Partial<LoggableCall>) => [body(change).deal_id, body(change).lead_id];
    expect([links({ leadId: lead }), links({ dealId: '4', leadId: lead })]).toEqual([
      [undefined, lead],
      [4, undefined],
    ]);
  });

  it.each<[Partial<LoggableCall>, string]>([
    [{ contact: { id: 'x7', name: '', organizationId: null } }, 'person_id'],
    [{ contact: { id: '7', name: '', organizationId: '0' } }, 'org_id'],
    [{ dealId: '99999999999999999999' }, 'deal_id'],
    [{ leadId: '12' }, 'lead_id'],
  ])('refuses an id that cannot be one of Pipedrive: %o', (change, field) => {
    expect(callLogBody(loggable(change))).toMatchObject({
      ok: false,
      error: { category: 'refused', code: 'invalid_data', field, delivery: 'not_sent' },
    });
  });

  it('reads times as they are answered and as they are sent', () => {
    const at = Date.UTC(2022, 11, 12, 1, 1, 1) / 1000;
    expect(['2022-12-12T01:01:01.000Z', '2022-12-12 01:01:01', 'soon', null].map(epochSeconds)).toEqual([
      at,
      at,
      undefined,
      undefined,
    ]);
  });

  it('finds the page of a record', () => {
    const record = { id: 'CA1', wrapperId: '9', contactId: '7', hasRecording: false };
    expect([
      recordUrl('https://acme.pipedrive.com/', null, record),
      recordUrl('https://acme.pipedrive.com', null, { ...record, contactId: null }),
      recordUrl('https://api.pipedrive.com', 'acme', record),
      recordUrl('http://127.0.0.1:4000', 'sandbox', record),
    ]).toEqual([
      'https://acme.pipedrive.com/person/7',
      'https://acme.pipedrive.com/activities/list',
      'https://acme.pipedrive.com/person/7',
      'http://127.0.0.1:4000/person/7',
    ]);
  });
});

describe('the number of a contact', () => {
  it('is kept as it was given when it is no telephone number', () => {
    expect(body({ remote: { ...JANE, e164: null } }).to_phone_number).toBe('001 555-010-0102');
  });
});
