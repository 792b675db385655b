import { appendFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openRecorder } from './recorder.ts';
import type { Recorder } from './recorder.ts';
import { formatRow, wallClock } from './row.ts';
import type { CallDetail, ColumnCount } from './row.ts';
import type { Conversation, Office, Scenario } from './scenario.ts';
import { createSwitchboard, writeScript } from './script.ts';
import type { Script, ScriptedRecording } from './script.ts';
import { conversation } from './voice.ts';

export type { ColumnCount } from './row.ts';
export type { Conversation, Office, Outside, Scenario } from './scenario.ts';

export interface SoftphoneOptions {
  /** Gets `cdr-csv/` and `monitor/`. */
  readonly folder: string;
  /** Where the call file is instead of in `cdr-csv/`. */
  readonly callFolder?: string;
  /** Default 18. */
  readonly columns?: ColumnCount;
  /** What the PBX's clock shows, in rows and in the names of recordings. Default `UTC`. */
  readonly zone?: string;
  /** Rows then carry it, and the file of that name repeats them. */
  readonly accountCode?: string;
  /** Default true. */
  readonly recordings?: boolean;
  readonly office?: Partial<Office>;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

/** One call the phone has made. */
export interface MadeCall {
  readonly scenario: Scenario;
  /** `writtenAt`: epoch milliseconds right before the row that completes it was appended. */
  readonly conversations: readonly (Conversation & { readonly writtenAt: number })[];
  /** The lines as written, in this order. */
  readonly rows: readonly string[];
  /** `closedAt`: epoch milliseconds right after the file got its final form. */
  readonly recordings: readonly { readonly path: string; readonly bytes: number; readonly closedAt: number }[];
}

/**
 * Starts with an empty call file. A phone system that leaves on disk what a real Asterisk leaves: rows in `cdr-csv/Master.csv`, one append each, 2 to
 * 5 ms after hang-up, and recordings in dated folders under `monitor/` that are closed just before.
 */
export interface Softphone {
  readonly callFile: string;
  readonly recordings: string;
  readonly made: readonly MadeCall[];
  /**
   * Makes one call. It ends `pace` milliseconds from now (default 0), however long it "lasted": its stamps are dated
   * back, and its recording grows during that time to the length the stamps ask for.
   */
  call(scenario: Scenario, pace?: number): Promise<MadeCall>;
}

const DEFAULT_OFFICE: Office = { extension: '100', agent: 'Ann', trunk: 'office-trunk' };

export async function createSoftphone(options: SoftphoneOptions): Promise<Softphone> {
  const office = { ...DEFAULT_OFFICE, ...options.office };
  const phone: Line = {
    callFolder: options.callFolder ?? path.join(options.folder, 'cdr-csv'),
    monitor: path.join(options.folder, 'monitor'),
    columns: options.columns ?? 18,
    zone: options.zone ?? 'UTC',
    accountCode: options.accountCode ?? '',
    records: options.recordings ?? true,
  };
  await Promise.all([mkdir(phone.callFolder, { recursive: true }), mkdir(phone.monitor, { recursive: true })]);
  const callFile = path.join(phone.callFolder, 'Master.csv');
  await appendFile(callFile, '');
  const open = createSwitchboard();
  const now = options.now ?? Date.now;
  const made: MadeCall[] = [];
  return {
    callFile,
    recordings: phone.monitor,
    made,
    async call(scenario, pace = 0) {
      const draft = writeScript(scenario, office, createSwitchboard(), 0);
      const script = writeScript(scenario, office, open, now() + pace - draft.endedAt);
      const call = { scenario, ...(await play(script, phone, pace)) };
      made.push(call);
      return call;
    },
  };
}

interface Line {
  readonly callFolder: string;
  readonly monitor: string;
  readonly columns: ColumnCount;
  readonly zone: string;
  readonly accountCode: string;
  readonly records: boolean;
}

type Played = Omit<MadeCall, 'scenario'>;

/** Between the recorder's end and the row, as seen on real systems. */
const CLOSE_TO_ROW_MS = 2;

async function play(script: Script, phone: Line, pace: number): Promise<Played> {
  const speed = pace / Math.max(1, script.endedAt - script.startedAt);
  const until = (moment: number): Promise<void> =>
    sleep(Math.max(0, started + (moment - script.startedAt) * speed - Date.now()));
  const started = Date.now();
  const recorded = phone.records ? script.recordings.map((recording) => record(recording, phone, until)) : [];
  const rows: string[] = [];
  const writtenAt = new Map<number, number>();
  for (const { at, call } of script.rows) {
    await until(at);
    await Promise.all(recorded.filter((_, index) => (script.recordings[index]?.closedAt ?? 0) <= at));
    if (!writtenAt.has(at)) await sleep(CLOSE_TO_ROW_MS);
    writtenAt.set(at, Date.now());
    rows.push(await append(phone, call));
  }
  const conversations = script.conversations.map((one) => ({ ...one, writtenAt: writtenAt.get(one.endedAt) ?? 0 }));
  return { conversations, rows, recordings: await Promise.all(recorded) };
}

async function append(phone: Line, call: CallDetail): Promise<string> {
  const row = formatRow({ ...call, accountCode: phone.accountCode }, phone.columns, phone.zone);
  await appendFile(path.join(phone.callFolder, 'Master.csv'), row);
  if (phone.accountCode !== '') await appendFile(path.join(phone.callFolder, `${phone.accountCode}.csv`), row);
  return row;
}

async function record(
  recording: ScriptedRecording,
  phone: Line,
  until: (moment: number) => Promise<void>,
): Promise<{ path: string; bytes: number; closedAt: number }> {
  await until(recording.openedAt);
  const target = recordingPath(recording, phone);
  await mkdir(path.dirname(target), { recursive: true });
  const recorder = await openRecorder(target);
  if (recording.sound !== null) await speak(recorder, recording.sound, until);
  await until(recording.closedAt);
  const bytes = await recorder.close();
  return { path: target, bytes, closedAt: Date.now() };
}

/** Sound comes in portions of at most 20 seconds, each when its time has come. */
async function speak(
  recorder: Recorder,
  sound: { readonly from: number; readonly to: number },
  until: (moment: number) => Promise<void>,
): Promise<void> {
  const portion = 20_000;
  for (let from = sound.from; from < sound.to; from += portion) {
    const to = Math.min(sound.to, from + portion);
    await until(to);
    await recorder.write(conversation(to - from, from));
  }
}

function recordingPath({ type, dst, src, openedAt, uniqueId }: ScriptedRecording, phone: Line): string {
  const [date = '', time = ''] = wallClock(openedAt, phone.zone).split(' ');
  const stamp = `${date.replaceAll('-', '')}-${time.replaceAll(':', '')}`;
  return path.join(phone.monitor, ...date.split('-'), `${type}-${dst}-${src}-${stamp}-${uniqueId}.wav`);
}
