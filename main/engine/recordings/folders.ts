import { wallAt } from './moments.ts';
import type { FolderSettings, WantedRecording } from './types.ts';

const DAY = 86_400_000;
/** Every zone's midnight falls on a quarter of an hour. */
const QUARTER = 900_000;
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/**
 * Folders below the root, as lists of names, in which recorders and their archives keep a day: flat, dated in every
 * layout met (`YYYY/MM/DD`, `YYYY-MM-DD`, `YYYY/YYYY-MM/YYYY-MM-DD`, `YYYY-MM[/YYYY-MM-DD]`, `YYYYMMDD`,
 * `[archive/]YYYY/Mon/DD`), by extension, and where the row says. Day of the start, of the end, and the day before:
 * a call over midnight lies in yesterday's folder.
 */
export function foldersOf(
  wanted: readonly WantedRecording[],
  settings: FolderSettings,
): readonly (readonly string[])[] {
  const folders = new Map<string, readonly string[]>([['', []]]);
  const add = (folder: readonly string[]): unknown => folders.set(folder.join('/'), folder);
  const moments = new Set<number>();
  for (const call of wanted) {
    for (const name of call.names) for (const folder of foldersInName(name)) add(folder);
    if (call.localNumber !== null && /^\w+$/.test(call.localNumber)) add([call.localNumber]);
    for (const at of [call.startedAt, call.startedAt - DAY, call.endedAt])
      moments.add(Math.floor(at / QUARTER) * QUARTER);
  }
  const days = new Set([...moments].map((at) => Math.floor(wallAt(at, settings) / DAY)));
  for (const day of days) for (const folder of layoutsOf(day * DAY)) add(folder);
  return [...folders.values()];
}

function layoutsOf(wallMs: number): readonly (readonly string[])[] {
  const [year = '', month = '', day = ''] = new Date(wallMs).toISOString().slice(0, 10).split('-');
  const name = MONTHS[Number(month) - 1] ?? '';
  const monthly = `${year}-${month}`;
  const daily = `${monthly}-${day}`;
  return [
    [year, month, day],
    [year, month],
    [daily],
    [year, monthly, daily],
    [monthly, daily],
    [monthly],
    [year + month + day],
    ['archive', year, name, day],
    [year, name, day],
  ];
}

/**
 * The folders of a path in a row, from the last one to all of them: the source may see the root under another name
 * (a share, a mount). Steps up are left out: a row never leads out of the root.
 */
function foldersInName(name: string): readonly (readonly string[])[] {
  const steps = name.split(/[\\/]/).slice(0, -1);
  const inside = steps.filter((step) => step !== '' && step !== '.' && step !== '..' && !step.endsWith(':'));
  return inside.map((_, index) => inside.slice(inside.length - 1 - index));
}
