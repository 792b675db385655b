import { reading, zeroTailOf, type Reading, type Source } from './source.ts';

/** Element ids (RFC 8794, RFC 9559), marks included. */
const DOC_TYPE = 0x4282;
const SEGMENT = 0x18538067;
const INFO = 0x1549a966;
const TRACKS = 0x1654ae6b;
const TIMESTAMP_SCALE = 0x2ad7b1;
const DURATION = 0x4489;
const TRACK_ENTRY = 0xae;
const CODEC_ID = 0x86;

interface Element {
  readonly id: number;
  readonly start: number;
  /** Offset after it; null when its length is not known (it is still being written). */
  readonly end: number | null;
}

/** Matroska and WebM. Recorders write the length of the segment and the duration when they close the file. */
export async function readMatroska(source: Source): Promise<Reading> {
  const head = await source.read(0, 4096);
  const ebml = elementAt(head, 0, 0);
  if (ebml?.end === undefined || ebml.end === null) return broken('no_header');
  const docType = textOf(elementsIn(head.subarray(ebml.start, ebml.end)).find(({ id }) => id === DOC_TYPE));
  const container = docType === 'webm' ? 'webm' : 'matroska';
  const segment = elementAt(await source.read(ebml.end, 12), 0, ebml.end);
  if (segment?.id !== SEGMENT) return broken('no_header');
  const { scale, duration, codec, whole } = await readSegment(source, segment);
  const seconds = ((duration ?? 0) * scale) / 1e9;
  const unfinished = (reason: string): Reading => reading(container, codec, seconds, { end: 'unfinished', reason });
  if (duration === null || duration <= 0) return unfinished('header_open');
  if (segment.end === null) return unfinished('header_open');
  if (segment.end > source.size || !whole) return unfinished('shorter_than_header');
  if (segment.end < source.size) return unfinished('sizes_differ');
  if (await zeroTailOf(source, segment.start, segment.end, 64)) return unfinished('zero_bytes');
  return reading(container, codec, seconds);
}

const broken = (reason: string): Reading => reading('matroska', 'unknown', 0, { end: 'unfinished', reason });

interface Segment {
  readonly scale: number;
  readonly duration: number | null;
  readonly codec: string;
  /** Its elements fill it exactly. */
  readonly whole: boolean;
}

async function readSegment(source: Source, segment: Element): Promise<Segment> {
  let [scale, duration, codec]: [number, number | null, string] = [1_000_000, null, 'unknown'];
  const end = Math.min(segment.end ?? source.size, source.size);
  let at = segment.start;
  for (let count = 0; at < end && count < 1_000_000; count++) {
    const element = elementAt(await source.read(at, 12), 0, at);
    if (element?.end === undefined || element.end === null || element.end > end) break;
    if (element.id === INFO || element.id === TRACKS) {
      const body = await source.read(element.start, Math.min(element.end - element.start, 1_048_576));
      for (const { id, bytes } of elementsIn(body)) {
        if (id === TIMESTAMP_SCALE && bytes.length > 0 && bytes.length <= 6) scale = bytes.readUIntBE(0, bytes.length);
        else if (id === DURATION && bytes.length === 4) duration = bytes.readFloatBE(0);
        else if (id === DURATION && bytes.length === 8) duration = bytes.readDoubleBE(0);
        else if (id === TRACK_ENTRY && codec === 'unknown') {
          codec = codecName(textOf(elementsIn(bytes).find((part) => part.id === CODEC_ID)));
        }
      }
    }
    at = element.end;
  }
  return { scale, duration, codec, whole: at === end };
}

function elementAt(bytes: Buffer, at: number, base: number): Element | null {
  const idLength = Math.clz32((bytes[at] ?? 0) << 24) + 1;
  if (idLength > 4 || at + idLength >= bytes.length) return null;
  const id = bytes.readUIntBE(at, idLength);
  const first = bytes[at + idLength] ?? 0;
  const length = Math.clz32(first << 24) + 1;
  const start = at + idLength + length;
  if (length > 8 || start > bytes.length) return null;
  let value = first & (0xff >> length);
  let unknown = value === 0xff >> length;
  for (const byte of bytes.subarray(at + idLength + 1, start)) {
    value = value * 256 + byte;
    unknown &&= byte === 0xff;
  }
  return { id, start: base + start, end: unknown ? null : base + start + value };
}

function elementsIn(bytes: Buffer): readonly { readonly id: number; readonly bytes: Buffer }[] {
  const elements: { id: number; bytes: Buffer }[] = [];
  for (let at = 0; at < bytes.length;) {
    const element = elementAt(bytes, at, 0);
    if (element?.end === undefined || element.end === null) break;
    elements.push({ id: element.id, bytes: bytes.subarray(element.start, element.end) });
    at = element.end;
  }
  return elements;
}

const textOf = (element: { readonly bytes: Buffer } | undefined): string =>
  element?.bytes.toString('latin1').replace(/\0+$/, '') ?? '';

/** `A_OPUS` → `opus`. */
const codecName = (id: string): string => (id === '' ? 'unknown' : id.replace(/^[AV]_/, '').toLowerCase());
