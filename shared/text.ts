/** Texts on their way to another program: caller ids and notes come from strangers. */

/** Control characters, invisible direction switches and halves of characters make texts lie or break. */
export function withoutControls(text: string, except = ''): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (sign) => (sign === except ? sign : ''));
}

/** One line of at most `longest` characters, for subjects and names. */
export function oneLine(text: string, longest: number): string {
  const characters = Array.from(withoutControls(text.replace(/\s+/g, ' ')).trim());
  return characters.length <= longest ? characters.join('') : `${characters.slice(0, longest - 1).join('')}…`;
}

/** Several lines: line ends as `\n`, tabs as spaces, nothing invisible, no blank edges. */
export function plainLines(text: string): string {
  return withoutControls(text.replace(/\r\n?/g, '\n').replaceAll('\t', ' '), '\n').trim();
}

/** Plain text as HTML text: escaped, line ends as `<br>`. */
export function asHtml(text: string): string {
  return plainLines(text)
    .replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
    .replaceAll('\n', '<br>');
}

/** A text as one line of words, for comparing what a CRM may have laid out anew. */
export function wordsOf(text: string): string {
  return text.normalize('NFC').replace(/\s+/gu, ' ').trim();
}

/** The words of an HTML text. */
export function wordsOfHtml(html: string): string {
  const text = html
    .replace(/<(br|\/p|\/li|\/div)\b[^>]*>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&#(\d{1,7});/g, (_all, code: string) => signOf(Number(code)))
    .replace(/&(lt|gt|quot|apos|nbsp);/g, (_all, name: string) => NAMED_SIGNS[name] ?? '')
    .replaceAll('&amp;', '&');
  return wordsOf(text);
}

const NAMED_SIGNS: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

function signOf(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}

/** Marks a record as ours: the call's reference in 12 upper-case hex digits, in visible text. */
const MARKER = /AC-([0-9A-F]{12})/g;

/** The marker of a call's reference. */
export function refMark(ref: string): string {
  return `AC-${ref}`;
}

/** The references that a text of a CRM carries. */
export function refsIn(text: string): string[] {
  return [...text.matchAll(MARKER)].flatMap((match) => match[1] ?? []);
}

/** What the agent wrote; a reference in it stays readable but no longer counts as one. */
export function ownWords(note: string | null): string {
  return plainLines(note ?? '').replace(MARKER, 'AC\u2011$1');
}
