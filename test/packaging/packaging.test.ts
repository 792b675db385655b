import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { extractAll, listPackage, statFile } from '@electron/asar';
import { parse } from 'yaml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fusesOf, pack, standInForElectron } from './stand-in.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const inRoot = (name: string) => path.join(ROOT, name);
const run = promisify(execFile);

interface Builder {
  readonly files: readonly string[];
  readonly electronFuses: Readonly<Record<string, boolean>>;
}
const builder = parse(readFileSync(inRoot('electron-builder.yml'), 'utf8')) as Builder;

test('the package is made for three systems, signed for one user, and never rebuilt', () => {
  expect(builder).toMatchObject({
    appId: 'app.aftercall.desktop',
    asar: true,
    npmRebuild: false,
    win: { target: 'nsis' },
    nsis: { perMachine: false },
    mac: { target: 'dmg', hardenedRuntime: true },
    linux: { target: 'AppImage' },
    publish: null,
  });
});

test('every fuse is written down, and each is at its safe side', () => {
  const schema = readFileSync(inRoot('node_modules/app-builder-lib/scheme.json'), 'utf8');
  const { definitions } = JSON.parse(schema) as {
    definitions: { FuseOptionsV1: { properties: Record<string, { type: string }> } };
  };
  /** Of the signing step, not of the binary's fuse wire. */
  const known = Object.keys(definitions.FuseOptionsV1.properties).filter(
    (name) => name !== 'resetAdHocDarwinSignature',
  );
  const fuses = { ...builder.electronFuses };
  expect(Object.keys(fuses).sort()).toEqual(known.sort());
  expect(fuses).toEqual({
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  });
});

test.each(['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64', 'win32-arm64'])(
  'both native modules bring a Node-API binary for %s',
  async (target) => {
    const sqlite = await readFile(inRoot(`node_modules/better-sqlite3/prebuilds/${target}.node`), 'latin1');
    const keytar = await readFile(inRoot(`node_modules/keytar/prebuilds/${target}/keytar.node`), 'latin1');
    expect([sqlite, keytar].map((binary) => binary.includes('napi_create_function'))).toEqual([true, true]);
  },
);

/**
 * npm before 11 compiles whatever has a binding.gyp, from the lock file's word alone: without Python and a compiler
 * `npm ci` would fail, for a binary that is there already. `npm install` drops the word; put it back by hand.
 */
test('installing compiles nothing', () => {
  const lock = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8')) as {
    packages: Record<string, { gypfile?: boolean; hasInstallScript?: boolean }>;
  };
  const compiles = Object.entries(lock.packages)
    .filter(([place]) => place !== '' && existsSync(inRoot(path.join(place, 'binding.gyp'))))
    .filter(([, { gypfile, hasInstallScript }]) => gypfile !== false && hasInstallScript !== true)
    .map(([place]) => place);
  expect(compiles).toEqual([]);
});

/** Files of the main process that these load by plain imports, themselves included. */
async function loadedAtOnce(names: readonly string[]): Promise<string[]> {
  const found = new Set<string>(names);
  for (const name of found) {
    const code = await readFile(inRoot(`out/main/${name}`), 'utf8');
    for (const [, at = ''] of code.matchAll(/(?:^|[;}])import(?:[^"'();]*from)?\s*["'](\.[^"']+)["']/g)) {
      found.add(path.posix.join(path.posix.dirname(name), at));
    }
  }
  return [...found];
}

describe('what was built', () => {
  test('our own code of the main process stays under 2 MB; the S3 library is loaded by nothing but its first use', async () => {
    const shares = JSON.parse(await readFile(inRoot('out/shares.json'), 'utf8')) as Record<string, number>;
    expect(shares['own']).toBeGreaterThan(100_000);
    expect(shares['own']).toBeLessThan(2_000_000);
    expect(shares['@aws-sdk/client-s3']).toBeGreaterThan(0);
    const engines = (await readdir(inRoot('out/main/chunks'))).filter((name) =>
      /^(engine|running|run|http)-/.test(name),
    );
    const atOnce = await loadedAtOnce(['index.js', 'cli.js', ...engines.map((name) => `chunks/${name}`)]);
    expect(atOnce.length).toBeGreaterThan(engines.length + 2);
    const code = await Promise.all(atOnce.map((name) => readFile(inRoot(`out/main/${name}`), 'utf8')));
    expect(code.some((text) => text.includes('aws-sdk-js'))).toBe(false);
  });

  test('the preload asks for Electron alone and stays under 1 kB', async () => {
    const preload = await readFile(inRoot('out/preload/index.js'), 'utf8');
    expect(Buffer.byteLength(preload)).toBeLessThan(1_000);
    expect([...preload.matchAll(/require\((.*?)\)/g)].map(([, name]) => name)).toEqual(['"electron"']);
  });

  test('the page loads nothing but its own script and style, and its script stays under 400 kB gzipped', async () => {
    const page = await readFile(inRoot('out/renderer/index.html'), 'utf8');
    const loaded = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url ?? '');
    expect(loaded.map((url) => url.replace(/-[\w-]+\./, '-*.'))).toEqual([
      './assets/index-*.js',
      './assets/index-*.css',
    ]);
    expect(page).not.toMatch(/<style|style=|<script(?![^>]*src=)/);
    const script = await readFile(inRoot(path.join('out/renderer', loaded[0] ?? '')));
    expect(gzipSync(script).length).toBeLessThan(400_000);
  });
});

describe.runIf(process.platform === 'linux')('the packed app', () => {
  let folder: string;
  let packed: string;
  const archive = () => path.join(packed, 'resources/app.asar');

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'aftercall-pack-'));
    const electron = path.join(folder, 'electron');
    await standInForElectron(electron);
    packed = await pack(electron, path.join(folder, 'dist'));
  }, 180_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('holds our bundles and of other packages only what the two native ones run with', () => {
    const names = listPackage(archive(), { isPack: false });
    const files = names.filter((name) => !('files' in statFile(archive(), name.slice(1))));
    const places = new Set(
      files.map((name) =>
        name
          .split('/')
          .slice(1, name.startsWith('/node_modules') ? 4 : 3)
          .join('/'),
      ),
    );
    expect([...places].sort()).toEqual([
      'node_modules/better-sqlite3/LICENSE',
      'node_modules/better-sqlite3/lib',
      'node_modules/better-sqlite3/package.json',
      'node_modules/better-sqlite3/prebuilds',
      'node_modules/keytar/LICENSE.md',
      'node_modules/keytar/lib',
      'node_modules/keytar/package.json',
      'node_modules/keytar/prebuilds',
      'out/main',
      'out/preload',
      'out/renderer',
      'package.json',
    ]);
    const natives = files.filter((name) => name.endsWith('.node'));
    expect(natives).toEqual([
      '/node_modules/better-sqlite3/prebuilds/linux-x64.node',
      '/node_modules/keytar/prebuilds/linux-x64/keytar.node',
    ]);
    expect(natives.every((name) => existsSync(path.join(packed, 'resources/app.asar.unpacked', name)))).toBe(true);
  });

  test('has its fuses set in the binary, and only the languages we speak', async () => {
    expect(fusesOf(await readFile(path.join(packed, 'aftercall')))).toBe('01001100');
    expect(existsSync(path.join(packed, 'locales/en-US.pak'))).toBe(true);
    expect(existsSync(path.join(packed, 'locales/fr.pak'))).toBe(false);
  });

  test('runs from its own files alone', async () => {
    const alone = path.join(folder, 'alone');
    extractAll(archive(), alone);
    const at = { cwd: alone, env: { PATH: '' } };
    const natives = `import Database from 'better-sqlite3';
      const keytar = await import('keytar').then((it) => typeof it.default.getPassword, (thrown) => thrown.message);
      console.log(new Database(':memory:').prepare('select 6 * 7 as n').get().n, keytar);`;
    const loaded = await run(process.execPath, ['--input-type=module', '-e', natives], at);
    // Without libsecret on the machine keytar says so; where CI is set it is there.
    expect(loaded.stdout).toMatch(
      process.env['CI'] === undefined ? /^42 (function|Failed to load keytar)/ : /^42 function$/m,
    );
    const detect = await run(process.execPath, ['out/main/cli.js', 'detect', 'package.json', '--json'], at).catch(
      (thrown: unknown) => thrown as { code: number; stdout: string },
    );
    expect([detect, JSON.parse(detect.stdout)]).toMatchObject([{ code: 4 }, { format: null }]);
  });
});
