/**
 * Loaded into the measured process with `--import`: watches its event loop and, at the end, writes the figures to the
 * file that AFTERCALL_LOOP_DELAY names. Milliseconds.
 */
import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

const RESOLUTION = 1;
const target = process.env['AFTERCALL_LOOP_DELAY'];
if (target !== undefined) {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION });
  delay.enable();
  process.once('exit', () => {
    delay.disable();
    const p99 = delay.percentile(99) / 1e6 - RESOLUTION;
    const max = delay.max / 1e6 - RESOLUTION;
    writeFileSync(target, JSON.stringify({ p99, max, utilization: performance.eventLoopUtilization().utilization }));
  });
}
