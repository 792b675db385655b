import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { SAMPLE_RATE } from './voice.ts';

export const HEADER_BYTES = 44;
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
  await file.write(header(0));
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
  await file.write(header(soundBytes), 0, HEADER_BYTES, 0);
}

/** RIFF/WAVE, PCM 16 bit mono. While the recorder runs both sizes are 0. */
function header(soundBytes: number): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(soundBytes === 0 ? 0 : soundBytes + HEADER_BYTES - 8, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(SAMPLE_RATE, 24);
  bytes.writeUInt32LE(SAMPLE_RATE * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(soundBytes, 40);
  return bytes;
}
