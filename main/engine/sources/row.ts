import type { Mapped } from './format.ts';

/** One row of a source that is no delimited text, read. */
export interface ReadRow {
  readonly mapped: Mapped;
  /** Byte at which it begins, or the number of the row in its table: for the list of rejections. */
  readonly offset: number;
  /** The row as it stands in the source, at most 2,000 characters; two equal texts are the same row. */
  readonly text: string;
}

/** One line of a text file, decoded. */
export interface TextLine {
  readonly text: string;
  /** Bytes from the start of the file. */
  readonly offset: number;
}

const SHOWN = 2_000;

export const cutText = (text: string): string => (text.length > SHOWN ? text.slice(0, SHOWN) : text);
