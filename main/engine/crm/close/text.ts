import { asHtml } from '../../../../shared/text.ts';

/** Rich text as Close wants it: paragraphs inside one `<body>`. */
export function noteHtml(paragraphs: readonly string[]): string {
  return `<body>${paragraphs.map((text) => `<p>${asHtml(text)}</p>`).join('')}</body>`;
}

/** A note as one line of words, for comparing: Close rewrites tags, line ends and blanks as it likes. */
export function noteWords(note: string): string {
  return note.normalize('NFC').replace(/\s+/gu, ' ').trim();
}

/** The words of a rich text. */
export function wordsOfHtml(html: string): string {
  const text = html
    .replace(/<(br|\/p|\/li|\/div)\b[^>]*>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&#(\d{1,7});/g, (_all, code: string) => signOf(Number(code)))
    .replace(/&(lt|gt|quot|apos|nbsp);/g, (_all, name: string) => NAMED[name] ?? '')
    .replaceAll('&amp;', '&');
  return noteWords(text);
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

function signOf(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}
