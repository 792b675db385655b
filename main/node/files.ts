/** The file system for the engine: read-only, sharing every file with its writer. */
import { Buffer } from 'node:buffer';
import { constants } from 'node:fs';
import type { BigIntStats, Dirent } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { systemCode } from '../../shared/errors.ts';
import type { FileFacts, Files, FolderEntry, OpenFile } from '../engine/ports.ts';
import { watchPath } from './watch.ts';

/** Opening a pipe for reading would wait for its writer for ever. Windows has no such flag and no such pipes. */
const READ_AT_ONCE = process.platform === 'win32' ? constants.O_RDONLY : constants.O_RDONLY | constants.O_NONBLOCK;
/** Bytes of one piece of a stream. */
const STREAM_PIECE = 512 * 1024;

/**
 * Node opens files on Windows with sharing for read, write and delete, so the phone can rewrite, rename and delete what we
 * read. Paths may be longer than 260 characters there.
 */
export function createFiles(): Files {
  return {
    facts: async (name) => {
      const stats = await statOrNothing(name);
      return stats === undefined ? undefined : factsOf(stats);
    },
    async read(name, offset, length) {
      await using file = await openFile(name);
      return await file.read(offset, length);
    },
    open: openFile,
    async list(name) {
      const entries = await readdir(namespaced(name), { withFileTypes: true });
      // A promise for each of fifty thousand names would be one long turn.
      if (!entries.some((entry) => entry.isSymbolicLink())) return entries.map((entry) => plainEntry(entry));
      return Promise.all(entries.map((entry) => describeEntry(name, entry)));
    },
    watch: (name, changed) => watchPath(namespaced(name), changed),
  };
}

/** The form of a path in which Windows takes more than 260 characters; other systems' paths are left alone. */
export function namespaced(name: string, platform: NodeJS.Platform = process.platform): string {
  return platform === 'win32' ? path.win32.toNamespacedPath(name) : name;
}

/** A stream could not give the promised bytes: the file was cut short while it was read. `code` is `file_shrank`. */
export class FileShrankError extends Error {
  readonly code = 'file_shrank';

  constructor(expected: number, found: number) {
    super(`the file ended after ${found} of ${expected} bytes`);
    this.name = 'FileShrankError';
  }
}

async function statOrNothing(name: string): Promise<BigIntStats | undefined> {
  try {
    return await stat(namespaced(name), { bigint: true });
  } catch (thrown) {
    const code = systemCode(thrown);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw thrown;
  }
}

/** Device and file number have up to 64 bits each, more than a JavaScript number holds. */
function factsOf(stats: BigIntStats): FileFacts {
  return {
    kind: kindOf(stats),
    size: Number(stats.size),
    modifiedAt: Number(stats.mtimeNs) / 1e6,
    id: stats.ino === 0n ? '' : `${stats.dev}:${stats.ino}`,
  };
}

function kindOf(entry: Pick<Dirent, 'isFile' | 'isDirectory'>): FolderEntry['kind'] {
  if (entry.isFile()) return 'file';
  return entry.isDirectory() ? 'folder' : 'other';
}

const plainEntry = (entry: Dirent): FolderEntry => ({ name: entry.name, kind: kindOf(entry) });

/** A link counts as what it leads to, one that leads nowhere or may not be followed as `other`. */
async function describeEntry(folder: string, entry: Dirent): Promise<FolderEntry> {
  if (!entry.isSymbolicLink()) return plainEntry(entry);
  const target = await stat(namespaced(path.join(folder, entry.name))).catch(() => undefined);
  return { name: entry.name, kind: target === undefined ? 'other' : kindOf(target) };
}

async function openFile(name: string): Promise<OpenFile> {
  const handle = await open(namespaced(name), READ_AT_ONCE);
  return {
    facts: async () => factsOf(await handle.stat({ bigint: true })),
    read: (offset, length) => readFully(handle, offset, length),
    readInto: async (target, offset) => (await handle.read(target, 0, target.length, offset)).bytesRead,
    stream: (length) => Readable.from(pieces(handle, length), { objectMode: false, highWaterMark: STREAM_PIECE }),
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

/** Reads until `length` bytes are there or the file ends; the system may give less at a time. */
async function readFully(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

async function* pieces(handle: FileHandle, length: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < length;) {
    const piece = await readFully(handle, at, Math.min(STREAM_PIECE, length - at));
    if (piece.length === 0) throw new FileShrankError(length, at);
    at += piece.length;
    yield piece;
  }
}
