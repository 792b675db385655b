import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { PhoneNumber } from '../../../shared/call.ts';
import { readAddress, withoutExtension } from './address.ts';
import { planOfCountry, planOfDigits } from './numbering-plan.ts';
import type { NumberingPlan } from './numbering-plan.ts';

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
  const home = planOfCountry(country);
  const normalise = remember((raw: string) => read(raw, home));
  return {
    normalise,
    same: (stored, wanted) => isSame(normalise(withoutExtension(stored)), wanted),
  };
}

type Home = ReturnType<typeof planOfCountry>;

function read(raw: string, home: Home): PhoneNumber {
  const { text, digits, withheld } = readAddress(raw);
  const none = { raw: text, e164: null, national: null, withheld };
  if (digits === null) return none;
  const count = digits.startsWith('+') ? digits.length - 1 : digits.length;
  if (count < SHORTEST_SUBSCRIBER) return none;
  const found = readDigits(digits, home);
  if (found !== null) return { raw: text, ...found, withheld };
  return { ...none, national: digits.replace(/^\+?0*/, '') };
}

interface Reading {
  readonly e164: string;
  readonly national: string;
}

/**
 * International when it says so; else national when that is a number; else with the prefix for abroad of most countries;
 * else as long as a national number; else with a forgotten `+`.
 */
function readDigits(digits: string, home: Home): Reading | null {
  if (digits.startsWith('+')) return international(digits.slice(1));
  const abroad = digits.replace(home.dialOut, '');
  if (abroad !== digits) return homeFromAbroad(digits, home) ?? international(abroad);
  const plain = plainNational(digits, home);
  if (plain !== null) return plain;
  if (digits.startsWith('00')) return international(digits.slice(2));
  const national = parsePhoneNumberFromString(digits, home.country);
  if (national?.isPossible()) return { e164: national.number, national: national.nationalNumber };
  const plus = digits.startsWith('0') ? undefined : parsePhoneNumberFromString(`+${digits}`);
  if (plus?.isValid()) return { e164: plus.number, national: plus.nationalNumber };
  return digits.startsWith('011') ? international(digits.slice(3)) : null;
}

/** Where a carrier's code follows the `00` (Brazil), an own number written as from abroad looks like one. */
function homeFromAbroad(digits: string, { callingCode, isNational }: Home): Reading | null {
  const prefix = `00${callingCode}`;
  const national = digits.slice(prefix.length);
  return digits.startsWith(prefix) && isNational(national) ? { e164: `+${callingCode}${national}`, national } : null;
}

/** A national number with or without its trunk prefix; null when it takes the library to tell. */
function plainNational(digits: string, plan: NumberingPlan): Reading | null {
  const { trunkPrefix, callingCode } = plan;
  const rest = trunkPrefix === null ? digits : digits.replace(trunkPrefix, '');
  if (rest !== digits && plan.rewrites) return null;
  return plan.isNational(rest) ? { e164: `+${callingCode}${rest}`, national: rest } : null;
}

/** A number with a country code is taken as it is, in use or not: numbering plans change faster than programs. */
function international(digits: string): Reading | null {
  if (digits.length > LONGEST || digits.startsWith('0')) return null;
  const plan = planOfDigits(digits);
  if (plan === undefined) return null;
  const national = digits.slice(plan.callingCode.length);
  if (plan.trunkPrefix?.test(national)) {
    const parsed = parsePhoneNumberFromString(`+${digits}`);
    if (parsed?.isValid()) return { e164: parsed.number, national: parsed.nationalNumber };
  }
  return { e164: `+${digits}`, national };
}

function isSame(stored: PhoneNumber, wanted: PhoneNumber): boolean {
  if (stored.national === null || wanted.national === null) {
    return stored.raw !== '' && !stored.withheld && stored.raw === wanted.raw;
  }
  if (stored.e164 !== null && wanted.e164 !== null && (saysCountry(stored) || !saysCountry(wanted))) {
    return stored.e164 === wanted.e164;
  }
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
    const own = kept(text);
    const answer = older.get(text) ?? work(own);
    if (younger.size >= REMEMBERED / 2) {
      older = younger;
      younger = new Map();
    }
    younger.set(own, answer);
    return answer;
  };
}

/** A text of its own: a slice would keep the whole piece of the file alive that it was cut from. */
const kept = (text: string): string => ` ${text}`.slice(1);
