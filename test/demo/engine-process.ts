import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { EngineEvent } from '../../shared/events.ts';
import type { LedgerLine } from '../../shared/ledger.ts';

export interface EngineProcess {
  readonly pid: number;
  /** Epoch milliseconds right before the process was started. */
  readonly spawnedAt: number;
  /** The last line, once the process has ended; undefined when it ended without one. */
  readonly ended: Promise<{
    readonly code: number | null;
    readonly ledger: LedgerLine | undefined;
    readonly errors: string;
  }>;
  stop(signal?: NodeJS.Signals): void;
}

export interface EngineStart {
  /** The built `cli.js`. */
  readonly cli: string;
  /** Command and options, for example `['run', '--config', file, '--json']`. */
  readonly args: readonly string[];
  /** Options of Node itself, for example `--import`. */
  readonly nodeArgs?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly onEvent?: (event: EngineEvent) => void;
}

/** Starts the headless run as a user would, and reads what it prints. */
export function startEngine(start: EngineStart): EngineProcess {
  const spawnedAt = Date.now();
  const child = spawn(process.execPath, [...(start.nodeArgs ?? []), start.cli, ...start.args], {
    env: { ...process.env, ...start.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let ledger: LedgerLine | undefined;
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-20_000);
  });
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    // Without `--json` it speaks to people.
    if (!line.startsWith('{')) return;
    const event = JSON.parse(line) as EngineEvent | LedgerLine;
    if (event.event === 'ledger') ledger = event;
    else start.onEvent?.(event);
  });
  const read = new Promise<void>((resolve) => lines.once('close', resolve));
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return {
    pid: child.pid ?? 0,
    spawnedAt,
    ended: Promise.all([exited, read]).then(([code]) => ({ code, ledger, errors })),
    stop: (signal = 'SIGINT') => void child.kill(signal),
  };
}
