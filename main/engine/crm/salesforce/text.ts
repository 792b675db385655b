import type { PhoneNumber } from '../../../../shared/call.ts';
import { plainLines, withoutControls } from '../../../../shared/text.ts';

/** A SOQL string with its quotes. Everything that could end it is escaped; control characters are left out. */
export function soqlText(text: string): string {
  const escaped = withoutControls(text).replace(/[\\']/g, (sign) => `\\${sign}`);
  return `'${escaped}'`;
}

/** `= 'a'`, or `IN ('a','b')` for several. */
export function soqlOneOf(values: readonly string[]): string {
  const [only = ''] = values;
  return values.length === 1 ? `=${soqlText(only)}` : ` IN (${values.map(soqlText).join(',')})`;
}

/** Salesforce's list of reserved signs in a search; one of them unescaped is an error or an operator. */
const SOSL_RESERVED = /[?&|!{}[\]()^~*:\\"'+-]/g;
/** Words that are operators unless they stand in quotes. */
const SOSL_OPERATORS = /^(and|or|not|in|returning|find)$/i;

/** One word of a SOSL search, as itself. */
export function soslWord(word: string): string {
  const escaped = withoutControls(word).replace(SOSL_RESERVED, (sign) => `\\${sign}`);
  return SOSL_OPERATORS.test(escaped) ? `"${escaped}"` : escaped;
}

const LONGEST_SEARCH = 100;

/**
 * What a person typed as a SOSL search: every word, the last one as a beginning. Undefined when fewer than two letters or
 * digits are left, which Salesforce refuses.
 */
export function soslSearch(typed: string): string | undefined {
  const words = oneLine(typed, LONGEST_SEARCH)
    .split(' ')
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
  if (words.join('').replace(/[^\p{L}\p{N}]/gu, '').length < 2) return undefined;
  const last = words.at(-1) ?? '';
  const beginning = soslWord(last);
  return [...words.slice(0, -1).map(soslWord), beginning.startsWith('"') ? beginning : `${beginning}*`].join(' ');
}

/** One line of at most `longest` UTF-16 units, for subjects and names. */
export function oneLine(text: string, longest: number): string {
  return cut(withoutControls(text.replace(/\s+/g, ' ')).trim(), longest);
}

/** Several lines of at most `longest` UTF-16 units, with `\n` between them. */
export function severalLines(text: string, longest: number): string {
  return cut(plainLines(text), longest);
}

/** Never through the middle of a character. */
export function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

export function numberText(number: PhoneNumber): string | null {
  const text = number.e164 ?? oneLine(number.raw, 60);
  return text === '' ? null : text;
}
