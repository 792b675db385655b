import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import path from 'node:path';
import { _electron } from 'playwright-core';
import { gather, type AppProcess, type Launch } from './process.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');

/** Electron's binary, where it has been downloaded. */
export function findElectron(): string | undefined {
  const folder = path.join(ROOT, 'node_modules/electron');
  const told = path.join(folder, 'path.txt');
  const program = path.join(folder, 'dist', existsSync(told) ? readFileSync(told, 'utf8') : 'electron');
  return existsSync(program) ? program : undefined;
}

/** A main script in TypeScript as the JavaScript it is. */
async function plain(main: string, folder: string): Promise<string> {
  const file = path.join(folder, 'main.mjs');
  await writeFile(file, stripTypeScriptTypes(readFileSync(main, 'utf8')));
  return file;
}

/** The built app in a real Electron, with the same recorder in front of it. */
export async function launchInElectron(program: string, { main, profile, args, env }: Launch): Promise<AppProcess> {
  const recorder = path.join(profile, 'recorder.cjs');
  const source = stripTypeScriptTypes(readFileSync(path.join(import.meta.dirname, 'recorder.ts'), 'utf8'));
  await writeFile(recorder, `${source.replace('export function', 'function')}\ninstall(require('electron'));\n`);
  // Root has no sandbox of its own to give; everybody else gets the real one.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const spawnedAt = Date.now();
  const app = await _electron.launch({
    executablePath: program,
    args: [
      '-r',
      recorder,
      main === undefined ? ROOT : await plain(main, profile),
      `--user-data-dir=${profile}`,
      ...asRoot,
      ...args,
    ],
    env,
    cwd: ROOT,
  });
  const child = app.process();
  return {
    driver: 'electron',
    child,
    spawnedAt,
    exited: new Promise((resolve) => child.once('close', resolve)),
    output: gather(child),
    evaluate: (run, argument) => app.evaluate(run as never, argument) as never,
    async pageOf(windowId) {
      for (const page of app.windows()) {
        const window = await app.browserWindow(page);
        if ((await window.evaluate(({ id }) => id as number)) === windowId) return page;
      }
      return undefined;
    },
  };
}
