import { dirname, basename } from 'node:path';
import { Readable } from 'node:stream';
import type { FileFacts, Files, FolderEntry, OpenFile } from '../../main/engine/ports.ts';

interface Node {
  bytes: Buffer;
  modifiedAt: number;
  readonly id: string;
}

function systemError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}

/**
 * A disk in memory. An open file stays the same file when another takes its name. `onRead` runs before each read, for
 * disks on which something happens meanwhile.
 */
export class MemoryFiles implements Files {
  readonly listings: string[] = [];
  readonly opened: string[] = [];
  readonly asked: string[] = [];
  onRead: ((path: string) => void) | undefined;
  readonly #nodes = new Map<string, Node>();
  readonly #folders = new Map<string, Map<string, FolderEntry['kind']>>();
  readonly #links = new Map<string, string>();
  readonly #broken = new Map<string, string>();
  #lastId = 0;

  constructor(root = '/rec') {
    this.#folder(root);
  }

  put(path: string, bytes: Buffer, modifiedAt: number): void {
    this.#folder(dirname(path)).set(basename(path), 'file');
    this.#nodes.set(path, { bytes, modifiedAt, id: `1:${++this.#lastId}` });
  }

  /** Changes a file in place: same file number. */
  write(path: string, bytes: Buffer, modifiedAt: number): void {
    const node = this.#nodes.get(path);
    if (node === undefined) throw systemError('ENOENT', path);
    node.bytes = bytes;
    node.modifiedAt = modifiedAt;
  }

  /** A link to a folder. */
  link(path: string, target: string): void {
    this.#folder(dirname(path)).set(basename(path), 'other');
    this.#links.set(path, target);
  }

  remove(path: string): void {
    this.#nodes.delete(path);
    this.#folders.get(dirname(path))?.delete(basename(path));
  }

  removeFolder(path: string): void {
    this.#folders.delete(path);
  }

  /** Every use of this path fails with `code` from now on. */
  break(path: string, code: string): void {
    this.#broken.set(path, code);
  }

  async facts(path: string): Promise<FileFacts | undefined> {
    this.asked.push(path);
    return Promise.resolve(this.#facts(this.#check(path)));
  }

  async list(path: string): Promise<readonly FolderEntry[]> {
    this.listings.push(path);
    const folder = this.#folders.get(this.#check(path));
    if (folder === undefined) throw systemError('ENOENT', path);
    return Promise.resolve([...folder].map(([name, kind]) => ({ name, kind })));
  }

  async open(path: string): Promise<OpenFile> {
    this.opened.push(path);
    const node = this.#nodes.get(this.#check(path));
    if (node === undefined) throw systemError('ENOENT', path);
    const facts = (): FileFacts => ({
      kind: 'file',
      size: node.bytes.length,
      modifiedAt: node.modifiedAt,
      id: node.id,
    });
    return Promise.resolve({
      facts: () => Promise.resolve(facts()),
      read: (offset: number, length: number) => {
        this.onRead?.(path);
        return Promise.resolve(Buffer.from(node.bytes.subarray(offset, offset + length)));
      },
      stream: (length: number) => Readable.from([node.bytes.subarray(0, length)]),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    });
  }

  async read(path: string, offset: number, length: number): Promise<Buffer> {
    await using file = await this.open(path);
    return await file.read(offset, length);
  }

  watch(): Disposable {
    return { [Symbol.dispose]: () => undefined };
  }

  #folder(path: string): Map<string, FolderEntry['kind']> {
    const known = this.#folders.get(path);
    if (known !== undefined) return known;
    const folder = new Map<string, FolderEntry['kind']>();
    this.#folders.set(path, folder);
    if (dirname(path) !== path) this.#folder(dirname(path)).set(basename(path), 'folder');
    return folder;
  }

  #facts(path: string): FileFacts | undefined {
    const node = this.#nodes.get(path);
    if (node !== undefined) return { kind: 'file', size: node.bytes.length, modifiedAt: node.modifiedAt, id: node.id };
    return this.#folders.has(path) ? { kind: 'folder', size: 0, modifiedAt: 0, id: `folder:${path}` } : undefined;
  }

  /** The path with links followed; throws when it is broken. */
  #check(path: string): string {
    const code = this.#broken.get(path);
    if (code !== undefined) throw systemError(code, path);
    for (const [link, target] of this.#links) {
      if (path === link || path.startsWith(`${link}/`)) return this.#check(target + path.slice(link.length));
    }
    return path;
  }
}

/** A clock that stands still until it is told otherwise. */
export class SetClock {
  ms: number;

  constructor(ms: number) {
    this.ms = ms;
  }

  now(): number {
    return this.ms;
  }

  after(): Disposable {
    return { [Symbol.dispose]: () => undefined };
  }
}

/** Wall clock of a zone, read as if it were UTC, to epoch milliseconds; the earlier one of a repeated hour. */
export function wallToUtc(wallMs: number, zone: string): number {
  const offsets = [-15 * 3_600_000, 15 * 3_600_000].map((shift) => offsetAt(wallMs + shift, zone));
  const fitting = offsets.map((offset) => wallMs - offset).filter((utc) => utc + offsetAt(utc, zone) === wallMs);
  return fitting.length > 0 ? Math.min(...fitting) : wallMs - (offsets[0] ?? 0);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function offsetAt(utcMs: number, zone: string): number {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
    formats.set(zone, format);
  }
  const whole = Math.floor(utcMs / 1000) * 1000;
  return Date.parse(`${format.format(whole).replace(' ', 'T')}Z`) - whole;
}
