/**
 * The part of D-Bus's wire format that asking a Secret Service three questions needs. Source: D-Bus specification,
 * "Message Protocol" and "Marshaling".
 */

export interface DbusCall {
  readonly destination: string;
  readonly path: string;
  readonly face: string;
  readonly member: string;
  /** Texts (`s`) and dictionaries of texts (`a{ss}`). */
  readonly arguments: readonly (string | Readonly<Record<string, string>>)[];
}

export type DbusValue = string | number | boolean | readonly DbusValue[];

export interface DbusMessage {
  /** 2: the answer to a call, 3: an error, 4: a signal. */
  readonly type: number;
  readonly replySerial: number | null;
  readonly errorName: string | null;
  readonly body: readonly DbusValue[];
}

const LITTLE = 'l'.charCodeAt(0);
const FIELD = { path: 1, face: 2, member: 3, errorName: 4, replySerial: 5, destination: 6, signature: 8 } as const;
const FIXED_HEAD = 16;
const LONGEST = 1 << 20;
const aligned = (offset: number, to: number) => Math.ceil(offset / to) * to;

class Writer {
  bytes: number[] = [];

  pad(to: number): void {
    while (this.bytes.length % to !== 0) this.bytes.push(0);
  }

  number(value: number): void {
    this.pad(4);
    this.bytes.push(value & 255, (value >>> 8) & 255, (value >>> 16) & 255, (value >>> 24) & 255);
  }

  text(value: string): void {
    const utf8 = Buffer.from(value);
    this.number(utf8.length);
    this.bytes.push(...utf8, 0);
  }

  signature(value: string): void {
    this.bytes.push(value.length, ...Buffer.from(value), 0);
  }

  /** Bytes that `write` adds, with their length in front; the length does not count the padding before the first. */
  counted(alignment: number, write: () => void): void {
    this.number(0);
    const at = this.bytes.length - 4;
    this.pad(alignment);
    const start = this.bytes.length;
    write();
    const length = this.bytes.length - start;
    this.bytes.splice(at, 4, length & 255, (length >>> 8) & 255, (length >>> 16) & 255, (length >>> 24) & 255);
  }
}

export function encodeCall(call: DbusCall, serial: number): Buffer {
  const body = new Writer();
  for (const argument of call.arguments) {
    if (typeof argument === 'string') body.text(argument);
    else {
      body.counted(8, () => {
        for (const [key, value] of Object.entries(argument)) {
          body.pad(8);
          body.text(key);
          body.text(value);
        }
      });
    }
  }
  const head = new Writer();
  head.bytes.push(LITTLE, 1, 0, 1);
  head.number(body.bytes.length);
  head.number(serial);
  const field = (code: number, type: 'o' | 's' | 'g', value: string) => {
    head.pad(8);
    head.bytes.push(code);
    head.signature(type);
    if (type === 'g') head.signature(value);
    else head.text(value);
  };
  head.counted(8, () => {
    field(FIELD.path, 'o', call.path);
    field(FIELD.face, 's', call.face);
    field(FIELD.member, 's', call.member);
    field(FIELD.destination, 's', call.destination);
    if (call.arguments.length > 0) {
      field(FIELD.signature, 'g', call.arguments.map((each) => (typeof each === 'string' ? 's' : 'a{ss}')).join(''));
    }
  });
  head.pad(8);
  return Buffer.from([...head.bytes, ...body.bytes]);
}

class Reader {
  readonly bytes: Buffer;
  readonly little: boolean;
  offset = 0;

  constructor(bytes: Buffer, little: boolean) {
    this.bytes = bytes;
    this.little = little;
  }

  number(): number {
    this.offset = aligned(this.offset, 4);
    const value = this.little ? this.bytes.readUInt32LE(this.offset) : this.bytes.readUInt32BE(this.offset);
    this.offset += 4;
    return value;
  }

  text(length: number): string {
    if (this.offset + length >= this.bytes.length) throw new RangeError('D-Bus text is longer than its message');
    const value = this.bytes.toString('utf8', this.offset, this.offset + length);
    this.offset += length + 1;
    return value;
  }

  byte(): number {
    this.offset += 1;
    return this.bytes.readUInt8(this.offset - 1);
  }

  /** One complete type of `signature` from `at`; answers the value and where the next type starts. */
  value(signature: string, at: number): [value: DbusValue, next: number] {
    const type = signature[at];
    switch (type) {
      case 'y':
        return [this.byte(), at + 1];
      case 'b':
        return [this.number() !== 0, at + 1];
      case 'u':
      case 'i':
        return [this.number(), at + 1];
      case 's':
      case 'o':
        return [this.text(this.number()), at + 1];
      case 'g':
        return [this.text(this.byte()), at + 1];
      case 'v':
        return [this.value(this.text(this.byte()), 0)[0], at + 1];
      case 'a':
        return this.list(signature, at);
      case '(':
      case '{':
        return this.struct(signature, at);
      default:
        throw new RangeError(`D-Bus type ${type ?? 'missing'} is not read here`);
    }
  }

  private list(signature: string, at: number): [DbusValue, number] {
    const length = this.number();
    this.offset = aligned(this.offset, alignmentOf(signature.charAt(at + 1)));
    const end = this.offset + length;
    if (end > this.bytes.length) throw new RangeError('D-Bus array is longer than its message');
    const values: DbusValue[] = [];
    while (this.offset < end) values.push(this.value(signature, at + 1)[0]);
    return [values, typeEnd(signature, at)];
  }

  private struct(signature: string, at: number): [DbusValue, number] {
    this.offset = aligned(this.offset, 8);
    const values: DbusValue[] = [];
    let next = at + 1;
    while (next < signature.length && !')}'.includes(signature.charAt(next))) {
      const [value, after] = this.value(signature, next);
      values.push(value);
      next = after;
    }
    return [values, next + 1];
  }
}

function alignmentOf(type: string): number {
  if ('ygv'.includes(type)) return 1;
  return '({'.includes(type) ? 8 : 4;
}

function typeEnd(signature: string, at: number): number {
  if (signature[at] === 'a') return typeEnd(signature, at + 1);
  if (signature[at] !== '(' && signature[at] !== '{') return at + 1;
  let depth = 0;
  for (let next = at; next < signature.length; next++) {
    if ('({'.includes(signature.charAt(next))) depth += 1;
    if (')}'.includes(signature.charAt(next))) depth -= 1;
    if (depth === 0) return next + 1;
  }
  throw new RangeError('D-Bus signature does not close');
}

/**
 * The first whole message of `bytes` and how long it is; undefined while more bytes are needed. Throws `RangeError` for
 * bytes that are no message.
 */
export function decodeMessage(bytes: Buffer): { message: DbusMessage; length: number } | undefined {
  if (bytes.length < FIXED_HEAD) return undefined;
  const little = bytes.readUInt8(0) === LITTLE;
  const at = (offset: number) => (little ? bytes.readUInt32LE(offset) : bytes.readUInt32BE(offset));
  const bodyStart = aligned(FIXED_HEAD + at(12), 8);
  const length = bodyStart + at(4);
  if (length > LONGEST) throw new RangeError('D-Bus message is longer than any answer we asked for');
  if (bytes.length < length) return undefined;
  const head = new Reader(bytes.subarray(0, bodyStart), little);
  head.offset = 12;
  const fields = new Map<DbusValue, DbusValue>();
  for (const entry of head.value('a(yv)', 0)[0] as readonly (readonly [number, DbusValue])[]) {
    fields.set(entry[0], entry[1]);
  }
  const signature = String(fields.get(FIELD.signature) ?? '');
  const body = new Reader(bytes.subarray(bodyStart, length), little);
  const values: DbusValue[] = [];
  for (let next = 0; next < signature.length;) {
    const [value, after] = body.value(signature, next);
    values.push(value);
    next = after;
  }
  const replySerial = fields.get(FIELD.replySerial);
  const errorName = fields.get(FIELD.errorName);
  const message = {
    type: bytes.readUInt8(1),
    replySerial: typeof replySerial === 'number' ? replySerial : null,
    errorName: typeof errorName === 'string' ? errorName : null,
    body: values,
  };
  return { message, length };
}
