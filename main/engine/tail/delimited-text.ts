/** The textual half of the delimited reader: from the file's bytes to the text of a value. */
import { Buffer, isAscii, isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';

export type TextEncoding = 'utf8' | 'utf16le';

/** Units of text decoded at a time: small enough for the cache and for what a kept value keeps alive. */
const WINDOW = 64 * 1024;
const HIGH = /[\x80-\xff]/;

/** A stretch of the file as a string with one character per unit, and how its values become final text. */
export interface TextWindow {
  readonly text: string;
  /** Unit of the first and after the last character. */
  readonly start: number;
  readonly end: number;
  /** Every value in it is final as it stands. */
  readonly plain: boolean;
}

export interface TextSource {
  /** One number per unit, ASCII below 0x80. */
  readonly codes: Uint8Array;
  window(from: number, to: number): TextWindow;
}

/** A value or a piece of the file as a person reads it. */
export interface Decoded {
  readonly text: string;
  readonly doubtful: boolean;
}

export type Decoder = (raw: string) => Decoded;

/** Whether every value in it is final as it stands. */
export function isPlainText(units: Uint8Array): boolean {
  return isAscii(units) && !units.includes(0);
}

/** UTF-8 is read as one character per byte: every delimiter is ASCII and cannot be part of a longer sequence. */
function bytesSource(bytes: Buffer): TextSource {
  return {
    codes: bytes,
    window(from, to) {
      const end = Math.min(bytes.length, Math.max(to, from + WINDOW));
      const piece = bytes.subarray(from, end);
      const text = piece.toString('latin1');
      return { text, start: from, end, plain: isPlainText(piece) };
    },
  };
}

function utf16Source(bytes: Buffer): TextSource {
  const units = bytes.length >> 1;
  const codes = new Uint8Array(units);
  for (let unit = 0; unit < units; unit++) {
    const low = bytes[unit * 2] ?? 0;
    codes[unit] = bytes[unit * 2 + 1] === 0 && low < 0x80 ? low : 0x80;
  }
  return {
    codes,
    window(from, to) {
      const end = Math.min(units, Math.max(to, from + WINDOW));
      const text = bytes.toString('utf16le', from * 2, end * 2);
      return { text, start: from, end, plain: false };
    },
  };
}

export function textSource(bytes: Buffer, encoding: TextEncoding): TextSource {
  return encoding === 'utf8' ? bytesSource(bytes) : utf16Source(bytes);
}

/** NUL never belongs to a value; what is left of a torn write would stop at it in most other programs. */
const withoutNul = (text: string, doubtful: boolean): Decoded =>
  text.includes('\0') ? { text: text.replaceAll('\0', ''), doubtful: true } : { text, doubtful };

/** Strict UTF-8, else `codePage`, one value at a time: a bad byte in one name says nothing about the others. */
function decodeBytes(raw: string, codePage: string): Decoded {
  if (!HIGH.test(raw)) return withoutNul(raw, false);
  const bytes = Buffer.from(raw, 'latin1');
  if (isUtf8(bytes)) return withoutNul(bytes.toString('utf8'), false);
  return withoutNul(iconv.decode(bytes, codePage, { stripBOM: false }), true);
}

function decodeUnits(raw: string): Decoded {
  return raw.isWellFormed() ? withoutNul(raw, false) : withoutNul(raw.toWellFormed(), true);
}

export function decoderFor(encoding: TextEncoding, codePage: string): Decoder {
  return encoding === 'utf8' ? (raw) => decodeBytes(raw, codePage) : decodeUnits;
}

/** Whether `codePage` names an encoding that values can be decoded with. */
export function isCodePage(codePage: string): boolean {
  return iconv.encodingExists(codePage);
}

/** Units to pass over before a record: a byte order mark (files get joined) and NULs left by a torn write. */
export function afterFill(source: TextSource, from: number, encoding: TextEncoding): number {
  const { codes } = source;
  let at = from;
  for (;;) {
    if (codes[at] === 0) at++;
    else if (codes[at] === 0xef && codes[at + 1] === 0xbb && codes[at + 2] === 0xbf && encoding === 'utf8') at += 3;
    else if (codes[at] === 0x80 && encoding === 'utf16le' && source.window(at, at + 1).text.startsWith('\ufeff')) at++;
    else return at;
  }
}
