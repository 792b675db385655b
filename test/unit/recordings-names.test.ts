import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { readName } from '../../main/engine/recordings/index.ts';

type Row = readonly [
  name: string,
  system: string,
  stamp: string | null,
  numbers: readonly string[],
  ids: readonly string[],
  direction: string | null,
];

/** Stamps: `…Z` of the whole world, without it of the wall clock. */
const ROWS: readonly Row[] = [
  [
    'force-5550100123-3201-20261120-092517-1795166717.12206.wav',
    'freepbx',
    '2026-11-20T09:25:17',
    ['5550100123', '3201'],
    ['1795166717.12206'],
    null,
  ],
  [
    'out-0015550100123-100-20261120-092517-1795166717.7.wav',
    'freepbx',
    '2026-11-20T09:25:17',
    ['0015550100123', '100'],
    ['1795166717.7'],
    'outbound',
  ],
  [
    'external-100-Ann-Lee-555-0100-20261120-092517-1795166717.7.WAV',
    'freepbx',
    '2026-11-20T09:25:17',
    ['100', 'Ann-Lee-555-0100'],
    ['1795166717.7'],
    null,
  ],
  [
    'in-5550100200-+15550100123-20261120-092517-pbx1-1795166717.7.wav',
    'freepbx',
    '2026-11-20T09:25:17',
    ['5550100200', '+15550100123'],
    ['pbx1-1795166717.7'],
    'inbound',
  ],
  [
    'internal-101-100-20261120-092517-1795166717.7',
    'freepbx',
    '2026-11-20T09:25:17',
    ['101', '100'],
    ['1795166717.7'],
    'internal',
  ],
  [
    'ondemand-5550100123-100-20261120-092517-1795166717.7.gsm',
    'freepbx',
    '2026-11-20T09:25:17',
    ['5550100123', '100'],
    ['1795166717.7'],
    null,
  ],
  [
    'q800-5550100123-20261120-092517-1795166717.7.wav',
    'freepbx',
    '2026-11-20T09:25:17',
    ['5550100123'],
    ['1795166717.7'],
    null,
  ],
  [
    'OUT101-5550100123-20131120-092517-1384939517.77.WAV',
    'freepbx-old',
    '2013-11-20T09:25:17',
    ['101', '5550100123'],
    ['1384939517.77'],
    'outbound',
  ],
  [
    '20261120-101502-5550100123-outgoing-Main-line.mp3',
    'microsip',
    '2026-11-20T10:15:02',
    ['5550100123', 'Main-line'],
    [],
    'outbound',
  ],
  [
    '20261120-101502-anna@pbx_example-incoming-100.wav',
    'microsip',
    '2026-11-20T10:15:02',
    ['anna@pbx_example', '100'],
    [],
    'inbound',
  ],
  ['2026-11-20_10-15-02_anna_5550100123.mkv', 'linphone', '2026-11-20T10:15:02', ['anna', '5550100123'], [], null],
  ['2026-11-20_10-15-02_5550100123_.smff', 'linphone', '2026-11-20T10:15:02', ['5550100123'], [], null],
  ['[Sales]_302-+15550100123_20261120152748(84).wav', '3cx', '2026-11-20T15:27:48', ['302', '+15550100123'], [], null],
  ['[Sales_Team]_101-102_20261120120000(12).wav', '3cx', '2026-11-20T12:00:00', ['101', '102'], [], null],
  ['302-5550100123_20261120152748.wav', '3cx', '2026-11-20T15:27:48', ['302', '5550100123'], [], null],
  ['auto-1795166717-203-5550100123.wav', 'grandstream-direct', '2026-11-20T09:25:17Z', ['203', '5550100123'], [], null],
  [
    'q6500-5550100123-20261120-100755-1795169275.622744-177.wav',
    'grandstream-queue',
    '2026-11-20T10:07:55',
    ['5550100123', '177'],
    ['1795169275.622744'],
    null,
  ],
  [
    '20261120101502-1795169702.77-100-5550100123-Outbound.wav',
    'yeastar',
    '2026-11-20T10:15:02',
    ['100', '5550100123'],
    ['1795169702.77'],
    'outbound',
  ],
  [
    'Out#123#Doe, Jane#0015550100123#20261120#155844.wav',
    'swyx',
    '2026-11-20T15:58:44',
    ['123', '0015550100123'],
    [],
    'outbound',
  ],
  ['In#123##5550100123#20261120#155844.wav', 'swyx', '2026-11-20T15:58:44', ['123', '5550100123'], [], 'inbound'],
  ['recorded_conversation_2026-11-20-10-15_02_partpart1.wav', 'zoiper', '2026-11-20T10:15:02', [], [], null],
  [
    'dump-sip:100@pbx.example=>sip:5550100123@pbx.example-2026-11-20-10-15-02-dec.wav',
    'baresip',
    '2026-11-20T10:15:02',
    ['sip:100@pbx.example', 'sip:5550100123@pbx.example'],
    [],
    null,
  ],
  ['dump-2026-11-20-10-15-02-enc.wav', 'baresip', '2026-11-20T10:15:02', [], [], null],
  ['4d0c2b7e-0d8c-4b51-9a54-4a9d9a7a1c11.mp3', 'fusionpbx', null, [], ['4d0c2b7e-0d8c-4b51-9a54-4a9d9a7a1c11'], null],
  ['2026-11-20@10.15.02-call-Jane Doe.mp3', 'jitsi', '2026-11-20T10:15:02', ['Jane Doe'], [], null],
  [
    '+15550100123 - Recorded - 2026-11-20T15_44_01Z.mp3',
    'google-voice',
    '2026-11-20T15:44:01Z',
    ['+15550100123'],
    [],
    null,
  ],
  [
    '20261120_122802.881926-0400_out_+15550100123_Jane.oga',
    'android-bcr',
    '2026-11-20T16:28:02Z',
    ['+15550100123'],
    [],
    'outbound',
  ],
  ['+15550100123_261120_122802577.amr', 'android-lineageos', '2026-11-20T12:28:02', ['+15550100123'], [], null],
  ['20261120-101502.ogg', 'unknown', '2026-11-20T10:15:02', [], [], null],
  ['Call with 5550100123 on 2026.11.20 10.15.02.wav', 'unknown', '2026-11-20T10:15:02', ['5550100123'], [], null],
  ['rec-1795169702.77.wav', 'unknown', null, [], ['1795169702.77'], null],
  ['99999999-999999-5550100123-outgoing-1.wav', 'unknown', null, ['99999999', '999999', '5550100123'], [], null],
];

describe('The name of a recording tells', () => {
  it.each(ROWS)('%s', (name, ...[system, stamp, numbers, ids, direction]) => {
    const facts = readName(name);
    const said = facts.stamp === null ? null : new Date(facts.stamp.ms).toISOString().slice(0, 19);
    expect({ ...facts, stamp: said === null ? null : said + (facts.stamp?.clock === 'utc' ? 'Z' : '') }).toEqual({
      system,
      stamp,
      numbers,
      ids,
      direction,
    });
  });

  it('the same under a folder of either system and with any ending of sound', () => {
    const expected = readName('20261120-101502-5550100123-outgoing-100.mp3');
    expect(readName('C:\\Rec\\20261120-101502-5550100123-outgoing-100.WAV')).toEqual(expected);
    expect(readName('/rec/2026/20261120-101502-5550100123-outgoing-100.m4a')).toEqual(expected);
  });

  it('something or nothing for any text, without failing and in no time', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(...ROWS.map(([name]) => name)),
      fc.constantFrom('-', '_', '=>', '#'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const began = performance.now();
        const facts = readName(pieces.join(''));
        expect(facts.stamp === null || Number.isFinite(facts.stamp.ms)).toBe(true);
        expect(performance.now() - began).toBeLessThan(2000);
      }),
      { numRuns: 300, seed: 7 },
    );
  });
});

const SAMPLES = join(
  process.env['AFTERCALL_SAMPLES'] ?? join(import.meta.dirname, '../../../shared/facts/samples'),
  'recordings/filename-patterns.tsv',
);

describe.skipIf(!existsSync(SAMPLES))('Every form in the list of recorders', () => {
  const lines = existsSync(SAMPLES) ? readFileSync(SAMPLES, 'utf8').trim().split('\n').slice(1) : [];
  const examples = lines.map((line) => line.split('\t')).filter(([, , example]) => example !== '');

  it.each(examples)('%s (%s): %s is recognised', (system = '', _pattern, example = '') => {
    const family = /^(linphone|zoiper|jitsi|3cx|google-voice)/.exec(system)?.[1] ?? system;
    expect(readName(example)).toMatchObject({ system: family });
  });
});
