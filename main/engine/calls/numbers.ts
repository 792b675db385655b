import {
  getCountries,
  getCountryCallingCode,
  isSupportedCountry,
  Metadata,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import type { PhoneNumber } from '../../../shared/call.ts';
import { readAddress, withoutExtension } from './address.ts';

/** Reads numbers as somebody in one country does. Answers are remembered: the same few numbers come again and again. */
export interface Numbers {
  /** Never fails: what is no number keeps its text, `e164` null. The order of work is that of real dial strings. */
  normalise(raw: string): PhoneNumber;
  /**
   * Whether a number stored by somebody, in any written form, is this one. By national number; a country that both
   * sides name must be the same. Shorter than six digits: only when the digits are equal.
   */
  same(stored: string, wanted: PhoneNumber): boolean;
}

/** Below this, digits are an extension or a service and no subscriber of the public network. */
const SHORTEST_SUBSCRIBER = 6;
/** E.164 allows no more. */
const LONGEST = 15;
const REMEMBERED = 10_000;

/** Throws a `RangeError` for a country that numbers cannot be read in. */
export function createNumbers(country: string): Numbers {
  if (!isSupportedCountry(country)) throw new RangeError(`no numbering plan for country ${JSON.stringify(country)}`);
  const plan = new Metadata();
  plan.selectNumberingPlan(country);
  const reader: NumberReader = {
    country,
    ownDialOut: new RegExp(`^(?:${plan.numberingPlan?.IDDPrefix() ?? '00'})(?=[1-9])`),
  };
  const normalise = remember((raw: string) => read(raw, reader));
  return {
    normalise,
    same: (stored, wanted) => isSame(normalise(withoutExtension(stored)), wanted),
  };
}

interface NumberReader {
  readonly country: NonNullable<Parameters<typeof parsePhoneNumberFromString>[1]> & string;
  /** What is dialled before a country code in this country. */
  readonly ownDialOut: RegExp;
}

function read(raw: string, reader: NumberReader): PhoneNumber {
  const { text, digits, withheld } = readAddress(raw);
  const none = { raw: text, e164: null, national: null, withheld };
  if (digits === null) return none;
  const count = digits.startsWith('+') ? digits.length - 1 : digits.length;
  if (count < SHORTEST_SUBSCRIBER) return none;
  const found = readDigits(digits, reader);
  if (found !== null) return { raw: text, ...found, withheld };
  return { ...none, national: digits.replace(/^\+?0*/, '') };
}

interface Reading {
  readonly e164: string;
  readonly national: string;
}

/**
 * International when it says so; else national when that is a number, or `+` forgotten, or what is dialled for abroad
 * elsewhere, or at least as long as a national number is.
 */
function readDigits(digits: string, { country, ownDialOut }: NumberReader): Reading | null {
  if (digits.startsWith('+')) return international(digits.slice(1));
  const abroad = digits.replace(ownDialOut, '');
  if (abroad !== digits) return international(abroad);
  const national = parsePhoneNumberFromString(digits, country);
  if (national?.isValid()) return { e164: national.number, national: national.nationalNumber };
  if (digits.startsWith('00')) return international(digits.slice(2));
  if (national?.isPossible()) return { e164: national.number, national: national.nationalNumber };
  const plus = digits.startsWith('0') ? undefined : parsePhoneNumberFromString(`+${digits}`);
  if (plus?.isValid()) return { e164: plus.number, national: plus.nationalNumber };
  return digits.startsWith('011') ? international(digits.slice(3)) : null;
}

/** A number with a country code is taken as it is, in use or not: numbering plans change faster than programs. */
function international(digits: string): Reading | null {
  if (digits.length > LONGEST || digits.startsWith('0')) return null;
  const parsed = parsePhoneNumberFromString(`+${digits}`);
  if (parsed?.isValid()) return { e164: parsed.number, national: parsed.nationalNumber };
  const code = callingCodeOf(digits);
  return code === undefined ? null : { e164: `+${digits}`, national: digits.slice(code.length) };
}

let callingCodes: ReadonlySet<string> | undefined;

function callingCodeOf(digits: string): string | undefined {
  callingCodes ??= new Set<string>(getCountries().map((country) => getCountryCallingCode(country)));
  for (const length of [1, 2, 3]) {
    const code = digits.slice(0, length);
    if (callingCodes.has(code)) return code;
  }
  return undefined;
}

function isSame(stored: PhoneNumber, wanted: PhoneNumber): boolean {
  if (stored.national === null || wanted.national === null) {
    return stored.raw !== '' && !stored.withheld && stored.raw === wanted.raw;
  }
  if (saysCountry(stored) && saysCountry(wanted)) return stored.e164 === wanted.e164;
  return stored.national === wanted.national || endsAlike(stored, wanted);
}

/** Its country is written and not guessed from where the reader is. */
function saysCountry(number: PhoneNumber): boolean {
  return number.e164 !== null && (number.raw.startsWith('+') || /^(00|011)/.test(number.raw));
}

/** One of them was read in a country that is not its own: its digits are those of the other with something before. */
function endsAlike(stored: PhoneNumber, wanted: PhoneNumber): boolean {
  const digits = stored.raw.replace(/\D/g, '').replace(/^0+/, '');
  return digits.length >= SHORTEST_SUBSCRIBER && (digits === wanted.national || `+${digits}` === wanted.e164);
}

/** Two halves: the younger fills up, then becomes the older, and what was not asked for in between is forgotten. */
function remember(work: (text: string) => PhoneNumber): (text: string) => PhoneNumber {
  let younger = new Map<string, PhoneNumber>();
  let older = younger;
  return (text) => {
    const known = younger.get(text);
    if (known !== undefined) return known;
    const answer = older.get(text) ?? work(text);
    if (younger.size >= REMEMBERED / 2) {
      older = younger;
      younger = new Map();
    }
    younger.set(kept(text), answer);
    return answer;
  };
}

/** A text of its own: a slice would keep the whole piece of the file alive that it was cut from. */
const kept = (text: string): string => ` ${text}`.slice(1);
