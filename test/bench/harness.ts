import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** One figure: one JSON line. `target` is a bound such as `≤ 100`, null where there is none. */
export interface Measured {
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
  readonly target: string | null;
  /** Who did the same work in the same run, or a published figure; null without one. */
  readonly peer: string | null;
  readonly peerValue: number | null;
  /** Our value to the peer's. */
  readonly ratio: number | null;
}

export interface BenchRun {
  /** Fewer calls, rows and bytes: shows that the bench works, its figures mean little. */
  readonly quick: boolean;
  /** The built `cli.js`. */
  readonly cli: string;
  /** Empty, removed afterwards. */
  readonly folder: string;
  /** A line for people, on stderr. */
  readonly say: (text: string) => void;
}

export interface Bench {
  readonly name: string;
  /** False: runs without the built `cli.js`. */
  readonly needsBuild: boolean;
  run(run: BenchRun): Promise<readonly Measured[]>;
}

export const ROOT = path.resolve(import.meta.dirname, '../..');
export const CLI = path.join(ROOT, 'out/main/cli.js');

/** Rounds to three significant digits more than whole numbers need. */
export function measured(metric: string, value: number, unit: string, more: Partial<Measured> = {}): Measured {
  const round = (figure: number): number =>
    Math.abs(figure) >= 100 ? Math.round(figure) : Number(figure.toPrecision(3));
  const peerValue = more.peerValue ?? null;
  const ratio = more.ratio ?? (peerValue === null || peerValue === 0 ? null : value / peerValue);
  return {
    metric,
    value: round(value),
    unit,
    target: more.target ?? null,
    peer: more.peer ?? null,
    peerValue: peerValue === null ? null : round(peerValue),
    ratio: ratio === null ? null : Number(ratio.toPrecision(3)),
  };
}

/** Whether a figure keeps its bound; undefined where there is none. A bound on the ratio reads `ratio ≥ 0.8`. */
export function keepsTarget({ target, value, ratio }: Measured): boolean | undefined {
  const parts = /^(ratio )?([≤≥]) ([\d.]+)$/.exec(target ?? '');
  if (parts === null) return undefined;
  const figure = parts[1] === undefined ? value : ratio;
  if (figure === null) return undefined;
  return parts[2] === '≤' ? figure <= Number(parts[3]) : figure >= Number(parts[3]);
}

/** The smallest value that `share` (0 to 1) of all values do not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** Runs `ours` and `peer` in turn, `times` times each, so that both see the same machine. Gives the median of each. */
export async function inTurn(
  times: number,
  ours: () => Promise<number>,
  peer: () => Promise<number>,
): Promise<{ ours: number; peer: number }> {
  const taken = { ours: [] as number[], peer: [] as number[] };
  for (let turn = 0; turn < times; turn++) {
    taken.ours.push(await ours());
    taken.peer.push(await peer());
  }
  return { ours: median(taken.ours), peer: median(taken.peer) };
}

export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'aftercall-bench-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Resident memory of a process in MiB, from `/proc` (Linux). `VmHWM` is the highest so far. */
export async function memoryOf(pid: number, field: 'VmRSS' | 'VmHWM' = 'VmRSS'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024;
}

/** Seconds of processor time a process has used, all threads. */
export async function processorTimeOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticksPerSecond = 100;
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** Bytes a process has caused to be written to disk. */
export async function writtenBytesOf(pid: number): Promise<number> {
  return Number(/^write_bytes: (\d+)$/m.exec(await readFile(`/proc/${pid}/io`, 'utf8'))?.[1]);
}

/** Runs a program to its end. Gives its standard output; a code other than 0 is thrown with what it complained of. */
export function runProgram(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let errors = '';
    child.stdout.on('data', (text: Buffer) => (output += text.toString()));
    child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${command} ended with ${code}: ${errors.slice(-2000)}`));
    });
  });
}
