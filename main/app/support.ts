import { readFile, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { Support, Waveform } from '../../shared/desk.ts';
import { systemCode } from '../../shared/errors.ts';
import type { Result } from '../../shared/result.ts';
import { atDesk, type EngineHost } from './engine-host.ts';

interface SupportDeps {
  readonly host: EngineHost;
  readonly logFolder: string;
  readonly version: string;
}

export interface SupportParts {
  readonly figures: (measured: Support['figures']) => Promise<Support>;
  readonly logLines: (most: number) => Promise<readonly string[]>;
  readonly waveform: (id: string, points: number) => Promise<Result<Waveform>>;
}

/** Log lines shown on the screen. */
const SHOWN_LINES = 40;

export function createSupport({ host, logFolder, version }: SupportDeps): SupportParts {
  let before = { at: performance.now(), cpu: process.cpuUsage() };

  /** Share of one core since the last question. */
  function cpuShare(): number {
    const used = process.cpuUsage(before.cpu);
    const ms = performance.now() - before.at;
    before = { at: performance.now(), cpu: process.cpuUsage() };
    return ms === 0 ? 0 : (used.user + used.system) / 1_000 / ms;
  }

  const logLines = (most: number): Promise<readonly string[]> => lastLines(path.join(logFolder, 'aftercall.log'), most);

  return {
    async figures(measured) {
      const at = atDesk(host);
      const parts = at.ok ? at.value.engine.support() : undefined;
      return {
        version,
        figures: measured,
        waiting: parts?.waiting ?? { calls: 0, oldestSeconds: null },
        sources: parts?.sources ?? [],
        accounts: parts?.accounts ?? [],
        memoryBytes: process.memoryUsage.rss(),
        cpuShare: cpuShare(),
        databaseBytes: parts?.databaseBytes ?? 0,
        diskFreeBytes: at.ok ? await freeBytes(at.value.settings.dataDir) : null,
        calls: parts?.calls ?? 0,
        logLines: await logLines(SHOWN_LINES),
      };
    },
    logLines,
    waveform(id, points) {
      const at = atDesk(host);
      return at.ok ? at.value.engine.waveform(id, points) : Promise.resolve(at);
    },
  };
}

/** The last lines of a file, as they were written; none while there is no log yet. */
async function lastLines(file: string, most: number): Promise<readonly string[]> {
  try {
    return (await readFile(file, 'utf8')).split('\n').filter(Boolean).slice(-most);
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return [];
    throw thrown;
  }
}

async function freeBytes(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (thrown) {
    if (systemCode(thrown) === undefined) throw thrown;
    return null;
  }
}
