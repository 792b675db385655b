/** Marks a call log as ours: the call's reference in 12 upper-case hex digits, in visible text. */
const MARKER = /AC-([0-9A-F]{12})/g;

/** The references a note carries. */
export function refsIn(note: string): string[] {
  return [...note.matchAll(MARKER)].flatMap((match) => match[1] ?? []);
}

/**
 * The note of a call log, in HTML: the agent's own words, what has to be explained, and the reference. A reference that
 * the agent wrote stays readable but no longer counts as one.
 */
export function noteHtml(ref: string, own: string | null, explanations: readonly string[]): string {
  const words = withoutControls(lines(own ?? ''), '\n')
    .trim()
    .replace(MARKER, 'AC\u2011$1');
  const paragraphs = [words, ...explanations].filter((text) => text !== '').map((text) => `<p>${asHtml(text)}</p>`);
  return `${paragraphs.join('')}<p><small>Ref AC-${ref}</small></p>`;
}

/** Plain text as HTML text: escaped, line ends as `<br>`. */
export function asHtml(text: string): string {
  return withoutControls(lines(text), '\n')
    .replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
    .replaceAll('\n', '<br>');
}

/** Line ends as `\n`, tabs as spaces. */
function lines(text: string): string {
  return text.replace(/\r\n?/g, '\n').replaceAll('\t', ' ');
}

/** One line of at most `longest` characters, for subjects and names. */
export function oneLine(text: string, longest: number): string {
  const characters = Array.from(withoutControls(text.replace(/\s+/g, ' ')).trim());
  return characters.length <= longest ? characters.join('') : `${characters.slice(0, longest - 1).join('')}…`;
}

/** Control characters, invisible direction switches and halves of characters make texts lie or break. */
export function withoutControls(text: string, except = ''): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (sign) => (sign === except ? sign : ''));
}
