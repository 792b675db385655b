import {
  getExampleNumber,
  parsePhoneNumberFromString,
  type CountryCode,
  type PhoneNumber as Parsed,
} from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/examples.mobile.json' with { type: 'json' };
import { expect, it } from 'vitest';
import { createNumbers } from '../../main/engine/calls/numbers.ts';
import type { Contact } from '../../main/engine/crm/port.ts';
import { chooseContact } from '../../main/engine/matching/choose.ts';
import { contact } from '../fakes/fake-crm.ts';

/**
 * Whose number is it: 5,000 calls in 30 countries, each written as a phone writes it, against contacts written as people
 * write them, among them neighbours that differ in one digit, in the country, or in the length.
 */
const COUNTRIES: readonly CountryCode[] = [
  ...(['US', 'CA', 'GB', 'IE', 'DE', 'AT', 'CH', 'FR', 'BE', 'NL'] as const),
  ...(['ES', 'PT', 'IT', 'PL', 'CZ', 'SE', 'NO', 'DK', 'FI', 'GR'] as const),
  ...(['TR', 'IL', 'IN', 'AU', 'NZ', 'ZA', 'BR', 'MX', 'JP', 'SG'] as const),
];
const EACH = 167;

/** Small, seeded, good enough to scatter cases. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
const roll = dice(20_261_121);
const pick = <T>(list: readonly T[]): T => {
  const one = list[Math.floor(roll() * list.length)];
  if (one === undefined) throw new Error('nothing to pick from');
  return one;
};

/** A number in use in this country, by the library's own metadata. */
function someNumber(country: CountryCode): Parsed {
  const example = getExampleNumber(country, examples);
  if (example === undefined) throw new Error(`no example for ${country}`);
  for (let tries = 0; tries < 1_000; tries++) {
    const keep = Math.max(2, example.nationalNumber.length - 6);
    const tail = Array.from({ length: example.nationalNumber.length - keep }, () => Math.floor(roll() * 10)).join('');
    const parsed = parsePhoneNumberFromString(
      `+${example.countryCallingCode}${example.nationalNumber.slice(0, keep)}${tail}`,
    );
    if (parsed?.isValid() === true && parsed.country === country) return parsed;
  }
  throw new Error(`no number found for ${country}`);
}

const TRUNK_ZERO = new Set([
  'GB',
  'IE',
  'DE',
  'AT',
  'CH',
  'FR',
  'BE',
  'NL',
  'SE',
  'FI',
  'TR',
  'IL',
  'IN',
  'AU',
  'NZ',
  'ZA',
  'JP',
]);
/** What is dialled before a country code, where it is not `00`. Brazil names a carrier with it. */
const DIAL_OUT: Partial<Record<CountryCode, string>> = {
  US: '011',
  CA: '011',
  AU: '0011',
  JP: '010',
  SG: '001',
  BR: '0021',
};
const dialOut = (home: CountryCode): string => DIAL_OUT[home] ?? '00';
const bare = (text: string): string => text.replace(/[^\d+]/g, '');

/** As a PBX or softphone of an office in `home` writes the other side. */
function writtenByPhone(number: Parsed, home: CountryCode): string {
  const international = [number.number, number.number, `${dialOut(home)}${number.number.slice(1)}`];
  return number.country === home
    ? pick([...international, bare(number.formatNational()), number.nationalNumber])
    : pick(international);
}

/** As somebody in `home` types it into a CRM. */
function writtenByPeople(number: Parsed, home: CountryCode): string {
  const abroad = number.formatInternational();
  const [code = '', ...rest] = abroad.split(' ');
  const forms = [
    abroad,
    number.number,
    abroad.replaceAll(' ', '-'),
    abroad.replaceAll(' ', '.'),
    abroad.replaceAll(' ', '\u00a0'),
    `${abroad} ext. 12`,
    `tel:${number.number}`,
    `${dialOut(home)} ${abroad.slice(1)}`,
    ...(TRUNK_ZERO.has(number.country ?? '') ? [`${code} (0)${rest.join(' ')}`] : []),
  ];
  const national = number.formatNational();
  if (number.country !== home) return pick(forms);
  return pick([...forms, national, national, bare(national), national.replaceAll(' ', '-'), number.nationalNumber]);
}

/** Somebody else whose number looks much the same. */
function neighbour(number: Parsed): string {
  const digits = number.nationalNumber;
  const at = Math.floor(roll() * (digits.length - 2)) + 2;
  const other = String((Number(digits[at]) + 1 + Math.floor(roll() * 8)) % 10);
  const code = number.countryCallingCode;
  const abroad = pick(COUNTRIES.filter((country) => country !== number.country));
  const foreign = getExampleNumber(abroad, examples)?.countryCallingCode ?? '1';
  return pick([
    `+${code} ${digits.slice(0, at)}${other}${digits.slice(at + 1)}`,
    `+${code} ${digits}${Math.floor(roll() * 10)}`,
    ...(foreign === code ? [] : [`+${foreign} ${digits}`]),
    `+${code} ${digits.slice(0, -2)}${digits.slice(-1)}${digits.slice(-2, -1) === digits.slice(-1) ? other : digits.slice(-2, -1)}`,
  ]);
}

type Verdict = 'right' | 'right_nobody' | 'missed' | 'asked' | 'wrong';

function judge(number: Parsed, home: CountryCode, known: boolean): { verdict: Verdict; story: string } {
  const numbers = createNumbers(home);
  const written = writtenByPhone(number, home);
  const wanted = numbers.normalise(written);
  const stored = known ? [writtenByPeople(number, home)] : [];
  const others = Array.from({ length: 4 }, () => neighbour(number)).filter((other) => bare(other) !== number.number);
  const contacts: Contact[] = [
    ...others.map((other, index) => ({ ...contact(`other${index}`, 'Other'), numbers: [other] })),
    ...stored.map((own) => ({ ...contact('right', 'Right'), numbers: [own] })),
  ];
  const found = contacts.filter((one) => one.numbers.some((text) => numbers.same(text, wanted)));
  const choice = chooseContact(found, 'hold');
  const hits = found.map((one) => `${one.id} ${one.numbers.join()}`).join('; ');
  const story = `${home}: phone ${written}, people ${stored.join()}, found: ${hits}`;
  if (choice.kind === 'several') return { verdict: 'asked', story };
  if (choice.kind === 'none') return { verdict: known ? 'missed' : 'right_nobody', story };
  return { verdict: choice.contact.id === 'right' ? 'right' : 'wrong', story };
}

it('is answered right for at least 99.5 % of 5,000 numbers, and never by the wrong contact', () => {
  const table: Record<Verdict, number> = { right: 0, right_nobody: 0, missed: 0, asked: 0, wrong: 0 };
  const odd: string[] = [];
  let cases = 0;
  for (const country of COUNTRIES) {
    for (let n = 0; n < EACH && cases < 5_000; n++, cases++) {
      const home = roll() < 0.7 ? country : pick(COUNTRIES);
      const { verdict, story } = judge(someNumber(country), home, roll() < 0.85);
      table[verdict]++;
      if (verdict !== 'right' && verdict !== 'right_nobody') odd.push(`${verdict}: ${story}`);
    }
  }
  const right = (table.right + table.right_nobody) / cases;
  console.log(`matching, ${String(cases)} numbers: ${JSON.stringify(table)}, right ${(right * 100).toFixed(2)} %`);
  expect(cases).toBe(5_000);
  expect(
    table.wrong,
    odd
      .filter((story) => story.startsWith('wrong'))
      .slice(0, 12)
      .join('\n'),
  ).toBe(0);
  expect(right, odd.slice(0, 30).join('\n')).toBeGreaterThanOrEqual(0.995);
});
