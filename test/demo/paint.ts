/** Colours and cell widths of a terminal. */

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34 } as const;
export type Style = keyof typeof CODES;

export type Paint = (style: Style, text: string) => string;

export const plain: Paint = (_, text) => text;
export const coloured: Paint = (style, text) => `\u001B[${CODES[style]}m${text}\u001B[0m`;

/** Colour on a terminal only, and never where NO_COLOR asks for none (https://no-color.org). */
export function paintFor(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): Paint {
  return stream.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb' ? coloured : plain;
}

const glyphs = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Exactly `width` cells: cut with an ellipsis, or filled. Names of the demo hold no double-width characters. */
export function cell(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const parts = [...glyphs.segment(text)].map(({ segment }) => segment);
  if (width === 0) return '';
  if (parts.length > width) return `${parts.slice(0, width - 1).join('')}…`;
  const fill = ' '.repeat(width - parts.length);
  return align === 'left' ? text + fill : fill + text;
}

/** Cells a text takes, colours not counted. */
export function widthOf(text: string): number {
  return [...glyphs.segment(text.replaceAll(/\u001B\[\d+m/g, ''))].length;
}
