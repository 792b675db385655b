import fc from 'fast-check';
import { getCountries, getExampleNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import { describe, expect, test } from 'vitest';
import { createNumbers } from '../../main/engine/calls/numbers.ts';

const us = createNumbers('US');
const de = createNumbers('DE');

describe('numbers are read as somebody in the country reads them', () => {
  test.each([
    // What is dialled or sent by trunks, in use or not.
    ['US', '0015550102', '+15550102'],
    ['US', '5550100102', '+15550100102'],
    ['US', '15550100102', '+15550100102'],
    ['US', '+15550102', '+15550102'],
    ['US', '009005550167', '+9005550167'],
    ['US', '011442079460018', '+442079460018'],
    ['US', '442079460018', '+442079460018'],
    ['US', '(212) 555-0102', '+12125550102'],
    ['US', '+1 212 555 0102', '+12125550102'],
    ['DE', '03012345678', '+493012345678'],
    ['DE', '+49 (0)30 12345678', '+493012345678'],
    ['DE', '0049 30 12345678', '+493012345678'],
    ['DE', '030/123456-78', '+493012345678'],
    ['GB', '020 7946 0018', '+442079460018'],
    ['IT', '0112345678', '+390112345678'],
    ['AU', '0011442079460018', '+442079460018'],
    ['AU', '00442079460018', '+442079460018'],
    ['BR', '005511961234567', '+5511961234567'],
    // Around the number.
    ['US', 'sip:+15550100102@192.0.2.1;transport=tcp', '+15550100102'],
    ['US', '"Jane" <sip:15550100102@pbx.example>', '+15550100102'],
    ['US', 'sip:%2B15550100102@pbx.example', '+15550100102'],
    ['US', 'tel:+1-555-010-0102', '+15550100102'],
    ['US', 'Jane (15550100102)', '+15550100102'],
    ['US', '15550100102,123#', '+15550100102'],
    ['US', '9,15550100102', '+15550100102'],
    ['US', '１５５５０１００１０２', '+15550100102'],
  ])('%s: %s is %s', (country, raw, e164) => {
    expect(createNumbers(country).normalise(raw)).toMatchObject({ e164, withheld: false });
  });

  test.each([
    ['100', '100'],
    ['911', '911'],
    ['client1', 'client1'],
    ['*98', '*98'],
    ['Ext.10016', '10016'],
    ['sip:1001@pbx.example', '1001'],
    ['sip:bob@pbx.example', 'bob@pbx.example'],
    ['PJSIP/1001-0000002a', '1001'],
    ['Local/500@from-queue-0000;2', '500'],
    ['1-800-FLOWERS', '1-800-FLOWERS'],
    ['100%', '100%'],
    ['%zz', '%zz'],
  ])('%s has no public number, its text is kept as %s', (raw, text) => {
    expect(us.normalise(raw)).toEqual({ raw: text, e164: null, national: null, withheld: false });
  });

  test.each(['5.55E+10', '5,55E+10', '12345678..', 'XXXXXX', '555010XXXX'])(
    '%s was damaged or masked by others: no number is invented',
    (raw) => {
      expect(us.normalise(raw)).toEqual({ raw, e164: null, national: null, withheld: false });
    },
  );

  test.each(['anonymous', 'Anonymous', '"Anonymous" <anonymous>', 'unknown', '<unknown>', 'Private', 'withheld', ''])(
    '%j is a caller who hides',
    (raw) => {
      expect(us.normalise(raw)).toMatchObject({ e164: null, national: null, withheld: true });
    },
  );

  test.each(['sip:anonymous@anonymous.invalid', 'anonymous@192.0.2.1', 'UNAVAILABLE', 'Restricted', 'unbekannt'])(
    '%j too',
    (raw) => {
      expect(us.normalise(raw).withheld).toBe(true);
    },
  );

  test('a country without numbers is refused, not guessed at', () => {
    expect(() => createNumbers('XX')).toThrow(RangeError);
  });

  test('far more numbers than are remembered are still read right', () => {
    const raws = Array.from({ length: 25_000 }, (_, index) => `+1555${String(1_000_000 + index)}`);
    for (const raw of raws) us.normalise(raw);
    expect(raws.filter((raw) => us.normalise(raw).e164 !== raw)).toEqual([]);
  });
});

describe('the short way through a numbering plan', () => {
  test('comes to what the library says, in every country and every common way of writing', () => {
    const digit = fc.integer({ min: 0, max: 9 });
    fc.assert(
      fc.property(
        fc.constantFrom(...getCountries()),
        fc.array(fc.tuple(fc.nat(), digit), { maxLength: 4 }),
        (country, edits) => {
          const example = getExampleNumber(country, examples);
          fc.pre(example !== undefined);
          const digits = Array.from(example.nationalNumber);
          for (const [place, value] of edits) digits[1 + (place % (digits.length - 1))] = String(value);
          const number = parsePhoneNumberFromString(`+${example.countryCallingCode}${digits.join('')}`);
          fc.pre(number?.isValid() === true && number.nationalNumber.length >= 6);
          const numbers = createNumbers(country);
          for (const written of [number.number, `00${number.number.slice(1)}`, number.formatInternational()]) {
            expect(numbers.normalise(written)).toMatchObject({ e164: number.number, national: number.nationalNumber });
          }
          for (const written of [number.formatNational(), number.nationalNumber]) {
            const oracle = parsePhoneNumberFromString(written, country);
            if (oracle?.isValid()) expect(numbers.normalise(written).e164).toBe(oracle.number);
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  test('no text makes it throw, and nothing but digits becomes a number', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const { e164 } = de.normalise(text);
        expect(e164 === null || /^\+[1-9]\d{5,14}$/.test(e164)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a stored number is recognised in any written form', () => {
  const same = (stored: string, wanted: string) => us.same(stored, us.normalise(wanted));

  test.each([
    ['(555) 010-0102', '0015550100102'],
    ['555.010.0102 x12', '+15550100102'],
    ['+1 (555) 010-0102 ext. 12', '5550100102'],
    ['020 7946 0018', '+442079460018'],
    ['0044 20 7946 0018', '+442079460018'],
    ['44 20 7946 0018', '+442079460018'],
    ['5550102', '0015550102'],
    ['15550102', '0015550102'],
    ['100', '100'],
  ])('%s is %s', (stored, wanted) => {
    expect(same(stored, wanted)).toBe(true);
  });

  test.each([
    ['+44 555 010 0102', '+15550100102'],
    ['100', '1100'],
    ['0102', '+15550100102'],
    ['0100102', '+15550100102'],
    ['+1 212 555 0102', '+12125550103'],
    ['anonymous', 'anonymous'],
    ['', ''],
  ])('%s is not %s', (stored, wanted) => {
    expect(same(stored, wanted)).toBe(false);
  });
});
