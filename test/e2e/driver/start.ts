import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { launchChromium, type Chromium } from '../../host/chromium.ts';
import { App } from './app.ts';
import { findElectron, launchInElectron } from './electron-process.ts';
import { launchInHost } from './host-process.ts';
import { openKeyring, type Keyring } from './keyring.ts';
import type { Launch } from './process.ts';

export interface StartOptions {
  /** Another main script than the built one. */
  readonly main?: string;
  /** Written to the profile's settings.json before the start; left alone when absent. */
  readonly settings?: unknown;
  /** The app's data folder, kept; default a new one that is removed with the world. */
  readonly profile?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Secret fields by keychain entry; a real keyring holds them. Default: there is no keyring. */
  readonly secrets?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** What several starts share: one Chromium (in the host), and the folders to remove at the end. */
export interface World extends AsyncDisposable {
  readonly driver: 'host' | 'electron';
  /** Which of the two it is, for people. */
  readonly words: string;
  start(options?: StartOptions): Promise<App>;
  /** The one keyring of this world, opened at first use. */
  keyring(): Promise<Keyring>;
  /** A second start with the same profile, to its end; answers its exit code. */
  startAgain(app: App, args?: readonly string[]): Promise<number | null>;
}

/** Not the tester's own settings, proxy, keyring or display language. */
function environment(home: string, more: Readonly<Record<string, string>>): Record<string, string> {
  const kept = ['PATH', 'TMPDIR', 'SystemRoot', 'CHROMIUM_PATH', 'DISPLAY', 'XAUTHORITY'];
  const given = kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]] as const]));
  return { ...Object.fromEntries(given), HOME: home, TZ: 'UTC', LANG: 'en_US.UTF-8', ...more };
}

export async function createWorld(): Promise<World> {
  const electron = findElectron();
  const folder = await mkdtemp(path.join(tmpdir(), 'aftercall-e2e-'));
  let shared: Promise<{ chromium: Chromium; browser: Browser }> | undefined;
  let keyring: Promise<Keyring> | undefined;
  const openOneKeyring = () => (keyring ??= openKeyring(path.join(folder, 'keyring')));
  const apps = new Set<App>();
  let count = 0;

  const openChromium = () => (shared ??= connectChromium());
  const launch = async (options: Launch) =>
    electron === undefined
      ? launchInHost(
          options,
          await openChromium().then(({ chromium: { endpoint }, browser }) => ({ endpoint, browser })),
        )
      : launchInElectron(electron, options);

  async function hold(secrets: NonNullable<StartOptions['secrets']>): Promise<Readonly<Record<string, string>>> {
    const open = await openOneKeyring();
    for (const [entry, fields] of Object.entries(secrets)) await open.write(entry, fields);
    return open.env;
  }

  async function start({ main, settings, profile, args = [], env = {}, secrets }: StartOptions = {}): Promise<App> {
    const place = profile ?? path.join(folder, `profile-${String(++count)}`);
    await mkdir(place, { recursive: true });
    if (settings !== undefined) await writeFile(path.join(place, 'settings.json'), JSON.stringify(settings, null, 2));
    const held = secrets === undefined ? {} : await hold(secrets);
    const app = new App(
      await launch({ main, profile: place, args, env: environment(folder, { ...held, ...env }) }),
      place,
      main,
    );
    apps.add(app);
    void app.exited.then(() => apps.delete(app));
    await app.evaluate(({ app: electronApp }) => electronApp.whenReady());
    return app;
  }

  return {
    driver: electron === undefined ? 'host' : 'electron',
    words: electron === undefined ? 'the test host (no Electron binary is here)' : `real Electron, ${electron}`,
    start,
    keyring: openOneKeyring,
    async startAgain(app, args = []) {
      const { exited } = await launch({ main: app.main, profile: app.profile, args, env: environment(folder, {}) });
      return exited;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...apps].map((app) => app.kill()));
      await (await keyring)?.[Symbol.asyncDispose]();
      const open = await shared;
      await open?.browser.close();
      await open?.chromium[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

async function connectChromium(): Promise<{ chromium: Chromium; browser: Browser }> {
  const started = await launchChromium();
  process.once('exit', () => {
    started.process.kill('SIGKILL');
  });
  return { chromium: started, browser: await chromium.connectOverCDP(started.endpoint) };
}

/** The app for a person to look at: in a real Electron, or in the host with a Chromium on the screen. */
export function show(
  profile: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): { driver: 'host' | 'electron'; ended: Promise<number> } {
  const electron = findElectron();
  const root = path.resolve(import.meta.dirname, '../../..');
  const host = [path.join(root, 'test/host/main.ts'), path.join(root, 'out/main/index.js')];
  const [program, first] = electron === undefined ? [process.execPath, host] : [electron, [root]];
  const child = spawn(program, [...first, `--user-data-dir=${profile}`, ...args], {
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve(code ?? 1);
    });
  });
  return { driver: electron === undefined ? 'host' : 'electron', ended };
}
