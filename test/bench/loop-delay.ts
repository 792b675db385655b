/**
 * Loaded into the measured process with `--import`: watches its event loop from the moment in which the file named by
 * AFTERCALL_LOOP_FROM is first opened, and writes the figures to the file named by AFTERCALL_LOOP_DELAY when the process
 * ends. What it writes is a `LoopDelay` as JSON.
 */
import { writeFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { monitorEventLoopDelay } from 'node:perf_hooks';

export interface LoopDelay {
  /** Epoch milliseconds of the first opening; 0 when the file was never opened. */
  readonly openedAt: number;
  /** Milliseconds. */
  readonly p99: number;
  readonly max: number;
}

/** Milliseconds; the monitor's figures hold it, ours do not. */
const RESOLUTION = 1;
const { AFTERCALL_LOOP_DELAY: target, AFTERCALL_LOOP_FROM: awaited } = process.env;

if (target !== undefined) {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION });
  const open = fs.open;
  let openedAt = 0;
  fs.open = (...args: Parameters<typeof open>) => {
    if (openedAt === 0 && args[0] === awaited) {
      openedAt = Date.now();
      delay.enable();
    }
    return open(...args);
  };
  syncBuiltinESMExports();
  process.once('exit', () => {
    const figures: LoopDelay = {
      openedAt,
      p99: delay.percentile(99) / 1e6 - RESOLUTION,
      max: delay.max / 1e6 - RESOLUTION,
    };
    writeFileSync(target, JSON.stringify(figures));
  });
}
