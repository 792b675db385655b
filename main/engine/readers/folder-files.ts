import type { Files } from '../ports.ts';
import type { DocumentReading } from '../sources/freeswitch-document.ts';
import type { Format } from '../sources/format.ts';
import { cutText } from '../sources/row.ts';
import type { ReadRow } from '../sources/row.ts';
import { readDelimited } from '../tail/delimited.ts';
import { detectEncoding } from '../tail/encoding.ts';
import { ReadFailure, readFailure } from '../tail/failures.ts';
import type { SeenFile } from './folder-index.ts';
import type { FileReading } from './folder.ts';
import { readWhole } from './whole-file.ts';

/** One call with everything the switch knows about it has some ten kilobytes. */
const LARGEST_DOCUMENT = 4 * 1024 * 1024;
/** A file of calls of one period. */
const LARGEST_PERIOD = 64 * 1024 * 1024;

const WAITING: FileReading = { rows: [], unfinished: true };

/** Files of one call each. */
export function documentFiles(
  files: Files,
  read: (text: string) => DocumentReading,
): (file: SeenFile) => Promise<FileReading> {
  return async (file) => {
    const whole = await readWhole(files, file.path, LARGEST_DOCUMENT);
    if (whole === null) return WAITING;
    const text = whole.bytes.toString('utf8').replace(/^\ufeff/, '');
    const reading = read(text);
    const detail = `${file.name} does not end as it should: it was cut off, or something else wrote it.`;
    const unfinished = 'unfinished' in reading;
    const mapped = unfinished ? { rejection: { reason: reading.unfinished, detail } } : reading.mapped;
    return { rows: [{ mapped, offset: 0, text: cutText(text) }], unfinished };
  };
}

/** Files of many rows each, every one with its own header. */
export function delimitedFiles(files: Files, format: Format): (file: SeenFile) => Promise<FileReading> {
  return async (file) => {
    const whole = await readWhole(files, file.path, LARGEST_PERIOD);
    if (whole === null) return WAITING;
    const { bytes } = whole;
    const encoding = detectEncoding(bytes);
    if (encoding === null) throw new ReadFailure(readFailure('unsupported_encoding', file.path));
    const mapper = format.start();
    const rows: ReadRow[] = [];
    for (const record of readDelimited(bytes, format.shape, encoding)) {
      const mapped = mapper.map(record);
      if (mapped.skip === undefined) rows.push({ mapped, offset: record.offset, text: record.text() });
    }
    const last = bytes.at(-1);
    return { rows, unfinished: last !== 0x0a && last !== 0x0d && !(last === 0 && bytes.at(-2) === 0x0a) };
  };
}

/** What sync programs and uploads call a file that is on its way, and what is no text at all. */
const ON_ITS_WAY = /~$|\.(?:part|partial|filepart|crdownload|tmp|temp|swp|gz|bz2|zip|bak|ok|lock)$/i;

export const isOnItsWay = (name: string): boolean => ON_ITS_WAY.test(name) || name.startsWith('~');
