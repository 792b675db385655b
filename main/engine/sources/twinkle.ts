import { reject, tooFewColumns } from './format.ts';
import type { Mapped } from './format.ts';
import type { ReadRow, TextLine } from './row.ts';
import { cutText } from './row.ts';
import { dispositionOfSip, displayName, softphoneLeg, userOf } from './softphone-leg.ts';

const FIELDS = 20;

/**
 * Twinkle's `twinkle.ch`: a comment line with the names of the fields, then one line per call, written when it ended.
 * Source: Twinkle 1.10, `src/call_history.cpp` and `src/utils/record_file.cpp`.
 */
export function* readTwinkle(lines: readonly TextLine[]): Generator<ReadRow> {
  for (const { text, offset } of lines) yield { mapped: readLine(text), offset, text: cutText(text) };
}

/** A file that is being rewritten is empty, or does not begin with its comment line yet. */
export function isWholeTwinkle(lines: readonly TextLine[]): boolean {
  return lines[0]?.text.startsWith('#') ?? false;
}

function readLine(text: string): Mapped {
  if (text.trim() === '') return { skip: 'empty' };
  if (text.startsWith('#')) return { skip: 'comment' };
  const fields = splitEscaped(text);
  if (fields.length < FIELDS - 1) return tooFewColumns(fields.length, FIELDS);
  const [start, answered, end, way = '', fromName = '', from = '', , toName = '', to = ''] = fields;
  const code = fields[16] ?? '';
  const times = [start, answered, end].map(readEpoch);
  const [startedAt = NaN, answeredAt = NaN, endedAt = NaN] = times;
  const bad = times.findIndex((time) => Number.isNaN(time));
  if (bad >= 0) return reject('bad_date', ['time_start', 'time_answer', 'time_end'][bad] ?? '', fields[bad] ?? '');
  if (way !== 'in' && way !== 'out') return reject('bad_direction', 'direction', way);
  const direction = way === 'in' ? 'inbound' : 'outbound';
  const talked = answeredAt > 0;
  const [far, near, name] = way === 'in' ? [from, to, fromName] : [to, from, toName];
  const leg = softphoneLeg({
    identity: `${startedAt}|${answeredAt}|${endedAt}|${way}|${from}|${to}`,
    direction,
    remote: { address: far, name: displayName(name, far) },
    account: userOf(near),
    start: startedAt,
    answer: talked ? answeredAt : null,
    end: Math.max(startedAt, endedAt),
    talkSeconds: talked ? Math.max(0, Math.floor((endedAt - answeredAt) / 1_000)) : 0,
    disposition: talked ? 'answered' : unanswered(Number(code), direction),
    elsewhere: false,
    final: true,
    fileIds: [],
  });
  return { leg };
}

/** Acknowledged with 200 and ended before it was up counts as not reached. */
function unanswered(code: number, direction: 'inbound' | 'outbound'): ReturnType<typeof dispositionOfSip> {
  const disposition = dispositionOfSip(code, direction);
  return disposition === 'answered' ? 'no_answer' : disposition;
}

/** Epoch milliseconds; 0 stays 0 ("never"). NaN for anything but digits. */
function readEpoch(text: string | undefined): number {
  return text !== undefined && /^\d{1,11}$/.test(text) ? Number(text) * 1_000 : NaN;
}

/** Cut at bars; a backslash takes the meaning of the character after it away. */
function splitEscaped(text: string): string[] {
  if (!text.includes('\\')) return text.split('|');
  const fields: string[] = [];
  let field = '';
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '\\' && at + 1 < text.length) field += text.charAt(++at);
    else if (char === '|') {
      fields.push(field);
      field = '';
    } else field += char;
  }
  fields.push(field);
  return fields;
}
