import type { Container } from './formats/source.ts';
import { soundEnding } from './stem.ts';

interface Kind {
  readonly type: string;
  readonly ending: string;
}

const KINDS: Readonly<Record<Exclude<Container, 'headerless'>, Kind>> = {
  wav: { type: 'audio/wav', ending: 'wav' },
  mp3: { type: 'audio/mpeg', ending: 'mp3' },
  ogg: { type: 'audio/ogg', ending: 'ogg' },
  flac: { type: 'audio/flac', ending: 'flac' },
  mp4: { type: 'audio/mp4', ending: 'm4a' },
  webm: { type: 'audio/webm', ending: 'webm' },
  matroska: { type: 'audio/x-matroska', ending: 'mka' },
  aac: { type: 'audio/aac', ending: 'aac' },
  amr: { type: 'audio/amr', ending: 'amr' },
  au: { type: 'audio/basic', ending: 'au' },
  aiff: { type: 'audio/aiff', ending: 'aiff' },
};

const RAW_TYPES: Readonly<Record<string, string>> = {
  ulaw: 'audio/basic',
  alaw: 'audio/x-alaw-basic',
  gsm: 'audio/x-gsm',
  g722: 'audio/G722',
  g729: 'audio/G729',
};

/** Media type by what is inside, never by the file's ending. */
export function mediaType(container: Container, codec: string): string {
  if (container === 'headerless') return RAW_TYPES[codec] ?? 'application/octet-stream';
  return KINDS[container].type;
}

/**
 * The name under which a recording is uploaded: the call's reference and the ending that fits the content. Nothing of
 * the file's own name, which may hold what a stranger chose as caller id.
 */
export function uploadName(path: string, callRef: string, container: Container): string {
  const ending = container === 'headerless' ? soundEnding(path) : KINDS[container].ending;
  return `call-${callRef}${ending === '' ? '' : `.${ending}`}`;
}
