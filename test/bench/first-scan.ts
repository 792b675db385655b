import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { openForReading } from '../../main/engine/store/index.ts';
import { readTally } from '../../main/engine/store/tally.ts';
import type { Connection } from '../../main/engine/store/sqlite.ts';
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
  readonly seconds: number;
  readonly mebibytes: number;
  readonly loop: { readonly p99: number; readonly max: number };
}

function figures(name: string, { seconds, mebibytes, loop }: Scan): Measured[] {
  const peer = { peer: 'published: Filebeat 7.8, Fluent Bit 35 (to TCP)', peerValue: 7.8 };
  return [
    measured(`${name}_seconds`, seconds, 's', { target: '≤ 2' }),
    measured(`${name}_rate`, mebibytes / seconds, 'MiB/s', { target: '≥ 15', ...peer }),
    measured(`${name}_loop_delay_p99`, loop.p99, 'ms', { target: '≤ 20' }),
    measured(`${name}_loop_delay_max`, loop.max, 'ms', { target: '≤ 50' }),
  ];
}

async function scan(run: BenchRun, rows: number, options: { name: string; since: Date; from: number }): Promise<Scan> {
  await using rig = await setRig(run, { name: options.name, mode: 'ask', since: options.since });
  const bytes = await generateCallFile(rig.callFile, { rows, from: options.from });
  const loopFile = path.join(rig.folder, 'loop-delay.json');
  const started = performance.now();
  await using engine = rig.start(['--once'], {
    nodeArgs: ['--import', path.join(import.meta.dirname, 'loop-delay.ts')],
    env: { AFTERCALL_LOOP_DELAY: loopFile },
  });
  await untilFound(rig, rows);
  const seconds = (performance.now() - started) / 1000;
  await engine.process.ended;
  const loop = JSON.parse(await readFile(loopFile, 'utf8')) as Scan['loop'];
  return { seconds, mebibytes: bytes / 2 ** 20, loop };
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
    await until(() => found() >= calls, 120, `${calls} calls`);
  } finally {
    connection?.close();
  }
}
