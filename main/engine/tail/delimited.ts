/** Cuts a delimited file into records with exact byte offsets, whatever the pieces it arrives in. */
import { Buffer } from 'node:buffer';
import type { DelimitedRecord, DelimitedShape } from '../../../shared/record.ts';
import { NEED_MORE, RecordScanner, UNCLOSED } from './delimited-scan.ts';
import type { LineEnd } from './delimited-scan.ts';
import { afterFill, decoderFor, isCodePage, isPlainText, textSource } from './delimited-text.ts';
import type { Decoder, TextEncoding, TextSource, TextWindow } from './delimited-text.ts';

export type { LineEnd } from './delimited-scan.ts';
export type { TextEncoding } from './delimited-text.ts';

/** A record with its line end may have this many bytes (UTF-16: characters); more is `too_long`. */
const LONGEST_RECORD = 1024 * 1024;
const LONGEST_TEXT = 2000;
/** Units that are tested for plain text at once. */
const BLOCK = 1024;
const NOT_PLAIN = /[^\x01-\x7f]/;

/** Where reading begins, and what earlier reading learned about the file. All of it belongs into a cursor. */
export interface DelimitedPosition {
  /** Bytes from the start of the file. */
  readonly offset: number;
  /** Null: not known yet. */
  readonly lineEnd: LineEnd | null;
  /** The bytes up to the next line end belong to a record that was given up as `too_long`. */
  readonly skipping: boolean;
}

/**
 * Push pieces in, take records out, one at a time: what is not asked for is not cut.
 *
 * A piece must not be changed by its owner until its records are taken. Values are slices of a larger string (at most
 * 64 KB): fine within a turn; what is kept for longer should go through JSON or a database first.
 */
export interface DelimitedReader {
  /**
   * Adds the bytes that follow those pushed before. With `atEnd` they also end the last record, with or without a line
   * end; a quote still open there makes its first line an `unclosed_quote`, and the lines after it are read as usual.
   */
  push(piece: Buffer, atEnd: boolean): void;
  /** The next whole record, or undefined when the rest of the bytes is none yet. Empty lines are no records. */
  next(): DelimitedRecord | undefined;
  /** First byte not yet consumed: everything before it was given out, or was no record. */
  readonly position: number;
  /** State at `position`: a reader made from it gives exactly the records that this one has yet to give. */
  readonly state: DelimitedPosition;
  /** Bytes held back after `position`. */
  readonly pending: number;
}

/** A record being made. */
interface Cut {
  readonly offset: number;
  readonly end: number;
  readonly fields: readonly string[];
  readonly doubtful: boolean;
  readonly problem: string | null;
  /** The record as it stands in the file, not yet decoded. */
  readonly raw: string;
  readonly decode: Decoder;
}

class CutRecord implements DelimitedRecord {
  readonly offset: number;
  readonly end: number;
  readonly fields: readonly string[];
  readonly doubtful: boolean;
  readonly problem: string | null;
  readonly #raw: string;
  readonly #decode: Decoder;

  constructor(cut: Cut) {
    this.offset = cut.offset;
    this.end = cut.end;
    this.fields = cut.fields;
    this.doubtful = cut.doubtful;
    this.problem = cut.problem;
    this.#raw = cut.raw;
    this.#decode = cut.decode;
  }

  text(): string {
    return this.#decode(this.#raw.slice(0, LONGEST_TEXT).replace(/[\r\n]+$/, '')).text;
  }
}

/** Takes the quotes off `raw`, which begins with one; text after the closing quote is kept. */
function unquote(raw: string): string {
  let value = '';
  for (let from = 1; ;) {
    const quote = raw.indexOf('"', from);
    if (raw.charCodeAt(quote + 1) !== 0x22) return value + raw.slice(from, quote) + raw.slice(quote + 1);
    value += raw.slice(from, quote + 1);
    from = quote + 2;
  }
}

class Reader implements DelimitedReader {
  readonly #encoding: TextEncoding;
  readonly #width: 1 | 2;
  readonly #decode: Decoder;
  readonly #scanner: RecordScanner;
  /** Offset in the file of the first byte in `#bytes`. */
  #base: number;
  #bytes: Buffer = Buffer.alloc(0);
  #source: TextSource;
  #window: TextWindow = { text: '', start: 0, end: 0, plain: true };
  #notPlain = -1;
  /** Unit after what is consumed. */
  #at = 0;
  #skipping: boolean;

  constructor(shape: DelimitedShape, encoding: TextEncoding, from: DelimitedPosition) {
    this.#encoding = encoding;
    this.#width = encoding === 'utf16le' ? 2 : 1;
    this.#decode = decoderFor(encoding, shape.codePage);
    this.#scanner = new RecordScanner(shape.separator.charCodeAt(0), shape.quote?.charCodeAt(0) ?? null, from.lineEnd);
    this.#base = from.offset;
    this.#skipping = from.skipping;
    this.#source = textSource(this.#bytes, encoding);
  }

  get position(): number {
    return this.#base + this.#at * this.#width;
  }

  get pending(): number {
    return this.#bytes.length - this.#at * this.#width;
  }

  get state(): DelimitedPosition {
    return { offset: this.position, lineEnd: this.#scanner.lineEnd, skipping: this.#skipping };
  }

  push(piece: Buffer, atEnd: boolean): void {
    const rest = this.#bytes.subarray(this.#at * this.#width);
    this.#base = this.position;
    this.#bytes = rest.length === 0 ? piece : piece.length === 0 ? rest : Buffer.concat([rest, piece]);
    this.#source = textSource(this.#bytes, this.#encoding);
    this.#show({ text: '', start: 0, end: 0, plain: true });
    this.#at = 0;
    this.#scanner.load(this.#source.codes, atEnd);
  }

  next(): DelimitedRecord | undefined {
    for (;;) {
      if (this.#skipping && !this.#skip()) return undefined;
      const { length } = this.#source.codes;
      if (this.#at >= length) return undefined;
      const from = afterFill(this.#source, this.#at, this.#encoding);
      let end = this.#scanner.scan(from);
      const unclosed = end === UNCLOSED;
      if (unclosed) end = this.#scanner.afterLine(from);
      if (end === NEED_MORE ? length - this.#at > LONGEST_RECORD : end - this.#at > LONGEST_RECORD)
        return this.#giveUp();
      if (end === NEED_MORE) return undefined;
      this.#at = end;
      if (unclosed) return this.#cut(from, end, 'unclosed_quote');
      if (!this.#scanner.empty) return this.#cut(from, end, null);
    }
  }

  /** Hands out the first bytes of an endless record; what follows up to its line end is passed over. */
  #giveUp(): DelimitedRecord {
    const from = this.#at;
    this.#at += LONGEST_RECORD;
    this.#skipping = true;
    return this.#cut(from, this.#at, 'too_long');
  }

  #skip(): boolean {
    const end = this.#scanner.afterLine(this.#at);
    this.#skipping = end === NEED_MORE;
    // A carriage return in the last place may turn out to be half a line end.
    this.#at = end === NEED_MORE ? this.#scanner.safeEnd : end;
    return !this.#skipping;
  }

  #cut(from: number, end: number, problem: string | null): DelimitedRecord {
    if (from < this.#window.start || end > this.#window.end) this.#show(this.#source.window(from, end));
    const window = this.#window;
    const raw = window.text.slice(from - window.start, end - window.start);
    const offset = this.#base + from * this.#width;
    const fields = problem === null ? this.#values(window) : [];
    const doubtful = !window.plain && this.#notPlainFrom(from) < end && this.#decodeAll(fields);
    const decode = this.#decode;
    return new CutRecord({ offset, end: this.#base + end * this.#width, fields, doubtful, problem, raw, decode });
  }

  /** Makes final text of raw values, in place. True when one of them is doubtful. */
  #decodeAll(fields: string[]): boolean {
    let doubtful = false;
    for (let at = 0; at < fields.length; at++) {
      const raw = fields[at] ?? '';
      if (!NOT_PLAIN.test(raw)) continue;
      const decoded = this.#decode(raw);
      fields[at] = decoded.text;
      doubtful ||= decoded.doubtful;
    }
    return doubtful;
  }

  #show(window: TextWindow): void {
    this.#window = window;
    this.#notPlain = -1;
  }

  /** The first unit at or after `from` that is not plain ASCII. Found once, good for all the records before it. */
  #notPlainFrom(from: number): number {
    if (this.#notPlain < from) {
      const { codes } = this.#source;
      const { end } = this.#window;
      let at = from;
      while (at < end && isPlainText(codes.subarray(at, Math.min(end, at + BLOCK)))) at += BLOCK;
      while (at < end && isPlain(codes[at] ?? 0)) at++;
      this.#notPlain = at;
    }
    return this.#notPlain;
  }

  #values(window: TextWindow): string[] {
    const { bounds, count } = this.#scanner;
    const { text, start } = window;
    const fields = new Array<string>(count >> 1);
    for (let at = 0; at < count; at += 2) {
      const from = bounds[at] ?? 0;
      const to = (bounds[at + 1] ?? 0) - start;
      fields[at >> 1] = from < 0 ? unquote(text.slice(~from - start, to)) : text.slice(from - start, to);
    }
    return fields;
  }
}

const isPlain = (code: number): boolean => code > 0 && code < 0x80;

/** True for one ASCII character that is no quote and no line end. */
function isSeparator(text: string): boolean {
  return /^[^"\r\n\0\x80-\uffff]$/.test(text);
}

/** Throws a `RangeError` for a separator that is not one ASCII character, and for an unknown code page. */
export function checkShape(shape: DelimitedShape): void {
  if (!isSeparator(shape.separator)) throw new RangeError(`not a separator: ${JSON.stringify(shape.separator)}`);
  if (!isCodePage(shape.codePage)) throw new RangeError(`unknown code page: ${shape.codePage}`);
}

/**
 * A reader for the bytes that begin at `from` (a number: an offset where nothing is known yet). Throws what
 * `checkShape` throws: presets and settings are checked first.
 */
export function createDelimitedReader(
  shape: DelimitedShape,
  encoding: TextEncoding,
  from: number | DelimitedPosition,
): DelimitedReader {
  checkShape(shape);
  const position = typeof from === 'number' ? { offset: from, lineEnd: null, skipping: false } : from;
  return new Reader(shape, encoding, position);
}

/** All records of bytes that are there as a whole. */
export function readDelimited(bytes: Buffer, shape: DelimitedShape, encoding: TextEncoding): DelimitedRecord[] {
  const reader = createDelimitedReader(shape, encoding, 0);
  reader.push(bytes, true);
  const records: DelimitedRecord[] = [];
  for (let record = reader.next(); record !== undefined; record = reader.next()) records.push(record);
  return records;
}
