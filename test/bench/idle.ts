import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { untilFound } from './first-scan.ts';
import { generateCallFile } from './generate-rows.ts';
import { measured, memoryOf, processorTimeOf, writtenBytesOf } from './harness.ts';
import type { Bench } from './harness.ts';
import { setRig } from './rig.ts';
import type { Rig } from './rig.ts';

const FOLDERS = 20;

/** A fresh start on a full store, twenty folders and many old recordings to watch, and nothing to do. */
export const idle: Bench = {
  name: 'idle',
  needsBuild: true,
  async run(run) {
    const { calls, recordings, settle, watch } = run.quick
      ? { calls: 1_000, recordings: 200, settle: 1, watch: 2 }
      : { calls: 100_000, recordings: 50_000, settle: 10, watch: 30 };
    const folder = path.join(run.folder, 'idle');
    await using rig = await setRig(run, {
      ...{ name: 'idle', mode: 'ask', since: new Date(0) },
      sources: Array.from({ length: FOLDERS - 1 }, (_, index) => sourceIn(folder, index)),
    });
    await fillFolders(folder, recordings);
    await fillStore(rig, calls);
    await using engine = rig.start();
    const ready = await engine.ready;
    await sleep(settle * 1000);
    const { pid } = engine.process;
    const memory = await memoryOf(pid);
    const before = await usage(pid);
    await sleep(watch * 1000);
    const after = await usage(pid);
    return [
      measured('idle_rss_100k', memory, 'MiB', { target: '≤ 90' }),
      measured('idle_cpu', (100 * (after.seconds - before.seconds)) / watch, '% of a core', {
        ...{ target: '≤ 0.2', peer: 'best known', peerValue: 0.2 },
      }),
      measured('idle_bytes_written', after.bytes - before.bytes, 'B', { target: '≤ 0' }),
      measured('start_to_ready_100k', ready, 'ms', { target: '≤ 500' }),
    ];
  },
};

const usage = async (pid: number): Promise<{ seconds: number; bytes: number }> => ({
  seconds: await processorTimeOf(pid),
  bytes: await writtenBytesOf(pid),
});

async function fillStore(rig: Rig, calls: number): Promise<void> {
  await generateCallFile(rig.callFile, { rows: calls, from: Date.UTC(2025, 0, 1) });
  await using engine = rig.start([]);
  await untilFound(rig, calls);
  engine.process.stop();
  await engine.process.ended;
}

function sourceIn(folder: string, index: number): object {
  const place = path.join(folder, `line-${index}`);
  const recordings = { folder: path.join(place, 'monitor') };
  return {
    id: `line-${index}`,
    format: 'asterisk-csv',
    path: path.join(place, 'Master.csv'),
    timeZone: 'UTC',
    recordings,
  };
}

/** Old recordings in dated folders, a header each. */
async function fillFolders(folder: string, recordings: number): Promise<void> {
  const perFolder = Math.ceil(recordings / FOLDERS);
  for (let index = 0; index < FOLDERS; index++) {
    const place = index === FOLDERS - 1 ? folder : path.join(folder, `line-${index}`);
    for (let day = 1; day <= 25; day++) {
      const dated = path.join(place, 'monitor/2025/03', String(day).padStart(2, '0'));
      await mkdir(dated, { recursive: true });
      await Promise.all(
        Array.from({ length: Math.ceil(perFolder / 25) }, (_, number) =>
          writeFile(path.join(dated, `external-100-5550100-202503${day}-${number}.wav`), Buffer.alloc(44)),
        ),
      );
    }
    await writeFile(path.join(place, 'Master.csv'), '');
  }
}
