/** The address inside what a call file calls a number: out of display name, brackets, URI and channel name. */

export interface Address {
  /** What is left when everything around it is taken away. */
  readonly text: string;
  /** `text` as digits with at most a `+` before them, or null when it is no number that can be dialled. */
  readonly digits: string | null;
  readonly withheld: boolean;
}

const PLAIN_DIGITS = /^\+?\d+$/;

export function readAddress(raw: string): Address {
  if (PLAIN_DIGITS.test(raw)) return { text: raw, digits: raw, withheld: false };
  const inner = insideBrackets(raw.trim());
  const text = userPart(inner);
  if (isWithheld(text)) return { text, digits: null, withheld: true };
  return { text, digits: dialable(text), withheld: false };
}

const WITHHELD = new Set([
  ...['anonymous', 'unknown', 'private', 'withheld', 'restricted', 'unavailable', 'blocked', 'nocallerid'],
  ...['<unknown>', 'private number', 'unknown number', 'no caller id', 'caller id withheld', 'number withheld'],
  ...['anonym', 'anonyme', 'anonimo', 'anónimo', 'unbekannt', 'inconnu', 'privat', 'privado', 'privato', ''],
]);

function isWithheld(text: string): boolean {
  const word = text.toLowerCase();
  return WITHHELD.has(word) || word.startsWith('anonymous@') || word.endsWith('@anonymous.invalid');
}

/** `"Name" <sip:100@host>`, `Name (100)`, and the bare form. `<unknown>` is a word of Asterisk's and has no address. */
function insideBrackets(text: string): string {
  if (text.toLowerCase() === '<unknown>') return text;
  const angle = /<([^<>]*)>[^<>]*$/.exec(text);
  if (angle?.[1] !== undefined) return angle[1].trim();
  const round = /^[^()]*\p{L}[^()]*\(([+\d][\d\s./-]*)\)$/u.exec(text);
  return round?.[1]?.trim() ?? text;
}

const SCHEME = /^(sips?|tel|callto|h323):/i;
const CHANNEL = /^(?:PJSIP|SIP|IAX2|SCCP)\/(.+?)(?:-[0-9a-f]{4,8})?$/;
const PIPE = /^Local\/([^@]+)@/;
const EXTENSION = /^ext(?:ension|n)?\.?\s*(?=\d)/i;

/** The user of a URI when it is a number, else user and host: a name means nothing without its host. */
function userPart(written: string): string {
  let text = CHANNEL.exec(written)?.[1] ?? PIPE.exec(written)?.[1] ?? written;
  if (SCHEME.test(text))
    text = text
      .replace(SCHEME, '')
      .replace(/^\/\//, '')
      .replace(/[?;].*$/s, '');
  const at = text.lastIndexOf('@');
  if (at >= 0) {
    const user = percentDecoded(text.slice(0, at).replace(/;.*$/s, ''));
    const host = text.slice(at + 1).replace(/[;?>:].*$/s, '');
    return dialable(user) === null && !isWithheld(user) ? `${user}@${host}` : user;
  }
  return percentDecoded(text).replace(EXTENSION, '').trim();
}

/** A bare `%` is a character like any other. */
function percentDecoded(text: string): string {
  if (!text.includes('%')) return text;
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch (thrown) {
      if (thrown instanceof URIError) return run;
      throw thrown;
    }
  });
}

/** Written by people and spreadsheets: blanks, dots, dashes, slashes, brackets, `(0)` after the country code. */
const WRITTEN_NUMBER = /^\+?[\d\s().\-/\u00a0\u2010-\u2015]+$/;

/** Digits sent as tones after the call was up; before them nothing or a whole number. */
const TONES = /^(.*?\d)\s*(?:[,pPwW;].*|#)$/s;
/** One or two digits for an outside line, a pause, the number. */
const OUTSIDE_LINE = /^\d{1,2}\s*,+\s*(\+?[\d\s().-]{7,})$/;

/** Digits with at most a `+` before them, or null. A feature code (`*98`) and a masked number (`12345..`) are none. */
function dialable(text: string): string | null {
  const line = OUTSIDE_LINE.exec(text)?.[1];
  let number = line ?? TONES.exec(text)?.[1] ?? text;
  number = number.normalize('NFKC').trim();
  if (!WRITTEN_NUMBER.test(number) || number.endsWith('..')) return null;
  if (number.startsWith('+')) number = number.replace(/\(0\)/, '');
  const digits = number.replace(/\D/g, '');
  return digits === '' ? null : number.startsWith('+') ? `+${digits}` : digits;
}

const EXTENSION_TAIL = /\s*(?:;?\s*ext(?:ension|n)?[.:=\s]*|x|#|durchwahl|dw\.?)\s*\d{1,7}\s*$/i;

/** Without an extension written behind the number (`x12`, `ext. 12`, `;ext=12`). */
export function withoutExtension(text: string): string {
  return text.replace(EXTENSION_TAIL, '');
}
