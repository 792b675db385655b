import { describe, expect, it, test } from 'vitest';
import type { Mapped } from '../../main/engine/sources/format.ts';
import { GNOME_CALLS } from '../../main/engine/sources/gnome-calls.ts';
import { LINPHONE, LINPHONE_LEGACY } from '../../main/engine/sources/linphone.ts';
import { isWholeMicrosip, readMicrosip } from '../../main/engine/sources/microsip.ts';
import type { ReadRow, TextLine } from '../../main/engine/sources/row.ts';
import { isWholeTwinkle, readTwinkle } from '../../main/engine/sources/twinkle.ts';
import { microsipIni, type MicrosipRow, twinkleFile, type TwinkleRow } from '../fakes/softphones.ts';

const linesOf = (text: string): TextLine[] => text.split(/\r?\n/).map((line, offset) => ({ text: line, offset }));
const AT = 1_793_000_000;

const ini = (rows: readonly (MicrosipRow | null)[], account?: string) =>
  linesOf(microsipIni(new Map(rows.map((row, key) => [key, row])), rows.length - 1, account));
const microsip = (...rows: readonly MicrosipRow[]) => [...readMicrosip(ini(rows))].map(({ mapped }) => mapped);

const brief = ({ leg }: Mapped): string => {
  if (leg === undefined) return 'no leg';
  const { direction, from, to, disposition, talkSeconds, final } = leg;
  const remote = direction === 'inbound' ? from : to;
  return [direction, remote.address, remote.name ?? '-', disposition, talkSeconds, final ? 'final' : 'open'].join(' ');
};

describe('MicroSIP', () => {
  it('a row is final when its last field is not empty, whatever language that is in', () => {
    const row = { number: '5550102', name: 'Zoë', type: 0, at: AT } as const;
    const rows = [
      row,
      { ...row, seconds: 7 },
      { ...row, seconds: 7, info: 'Anruf beendet' },
      { ...row, info: 'Отменено' },
    ];
    expect(microsip(...rows).map(brief)).toEqual([
      'outbound 5550102 Zoë unknown 0 open',
      'outbound 5550102 Zoë answered 7 open',
      'outbound 5550102 Zoë answered 7 final',
      'outbound 5550102 Zoë unknown 0 final',
    ]);
  });

  it('an incoming row of type 1 without a length is a call that was not answered', () => {
    const row = { number: '5550102', at: AT, info: 'Gone' } as const;
    expect(microsip({ ...row, type: 1 }, { ...row, type: 2 }).map(brief)).toEqual(
      Array(2).fill('inbound 5550102 - no_answer 0 final'),
    );
  });

  it('trap 1: ringing, missed and ended are one call: its identity stays', () => {
    const row = { number: '5550102', at: AT, type: 1 } as const;
    const seen = [row, { ...row, name: 'Zoë' }, { ...row, type: 2, info: 'Missed Call' } as const];
    const identities = seen.map((one) => microsip(one)[0]?.leg?.identity);
    expect(new Set(identities).size).toBe(1);
    expect(microsip({ ...row, type: 0 })[0]?.leg?.identity).not.toBe(identities[0]);
  });

  it('two calls with one number in one second are two', () => {
    const row = { number: '5550102', at: AT, type: 1, info: 'Gone' } as const;
    expect(new Set(microsip(row, row).map(({ leg }) => leg?.identity)).size).toBe(2);
  });

  it('trap 3: a name may hold what separates the fields, and so may an address', () => {
    const rows = [
      { number: '5550102', name: 'Doe; Jane; 1;2', type: 1, at: AT, seconds: 3, info: 'Call; Ended' },
      { number: 'jane@example.com', name: 'transport=tcp;Jane', type: 0, at: AT, seconds: 3, info: 'x' },
    ] as const;
    expect(microsip(...rows).map(brief)).toEqual([
      'inbound 5550102 Doe; Jane; 1;2 answered 3 final',
      'outbound jane@example.com Jane answered 3 final',
    ]);
  });

  it('what was answered on another phone has nobody on our side', () => {
    const [mapped] = microsip({ number: '5550102', type: 3, at: AT, info: 'Answered Elsewhere' });
    expect(mapped?.leg?.to).toEqual({ address: '', name: null, channel: null, kind: 'none', endpoint: null });
  });

  it('a deleted row is no call and a row that makes no sense is rejected by name', () => {
    const lines = ini([null]).flatMap((line) =>
      line.text === '0=null' ? [line, bad('1=5550102;x;9;1793000000;0;x')] : [line],
    );
    const more = [bad('2=5550102;x'), bad('3=5550102;x;1;yesterday;0;x')];
    const at = lines.findIndex(({ text }) => text === '[Dialed]');
    lines.splice(at, 0, ...more);
    expect([...readMicrosip(lines)].map(({ mapped }) => mapped.skip ?? mapped.rejection?.reason)).toEqual([
      'deleted',
      'bad_type',
      'too_few_columns',
      'bad_row',
    ]);
  });

  it('the account is known when there is one, and never guessed from several', () => {
    const row = { number: '5550102', type: 0, at: AT, seconds: 1, info: 'x' } as const;
    const one = ini([row], '107');
    const two = [...one, ...linesOf('[Account2]\r\nusername=108')];
    expect([one, two].map((lines) => [...readMicrosip(lines)][0]?.mapped.leg?.from.address)).toEqual(['107', '']);
  });

  it('a file whose ring points to a row that is not there is being written', () => {
    const row = { number: '5550102', type: 0, at: AT, info: 'x' } as const;
    const whole = ini([row, row]);
    expect(isWholeMicrosip(whole)).toBe(true);
    expect(isWholeMicrosip(whole.filter(({ text }) => !text.startsWith('1=')))).toBe(false);
    expect(isWholeMicrosip(whole.slice(0, 6))).toBe(false);
  });
});

const bad = (text: string): TextLine => ({ text, offset: 0 });

describe('Twinkle', () => {
  const row: TwinkleRow = {
    start: AT,
    answer: AT + 5,
    end: AT + 65,
    way: 'out',
    peer: 'sip:5550102@example.com',
    code: 200,
  };
  const read = (...rows: readonly TwinkleRow[]): ReadRow[] => [...readTwinkle(linesOf(twinkleFile(rows)))];
  const legs = (rows: readonly ReadRow[]) =>
    rows.flatMap(({ mapped }) => (mapped.leg === undefined ? [] : [brief(mapped)]));

  it('the outcome comes from the answer to the INVITE and the direction', () => {
    const codes = [486, 487, 404, 503, 603, 480] as const;
    const unanswered = codes.map((code) => ({ ...row, answer: 0, code }));
    const both = [...unanswered, ...unanswered.map((one) => ({ ...one, way: 'in' as const }))];
    expect(legs(read(row, ...both)).map((text) => text.split(' ').slice(-3).join(' '))).toEqual([
      'answered 60 final',
      ...['busy', 'cancelled', 'failed', 'failed', 'busy', 'no_answer'].map((word) => `${word} 0 final`),
      ...codes.map(() => 'no_answer 0 final'),
    ]);
  });

  it('a bar and a backslash inside a name are what they are', () => {
    const [, first] = read({ ...row, name: 'a|b\\c' });
    expect(first?.mapped.leg?.to.name).toBe('a|b\\c');
  });

  it('a short or empty file is being rewritten, a short line is rejected', () => {
    expect([linesOf(twinkleFile([row])), [], linesOf('1793|')].map(isWholeTwinkle)).toEqual([true, false, false]);
    const [, cut] = readTwinkle(linesOf('# x\n1793000000|0|1793000010|out|Ann'));
    expect(cut?.mapped.rejection?.reason).toBe('too_few_columns');
  });
});

describe('Linphone', () => {
  const row = {
    ...{
      row_id: 1,
      call_id: 'abc',
      caller: 'sip:5550102@example.com',
      callee: 'sip:100@pbx.example.com',
      callee_name: null,
    },
    ...{ caller_name: 'Zoë "Z" <x>', direction: 1, start_time: '2026-03-02 09:00:00', ended: 0 },
  };
  const ringing = { ...row, status: 1, duration: 0, connected_time: null, quality: -1 };
  const read = (change: object) => brief(LINPHONE.map({ ...ringing, ...change }));

  it('trap 6: a row is open while it rings and talks, and final when it ended', () => {
    const talking = { status: 0, connected_time: '2026-03-02 09:00:05' };
    expect([{}, talking, { ...talking, duration: 600, quality: 4.2 }, { ended: 1 }].map(read)).toEqual([
      'inbound sip:5550102@example.com Zoë "Z" <x> no_answer 0 open',
      'inbound sip:5550102@example.com Zoë "Z" <x> answered 0 open',
      'inbound sip:5550102@example.com Zoë "Z" <x> answered 600 final',
      'inbound sip:5550102@example.com Zoë "Z" <x> no_answer 0 final',
    ]);
    const identities = [{}, { ...talking, duration: 600 }].map(
      (change) => LINPHONE.map({ ...ringing, ...change }).leg?.identity,
    );
    expect(new Set(identities).size).toBe(1);
  });

  it('times are UTC without a mark; never connected is 1970 or nothing', () => {
    const { leg } = LINPHONE.map({ ...ringing, status: 2, connected_time: '1970-01-01 00:00:00' });
    expect(leg).toMatchObject({ clock: 'utc', start: Date.UTC(2026, 2, 2, 9), answer: null, final: true });
  });

  it('statuses by direction; what was taken elsewhere has nobody on our side', () => {
    const outbound = { direction: 0, caller: row.callee, callee: row.caller };
    const word = (change: object): string =>
      read({ ended: 1, ...change })
        .split(' ')
        .at(-3) ?? '';
    expect([1, 2, 3, 4].map((status) => word({ status, ...outbound }))).toEqual([
      'cancelled',
      'no_answer',
      'busy',
      'failed',
    ]);
    expect([1, 2, 3, 4, 5, 6].map((status) => word({ status }))).toEqual(Array(6).fill('no_answer'));
    expect([2, 3, 5, 6].map((status) => LINPHONE.map({ ...ringing, status }).leg?.to.kind)).toEqual([
      ...['self', 'self'],
      ...['none', 'none'],
    ]);
  });

  test('the old database: epochs as text, the length of an unanswered call is its ringing, every row is final', () => {
    const old = { ...row, caller: '"User 06" <sip:user06@pbx.example>', caller_name: null, start_time: '1574238031' };
    const answered = LINPHONE_LEGACY.map({
      ...old,
      duration: 11,
      connected_time: '1574238033',
      status: 0,
      quality: 4.9,
    });
    const aborted = LINPHONE_LEGACY.map({ ...old, duration: 9, connected_time: '0', status: 1, quality: -1 });
    expect([answered, aborted].map(brief)).toEqual([
      'inbound sip:user06@pbx.example User 06 answered 11 final',
      'inbound sip:user06@pbx.example User 06 no_answer 0 final',
    ]);
    expect([answered.leg?.end, aborted.leg?.end]).toEqual([1_574_238_044_000, 1_574_238_040_000]);
  });
});

describe('GNOME Calls', () => {
  it('answered and end are filled in as they come; times carry microseconds', () => {
    const row = {
      row_id: 1,
      target: '+15550102',
      inbound: 1,
      start_time: '2026-03-02T09:00:00.123456Z',
      protocol: 'tel',
    };
    const answered = { ...row, answered: '2026-03-02T09:00:05.5Z' };
    const rows = [
      { ...row, answered: null, ended: null },
      { ...answered, ended: null },
      { ...answered, ended: '2026-03-02T09:01:05.499999+00:00' },
      { ...row, answered: null, ended: '2026-03-02T09:00:09Z' },
    ];
    expect(rows.map((one) => brief(GNOME_CALLS.map(one)))).toEqual([
      'inbound +15550102 - no_answer 0 open',
      'inbound +15550102 - answered 0 open',
      'inbound +15550102 - answered 59 final',
      'inbound +15550102 - no_answer 0 final',
    ]);
    expect(GNOME_CALLS.map({ ...row, start_time: 'soon' }).rejection?.reason).toBe('bad_date');
  });
});
