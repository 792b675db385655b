import { Buffer } from 'node:buffer';
import path from 'node:path';
import { appError } from '../../../shared/errors.ts';
import type { FileFacts, Files } from '../ports.ts';
import { reading, ReadFailure, readFailure } from '../tail/failures.ts';

export interface WholeFile {
  readonly facts: FileFacts;
  readonly bytes: Buffer;
}

export const sameFacts = (a: FileFacts, b: FileFacts): boolean =>
  a.id === b.id && a.size === b.size && a.modifiedAt === b.modifiedAt;

/**
 * Reads a file under one handle. Null when it changed meanwhile, or is another one by now: it is being written. Throws
 * `ReadFailure`.
 */
export async function readWhole(files: Files, file: string, mostBytes: number): Promise<WholeFile | null> {
  return reading(file, async () => {
    await using open = await files.open(file);
    const facts = await open.facts();
    if (facts.kind !== 'file') throw new ReadFailure(readFailure('not_a_file', file));
    if (facts.size > mostBytes) {
      const message = `${path.basename(file)} has ${facts.size} bytes; ${mostBytes} are the most a file of calls may have.`;
      throw new ReadFailure(appError('local', 'too_large', message));
    }
    const bytes = facts.size === 0 ? Buffer.alloc(0) : await open.read(0, facts.size);
    const after = await open.facts();
    const there = await files.facts(file);
    const isSame =
      bytes.length === facts.size && sameFacts(facts, after) && there !== undefined && sameFacts(after, there);
    return isSame ? { facts: after, bytes } : null;
  });
}

/** What is wrong when nothing is at the path. */
export async function missing(files: Files, file: string): Promise<ReadFailure> {
  const folder = path.dirname(file);
  const above = await reading(folder, () => files.facts(folder));
  return new ReadFailure(readFailure(above?.kind === 'folder' ? 'file_missing' : 'folder_missing', file));
}
