import { ownWords, refMark } from '../../../../shared/text.ts';
import type { LoggableCall } from '../port.ts';
import { cut, numberText, oneLine } from './text.ts';

/** Of the field `Description` of a task, in UTF-16 units. */
const LONGEST = 32_000;
/** Kept free for our own lines and a long link. */
const RESERVED = 3_000;
const RECORDING = 'Recording: ';

/**
 * The plain text under a task: the agent's note first, then what no field of a task can hold (the exact times, the numbers,
 * the link to the recording) and the reference.
 */
export function describe(call: LoggableCall, recordingUrl: string | null): string {
  const note = cut(ownWords(call.note), LONGEST - RESERVED);
  const local = call.localNumber === null ? '' : oneLine(call.localNumber, 60);
  const end = Math.max(call.startedAt, call.endedAt);
  const lines = [
    `Start: ${utcText(call.startedAt)}`,
    `End: ${utcText(end)}`,
    `Other party: ${numberText(call.remote) ?? (call.remote.withheld ? 'withheld' : 'unknown')}`,
    ...(local === '' ? [] : [`Own number: ${local}`]),
    ...(recordingUrl === null ? [] : [RECORDING + recordingUrl]),
    `Ref ${refMark(call.ref)}`,
  ];
  return `${note === '' ? '' : `${note}\n\n`}${lines.join('\n')}`;
}

const REF = /^Ref AC-[0-9A-F]{12}$/;

/** The link to the recording that a description holds, and the text without it. Line ends as `\n`. */
export function splitRecording(description: string): { readonly text: string; readonly url: string | null } {
  const lines = description.replace(/\r\n?/g, '\n').trim().split('\n');
  // Only the place where it is written: an agent may write such a line into a note.
  const at = endOf(lines) - 1;
  const line = lines[at] ?? '';
  if (!line.startsWith(`${RECORDING}http`)) return { text: lines.join('\n'), url: null };
  return { text: lines.toSpliced(at, 1).join('\n'), url: line.slice(RECORDING.length).trim() };
}

/** The same description with this link instead of the one it holds, before the reference where there is one. */
export function withRecording(description: string, url: string): string {
  const lines = splitRecording(description).text.split('\n');
  return lines.toSpliced(endOf(lines), 0, RECORDING + url).join('\n');
}

/** Before which line the link stands. */
function endOf(lines: readonly string[]): number {
  const ref = lines.findLastIndex((line) => REF.test(line));
  return ref === -1 ? lines.length : ref;
}

function utcText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
