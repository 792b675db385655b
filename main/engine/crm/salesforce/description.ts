import type { LoggableCall } from '../port.ts';
import { markerOf, numberText, oneLine, severalLines, withoutMarkers } from './text.ts';

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
  const note = withoutMarkers(severalLines(call.note ?? '', LONGEST - RESERVED));
  const local = call.localNumber === null ? '' : oneLine(call.localNumber, 60);
  const end = Math.max(call.startedAt, call.endedAt);
  const lines = [
    `Start: ${utcText(call.startedAt)}`,
    `End: ${utcText(end)}`,
    `Other party: ${numberText(call.remote) ?? (call.remote.withheld ? 'withheld' : 'unknown')}`,
    ...(local === '' ? [] : [`Own number: ${local}`]),
    ...(recordingUrl === null ? [] : [RECORDING + recordingUrl]),
    `Ref ${markerOf(call.ref)}`,
  ];
  return `${note === '' ? '' : `${note}\n\n`}${lines.join('\n')}`;
}

/** The link to the recording that a description holds, and the text without it. Line ends as `\n`. */
export function splitRecording(description: string): { readonly text: string; readonly url: string | null } {
  const lines = description.replace(/\r\n?/g, '\n').trim().split('\n');
  // The last one: what the agent writes stands above our lines.
  const at = lines.findLastIndex((line) => line.startsWith(`${RECORDING}http`));
  if (at === -1) return { text: lines.join('\n'), url: null };
  const url = lines[at]?.slice(RECORDING.length).trim() ?? null;
  return { text: lines.toSpliced(at, 1).join('\n'), url };
}

/** The same description with this link instead of the one it holds; it stands before the reference where there is one. */
export function withRecording(description: string, url: string): string {
  const lines = splitRecording(description).text.split('\n');
  const ref = lines.findLastIndex((line) => /^Ref AC-[0-9A-F]{12}$/.test(line));
  return lines.toSpliced(ref === -1 ? lines.length : ref, 0, RECORDING + url).join('\n');
}

function utcText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
