import path from 'node:path';
import { appError, systemCode } from '../../../shared/errors.ts';
import type { DelimitedRecord, DelimitedShape } from '../../../shared/record.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { Files } from '../ports.ts';
import type { Sample } from '../sources/index.ts';
import { createDelimitedReader } from '../tail/delimited.ts';
import { detectEncoding } from '../tail/encoding.ts';

/** Enough for a header and some hundred rows. */
const SAMPLE_BYTES = 65_536;

export interface FileSample extends Sample {
  /** Size of the whole file. */
  readonly bytes: number;
  readonly modifiedAt: number;
  /** Its first bytes as they are. */
  readonly head: Buffer;
}

/** The whole records at the beginning of a file. Errors (`local`): `file_missing`, `not_a_file`, `read_failed`. */
export async function sampleOf(files: Files, file: string): Promise<Result<FileSample>> {
  try {
    const facts = await files.facts(file);
    if (facts === undefined) return fail(appError('local', 'file_missing', `${path.basename(file)} is not there.`));
    if (facts.kind !== 'file') return fail(appError('local', 'not_a_file', `${path.basename(file)} is no file.`));
    const head = await files.read(file, 0, SAMPLE_BYTES);
    return ok({
      name: path.basename(file),
      bytes: facts.size,
      modifiedAt: facts.modifiedAt,
      head,
      cut: (shape, most) => cut(head, shape, head.length === facts.size, most),
    });
  } catch (thrown) {
    const code = systemCode(thrown);
    if (code === undefined) throw thrown;
    return fail(appError('local', 'read_failed', `${path.basename(file)} cannot be read: ${code}.`));
  }
}

/** The whole records at the end of a file that is longer than a sample; none for a shorter one, which is whole there. */
export async function tailOf(files: Files, file: string, shape: DelimitedShape): Promise<DelimitedRecord[]> {
  const facts = await files.facts(file);
  if (facts === undefined || facts.size <= SAMPLE_BYTES) return [];
  const head = await files.read(file, 0, 64);
  const encoding = detectEncoding(head);
  if (encoding === null) return [];
  // Two bytes a letter: begin at an even place.
  const from = (facts.size - SAMPLE_BYTES) & ~1;
  const reader = createDelimitedReader(shape, encoding, from);
  reader.push(await files.read(file, from, SAMPLE_BYTES + 1), true);
  const records: DelimitedRecord[] = [];
  for (let record = reader.next(); record !== undefined; record = reader.next()) records.push(record);
  return records.slice(1);
}

function cut(head: Buffer, shape: DelimitedShape, whole: boolean, most = Infinity): DelimitedRecord[] {
  const encoding = detectEncoding(head);
  if (encoding === null) return [];
  const reader = createDelimitedReader(shape, encoding, 0);
  reader.push(head, whole);
  const records: DelimitedRecord[] = [];
  for (let record = reader.next(); record !== undefined; record = reader.next()) {
    records.push(record);
    if (records.length >= most) break;
  }
  return records;
}
