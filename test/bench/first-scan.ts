import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { openForReading } from '../../main/engine/store/index.ts';
import { readTally } from '../../main/engine/store/tally.ts';
import type { Connection } from '../../main/engine/store/sqlite.ts';
import type { LoopDelay } from './loop-delay.ts';
import { generateCallFile } from './generate-rows.ts';
import { measured } from './harness.ts';
import type { Bench, BenchRun, Measured } from './harness.ts';
import { setRig, until } from './rig.ts';
import type { Rig } from './rig.ts';

/**
 * Rows of years become durable calls: once all before the start date, once all waiting for a click. The engine runs
 * without `--json`; that a call is durable is read from its database, from outside.
 */
export const firstScan: Bench = {
  name: 'first_scan',
  needsBuild: true,
  async run(run) {
    const rows = run.quick ? 2_000 : 100_000;
    const from = Date.UTC(2025, 0, 1);
    const excluded = await scan(run, rows, { name: 'excluded', since: new Date(), from });
    const pending = await scan(run, rows, { name: 'pending', since: new Date(from - 86_400_000), from });
    return [...figures('first_scan_100k', excluded), ...figures('first_scan_100k_pending', pending)];
  },
};

interface Scan {
  /** From the spawn of the process, and from the first opening of the file, to the last call durable. */
  readonly sinceSpawn: number;
  readonly sinceOpened: number;
  readonly mebibytes: number;
  readonly loop: LoopDelay;
}

function figures(name: string, { sinceSpawn, sinceOpened, mebibytes, loop }: Scan): Measured[] {
  const peer = { peer: 'published: Filebeat 7.8, Fluent Bit 35 (to TCP)', peerValue: 7.8 };
  return [
    measured(`${name}_seconds`, sinceOpened, 's', { target: '≤ 2' }),
    measured(`${name}_seconds_from_spawn`, sinceSpawn, 's'),
    measured(`${name}_rate`, mebibytes / sinceOpened, 'MiB/s', { target: '≥ 15', ...peer }),
    measured(`${name}_loop_delay_p99`, loop.p99, 'ms', { target: '≤ 20' }),
    measured(`${name}_loop_delay_max`, loop.max, 'ms', { target: '≤ 50' }),
  ];
}

async function scan(run: BenchRun, rows: number, options: { name: string; since: Date; from: number }): Promise<Scan> {
  await using rig = await setRig(run, { name: options.name, mode: 'ask', since: options.since });
  const bytes = await generateCallFile(rig.callFile, { rows, from: options.from });
  const loopFile = path.join(rig.folder, 'loop-delay.json');
  await using engine = rig.start(['--once'], {
    nodeArgs: ['--import', path.join(import.meta.dirname, 'loop-delay.ts')],
    env: { AFTERCALL_LOOP_DELAY: loopFile, AFTERCALL_LOOP_FROM: rig.callFile },
  });
  await untilFound(rig, rows);
  const foundAt = Date.now();
  await engine.process.ended;
  const loop = JSON.parse(await readFile(loopFile, 'utf8')) as LoopDelay;
  const seconds = (from: number): number => (foundAt - from) / 1000;
  return {
    ...{ sinceSpawn: seconds(engine.process.spawnedAt), sinceOpened: seconds(loop.openedAt) },
    ...{ mebibytes: bytes / 2 ** 20, loop },
  };
}

/** Waits until the database holds so many calls. */
export async function untilFound(rig: Rig, calls: number): Promise<void> {
  const dataDir = path.join(rig.folder, 'data');
  let connection: Connection | undefined;
  const found = (): number => {
    if (connection === undefined && existsSync(path.join(dataDir, 'aftercall.db'))) {
      const opened = openForReading(dataDir);
      if (opened.ok) connection = opened.value;
    }
    return connection === undefined ? 0 : Object.values(readTally(connection)).reduce((sum, count) => sum + count, 0);
  };
  try {
    await until(() => found() >= calls, 300, `${calls} calls`);
  } finally {
    connection?.close();
  }
}
