import { spawn } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

export const ROOT = path.resolve(import.meta.dirname, '../..');
export const CLI = path.join(ROOT, 'out/main/cli.js');

/** Whether the built `cli.js` is missing or older than anything it is made from. */
export async function isBuildStale(): Promise<boolean> {
  const built = await changedAt(CLI);
  const sources = await Promise.all(
    ['main', 'preload', 'renderer', 'shared', 'electron.vite.config.ts'].map((name) => newest(path.join(ROOT, name))),
  );
  return built === undefined || sources.some((changed) => changed > built);
}

/** Runs `npm run build`; what it says goes to our stderr. Throws when it fails. */
export async function build(): Promise<void> {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const child = spawn(npm, ['run', '-s', 'build'], { cwd: ROOT, stdio: ['ignore', 2, 2], shell: npm.endsWith('.cmd') });
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`npm run build ended with ${String(code)}`);
}

async function changedAt(file: string): Promise<number | undefined> {
  return stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
}

async function newest(place: string): Promise<number> {
  const facts = await stat(place);
  if (facts.isFile()) return facts.mtimeMs;
  const names = await readdir(place, { recursive: true });
  const changed = await Promise.all(names.map((name) => changedAt(path.join(place, name))));
  return Math.max(0, ...changed.filter((moment) => moment !== undefined));
}
