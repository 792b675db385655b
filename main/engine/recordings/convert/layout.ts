import { auLayout, headerlessLayout } from '../formats/headerless.ts';
import type { Reading, SoundLayout, Source } from '../formats/source.ts';
import { wavLayout } from '../formats/wav.ts';

/** Where the sound lies in a file of a form that may be decoded here; null for compressed forms. */
export async function layoutOf(source: Source, { container }: Pick<Reading, 'container'>): Promise<SoundLayout | null> {
  if (container === 'wav') return wavLayout(source);
  if (container === 'au') return auLayout(source);
  return container === 'headerless' ? headerlessLayout(source) : null;
}

/** What the usual browsers make of a recording. */
export type Playing =
  | 'plays'
  /** Not as it is, but decoded here. */
  | 'converted'
  /** Not at all. */
  | 'unplayable';

const WAV_PLAYS = new Set(['pcm', 'pcm_float', 'alaw', 'ulaw', 'mp3']);
const DECODED = new Set(['pcm', 'pcm_float', 'alaw', 'ulaw', 'gsm', 'adpcm_ima']);

export function playingOf({ container, codec }: Pick<Reading, 'container' | 'codec'>): Playing {
  if (container === 'amr' || container === 'aiff' || /\bamr\b|samr|sawb/i.test(codec)) return 'unplayable';
  if (container === 'wav' && WAV_PLAYS.has(codec)) return 'plays';
  if (container === 'wav' || container === 'headerless' || container === 'au') {
    return DECODED.has(codec) ? 'converted' : 'unplayable';
  }
  return 'plays';
}
