import { Buffer } from 'node:buffer';
import { describe, expect, test } from 'vitest';
import type { FormatName } from '../../main/engine/sources/format.ts';
import { createFormat } from '../../main/engine/sources/index.ts';
import { parseCallerId } from '../../main/engine/sources/caller-id.ts';
import { readChannel } from '../../main/engine/sources/channel.ts';
import { epochOfId } from '../../main/engine/sources/asterisk-leg.ts';
import { parseClockLength, parseSeconds, parseStamp } from '../../main/engine/sources/stamp.ts';
import { readDelimited } from '../../main/engine/tail/delimited.ts';
import type { Leg } from '../../shared/leg.ts';

const ROW =
  '"","0015550101","100","from-trunk","""Zoë"" <0015550101>","PJSIP/office-trunk-00000001","PJSIP/100-00000002",' +
  '"Dial","PJSIP/100,30,tT","2026-03-02 09:00:00","2026-03-02 09:00:05","2026-03-02 09:01:00",60,55,"ANSWERED",' +
  '"DOCUMENTATION","1772442000.1","","","1772442000.1",7';

function read(text: string | Buffer, format: FormatName = 'asterisk-csv') {
  const { shape, start } = createFormat(format);
  const mapper = start();
  return readDelimited(Buffer.from(text), shape, 'utf8').map((record) => mapper.map(record));
}

const legOf = (text: string | Buffer): Leg | undefined => read(text)[0]?.leg;

describe('a row of cdr_csv', () => {
  test('becomes a leg that says everything the row says', () => {
    const start = Date.UTC(2026, 2, 2, 9);
    expect(legOf(ROW)).toEqual({
      identity: `${start}|${start + 5_000}|${start + 60_000}|60|55|answered|0015550101|100|PJSIP/office-trunk-00000001|PJSIP/100-00000002|1772442000.1|7`,
      unique: true,
      groupIds: ['L:1772442000.1', 'U:1772442000.1'],
      linkNames: ['PJSIP/office-trunk-00000001', 'PJSIP/100-00000002'],
      clock: 'wall',
      start,
      answer: start + 5_000,
      end: start + 60_000,
      epoch: 1_772_442_000_000,
      talkSeconds: 55,
      disposition: 'answered',
      dialplanOnly: false,
      voicemail: false,
      from: {
        ...{ address: '0015550101', name: 'Zoë', channel: 'PJSIP/office-trunk-00000001' },
        ...{ kind: 'other', endpoint: 'office-trunk' },
      },
      to: { address: '100', name: null, channel: 'PJSIP/100-00000002', kind: 'extension', endpoint: '100' },
      ownNumber: null,
      direction: 'inbound',
      recordingNames: [],
      fileIds: ['1772442000.1'],
      final: true,
    });
  });

  test('is the same leg after the file was saved with other quotes, another encoding or another name', () => {
    const unquoted = ROW.replaceAll(/"([^",]*)"(?=,|$)/g, '$1');
    const latin = Buffer.from(ROW, 'latin1');
    const renamed = ROW.replace('Zoë', 'Somebody else');
    expect(unquoted).not.toBe(ROW);
    expect([unquoted, latin, renamed].map((text) => legOf(text)?.identity)).toEqual(
      Array(3).fill(legOf(ROW)?.identity),
    );
  });

  test('with bytes of another encoding in its number is still the same leg', () => {
    const row = ROW.replaceAll('0015550101', 'zoë');
    expect(legOf(Buffer.from(row, 'latin1'))?.identity).toBe(legOf(row)?.identity);
  });

  test.each([
    ['another time', '09:00:00', '09:00:01'],
    ['another number', '0015550101', '0015550102'],
    ['another channel', '-00000002', '-00000003'],
    ['another id', '1772442000.1"', '1772442000.2"'],
    ['another length', ',60,55,', ',60,54,'],
    ['another end', 'ANSWERED', 'BUSY'],
    ['another part of the call', ',7', ',8'],
  ])('with %s is another leg', (_, before, after) => {
    expect(legOf(ROW.replace(before, after))?.identity).not.toBe(legOf(ROW)?.identity);
  });

  test('without an id is counted, not known again', () => {
    const sixteen = ROW.split(',').slice(0, -5).join(',');
    expect(legOf(sixteen)).toMatchObject({ unique: false, groupIds: [], epoch: null, fileIds: [] });
  });

  test.each([
    ['s', ''],
    ['h', ''],
    ['s-CHANUNAVAIL', ''],
    ['vmu100', '100'],
    ['*98', '*98'],
    ['bob', 'bob'],
    ['+15550102', '+15550102'],
  ])('to %j leads to the address %j', (destination, address) => {
    expect(legOf(ROW.replace('"100"', `"${destination}"`).replace('PJSIP/100,', 'PJSIP/100/,'))?.to.address).toBe(
      address,
    );
  });

  test('whose destination is a place in the dialplan names the number that was dialled where it is known', () => {
    const row = (data: string) => ROW.replace('"100"', '"s"').replace('PJSIP/100,30,tT', data);
    const dialled = [
      'PJSIP/0015550199@trunk,300,T',
      'SIP/trunk/0015550199,300',
      'PJSIP/100,30',
      'PJSIP/trunk/sip:0015550199@192.0.2.1',
    ];
    expect(dialled.map((data) => legOf(row(data))?.to.address)).toEqual(['0015550199', '0015550199', '', '0015550199']);
  });

  test.each([
    ['Dial', 'PJSIP/100-00000002', 55, false],
    ['Dial', 'PJSIP/100-00000002', 0, false],
    ['Hangup', 'PJSIP/100-00000002', 0, true],
    ['Hangup', '', 0, true],
    ['Playback', '', 55, true],
    ['Dial', '', 55, true],
    ['ConfBridge', '', 55, false],
    ['VoiceMail', '', 55, false],
  ])('answered by %s with the channel %j for %i s: by the dialplan alone is %s', (app, channel, talk, dialplanOnly) => {
    const row = ROW.replace('"Dial"', `"${app}"`).replace('PJSIP/100-00000002', channel).replace(',55,', `,${talk},`);
    expect(legOf(row)).toMatchObject({ dialplanOnly, voicemail: app === 'VoiceMail' });
  });
});

describe('what is no call is told by name', () => {
  test.each([
    ['a day that does not exist', ROW.replace('2026-03-02 09:00:00', '2026-02-29 09:00:00'), 'bad_date'],
    ['an answer that is no date', ROW.replace('2026-03-02 09:00:05', 'yes'), 'bad_date'],
    ['a length that is no number', ROW.replace(',60,', ',1:00,'), 'bad_number'],
    ['a torn line', ROW.split(',').slice(0, 4).join(','), 'too_few_columns'],
    ['a quote that is never closed', `${ROW.slice(0, 40)}\n`, 'unclosed_quote'],
    ['columns moved by one', ROW.replace('"ANSWERED"', '"55"'), 'bad_disposition'],
  ])('%s', (_, row, reason) => {
    expect(read(row).map(({ rejection }) => rejection?.reason)).toEqual([reason]);
  });

  test('a rejection shows the value, and no more than a glance of it', () => {
    const [mapped] = read(ROW.replace('2026-03-02 09:00:00', 'x'.repeat(500)));
    expect(mapped?.rejection).toEqual({ reason: 'bad_date', detail: `start is "${'x'.repeat(60)}…".` });
  });

  test('lines that were never meant to be calls are passed over', () => {
    const lines = ['sep=,', '# a note', ',,,', ROW.replace('2026-03-02 09:00:00', 'start')];
    expect(read(lines.join('\n')).map(({ skip }) => skip)).toEqual(['separator_line', 'comment', 'empty', 'header']);
  });
});

describe('a header decides the columns of what follows', () => {
  const header = 'calldate,clid,src,dst,duration,billsec,disposition,uniqueid,did';
  const row = '2026-03-02 09:00:00,"""Jane"" <0015550101>",0015550101,100,60,55,ANSWERED,1772442000.1,15550100000';

  test('also after a restart in the middle of the file', () => {
    const { shape, start } = createFormat('freepbx-csv');
    const first = start();
    const [head, call] = readDelimited(Buffer.from(`${header}\n${row}\n`), shape, 'utf8');
    if (head === undefined || call === undefined) throw new Error('two records expected');
    first.map(head);
    const next = start();
    next.restore(first.headerText() ?? '');
    expect(next.map(call)).toEqual(first.map(call));
    expect(next.map(call).leg).toMatchObject({ ownNumber: '15550100000', direction: 'inbound', talkSeconds: 55 });
  });

  test('and nothing is guessed without one, or with a text that is no header of ours', () => {
    const { shape, start } = createFormat('freepbx-csv');
    const mapper = start();
    for (const text of ['', 'nonsense', '{}', '["a","b"]']) mapper.restore(text);
    const [call] = readDelimited(Buffer.from(row), shape, 'utf8');
    expect(mapper.headerText()).toBe(null);
    expect(call && mapper.map(call).rejection?.reason).toBe('no_header');
  });
});

describe('the parts of a row', () => {
  test.each([
    ['"Jane Doe" <100>', 'Jane Doe', '100'],
    ['"" <100>', null, '100'],
    ['"100" <100>', null, '100'],
    [String.raw`"Bob \"The Man\" Smith" <100>`, 'Bob "The Man" Smith', '100'],
    ['"Bob "The Man" Smith" <100>', 'Bob "The Man" Smith', '100'],
    [String.raw`"Ends in \\" <100>`, 'Ends in \\', '100'],
    [String.raw`"Ends in \" <100>`, 'Ends in \\', '100'],
    ['"a <b> c" <100>', 'a <b> c', '100'],
    ['Jane <100>', 'Jane', '100'],
    ['100', null, '100'],
    ['Jane', 'Jane', ''],
    ['', null, ''],
    ['"Anonymous" <anonymous>', 'Anonymous', 'anonymous'],
  ])('the caller id %s', (text, name, number) => {
    expect(parseCallerId(text)).toEqual({ name, number });
  });

  test.each([
    ['PJSIP/100-0000002a', 'extension', '100', 'PJSIP/100-0000002a'],
    ['SIP/office-trunk-0000002a', 'other', 'office-trunk', 'SIP/office-trunk-0000002a'],
    ['Local/100@from-queue-00000001;2', 'pipe', 'Local/100@from-queue-00000001', 'Local/100@from-queue-00000001'],
    ['DAHDI/1-1', 'other', '1', null],
    ['TELCHAN/5/22', 'other', '5/22', null],
    ['IAX2/100-1234', 'extension', '100', null],
    ['Console', 'other', 'Console', null],
    ['', 'none', null, null],
  ])('the channel %s', (channel, kind, endpoint, linkName) => {
    expect(readChannel(channel)).toEqual({ kind, endpoint, linkName });
  });

  test.each([
    ['1772442000.1', 1_772_442_000_000],
    ['pbx-1.example-1772442000.1', 1_772_442_000_000],
    ['999999999.0', 999_999_999_000],
    ['x1772442000.1', null],
    ['17724420001.1', null],
    ['1772442000', null],
    ['1772442000.', null],
    ['campaign 7', null],
    ['', null],
  ])('the epoch in the id %s', (id, epoch) => {
    expect(epochOfId(id)).toBe(epoch);
  });

  test('dates are those of the calendar, to the second', () => {
    const good = ['2024-02-29 23:59:59', '2026-03-02T09:00:00', '2026-03-02 09:00', '2026-03-02 09:00:00.750'];
    expect(good.map((text) => new Date(parseStamp(text)).toISOString())).toEqual([
      '2024-02-29T23:59:59.000Z',
      '2026-03-02T09:00:00.000Z',
      '2026-03-02T09:00:00.000Z',
      '2026-03-02T09:00:00.000Z',
    ]);
    const bad = [
      '',
      '2026-03-02',
      '2023-02-29 00:00:00',
      '2026-13-01 00:00:00',
      '2026-03-02 24:00:00',
      '2026-03-02 09:60:00',
    ];
    bad.push(
      '02.03.2026 09:00:00',
      '2026-03-02 09:00:0x',
      '2026-03-02 09:00:00 CET',
      '1969-12-31 23:59:59',
      '2026-03-02 09:00:',
      '２０２６-03-02 09:00',
    );
    expect(bad.filter((text) => !Number.isNaN(parseStamp(text)))).toEqual([]);
  });

  test('lengths are whole seconds', () => {
    expect([parseSeconds('0'), parseSeconds('60.9'), parseSeconds('60,9')]).toEqual([0, 60, 60]);
    expect([parseClockLength('1:02:03', ['h', 'm', 's']), parseClockLength('2:03', ['m', 's'])]).toEqual([3723, 123]);
    const bad = [
      ...['', '-1', 'x', '1e3', '.5'].map(parseSeconds),
      parseClockLength('1:60:00', ['h', 'm', 's']),
      parseClockLength('5', ['m', 's']),
    ];
    expect(bad.every(Number.isNaN)).toBe(true);
  });
});
