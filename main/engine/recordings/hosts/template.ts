import { appError } from '../../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import { TEMPLATE_PARTS } from '../../../../shared/settings/recording-host.ts';
import { segments } from './host.ts';

export interface TemplateFacts {
  /** Below the folder of recordings, with slashes. */
  readonly path: string;
  readonly uniqueId: string | null;
  /** Start of the call on the wall clock of the recordings: `YYYY-MM-DD HH:mm:ss`. */
  readonly wall: string;
}

/** Where the letters of a date pattern stand in `wall`. */
const LETTERS: Readonly<Record<string, readonly [number, number]>> = {
  YYYY: [0, 4],
  MM: [5, 7],
  DD: [8, 10],
  HH: [11, 13],
  mm: [14, 16],
  ss: [17, 19],
};

/** The address of a recording that something else serves. Error `template_incomplete`: the call has no id to fill in. */
export function fillTemplate(template: string, { path, uniqueId, wall }: TemplateFacts): Result<string> {
  if (uniqueId === null && template.includes('{uniqueId}')) {
    const message = 'The address of this recording needs the id of the call, and its row has none.';
    return fail(appError('refused', 'template_incomplete', message));
  }
  const url = template.replaceAll(TEMPLATE_PARTS, (_whole, part: string) => {
    if (part === 'path') return segments(path);
    if (part === 'file') return encodeURIComponent(path.slice(path.lastIndexOf('/') + 1));
    if (part === 'uniqueId') return encodeURIComponent(uniqueId ?? '');
    return part
      .slice('date:'.length)
      .replaceAll(/YYYY|MM|DD|HH|mm|ss/g, (letters) => wall.slice(...(LETTERS[letters] ?? [])));
  });
  return ok(url);
}
