/**
 * `node test/build.ts`: makes what the suites run, when it is older than what it is made from: `out` as it is released,
 * and `out/fail-points`, the same engine with the crash suite's fail-points compiled in.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');
const BUILDER = path.join(ROOT, 'node_modules/electron-vite/bin/electron-vite.js');
const SOURCES = ['main', 'preload', 'renderer', 'shared', 'electron.vite.config.ts', 'package-lock.json'];

function newestChange(place: string): number {
  const facts = statSync(place);
  if (!facts.isDirectory()) return facts.mtimeMs;
  return Math.max(0, ...readdirSync(place).map((name) => newestChange(path.join(place, name))));
}

function isStale(product: string, sourcesChanged: number): boolean {
  const facts = statSync(path.join(ROOT, product), { throwIfNoEntry: false });
  return facts === undefined || facts.mtimeMs < sourcesChanged;
}

const sourcesChanged = Math.max(...SOURCES.map((name) => newestChange(path.join(ROOT, name))));
const builds = [
  { product: 'out/main/cli.js', environment: { AFTERCALL_FAIL_POINTS: '' } },
  { product: 'out/fail-points/main/cli.js', environment: { AFTERCALL_FAIL_POINTS: '1' } },
];
for (const { product, environment } of builds) {
  if (!isStale(product, sourcesChanged)) continue;
  const env = { ...process.env, ...environment };
  const built = spawnSync(process.execPath, [BUILDER, 'build', '--logLevel', 'warn'], {
    cwd: ROOT,
    env,
    stdio: 'inherit',
  });
  if (built.status !== 0) process.exit(built.status ?? 1);
}
