/** Endings that hold sound. A name without one of them is a recording only when a row names it. */
const SOUND_ENDINGS = new Set(
  (
    'wav wav49 wav16 gsm mp3 mp2 ogg oga opus m4a mp4 aac flac mkv mka webm smff ulaw ul mu pcm alaw al g722 g729 sln ' +
    'sln8 sln12 sln16 sln24 sln32 sln44 sln48 sln96 sln192 raw au snd amr 3gp 3ga wma aif aiff yswav'
  ).split(' '),
);

const UNFINISHED = /(?:\.(?:part|partial|tmp|temp|crdownload|download|!ut|filepart)|~)$/i;

/** Names of sync tools and browsers for what is still on its way, and hidden files. */
export function isUnfinishedName(name: string): boolean {
  return name.startsWith('.') || name.startsWith('~$') || UNFINISHED.test(name);
}

/** A finished file of sound by its name. */
export function isRecordingName(name: string): boolean {
  return !isUnfinishedName(name) && soundEnding(name) !== '';
}

/** Last part of a path of either system. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** The ending in lower case when it is one of sound, else ''. `1743042317.12206` has none. */
export function soundEnding(name: string): string {
  const dot = name.lastIndexOf('.');
  const ending = dot <= 0 ? '' : name.slice(dot + 1).toLowerCase();
  return SOUND_ENDINGS.has(ending) ? ending : '';
}

/** The name without folder and ending of sound, Unicode composed: what survives a move and a conversion. */
export function stemOf(path: string): string {
  const name = baseName(path);
  const ending = soundEnding(name);
  return (ending === '' ? name : name.slice(0, -ending.length - 1)).normalize('NFC');
}

const PART = /_(?:part)+(\d+)$/i;
/** A direction, behind `-` or `_` at the end of a stem. */
export const SIDE_WORDS = 'in|out|rx|tx|enc|dec|read|write|local|remote';
const SIDE = new RegExp(`[-_](${SIDE_WORDS})$`, 'i');
const COPY = /(?: \(\d{1,2}\)| - copy| ?\((?:[^()]*)conflicted copy[^()]*\))$/i;

/**
 * The stem without the marks of a part, a direction or a copy: files of one take share it. A mark says nothing alone
 * (`…-in` may mean an inbound call): only siblings with the same take make it one.
 */
export function takeOf(stem: string): string {
  return stem.replace(COPY, '').replace(PART, '').replace(SIDE, '');
}

/** Without the mark that sync programs and file managers put on a copy. */
export function withoutCopyMark(stem: string): string {
  return stem.replace(COPY, '');
}

/** `sent` and `received` are one direction of a call. */
export function hasSideMark(stem: string): boolean {
  return SIDE.test(stem.replace(COPY, ''));
}
