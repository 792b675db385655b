/** The structural half of the delimited reader: finds where values and records end. Knows bytes, not text. */

/** How records end. `cr` only as long as the file showed nothing but lone carriage returns. */
export type LineEnd = 'lf' | 'cr';

/** The scan met the end of what is there before the end of the record. */
export const NEED_MORE = -1;
/** A quote was opened and not closed within the limits: what follows is not one record. */
export const UNCLOSED = -2;

/** A record with line ends inside its quotes may be this long and have this many of them. */
const QUOTED_BYTES = 64 * 1024;
const QUOTED_LINE_ENDS = 200;

const LF = 10;
const CR = 13;
const NONE = -1;

/**
 * Scans one record at a time over `codes`: one number per unit of the text, where the units below 0x80 are ASCII.
 * Every answer depends on the content alone, never on how much of it happened to be there at a time.
 */
export class RecordScanner {
  lineEnd: LineEnd | null;
  /** Values of the last whole record: pairs of start and end; `~start` when the value still holds its quotes. */
  bounds = new Int32Array(128);
  count = 0;
  #codes: Uint8Array = new Uint8Array(0);
  #complete = false;
  #start = 0;
  #doubled = false;
  #breaks = 0;
  readonly #separator: number;
  readonly #quote: number;

  constructor(separator: number, quote: number | null, lineEnd: LineEnd | null) {
    this.#separator = separator;
    this.#quote = quote ?? NONE;
    this.lineEnd = lineEnd;
  }

  /** The last scan found a line without a single character. */
  get empty(): boolean {
    return this.count === 2 && this.bounds[0] === this.#start && this.bounds[1] === this.#start;
  }

  /** How far a search for a line end that found none may be considered done. */
  get safeEnd(): number {
    const { length } = this.#codes;
    return this.lineEnd !== 'lf' && this.#codes[length - 1] === CR ? length - 1 : length;
  }

  /** `complete`: nothing follows these codes, so that their end also ends a record. */
  load(codes: Uint8Array, complete: boolean): void {
    this.#codes = codes;
    this.#complete = complete;
  }

  /** Scans the record at `from`. Gives the first unit after its line end, `NEED_MORE` or `UNCLOSED`. */
  scan(from: number): number {
    const codes = this.#codes;
    const length = codes.length;
    const separator = this.#separator;
    const quote = this.#quote;
    const loneCr = this.lineEnd === 'lf' ? NONE : CR;
    this.count = 0;
    this.#start = from;
    this.#breaks = 0;
    for (let start = from; ;) {
      let stop = start;
      let quoted = false;
      if (start < length && codes[start] === quote) {
        const next = this.#plainEnd(start + 1);
        if (next > 0) {
          start = next;
          continue;
        }
        stop = this.#closing(start + 1);
        if (stop < 0) return stop;
        quoted = true;
      }
      const closed = stop;
      while (stop < length) {
        const code = codes[stop];
        if (code === separator || code === LF || code === loneCr) break;
        stop++;
      }
      if (stop === length && !this.#complete) return NEED_MORE;
      const inside = stop < length && codes[stop] === separator;
      let end = stop + 1;
      if (!inside) {
        end = stop === length ? length : this.#afterLineEnd(stop);
        if (end === NEED_MORE) return NEED_MORE;
        while (stop > closed && codes[stop - 1] === CR) stop--;
      }
      if (!quoted) this.#add(start, stop);
      else if (stop === closed && !this.#doubled) this.#add(start + 1, stop - 1);
      else this.#add(~start, stop);
      if (!inside) return end;
      start = end;
    }
  }

  /** The first unit after the line that `from` is in, whatever its quotes; `NEED_MORE` when its end is not there. */
  afterLine(from: number): number {
    const codes = this.#codes;
    const loneCr = this.lineEnd === 'lf' ? NONE : CR;
    for (let at = from; at < codes.length; at++) {
      const code = codes[at];
      if (code === LF || code === loneCr) return this.#afterLineEnd(at);
    }
    return this.#complete ? codes.length : NEED_MORE;
  }

  /** The value most often met: no quote or line end in it, a separator after it. Gives the unit after that, or 0. */
  #plainEnd(from: number): number {
    const codes = this.#codes;
    const quote = this.#quote;
    const last = codes.length - 1;
    let at = from;
    while (at < last) {
      const code = codes[at] ?? 0;
      if (code === quote) break;
      if (code <= CR) return 0;
      at++;
    }
    if (at >= last || codes[at + 1] !== this.#separator) return 0;
    this.#add(from, at);
    return at + 2;
  }

  /**
   * The unit after the quote that closes the value beginning at `from`, or a negative answer. After a line end inside
   * the value, a quote with text behind it opens a value of a later record: this value was never closed.
   */
  #closing(from: number): number {
    const codes = this.#codes;
    const length = codes.length;
    const quote = this.#quote;
    const loneCr = this.lineEnd === 'lf' ? NONE : CR;
    this.#doubled = false;
    const breaksBefore = this.#breaks;
    let at = from;
    for (;;) {
      while (at < length) {
        const code = codes[at];
        if (code === quote) break;
        if (code === LF || code === loneCr) this.#breaks++;
        at++;
      }
      if (this.#breaks > 0 && (at - this.#start > QUOTED_BYTES || this.#breaks > QUOTED_LINE_ENDS)) return UNCLOSED;
      if (at === length) return this.#complete ? UNCLOSED : NEED_MORE;
      if (at + 1 === length) return this.#complete ? length : NEED_MORE;
      const after = codes[at + 1] ?? 0;
      if (after !== quote) {
        const ends = after === this.#separator || after === LF || after === CR;
        return ends || this.#breaks === breaksBefore ? at + 1 : UNCLOSED;
      }
      this.#doubled = true;
      at += 2;
    }
  }

  /** Learns from the line end at `at` which kind the file uses. A line feed settles it for good. */
  #afterLineEnd(at: number): number {
    const codes = this.#codes;
    if (codes[at] === LF) {
      this.lineEnd = 'lf';
      return at + 1;
    }
    if (this.lineEnd === 'cr') return at + 1;
    if (at + 1 === codes.length && !this.#complete) return NEED_MORE;
    const both = codes[at + 1] === LF;
    this.lineEnd = both ? 'lf' : 'cr';
    return both ? at + 2 : at + 1;
  }

  #add(start: number, end: number): void {
    if (this.count === this.bounds.length) {
      const larger = new Int32Array(this.count * 2);
      larger.set(this.bounds);
      this.bounds = larger;
    }
    this.bounds[this.count++] = start;
    this.bounds[this.count++] = end;
  }
}
