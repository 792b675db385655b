import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldGroup } from '../../main/engine/calls/fold.ts';
import { createNumbers } from '../../main/engine/calls/numbers.ts';
import { createFormat, recognise, suggestDelimited } from '../../main/engine/sources/index.ts';
import { readDelimited } from '../../main/engine/tail/delimited.ts';
import type { Leg } from '../../shared/leg.ts';
import { delimitedMappingSchema } from '../../shared/mapping.ts';

const context = {
  extensions: ['100', 'alice'],
  internalDigits: 5,
  zone: 'Europe/Berlin',
  numbers: createNumbers('US'),
};
const mapping = delimitedMappingSchema.parse({
  columns: { start: 'calldate', from: 'src', to: 'dst', duration: 'duration' },
});
const formats = (['asterisk-csv', 'asterisk-custom-csv', 'freepbx-csv', 'delimited'] as const).map((name) =>
  createFormat(name, { mapping }),
);

const value = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(
    '',
    '0',
    '12',
    '100',
    '0015550101',
    'anonymous',
    's',
    '*98',
    's-BUSY',
    'ANSWERED',
    'BUSY',
    'Dial',
    'VoiceMail',
  ),
  fc.constantFrom('2026-10-25 02:30:00', '2026-10-25 02:10:00', '2026-02-30 00:00:00', '1772442000.1', '"Zoë" <100>'),
  fc.constantFrom(
    'PJSIP/100-00000001',
    'PJSIP/trunk-00000002',
    'Local/100@q-00000003;1',
    'Local/100@q-00000003;2',
    'Local/@;',
  ),
  fc.constantFrom('calldate', 'src', 'dst', 'duration', 'billsec', 'disposition', 'Total', 'sep=;', '#'),
);
const line = fc
  .array(value, { maxLength: 22 })
  .map((fields) => fields.map((text) => `"${text.replaceAll('"', '""')}"`).join(','));
const file = fc.array(line, { maxLength: 6 }).map((lines) => lines.join('\n'));

describe('whatever a file holds', () => {
  test('every record is a leg, a rejection or passed over, in every format', () => {
    fc.assert(
      fc.property(file, (text) => {
        for (const { shape, start } of formats) {
          const mapper = start();
          for (const record of readDelimited(Buffer.from(text), shape, 'utf8')) {
            const { leg, rejection, skip } = mapper.map(record);
            expect([leg, rejection, skip].filter((part) => part !== undefined)).toHaveLength(1);
            if (leg !== undefined) expect(JSON.parse(JSON.stringify(leg))).toEqual(leg);
            if (rejection !== undefined) expect(rejection.reason).toMatch(/^[a-z_]+$/);
          }
        }
        const sample = {
          name: 'x.csv',
          cut: (shape: (typeof formats)[number]['shape']) => readDelimited(Buffer.from(text), shape, 'utf8'),
        };
        recognise(sample);
        suggestDelimited(sample);
      }),
      { numRuns: 300 },
    );
  });

  test('every leg ends in exactly one conversation with times in order, whatever the order of the legs', () => {
    const address = fc.constantFrom(
      '',
      '100',
      '101',
      '600',
      '0015550101',
      '0015550102',
      'anonymous',
      'alice',
      'bob',
      '*98',
      '15550100000',
    );
    const channel = fc.constantFrom(
      ...[
        '',
        'PJSIP/100-00000001',
        'PJSIP/101-00000002',
        'PJSIP/trunk-00000003',
        'PJSIP/trunk-00000004',
        'PJSIP/alice-00000005',
      ],
      ...[
        'Local/100@q-00000006;1',
        'Local/100@q-00000006;2',
        'Local/0015550102@i-00000007;1',
        'Local/0015550102@i-00000007;2',
      ],
    );
    const second = fc.integer({ min: 0, max: 40 });
    const app = fc.constantFrom('Dial', 'Queue', 'VoiceMail', 'Playback', 'AppDial');
    const disposition = fc.constantFrom('ANSWERED', 'NO ANSWER', 'BUSY');
    const { shape, start } = createFormat('asterisk-csv');
    const leg = fc
      .tuple(fc.tuple(address, address), fc.tuple(channel, channel), fc.tuple(second, second, second), app, disposition)
      .map(([[src, dst], [from, to], [begin, ring, talk], last, end]): Leg => {
        const at = (seconds: number) =>
          new Date(Date.UTC(2026, 2, 2, 9, 0, seconds)).toISOString().slice(0, 19).replace('T', ' ');
        const answer = end === 'ANSWERED' ? at(begin + ring) : '';
        const fields = ['', src, dst, 'x', src, from, to, last, '', at(begin), answer, at(begin + ring + talk)];
        const row = [...fields, ring + talk, end === 'ANSWERED' ? talk : 0, end, '', `1772442000.${begin}`, ''].join(
          ',',
        );
        const [record] = readDelimited(Buffer.from(row), shape, 'utf8');
        const mapped = record && start().map(record).leg;
        if (mapped === undefined) throw new Error(`no leg: ${row}`);
        return mapped;
      });
    const group = fc.uniqueArray(leg, {
      minLength: 1,
      maxLength: 8,
      selector: ({ identity, disposition: end, dialplanOnly, voicemail }) =>
        [identity, end, dialplanOnly, voicemail].join(),
    });
    const twice = group.chain((legs) =>
      fc.tuple(fc.constant(legs), fc.shuffledSubarray(legs, { minLength: legs.length })),
    );
    fc.assert(
      fc.property(twice, ([legs, shuffled]) => {
        const found = foldGroup(legs, context);
        expect(found.flatMap((one) => one.legs).sort((a, b) => a - b)).toEqual([...legs.keys()]);
        for (const { facts } of found) {
          expect(facts.startedAt).toBeLessThanOrEqual(facts.answeredAt ?? facts.startedAt);
          expect(facts.talkSeconds * 1000).toBeLessThanOrEqual(facts.endedAt - facts.startedAt);
          expect(facts.talkSeconds === 0 || facts.outcome === 'connected').toBe(true);
        }
        const identities = new Set(legs.map(({ identity }) => identity));
        fc.pre(identities.size === legs.length);
        const again = foldGroup(shuffled, context);
        expect(again.map(({ facts }) => JSON.stringify(facts)).sort()).toEqual(
          found.map(({ facts }) => JSON.stringify(facts)).sort(),
        );
      }),
      { numRuns: 500 },
    );
  });
});
