import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { wavHeader } from '../audio/wav-writer.ts';
import { SAMPLE_RATE } from './voice.ts';

const SOUND = { rate: SAMPLE_RATE } as const;
const HEADER_BYTES = 44;
/** MixMonitor's file buffer: a growing recording changes in steps of this size. */
const BLOCK_BYTES = 32_768;

/** A recording while it is made: a bare header at once, sound in whole blocks, sizes in the header at the very end. */
export interface Recorder {
  readonly path: string;
  write(sound: Buffer): Promise<void>;
  /** Writes what is left and the sizes. Gives the size of the file. */
  close(): Promise<number>;
}

/** The folder must be there. */
export async function openRecorder(path: string): Promise<Recorder> {
  const file = await open(path, 'wx');
  await file.write(wavHeader(SOUND, null));
  let waiting: Buffer = Buffer.alloc(0);
  let position = HEADER_BYTES;
  const flush = async (bytes: number): Promise<void> => {
    if (bytes === 0) return;
    await file.write(waiting, 0, bytes, position);
    position += bytes;
    waiting = waiting.subarray(bytes);
  };
  return {
    path,
    async write(sound) {
      waiting = Buffer.concat([waiting, sound]);
      await flush(waiting.length - (waiting.length % BLOCK_BYTES));
    },
    async close() {
      await flush(waiting.length);
      if (position > HEADER_BYTES) await patchSizes(file, position - HEADER_BYTES);
      await file.close();
      return position;
    },
  };
}

async function patchSizes(file: FileHandle, soundBytes: number): Promise<void> {
  await file.write(wavHeader(SOUND, soundBytes), 0, HEADER_BYTES, 0);
}
