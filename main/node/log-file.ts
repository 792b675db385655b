import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { systemCode } from '../../shared/errors.ts';
import type { LogSink } from './log.ts';

export const LOG_FILE = 'aftercall.log';

/**
 * Appends lines to `aftercall.log` in `folder`, which is made with the first line. At `maxBytes` the file becomes
 * `aftercall.1.log` in place of an older one, so that both together never hold more than twice as much. Lines are written at once: what was
 * logged before a kill is there. A full or vanished disk never stops the work; the number of lines lost is written as
 * soon as there is room again.
 */
export function createLogFile(folder: string, maxBytes = 5_000_000): LogSink {
  const file = path.join(folder, LOG_FILE);
  let size: number | undefined;
  let lost = 0;
  let lostBy = '';

  function append(text: string): void {
    if (size === undefined) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    }
    const bytes = Buffer.byteLength(text);
    if (size > 0 && size + bytes > maxBytes) {
      renameSync(file, path.join(folder, 'aftercall.1.log'));
      size = 0;
    }
    appendFileSync(file, text, { mode: 0o600 });
    size += bytes;
  }

  return (line) => {
    const before =
      lost === 0 ? '' : `${JSON.stringify({ level: 'warn', event: 'log_lines_lost', lines: lost, code: lostBy })}\n`;
    try {
      append(`${before}${line}\n`);
      lost = 0;
    } catch (thrown) {
      size = undefined;
      lost += 1;
      lostBy = systemCode(thrown) ?? 'unknown';
    }
  };
}
