import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineEvent } from '../../shared/events.ts';
import { startEngine } from '../demo/engine-process.ts';
import type { EngineProcess } from '../demo/engine-process.ts';
import { startPipedriveSandbox } from '../sandbox/pipedrive/index.ts';
import type { PipedriveSandbox, PipedriveSandboxOptions } from '../sandbox/pipedrive/types.ts';
import type { BenchRun } from './harness.ts';

export interface RigOptions {
  /** Subfolder of the run's folder. */
  readonly name: string;
  /** Default `auto`. */
  readonly mode?: 'auto' | 'ask';
  /** Default: an hour ago. */
  readonly since?: Date;
  /** Requests in two seconds that the account may send. Default: as many as the settings allow. */
  readonly burst?: number;
  /** Default limits `off`. */
  readonly crm?: PipedriveSandboxOptions;
  /** More sources, as in the settings file. */
  readonly sources?: readonly object[];
}

/** A folder with a call file, settings, and a CRM to send to. */
export interface Rig extends AsyncDisposable {
  readonly folder: string;
  readonly callFile: string;
  readonly monitor: string;
  readonly config: string;
  readonly crm: PipedriveSandbox;
  start(args?: readonly string[], more?: { nodeArgs?: readonly string[]; env?: Record<string, string> }): RunningEngine;
}

export interface RunningEngine extends AsyncDisposable {
  readonly process: EngineProcess;
  /** Events so far, with the moment they were read (epoch milliseconds with fractions). */
  readonly events: readonly { readonly event: EngineEvent; readonly at: number }[];
  /** Resolves with the milliseconds from spawn to the ready line. */
  readonly ready: Promise<number>;
}

const TOKEN_VARIABLE = 'AFTERCALL_BENCH_TOKEN';

/** Epoch milliseconds with fractions. */
export const preciseNow = (): number => performance.timeOrigin + performance.now();

export async function setRig(run: BenchRun, options: RigOptions): Promise<Rig> {
  const folder = path.join(run.folder, options.name);
  const monitor = path.join(folder, 'monitor');
  await mkdir(monitor, { recursive: true });
  const callFile = path.join(folder, 'Master.csv');
  await appendFile(callFile, '');
  const crm = await startPipedriveSandbox({ limits: 'off', phoneSearch: 'digits', ...options.crm });
  const config = path.join(folder, 'aftercall.json');
  const settings = {
    dataDir: path.join(folder, 'data'),
    agent: { name: 'Ann', extensions: ['100'], country: 'US' },
    sources: [
      { id: 'pbx', format: 'asterisk-csv', path: callFile, timeZone: 'UTC', recordings: { folder: monitor } },
      ...(options.sources ?? []),
    ],
    accounts: [
      {
        ...{ id: 'sales', crm: 'pipedrive', baseUrl: crm.origin, burst: options.burst ?? 1000 },
        credentials: { env: { apiToken: TOKEN_VARIABLE } },
      },
    ],
    logging: {
      ...{ mode: options.mode ?? 'auto', account: 'sales' },
      since: (options.since ?? new Date(Date.now() - 3_600_000)).toISOString(),
    },
  };
  await writeFile(config, JSON.stringify(settings, null, 2));
  return {
    ...{ folder, callFile, monitor, config, crm },
    start: (args = ['--json'], more = {}) =>
      watchEngine((onEvent) =>
        startEngine({
          cli: run.cli,
          args: ['run', '--config', config, ...args],
          nodeArgs: more.nodeArgs ?? [],
          env: { [TOKEN_VARIABLE]: crm.token, ...more.env },
          onEvent,
        }),
      ),
    [Symbol.asyncDispose]: () => crm.stop(),
  };
}

function watchEngine(start: (onEvent: (event: EngineEvent) => void) => EngineProcess): RunningEngine {
  const events: { event: EngineEvent; at: number }[] = [];
  const readyLine = Promise.withResolvers<number>();
  const spawned = preciseNow();
  const process = start((event) => {
    const at = preciseNow();
    events.push({ event, at });
    if (event.event === 'ready') readyLine.resolve(at - spawned);
  });
  const gone = process.ended.then(({ code, errors }) => {
    readyLine.reject(new Error(`The engine ended (${String(code)}) before it was ready: ${errors}`));
  });
  gone.catch((error: unknown) => readyLine.reject(error));
  readyLine.promise.catch(() => undefined);
  return {
    ...{ process, events, ready: readyLine.promise },
    async [Symbol.asyncDispose]() {
      process.stop();
      await gone;
    },
  };
}

/** Looks every few milliseconds; throws when it takes longer than `seconds`. */
export async function until(done: () => boolean, seconds: number, what: string): Promise<void> {
  const giveUpAt = Date.now() + seconds * 1000;
  while (!done()) {
    if (Date.now() > giveUpAt) throw new Error(`${what}: not within ${seconds} s`);
    await sleep(5);
  }
}
