import type { PhoneNumber } from '../../../../shared/call.ts';

export interface SearchTerm {
  readonly text: string;
  readonly limit: number;
}

const FEW = 100;
/** As many as Pipedrive gives at once: a short tail fits many numbers, the comparison afterwards picks the right ones. */
const MOST = 500;

/** Country codes whose last four digits are mostly written `56 78`, `56-78` or `5 678`; the others write `5678`. */
const TAILS: readonly { codes: readonly string[]; cut: number; by: string }[] = [
  { codes: ['32', '33', '41', '45', '46', '47', '90', '352', '358', '590', '596'], cut: 2, by: ' ' },
  { codes: ['7', '375', '380'], cut: 2, by: '-' },
  { codes: ['34', '48', '61', '351', '385', '386', '420', '421'], cut: 1, by: ' ' },
];

/**
 * What to search for, in turn, until something passes the comparison. Pipedrive searches numbers as they were typed and
 * what it does with spaces and dashes is not documented, so: the national digits (found in `0155501234` and in
 * `+155501234`), the digits with country code, and the last four digits, which stand together in most ways of writing
 * a number (`(555) 010-1234`), or as the country cuts them.
 */
export function searchTerms(number: PhoneNumber): SearchTerm[] {
  const international = number.e164?.replace(/\D/g, '') ?? '';
  const national = number.national?.replace(/\D/g, '') ?? '';
  const longest = international === '' ? (national === '' ? number.raw.replace(/\D/g, '') : national) : international;
  const tail = longest.slice(-4);
  const terms: SearchTerm[] = [
    { text: national === '' ? longest : national, limit: FEW },
    { text: international, limit: FEW },
    { text: tail, limit: MOST },
    { text: cutTail(international, tail), limit: MOST },
  ];
  // Pipedrive refuses terms of less than two characters.
  const useful = terms.filter((term) => term.text.length >= 2);
  return useful.filter((term, index) => useful.findIndex((other) => other.text === term.text) === index);
}

function cutTail(international: string, tail: string): string {
  const style = TAILS.find((candidate) => candidate.codes.some((code) => international.startsWith(code)));
  return style === undefined || tail.length < 4 ? '' : `${tail.slice(0, style.cut)}${style.by}${tail.slice(style.cut)}`;
}
