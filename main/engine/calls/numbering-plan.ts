import { getCountries, getCountryCallingCode, isSupportedCountry, Metadata } from 'libphonenumber-js/max';
import type { CountryCode } from 'libphonenumber-js/max';

/**
 * What the library knows about one country's numbers, compiled once. Reading a number through the library itself costs
 * some 20 µs, which is too much for a hundred thousand of them; the plain cases are told by these expressions alone.
 */
export interface NumberingPlan {
  readonly callingCode: string;
  /** A whole national number, of a length that exists. */
  readonly isNational: (digits: string) => boolean;
  /** What stands before a national number inside the country, at the start of the text; null when nothing ever does. */
  readonly trunkPrefix: RegExp | null;
  /** The prefix is not just left out but rewritten: only the library knows how. */
  readonly rewrites: boolean;
  /** What is dialled before a country code from here. */
  readonly dialOut: RegExp;
}

/** Part of the library that its types leave out; `test/unit/numbers.test.ts` holds every use of it against the library. */
interface PlanFacts {
  nationalNumberPattern(): string;
  possibleLengths(): readonly number[];
  nationalPrefixForParsing(): string | undefined;
  nationalPrefixTransformRule(): string | undefined;
  IDDPrefix(): string | undefined;
}

/** Throws a `RangeError` for a country without numbers. */
export function planOfCountry(country: string): NumberingPlan & { readonly country: CountryCode } {
  if (!isSupportedCountry(country)) throw new RangeError(`no numbering plan for country ${JSON.stringify(country)}`);
  const metadata = new Metadata();
  metadata.selectNumberingPlan(country);
  return { ...compile(metadata, getCountryCallingCode(country)), country };
}

function compile(metadata: Metadata, callingCode: string): NumberingPlan {
  const facts = metadata.numberingPlan as unknown as PlanFacts;
  const whole = new RegExp(`^(?:${facts.nationalNumberPattern()})$`);
  const lengths = new Set(facts.possibleLengths());
  const prefix = facts.nationalPrefixForParsing();
  return {
    callingCode,
    isNational: (digits) => lengths.has(digits.length) && whole.test(digits),
    trunkPrefix: prefix === undefined || prefix === '' ? null : new RegExp(`^(?:${prefix})`),
    rewrites: facts.nationalPrefixTransformRule() !== undefined,
    dialOut: new RegExp(`^(?:${facts.IDDPrefix() ?? '00'})(?=[1-9])`),
  };
}

/** The first country of each calling code, which stands for the code where no country is known. */
let mainCountries: ReadonlyMap<string, CountryCode> | undefined;
const plans = new Map<string, NumberingPlan>();

/** The plan that international digits (without `+`) belong to; undefined when no country has this code. */
export function planOfDigits(digits: string): NumberingPlan | undefined {
  mainCountries ??= findMainCountries();
  for (let length = 1; length <= 3; length++) {
    const code = digits.slice(0, length);
    const country = mainCountries.get(code);
    if (country === undefined) continue;
    const known = plans.get(code) ?? planOfCountry(country);
    plans.set(code, known);
    return known;
  }
  return undefined;
}

const MAIN: Readonly<Record<string, CountryCode>> = {
  1: 'US',
  7: 'RU',
  39: 'IT',
  44: 'GB',
  47: 'NO',
  61: 'AU',
  212: 'MA',
};

function findMainCountries(): ReadonlyMap<string, CountryCode> {
  const found = new Map<string, CountryCode>();
  for (const country of getCountries()) {
    const code = getCountryCallingCode(country);
    if (!found.has(code)) found.set(code, MAIN[code] ?? country);
  }
  return found;
}
