import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DIRECTIONS, OUTCOMES } from '../../shared/call.ts';
import { dashedForm, logCallBody, numberText, statusOf, updateBody } from '../../main/engine/crm/leadsquared/map.ts';
import { appOrigin, isSafe, leadUrl, originIn, originNamed } from '../../main/engine/crm/leadsquared/links.ts';
import type { Who } from '../../main/engine/crm/leadsquared/session.ts';
import { oneLine, paragraphs, refsIn, startOfDay, timeOf, utcText } from '../../main/engine/crm/leadsquared/text.ts';
import { ACTIVITY_ID, DEAL_ID, LEAD_ID, leadCall } from '../fakes/leadsquared.ts';
import { JANE } from '../fakes/loggable.ts';

const USER = '40e06a3d-4787-11e7-b781-023cca4497b9';
const who: Who = {
  origin: 'https://api-us11.leadsquared.com',
  app: 'https://us11.leadsquared.com',
  userId: USER,
  name: 'Ann',
  company: 'Acme',
  companyId: null,
  timeZone: 'America/New_York',
  phone: '+1-5550104000',
};

function body(change: Parameters<typeof leadCall>[0] = {}, me: Partial<Who> = {}) {
  const made = logCallBody(leadCall(change), { ...who, ...me });
  if (!made.ok) throw new Error(made.error.message);
  return made.value;
}

describe('the body of LogCall', () => {
  it('has every documented field, the duration a number, times in UTC', () => {
    expect(body({ dealId: DEAL_ID })).toEqual({
      SourceNumber: '100',
      DestinationNumber: '+1-5550100102',
      DisplayNumber: '+1-5550104000',
      CallerSource: 'Aftercall',
      StartTime: '2026-11-21 09:00:00',
      EndTime: '2026-11-21 09:01:05',
      CallDuration: 62,
      Status: 'Answered',
      Direction: 'Outbound',
      CallSessionId: 'AC-0123456789AB',
      LeadId: LEAD_ID,
      UserId: USER,
      Tag: `AC-0123456789AB Opportunity ${DEAL_ID}`,
    });
  });

  it.each([
    ['inbound', '+1-5550100102', '100', 'Inbound'],
    ['outbound', '100', '+1-5550100102', 'Outbound'],
    ['internal', '100', '+1-5550100102', 'Outbound'],
    ['unknown', '100', '+1-5550100102', 'Outbound'],
  ] as const)('%s: from %s to %s', (direction, SourceNumber, DestinationNumber, Direction) => {
    expect(body({ direction })).toMatchObject({ SourceNumber, DestinationNumber, Direction });
  });

  it('takes our number from LeadSquared when the call does not name it, and leaves out what nobody knows', () => {
    expect(body({ localNumber: null })).toMatchObject({ SourceNumber: '+1-5550104000' });
    const bare = body({ localNumber: ' ', direction: 'inbound' }, { phone: null });
    expect([bare.DestinationNumber, bare.DisplayNumber, bare.SourceNumber]).toEqual([
      undefined,
      undefined,
      '+1-5550100102',
    ]);
    const withheld = { raw: '', e164: null, national: null, withheld: true };
    expect(body({ direction: 'inbound', remote: withheld }).SourceNumber).toBe('Unknown');
  });

  it('never ends before it begins and never lasts less than nothing', () => {
    expect(body({ endedAt: 0, talkSeconds: -1 })).toMatchObject({ EndTime: '2026-11-21 09:00:00', CallDuration: 0 });
    expect(body({ talkSeconds: 61.6 }).CallDuration).toBe(62);
  });

  it('is refused without a lead, and with ids that are none', () => {
    expect(logCallBody(leadCall({ contact: null }), who)).toMatchObject({
      ok: false,
      error: { category: 'refused', code: 'no_contact', field: 'LeadId', delivery: 'not_sent' },
    });
    const contact = { id: '17', name: 'Jane', organizationId: null };
    expect(logCallBody(leadCall({ contact }), who)).toMatchObject({ ok: false, error: { field: 'LeadId' } });
    expect(logCallBody(leadCall({ dealId: '17' }), who)).toMatchObject({
      ok: false,
      error: { field: 'OpportunityId' },
    });
  });
});

describe('the status', () => {
  it('is one of three words, and missed only for who called in vain', () => {
    const table = DIRECTIONS.slice(0, 2).map((direction) =>
      OUTCOMES.map((outcome) => statusOf({ outcome, direction })),
    );
    expect(table).toEqual([
      ['Answered', 'Missed', 'NotAnswered', 'Answered', 'Answered', 'Answered', 'NotAnswered', 'NotAnswered'],
      ['Answered', 'NotAnswered', 'NotAnswered', 'Answered', 'Answered', 'Answered', 'NotAnswered', 'NotAnswered'],
    ]);
  });

  it('is the company’s own word where it has one', () => {
    expect(statusOf({ outcome: 'busy', direction: 'outbound' }, { busy: 'Line busy' })).toBe('Line busy');
    expect(statusOf({ outcome: 'no_answer', direction: 'inbound' }, { no_answer: 'Lost' })).toBe('Lost');
  });
});

describe('an update', () => {
  it('has a text for the duration, and the owner when wanted', () => {
    expect(updateBody(ACTIVITY_ID, { seconds: 61.5 })).toEqual({ ActivityId: ACTIVITY_ID, CallDuration: '62' });
    expect(updateBody(ACTIVITY_ID, { recordingUrl: 'https://a.example/x' }, USER)).toEqual({
      ActivityId: ACTIVITY_ID,
      RecordingURL: 'https://a.example/x',
      OwnerId: USER,
    });
  });
});

describe('numbers', () => {
  it.each([
    [JANE, '+1-5550100102'],
    [{ raw: '', e164: '+390612345678', national: '0612345678', withheld: false }, '+39-0612345678'],
    [{ raw: '', e164: '+4930901820', national: null, withheld: false }, '+4930901820'],
    [{ raw: 'alice@pbx.example', e164: null, national: null, withheld: false }, 'alice@pbx.example'],
    [{ raw: '  ', e164: null, national: null, withheld: false }, null],
  ])('%j is written %s', (number, text) => expect(numberText(number)).toBe(text));

  it('have no dashed form when code and rest do not part', () => {
    expect(dashedForm({ raw: '', e164: '+5491112345678', national: '1512345678', withheld: false })).toBeNull();
    expect(dashedForm({ raw: '', e164: '+123', national: '+123', withheld: false })).toBeNull();
  });
});

describe('texts', () => {
  const hell = `"Zoë" <script>alert('x')</script>\r\n\u0000{next}Tag{=}\u202e😀'; DROP TABLE leads;-- ${'x'.repeat(10_000)}`;

  it('of one line cannot part LeadSquared’s own text, open a tag, or run on', () => {
    const line = oneLine(hell, 60);
    expect(line).not.toMatch(/[<>{}\p{Cc}\u202e]/u);
    expect(Array.from(line).length).toBe(60);
    expect(line).toContain('"Zoë" ‹script›');
  });

  it('of any kind come out whole, short and harmless, and a second time the same', () => {
    const signs = ['<', '>', '{=}', '{next}', '\0', '\u202e', '\r\n', ' ', 'AC-', '0123456789AB', '\ud83d', '😀', 'x'];
    const odd = fc.string({ unit: fc.constantFrom(...signs) });
    fc.assert(
      fc.property(odd, fc.integer({ min: 1, max: 40 }), (text, longest) => {
        const line = oneLine(text, longest);
        expect(line).not.toMatch(/[<>{}\p{Cc}\u202e]/u);
        expect(line.isWellFormed()).toBe(true);
        expect(Array.from(line).length).toBeLessThanOrEqual(longest);
        expect(refsIn(line)).toEqual([]);
        expect(oneLine(line, longest)).toBe(line);
      }),
      { numRuns: 500 },
    );
  });

  it('of several lines keep them, and a reference in them is none', () => {
    expect(paragraphs('a\r\nb\rc\td\u0000 AC-0123456789AB ', 100)).toBe('a\nb\nc d AC\u20110123456789AB');
    expect(refsIn(paragraphs('AC-0123456789AB', 100))).toEqual([]);
    expect(refsIn('Ref AC-0123456789AB, AC-0000000000FF')).toEqual(['0123456789AB', '0000000000FF']);
    expect(paragraphs('\ud83d', 10)).toBe('\ufffd');
  });

  it.each([
    ['2026-07-31 05:33:50', '2026-07-31 05:33:50'],
    ['2026-07-31 05:33:50.123', '2026-07-31 05:33:50'],
    ['7/31/2026 5:33:49 AM', '2026-07-31 05:33:49'],
    ['7/31/2026 12:00:00 AM', '2026-07-31 00:00:00'],
    ['12/1/2026 12:00:00 PM', '2026-12-01 12:00:00'],
    ['12/1/2026 11:59:59 PM', '2026-12-01 23:59:59'],
  ])('the time %s is %s', (text, utc) => expect(utcText(timeOf(text) ?? 0)).toBe(utc));

  it.each(['', 'soon', '31.7.2026', undefined, null, '2026-99-31 05:33:50'])('%s is no time', (text) =>
    expect(timeOf(text)).toBeUndefined(),
  );

  it.each([
    ['2026-11-23', 'America/New_York', '2026-11-23 05:00:00'],
    ['2026-11-23', 'Asia/Kolkata', '2026-11-22 18:30:00'],
    ['2026-03-29', 'Europe/Berlin', '2026-03-28 23:00:00'],
    ['2026-03-30', 'Europe/Berlin', '2026-03-29 22:00:00'],
    ['2026-11-23', 'Mars/Crater', '2026-11-23 00:00:00'],
    ['2026-11-23', null, '2026-11-23 00:00:00'],
  ])('%s begins in %s at %s', (day, zone, utc) => expect(utcText(startOfDay(day, zone))).toBe(utc));
});

describe('hosts', () => {
  const home = 'https://api.leadsquared.com';

  it('are only believed when they are LeadSquared’s', () => {
    expect(originNamed('api-in21.leadsquared.com', home)).toBe('https://api-in21.leadsquared.com');
    expect(originNamed('https://api-in21.leadsquared.com/v2/', home)).toBe('https://api-in21.leadsquared.com');
    for (const host of [
      'evil.example',
      'leadsquared.com.evil.example',
      'evilleadsquared.com',
      '127.0.0.1:80',
      '',
      null,
    ]) {
      expect(originNamed(host, home)).toBeUndefined();
    }
    expect(originNamed('127.0.0.1:81', 'http://127.0.0.1:80')).toBe('http://127.0.0.1:81');
    expect(originNamed('api.leadsquared.com', 'http://127.0.0.1:80')).toBeUndefined();
  });

  it('are found in the words of a refusal', () => {
    expect(originIn('Please use api-ir31.leadsquared.com, see apidocs.leadsquared.com.', home)).toBe(
      'https://api-ir31.leadsquared.com',
    );
    expect(originIn('Invalid keys, see https://apidocs.leadsquared.com', home)).toBeUndefined();
  });

  it('of the web application follow from the API’s', () => {
    expect(appOrigin('in21.leadsquared.com', home)).toBe('https://in21.leadsquared.com');
    expect(appOrigin(null, 'https://api-in21.leadsquared.com')).toBe('https://in21.leadsquared.com');
    expect(appOrigin(null, home)).toBe('https://run.leadsquared.com');
    expect(leadUrl('https://in21.leadsquared.com', LEAD_ID)).toBe(
      `https://in21.leadsquared.com/LeadManagement/LeadDetails?LeadID=${LEAD_ID}`,
    );
  });

  it('without encryption get no keys, unless they are this machine', () => {
    expect(['https://a.example', 'http://127.0.0.1:8', 'http://localhost'].map(isSafe)).toEqual([true, true, true]);
    expect(['http://a.example', 'http://127.0.0.1.evil.example', 'ftp://a.example'].map(isSafe)).toEqual([
      false,
      false,
      false,
    ]);
  });
});
