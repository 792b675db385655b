/** One whole record of a delimited file. Offsets are bytes from the start of the file. */
export interface DelimitedRecord {
  readonly offset: number;
  /** The first byte after the record and its line end. */
  readonly end: number;
  /** Decoded values, quotes taken off. Empty when `problem` is set. */
  readonly fields: readonly string[];
  /** Some byte was no valid text and was decoded with the fallback code page. */
  readonly doubtful: boolean;
  /** Stable code of why this stretch of bytes is no record (`unclosed_quote`, `too_long`); null for a good one. */
  readonly problem: string | null;
  /** The record as it stands in the file, decoded, at most 2,000 characters: for the list of rejections. */
  text(): string;
}

/** How a delimited file is cut. Data of a preset. */
export interface DelimitedShape {
  readonly separator: string;
  /** Values may stand in double quotes, a quote inside is doubled. `null`: quotes mean nothing. */
  readonly quote: '"' | null;
  /** Code page for bytes that are no UTF-8, an iconv name. Default `windows-1252`. */
  readonly codePage: string;
}
