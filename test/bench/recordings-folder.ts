import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findRecordings, sweep } from '../../main/engine/recordings/index.ts';
import { openReader } from '../../main/engine/wiring/open-reader.ts';
import { createClock } from '../../main/node/clock.ts';
import { createFiles } from '../../main/node/files.ts';
import type { Files } from '../../main/engine/ports.ts';
import { parseSettings } from '../../shared/settings.ts';
import { wavBytes } from '../audio/wav-writer.ts';
import { measured } from './harness.ts';
import type { Bench } from './harness.ts';

const FIRST = Date.UTC(2026, 0, 1);
const EVERY = 600_000;

/**
 * A folder of many recordings in dated folders: looked through for one call, read as a source of calls, and looked at
 * again while nothing changes. Processor time, not the clock: the disk is not ours.
 */
export const recordingsFolder: Bench = {
  name: 'recordings_folder',
  needsBuild: false,
  async run({ quick, folder }) {
    const count = quick ? 2_000 : 50_000;
    const root = path.join(folder, 'recordings');
    fill(root, count);
    const [files, clock] = [createFiles(), createClock()];
    const startedAt = FIRST + 100 * EVERY;
    const wanted = { callId: 'a', names: [], fileIds: [], remoteDigits: '5550100100', localNumber: '100' };
    const calls = [{ ...wanted, startedAt, answeredAt: startedAt, endedAt: startedAt + 1_000, talkSeconds: 1 }];
    const place = { folder: root, timeZone: 'UTC', wallToUtc: (wall: number) => wall };
    const found = await processorTime(() => findRecordings(calls, place, { files, clock }));
    const swept = await processorTime(() => sweep(calls, place, { files, clock }));
    const counted = counting(files);
    const source = settingsOf(root);
    const stored = { cursor: null, mapper: null };
    const deps = {
      files: counted.files,
      clock,
      presets: folder,
      stored,
      pieces: () => new Map(),
      hint: () => undefined,
    };
    const opened = await openReader(deps, source);
    if (!opened.ok || opened.value === null) throw new Error('the folder is no source');
    using reader = opened.value.reader;
    let rows = 0;
    const look = (): Promise<unknown> =>
      reader.look({ final: false }, (batch) => {
        rows += batch.rows.length;
      });
    const first = await processorTime(look);
    counted.reset();
    const again = await processorTime(look);
    if (rows !== count) throw new Error(`${rows} of ${count} files became calls`);
    return [
      measured('recordings_find_50k', found, 'ms CPU', { target: '≤ 2000' }),
      measured('recordings_sweep_50k', swept, 'ms CPU', { target: '≤ 2000' }),
      measured('recordings_as_calls_50k', first, 'ms CPU', {}),
      measured('recordings_look_again_50k', again, 'ms CPU', { target: '≤ 20' }),
      measured('recordings_look_again_asked', counted.asked(), 'files and folders', { target: '≤ 64' }),
    ];
  },
};

function fill(root: string, count: number): void {
  const bytes = wavBytes({ seconds: 0.5 });
  for (let index = 0; index < count; index++) {
    const stamp = new Date(FIRST + index * EVERY).toISOString().replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 15);
    const day = path.join(root, stamp.slice(0, 4), stamp.slice(4, 6), stamp.slice(6, 8));
    if (index % 144 === 0) mkdirSync(day, { recursive: true });
    writeFileSync(path.join(day, `${stamp}-5550100${String(index % 1000).padStart(3, '0')}-outgoing-100.wav`), bytes);
  }
}

function settingsOf(folder: string) {
  const written = {
    agent: { extensions: ['100'], country: 'US', timeZone: 'UTC' },
    sources: [{ id: 'files', format: 'recordings', path: folder }],
    logging: { mode: 'ask' },
  };
  const parsed = parseSettings(written, folder);
  const source = parsed.ok ? parsed.value.sources[0] : undefined;
  if (source === undefined) throw new Error('the settings of the bench are wrong');
  return source;
}

async function processorTime(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Counts what the disk is asked. */
function counting(files: Files): { readonly files: Files; asked(): number; reset(): void } {
  let asked = 0;
  return {
    files: {
      ...files,
      facts: (name) => {
        asked++;
        return files.facts(name);
      },
      list: (name) => {
        asked++;
        return files.list(name);
      },
    },
    asked: () => asked,
    reset: () => {
      asked = 0;
    },
  };
}
