import { adtsFrameAt, readAac, readAmr } from './framed.ts';
import { afterId3 } from './frames.ts';
import { readFlac } from './flac.ts';
import { readAu, readHeaderless } from './headerless.ts';
import { readMatroska } from './matroska.ts';
import { looksLikeMp3, readMp3 } from './mp3.ts';
import { readOgg } from './ogg.ts';
import { reading, type Reading, type Source } from './source.ts';
import { readAiff, readMp4 } from './tagged.ts';
import { readWav } from './wav.ts';

/**
 * Says what a file holds, by its content; only formats without any header go by the ending. Null: nothing that we know.
 */
export async function readSound(source: Source): Promise<Reading | null> {
  const head = await source.read(0, 16);
  const text = head.toString('latin1');
  if ((text.startsWith('RIFF') || text.startsWith('RF64')) && head.length >= 12) {
    return text.slice(8, 12) === 'WAVE' ? readWav(source) : null;
  }
  if (text.startsWith('OggS')) return readOgg(source);
  if (text.startsWith('fLaC')) return readFlac(source);
  if (text.startsWith('#!AMR')) return readAmr(source);
  if (text.startsWith('.snd')) return readAu(source);
  if (text.slice(4, 8) === 'ftyp') return readMp4(source);
  if (text.startsWith('\u001aE\u00df\u00a3')) return readMatroska(source);
  if (text.startsWith('FORM') && (text.slice(8, 12) === 'AIFF' || text.slice(8, 12) === 'AIFC'))
    return readAiff(source);
  return (await readMpeg(source, text)) ?? (await readHeaderless(source)) ?? readStart(source, head);
}

async function readMpeg(source: Source, text: string): Promise<Reading | null> {
  const start = text.startsWith('ID3') ? await afterId3(source) : 0;
  const first = await source.read(start, 8192);
  const adts = adtsFrameAt(first, 0);
  if (adts !== null && (adts.length >= first.length - 7 || adtsFrameAt(first, adts.length) !== null)) {
    return readAac(source);
  }
  return start > 0 || looksLikeMp3(first) ? readMp3(source) : null;
}

const MAGICS = ['RIFF', 'OggS', 'fLaC', '#!AMR', '.snd', 'ID3', '\u001aE\u00df\u00a3'];

/** The first bytes of a format, or zeros where its header will stand: not finished. Anything else is not sound. */
function readStart(source: Source, head: Buffer): Reading | null {
  const text = head.toString('latin1');
  const begun = source.size < 16 && MAGICS.some((magic) => magic.startsWith(text.slice(0, magic.length)));
  if (!begun && head.some((byte) => byte !== 0)) return null;
  const end = source.size === 0 ? 'empty' : 'unfinished';
  return reading('headerless', 'unknown', 0, { end, reason: source.size === 0 ? 'header_open' : 'no_header' });
}
