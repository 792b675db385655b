import type { Readable } from 'node:stream';
import type { FileFacts, OpenFile } from '../../ports.ts';
import type { WavSound } from './wav-sound.ts';

/** A converted sound in the place of its file: for uploads, which know nothing of conversion. */
export function convertedFile(original: OpenFile, sound: WavSound): OpenFile {
  return {
    async facts(): Promise<FileFacts> {
      return { ...(await original.facts()), size: sound.bytes };
    },
    async read(offset, length) {
      const to = Math.min(sound.bytes, offset + length);
      if (offset >= to) return Buffer.alloc(0);
      return Buffer.concat((await sound.stream(offset, to).toArray()) as Buffer[]);
    },
    stream(length): Readable {
      return sound.stream(0, length);
    },
    [Symbol.asyncDispose]: () => original[Symbol.asyncDispose](),
  };
}
