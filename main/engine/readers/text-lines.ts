import { isUtf8 } from 'node:buffer';
import type { Buffer } from 'node:buffer';
import iconv from 'iconv-lite';
import { detectEncoding } from '../tail/encoding.ts';
import type { TextLine } from '../sources/row.ts';

export interface TextLines {
  readonly lines: readonly TextLine[];
  /** What stands after the last line end, null when nothing does: a line that may still be written. */
  readonly rest: TextLine | null;
}

/**
 * Cuts a whole file into lines: UTF-16 with the low byte first, UTF-8 with or without byte order mark, and line by line
 * the code page (an iconv name) where the bytes are no UTF-8. Null for UTF-16 with the high byte first.
 */
export function toLines(bytes: Buffer, codePage: string): TextLines | null {
  const encoding = detectEncoding(bytes);
  if (encoding === null) return null;
  return encoding === 'utf16le' ? cutWide(bytes) : cutNarrow(bytes, codePage);
}

function cutWide(bytes: Buffer): TextLines {
  const mark = bytes[0] === 0xff && bytes[1] === 0xfe ? 2 : 0;
  const text = bytes.toString('utf16le', mark, bytes.length - ((bytes.length - mark) % 2));
  const lines: TextLine[] = [];
  let from = 0;
  for (;;) {
    const end = text.indexOf('\n', from);
    if (end < 0) break;
    lines.push({ text: withoutReturn(text.slice(from, end)), offset: mark + from * 2 });
    from = end + 1;
  }
  return { lines, rest: from < text.length ? { text: text.slice(from), offset: mark + from * 2 } : null };
}

const LINE_FEED = 0x0a;

function cutNarrow(bytes: Buffer, codePage: string): TextLines {
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const clean = isUtf8(bytes.subarray(start));
  const decode = (from: number, to: number): string => {
    const piece = bytes.subarray(from, to);
    return withoutReturn(clean || isUtf8(piece) ? piece.toString('utf8') : iconv.decode(piece, codePage));
  };
  const lines: TextLine[] = [];
  let from = start;
  for (;;) {
    const end = bytes.indexOf(LINE_FEED, from);
    if (end < 0) break;
    lines.push({ text: decode(from, end), offset: from });
    from = end + 1;
  }
  return { lines, rest: from < bytes.length ? { text: decode(from, bytes.length), offset: from } : null };
}

const withoutReturn = (text: string): string => (text.endsWith('\r') ? text.slice(0, -1) : text);
