import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { wavBytes } from './wav-writer.ts';

const FOLDER = join(import.meta.dirname, '../corpus/audio/sounds');

/** Three seconds of a tone in a form that a real encoder made; see `make.sh` there. */
export function sound(name: string): Buffer {
  return readFileSync(join(FOLDER, name));
}

/** Every form in which a recording of three seconds may lie on the disk, whole. */
export const WHOLE_SOUNDS: readonly (readonly [name: string, bytes: Buffer, container: string, codec: string])[] = [
  ['pcm.wav', wavBytes({ seconds: 3 }), 'wav', 'pcm'],
  ['float.wav', wavBytes({ seconds: 3, codec: 'float' }), 'wav', 'pcm_float'],
  ['alaw.wav', wavBytes({ seconds: 3, codec: 'alaw' }), 'wav', 'alaw'],
  ['ulaw.wav', wavBytes({ seconds: 3, codec: 'ulaw' }), 'wav', 'ulaw'],
  ['gsm49.WAV', wavBytes({ seconds: 3, codec: 'gsm' }), 'wav', 'gsm'],
  ['gsm.wav', sound('gsm.wav'), 'wav', 'gsm'],
  ['adpcm.wav', sound('adpcm.wav'), 'wav', 'adpcm_ima'],
  ['tone.mp3', sound('tone.mp3'), 'mp3', 'mp3'],
  ['tone-plain.mp3', sound('tone-plain.mp3'), 'mp3', 'mp3'],
  ['tone.opus', sound('tone.opus'), 'ogg', 'opus'],
  ['tone.ogg', sound('tone.ogg'), 'ogg', 'vorbis'],
  ['tone.flac', sound('tone.flac'), 'flac', 'flac'],
  ['tone.m4a', sound('tone.m4a'), 'mp4', 'mpeg-4/aac'],
  ['tone-faststart.m4a', sound('tone-faststart.m4a'), 'mp4', 'mpeg-4/aac'],
  ['tone.aac', sound('tone.aac'), 'aac', 'aac'],
  ['tone.webm', sound('tone.webm'), 'webm', 'opus'],
  ['tone.mka', sound('tone.mka'), 'matroska', 'opus'],
  ['tone.aiff', sound('tone.aiff'), 'aiff', 'pcm'],
  ['tone.amr', sound('tone.amr'), 'amr', 'amr'],
  ['tone.au', sound('tone.au'), 'au', 'ulaw'],
  ['tone.gsm', sound('tone.gsm'), 'headerless', 'gsm'],
  ['tone.ulaw', wavBytes({ seconds: 3, codec: 'ulaw' }).subarray(44), 'headerless', 'ulaw'],
  ['tone.alaw', wavBytes({ seconds: 3, codec: 'alaw' }).subarray(44), 'headerless', 'alaw'],
  ['tone.sln', wavBytes({ seconds: 3 }).subarray(44), 'headerless', 'pcm'],
  ['tone.sln16', wavBytes({ seconds: 3, rate: 16_000 }).subarray(44), 'headerless', 'pcm'],
];

/** Forms without any mark of their end: a cut between two pieces leaves no trace in them but a shorter sound. */
export const OPEN_ENDED = new Set([
  'tone-plain.mp3',
  'tone.aac',
  'tone.amr',
  'tone.gsm',
  'tone.ulaw',
  'tone.alaw',
  'tone.sln',
  'tone.sln16',
]);
