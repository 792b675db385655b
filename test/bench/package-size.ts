import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { measured, ROOT } from './harness.ts';
import type { Bench } from './harness.ts';

/** Our own code as built, without native modules and the runtime; that of the main process also with its libraries. */
export const packageSize: Bench = {
  name: 'package_size',
  needsBuild: true,
  async run() {
    const main = await filesIn('out/main');
    const shares = JSON.parse(await readFile(path.join(ROOT, 'out/shares.json'), 'utf8')) as Record<string, number>;
    const preload = await filesIn('out/preload');
    const renderer = await filesIn('out/renderer');
    const bytes = async (files: readonly string[]): Promise<number> =>
      (await Promise.all(files.map(async (file) => (await stat(file)).size))).reduce((sum, size) => sum + size, 0);
    const zipped = await Promise.all(renderer.map(async (file) => gzipSync(await readFile(file)).length));
    return [
      measured('package_main', (shares['own'] ?? 0) / 1e6, 'MB', { target: '≤ 2' }),
      measured('package_main_with_libraries', (await bytes(main)) / 1e6, 'MB', {}),
      measured('package_preload', (await bytes(preload)) / 1e3, 'kB', { target: '≤ 1' }),
      measured('package_renderer_gzipped', zipped.reduce((sum, size) => sum + size, 0) / 1e3, 'kB', {
        target: '≤ 400',
      }),
    ];
  },
};

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(path.join(ROOT, folder), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}
