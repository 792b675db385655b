import type { Buffer } from 'node:buffer';
import type { TextEncoding } from './delimited-text.ts';

/** Bytes of the head that decide. */
const LOOKED_AT = 64;

/**
 * What the first bytes of a file say about its encoding: its byte order mark, or ASCII with a zero after every letter.
 * `utf8` stands for every encoding with one byte per ASCII letter. Null for UTF-16 with the high byte first, which no
 * known phone or PBX writes.
 */
export function detectEncoding(head: Buffer): TextEncoding | null {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf16le';
  if (head[0] === 0xfe && head[1] === 0xff) return null;
  const even = Math.min(head.length, LOOKED_AT) & ~1;
  if (even < 4) return 'utf8';
  for (let at = 0; at < even; at += 2) {
    const low = head[at] ?? 0;
    if (head[at + 1] !== 0 || low === 0 || low >= 0x80) return 'utf8';
  }
  return 'utf16le';
}
