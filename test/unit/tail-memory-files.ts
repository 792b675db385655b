import path from 'node:path';
import { Readable } from 'node:stream';
import type { Clock, FileFacts, Files, OpenFile } from '../../main/engine/ports.ts';

interface MemoryNode {
  readonly id: string;
  bytes: Buffer;
  modifiedAt: number;
}

/** One folder in memory that behaves like a disk under programs that rotate: ids follow renames and are used again. */
export class MemoryFiles implements Files {
  readonly folder = '/calls';
  /** Asked before every read; may throw what a disk would, or change the files. */
  beforeRead: () => void = () => undefined;
  readonly #nodes = new Map<string, MemoryNode>();
  readonly #freeIds: string[] = [];
  readonly #clock: Clock;
  #lastId = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  names(): string[] {
    return [...this.#nodes.keys()];
  }

  content(name: string): string {
    return this.#nodes.get(name)?.bytes.toString() ?? '';
  }

  append(name: string, text: string): void {
    const node = this.#nodes.get(name) ?? this.#create(name);
    node.bytes = Buffer.concat([node.bytes, Buffer.from(text)]);
    node.modifiedAt = this.#clock.now();
  }

  /** Same file, new bytes. */
  overwrite(name: string, text: string): void {
    const node = this.#nodes.get(name) ?? this.#create(name);
    node.bytes = Buffer.from(text);
    node.modifiedAt = this.#clock.now();
  }

  rename(from: string, to: string): void {
    const node = this.#nodes.get(from);
    if (node === undefined) return;
    this.remove(to);
    this.#nodes.delete(from);
    this.#nodes.set(to, node);
  }

  remove(name: string): void {
    const node = this.#nodes.get(name);
    if (node === undefined) return;
    this.#nodes.delete(name);
    this.#freeIds.push(node.id);
  }

  #create(name: string): MemoryNode {
    const id = this.#freeIds.pop() ?? `1:${++this.#lastId}`;
    const node = { id, bytes: Buffer.alloc(0), modifiedAt: this.#clock.now() };
    this.#nodes.set(name, node);
    return node;
  }

  // The port

  facts(name: string): Promise<FileFacts | undefined> {
    if (name === this.folder) return Promise.resolve({ kind: 'folder', size: 0, modifiedAt: 0, id: '1:0' });
    const node = this.#nodes.get(path.basename(name));
    return Promise.resolve(node === undefined ? undefined : factsOf(node));
  }

  async read(name: string, offset: number, length: number): Promise<Buffer> {
    await using file = await this.open(name);
    return await file.read(offset, length);
  }

  open(name: string): Promise<OpenFile> {
    const node = this.#nodes.get(path.basename(name));
    if (node === undefined) return Promise.reject(Object.assign(new Error('no such file'), { code: 'ENOENT' }));
    return Promise.resolve({
      facts: () => Promise.resolve(factsOf(node)),
      read: (offset, length) => {
        this.beforeRead();
        return Promise.resolve(Buffer.from(node.bytes.subarray(offset, offset + length)));
      },
      stream: (length) => Readable.from([node.bytes.subarray(0, length)]),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    });
  }

  list(): Promise<readonly { name: string; kind: 'file' }[]> {
    return Promise.resolve(this.names().map((name) => ({ name, kind: 'file' as const })));
  }

  watch(): Disposable {
    return { [Symbol.dispose]: () => undefined };
  }
}

function factsOf({ id, bytes, modifiedAt }: MemoryNode): FileFacts {
  return { kind: 'file', id, size: bytes.length, modifiedAt };
}
