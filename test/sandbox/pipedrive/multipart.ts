/** Reads `multipart/form-data` (RFC 7578) as it comes in; no part is ever held in memory. */

export interface MultipartHandler {
  /** Header names in lower case. */
  part(headers: ReadonlyMap<string, string>): void;
  data(chunk: Buffer): void;
  partEnd(): void;
}

export interface MultipartReader {
  write(chunk: Buffer): void;
  /** What is wrong with the body as a whole; undefined when it was complete. Call after the last chunk. */
  end(): string | undefined;
}

type Stage = 'preamble' | 'mark' | 'headers' | 'data' | 'epilogue' | 'broken';

const HEADERS_END = Buffer.from('\r\n\r\n');
const MAX_HEADERS = 16_384;

export function readMultipart(boundary: string, handler: MultipartHandler): MultipartReader {
  const delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1');
  let stage: Stage = 'preamble';
  // The first delimiter may stand at the very start, without its line end.
  let held: Buffer = Buffer.from('\r\n');

  /** Takes what it can from `input` and gives back what must wait for more. */
  function step(input: Buffer): Buffer | undefined {
    switch (stage) {
      case 'preamble':
      case 'data':
        return untilDelimiter(input);
      case 'mark':
        return afterDelimiter(input);
      case 'headers':
        return readHeaders(input);
      case 'epilogue':
      case 'broken':
        return undefined;
    }
  }

  function untilDelimiter(input: Buffer): Buffer | undefined {
    const inside = stage === 'data';
    const at = input.indexOf(delimiter);
    if (at === -1) {
      const safe = Math.max(0, input.length - delimiter.length + 1);
      if (inside && safe > 0) handler.data(input.subarray(0, safe));
      held = input.subarray(safe);
      return undefined;
    }
    if (inside) {
      if (at > 0) handler.data(input.subarray(0, at));
      handler.partEnd();
    }
    stage = 'mark';
    return input.subarray(at + delimiter.length);
  }

  function afterDelimiter(input: Buffer): Buffer | undefined {
    if (input.length < 2) {
      hold(input);
      return;
    }
    const mark = input.toString('latin1', 0, 2);
    stage = mark === '--' ? 'epilogue' : mark === '\r\n' ? 'headers' : 'broken';
    // The line end stays: a part without headers begins with an empty line.
    return stage === 'headers' ? input : undefined;
  }

  function readHeaders(input: Buffer): Buffer | undefined {
    const end = input.indexOf(HEADERS_END);
    if (end === -1) {
      if (input.length > MAX_HEADERS) stage = 'broken';
      hold(input);
      return;
    }
    handler.part(parseHeaders(input.toString('utf8', 0, end)));
    stage = 'data';
    return input.subarray(end + HEADERS_END.length);
  }

  function hold(input: Buffer): undefined {
    held = input;
    return undefined;
  }

  function run(start: Buffer): void {
    let rest: Buffer | undefined = start;
    while (rest !== undefined) rest = step(rest);
  }

  return {
    write(chunk) {
      if (held.length === 0) {
        run(chunk);
        return;
      }
      const waiting = held;
      held = EMPTY;
      if (stage !== 'data') {
        run(Buffer.concat([waiting, chunk]));
        return;
      }
      // Only the seam is copied, never the chunk.
      const seam = Buffer.concat([waiting, chunk.subarray(0, delimiter.length - 1)]);
      const at = seam.indexOf(delimiter);
      if (at !== -1 || chunk.length < delimiter.length) {
        run(Buffer.concat([waiting, chunk]));
        return;
      }
      handler.data(waiting);
      run(chunk);
    },
    end() {
      if (stage === 'epilogue') return undefined;
      return stage === 'broken' ? 'the multipart body is malformed' : 'the multipart body ends too early';
    },
  };
}

const EMPTY = Buffer.alloc(0);

function parseHeaders(text: string): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return headers;
}

/** The boundary of a `content-type` header, or undefined when it is no multipart form. */
export function boundaryOf(contentType: string | undefined): string | undefined {
  if (contentType === undefined || !/^multipart\/form-data\s*;/i.test(contentType)) return undefined;
  const found = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  return found?.[1] ?? found?.[2];
}

/** `name` and `filename` of a part. Browsers write a quote inside as `%22`. */
export function dispositionOf(headers: ReadonlyMap<string, string>): { name?: string; filename?: string } {
  const text = headers.get('content-disposition') ?? '';
  const value = (key: string) => {
    const found = new RegExp(`;\\s*${key}="((?:[^"\\\\]|\\\\.)*)"`, 'i').exec(text)?.[1];
    return found?.replace(/\\(["\\])/g, '$1').replace(/%22/g, '"');
  };
  const name = value('name');
  const filename = value('filename');
  return { ...(name === undefined ? {} : { name }), ...(filename === undefined ? {} : { filename }) };
}
