import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { rowsOf } from './generate-rows.ts';
import { measured, percentile } from './harness.ts';
import type { Bench, BenchRun } from './harness.ts';
import { preciseNow, setRig, until } from './rig.ts';

/** From the append to the engine's own word that the call is found and durable; with and without file events. */
export const fileNoticed: Bench = {
  name: 'file_noticed',
  needsBuild: true,
  async run(run) {
    const withEvents = await noticed(run, { name: 'events', appends: run.quick ? 10 : 200, nodeArgs: [] });
    const without = await noticed(run, {
      ...{ name: 'no-events', appends: run.quick ? 2 : 20 },
      nodeArgs: ['--import', path.join(import.meta.dirname, 'no-watch.ts')],
    });
    return [
      measured('file_noticed_p50', percentile(withEvents, 0.5), 'ms', {
        peer: "best known: chokidar's write-finish",
        peerValue: 2000,
      }),
      measured('file_noticed_p99', percentile(withEvents, 0.99), 'ms', { target: '≤ 50' }),
      measured('file_noticed_without_events_p99', percentile(without, 0.99), 'ms', { target: '≤ 5000' }),
    ];
  },
};

async function noticed(
  run: BenchRun,
  options: { name: string; appends: number; nodeArgs: readonly string[] },
): Promise<number[]> {
  await using rig = await setRig(run, { name: options.name, mode: 'ask', since: new Date(0) });
  await using engine = rig.start(['--json'], { nodeArgs: options.nodeArgs });
  await engine.ready;
  await sleep(500);
  const waits: number[] = [];
  for (const row of rowsOf({ rows: options.appends, from: Date.UTC(2026, 0, 1) })) {
    const known = engine.events.length;
    const written = preciseNow();
    await appendFile(rig.callFile, row);
    const news = () => engine.events.slice(known).find(({ event }) => event.event === 'call');
    await until(() => news() !== undefined, 20, 'the call');
    waits.push((news()?.at ?? Number.NaN) - written);
    // At no fixed distance from the engine's own timer.
    await sleep(20 + 80 * Math.random());
  }
  return waits;
}
