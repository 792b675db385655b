import { mkdirSync, writeFileSync } from 'node:fs';
import { appendFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { LedgerLine } from '../../shared/ledger.ts';
import { writeWav } from '../audio/wav-writer.ts';
import { startEngine, type EngineProcess } from '../demo/engine-process.ts';
import { temporaryFolder, type TemporaryFolder } from '../fakes/calls.ts';
import type { PipedriveSandbox } from '../sandbox/pipedrive/index.ts';

/** One row of an Asterisk call file, 18 columns, times in UTC. */
export interface DeskCall {
  readonly from: string;
  readonly to: string;
  readonly channel: string;
  readonly dstChannel: string;
  readonly startedAt: number;
  readonly ring: number;
  /** Seconds of talk; 0: not answered. */
  readonly talk: number;
  readonly uniqueId: string;
  readonly recorded: boolean;
}

const stamp = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
const HOUR = 3_600_000;

/** `count` calls of extension 100, an hour ago and later: every third not answered, every fifth internal. */
export function deskCalls(count: number, now = Date.now()): DeskCall[] {
  return Array.from({ length: count }, (_, n) => {
    const startedAt = Math.floor((now - 2 * HOUR) / 1_000) * 1_000 + n * 60_000;
    const internal = n % 5 === 4;
    const talk = n % 3 === 2 ? 0 : 2 + (n % 4);
    const outbound = n % 2 === 0;
    const remote = internal ? '101' : `+1202555${String(1_000 + n)}`;
    const own = `PJSIP/100-${n.toString(16).padStart(8, '0')}`;
    const other = internal
      ? `PJSIP/101-${n.toString(16).padStart(8, '0')}`
      : `PJSIP/trunk-${n.toString(16).padStart(8, '0')}`;
    return {
      from: outbound ? '100' : remote,
      to: outbound ? remote : '100',
      channel: outbound ? own : other,
      dstChannel: outbound ? other : own,
      startedAt,
      ring: 3,
      talk,
      uniqueId: `${startedAt / 1_000}.${n}`,
      recorded: talk > 0 && !internal,
    };
  });
}

export function rowOf(call: DeskCall): string {
  const { startedAt, ring, talk } = call;
  const answer = talk > 0 ? `"${stamp(startedAt + ring * 1_000)}"` : '';
  const end = stamp(startedAt + (ring + talk) * 1_000);
  const disposition = talk > 0 ? 'ANSWERED' : 'NO ANSWER';
  return (
    `"","${call.from}","${call.to}","from-internal","""${call.from}"" <${call.from}>","${call.channel}","${call.dstChannel}",` +
    `"Dial","PJSIP/x","${stamp(startedAt)}",${answer},"${end}",${ring + talk},${talk},"${disposition}","DOCUMENTATION",` +
    `"${call.uniqueId}",""\n`
  );
}

export function isInternal(call: DeskCall): boolean {
  return call.from.length <= 5 && call.to.length <= 5;
}

/** A folder with a call file, recordings and settings, and an engine that can be started on it again and again. */
export interface Desk extends Disposable {
  readonly folder: TemporaryFolder;
  readonly callFile: string;
  readonly settingsFile: string;
  readonly recordings: string;
  write(call: DeskCall): Promise<void>;
  /** The built command line, killed at a fail-point when one is named. */
  run(args: readonly string[], failPoint?: string): EngineProcess;
  once(failPoint?: string): Promise<{ code: number | null; ledger: LedgerLine | undefined; errors: string }>;
}

const CLI = path.resolve(import.meta.dirname, '../../out/fail-points/main/cli.js');
const TOKEN_NAME = 'DESK_TOKEN';

export function openDesk(sandbox: PipedriveSandbox, change: { waitSeconds?: number; timeZone?: string } = {}): Desk {
  const folder = temporaryFolder();
  const recordings = folder.file('monitor');
  const callFile = folder.file('Master.csv');
  const settingsFile = folder.file('settings.json');
  mkdirSync(recordings);
  writeFileSync(callFile, '');
  const settings = {
    dataDir: './data',
    agent: { name: 'Ann', extensions: ['100'], country: 'US' },
    sources: [
      {
        id: 'pbx',
        format: 'asterisk-csv',
        path: './Master.csv',
        timeZone: change.timeZone ?? 'UTC',
        recordings: { folder: './monitor', waitSeconds: change.waitSeconds ?? 30 },
      },
    ],
    accounts: [
      {
        id: 'sales',
        crm: 'pipedrive',
        baseUrl: sandbox.origin,
        credentials: { env: { apiToken: TOKEN_NAME } },
        burst: 1_000,
      },
    ],
    logging: { mode: 'auto', account: 'sales', since: '2020-01-01T00:00:00Z' },
  };
  writeFileSync(settingsFile, JSON.stringify(settings));
  const run = (args: readonly string[], failPoint = ''): EngineProcess =>
    startEngine({ cli: CLI, args, env: { [TOKEN_NAME]: sandbox.token, AFTERCALL_FAIL_POINT: failPoint } });
  return {
    folder,
    callFile,
    settingsFile,
    recordings,
    run,
    async write(call) {
      if (call.recorded) await writeRecording(recordings, call);
      await appendFile(callFile, rowOf(call));
    },
    once: (failPoint) => run(['run', '--config', settingsFile, '--once', '--json'], failPoint).ended,
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}

export function recordingName(call: DeskCall): string {
  const when = stamp(call.startedAt).replaceAll(/[-:]/g, '').replace(' ', '-');
  return `out-${call.to}-${call.from}-${when}-${call.uniqueId}.wav`;
}

async function writeRecording(folder: string, call: DeskCall): Promise<void> {
  await writeWav(path.join(folder, recordingName(call)), { seconds: call.talk, tone: 300 + call.talk * 10 });
}

export const emptyFile = (file: string): Promise<void> => writeFile(file, '');

/** What the CRM must hold: each call that is not internal once, with its recording when it has one. */
export function expectedInCrm(calls: readonly DeskCall[]): { start: string; to: string; recorded: boolean }[] {
  return calls
    .filter((call) => !isInternal(call))
    .map((call) => ({ start: stamp(call.startedAt), to: call.to, recorded: call.recorded }))
    .sort((a, b) => a.start.localeCompare(b.start));
}

export function foundInCrm(sandbox: PipedriveSandbox): { start: string; to: string; recorded: boolean }[] {
  return sandbox
    .liveCallLogs()
    .map((log) => ({ start: log.start_time, to: log.to_phone_number, recorded: log.recording !== null }))
    .sort((a, b) => a.start.localeCompare(b.start));
}
