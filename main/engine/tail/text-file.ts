/** A file whose text is read by offset, packed or not. */
import { Buffer } from 'node:buffer';
import { createGunzip } from 'node:zlib';
import type { FileFacts, Files, OpenFile } from '../ports.ts';
import { reading, ReadFailure, readFailure } from './failures.ts';

export interface TextFile extends AsyncDisposable {
  readonly path: string;
  /** Facts of the file itself. */
  readonly facts: FileFacts;
  /** Bytes of text; `Infinity` where only reading to the end can tell. */
  readonly size: number;
  /** Up to `length` bytes from `offset`. Cheap only when offsets rise. */
  read(offset: number, length: number): Promise<Buffer>;
}

export async function openText(files: Files, path: string): Promise<TextFile> {
  return reading(path, async () => {
    const file = await files.open(path);
    try {
      const facts = await file.facts();
      return path.endsWith('.gz') ? new PackedText(path, facts, file) : new PlainText(path, facts, file);
    } catch (thrown) {
      await file[Symbol.asyncDispose]();
      throw thrown;
    }
  });
}

class PlainText implements TextFile {
  readonly path: string;
  readonly facts: FileFacts;
  readonly #file: OpenFile;

  constructor(path: string, facts: FileFacts, file: OpenFile) {
    this.path = path;
    this.facts = facts;
    this.#file = file;
  }

  get size(): number {
    return this.facts.size;
  }

  read(offset: number, length: number): Promise<Buffer> {
    return reading(this.path, () => this.#file.read(offset, length));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file[Symbol.asyncDispose]();
  }
}

/** Unpacks as far as it is asked to and keeps only what was asked for last. */
class PackedText implements TextFile {
  readonly path: string;
  readonly facts: FileFacts;
  readonly size = Infinity;
  readonly #file: OpenFile;
  #unpacked: AsyncIterator<Buffer> | undefined;
  #held: Buffer = Buffer.alloc(0);
  /** Offset of the first byte held. */
  #start = 0;

  constructor(path: string, facts: FileFacts, file: OpenFile) {
    this.path = path;
    this.facts = facts;
    this.#file = file;
  }

  async read(offset: number, length: number): Promise<Buffer> {
    if (this.#unpacked === undefined || offset < this.#start) await this.#rewind();
    const pieces = [this.#held];
    let end = this.#start + this.#held.length;
    while (end < offset + length) {
      const piece = await this.#next();
      if (piece === undefined) break;
      // What lies before the offset is dropped as it comes, so that a long way there costs no memory.
      if (end <= offset) pieces.length = 0;
      if (pieces.length === 0) this.#start = end;
      pieces.push(piece);
      end += piece.length;
    }
    const all = Buffer.concat(pieces);
    this.#held = all.subarray(Math.max(0, Math.min(offset - this.#start, all.length)));
    this.#start = end - this.#held.length;
    return this.#held.subarray(0, length);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#unpacked?.return?.();
    await this.#file[Symbol.asyncDispose]();
  }

  async #rewind(): Promise<void> {
    await this.#unpacked?.return?.();
    const packed = this.#file.stream(this.facts.size);
    const unpacker = createGunzip();
    packed.once('error', (error) => unpacker.destroy(error));
    unpacker.once('close', () => packed.destroy());
    packed.pipe(unpacker);
    this.#unpacked = unpacker[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    this.#held = Buffer.alloc(0);
    this.#start = 0;
  }

  async #next(): Promise<Buffer | undefined> {
    try {
      const step = await this.#unpacked?.next();
      return step === undefined || step.done === true ? undefined : step.value;
    } catch (thrown) {
      const detail = thrown instanceof Error ? thrown.message : String(thrown);
      throw new ReadFailure(readFailure('read_failed', this.path, detail));
    }
  }
}
