import type { PhoneNumber } from '../../../../shared/call.ts';

/** Marks a task as ours: the call's reference in 12 upper-case hex digits, in visible text. */
const MARKER = /AC-([0-9A-F]{12})/g;

export function markerOf(ref: string): string {
  return `AC-${ref}`;
}

/** The references a text carries. */
export function refsIn(text: string): string[] {
  return [...text.matchAll(MARKER)].flatMap((match) => match[1] ?? []);
}

/** A reference that the agent wrote stays readable but no longer counts as one. */
export function withoutMarkers(text: string): string {
  return text.replace(MARKER, 'AC\u2011$1');
}

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

/** Several lines with `\n` between them. */
export function severalLines(text: string, longest: number): string {
  return cut(withoutControls(text.replace(/\r\n?/g, '\n').replaceAll('\t', ' '), '\n').trim(), longest);
}

/** Never through the middle of a character. */
function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** Control characters, invisible direction switches and halves of characters make texts lie or break. */
export function withoutControls(text: string, except = ''): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (sign) => (sign === except ? sign : ''));
}

export function numberText(number: PhoneNumber): string | null {
  const text = number.e164 ?? oneLine(number.raw, 60);
  return text === '' ? null : text;
}
