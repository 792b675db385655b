import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** Marks the place of the fuses in Electron's binary. Source: electron docs/tutorial/fuses.md. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const FUSES = 8;

/** What Electron's download would hold, as far as packing looks at it: its binary with every fuse on, and languages. */
export async function standInForElectron(folder: string): Promise<void> {
  await mkdir(path.join(folder, 'resources'), { recursive: true });
  await mkdir(path.join(folder, 'locales'));
  const wire = `${SENTINEL}${String.fromCharCode(1, FUSES)}${'1'.repeat(FUSES)}`;
  await writeFile(path.join(folder, 'electron'), `#!/bin/sh\n# ${wire}\n`, { mode: 0o755 });
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'locales/en-US.pak', 'locales/fr.pak']) {
    await writeFile(path.join(folder, name), name);
  }
}

/** Packs the built project as a release would be, without Electron's download and without an installer. */
export async function pack(electron: string, output: string): Promise<string> {
  const builder = path.join(ROOT, 'node_modules/electron-builder/cli.js');
  const options = [`-c.electronDist=${electron}`, `-c.directories.output=${output}`, '--publish', 'never'];
  await promisify(execFile)(process.execPath, [builder, '--linux', '--x64', '--dir', ...options], { cwd: ROOT });
  return path.join(output, 'linux-unpacked');
}

/** Fuses of a packed binary, in Electron's order; `1` is on. */
export function fusesOf(binary: Buffer): string {
  const at = binary.indexOf(SENTINEL) + SENTINEL.length;
  return binary.toString('latin1', at + 2, at + 2 + binary.readUInt8(at + 1));
}
