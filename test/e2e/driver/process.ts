import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import type * as electron from 'electron';
import type { Page } from 'playwright-core';

/** The built app: `out`, or the folder in `AFTERCALL_OUT`, for another build of it. */
export const OUT = path.resolve(import.meta.dirname, '../../..', process.env['AFTERCALL_OUT'] ?? 'out');

export type ElectronApi = typeof electron;

/** A function that runs in the app's main process; it sees nothing of where it was written. */
export type InMain<Argument, Answer> = (electron: ElectronApi, argument: Argument) => Answer | Promise<Answer>;

/** A running app, as far as the two drivers differ. */
export interface AppProcess {
  readonly driver: 'host' | 'electron';
  readonly child: ChildProcess;
  /** Epoch milliseconds right before it was started. */
  readonly spawnedAt: number;
  /** Exit code, null after a signal. */
  readonly exited: Promise<number | null>;
  /** What the app has written to standard output and standard error. */
  output(): string;
  evaluate<Argument, Answer>(run: InMain<Argument, Answer>, argument: Argument): Promise<Answer>;
  /** The page of the window with this id; undefined when there is none (yet). */
  pageOf(windowId: number): Promise<Page | undefined>;
}

export interface Launch {
  /** Another main script than the built one. */
  readonly main?: string | undefined;
  readonly profile: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Gathers both streams of a process; the last megabyte is kept. */
export function gather({ stdout, stderr }: ChildProcess): () => string {
  let said = '';
  for (const stream of [stdout, stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-1_000_000);
    });
  }
  return () => said;
}
