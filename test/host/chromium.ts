import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** The installed Chromium: `CHROMIUM_PATH`, else the first of the usual places; undefined when there is none. */
export function findChromium(): string | undefined {
  const told = process.env['CHROMIUM_PATH'];
  return told ?? USUAL_PLACES.find((place) => existsSync(place));
}

export interface Chromium extends AsyncDisposable {
  /** Address of its DevTools protocol, `ws://127.0.0.1:…`. */
  readonly endpoint: string;
  readonly process: ChildProcess;
  /** Opens a window without tabs and address bar; only where it is visible. */
  readonly openWindow: (url: string) => void;
}

export interface ChromiumOptions {
  /** On the screen instead of headless. */
  readonly visible?: boolean;
}

/** Reaches this machine's loopback and nothing else; `.localhost` is sent to whatever port a page's scheme is served on. */
const NO_NETWORK = 'MAP *.localhost 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1';

const ARGUMENTS = [
  '--remote-debugging-port=0',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-extensions',
  '--disable-search-engine-choice-screen',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--disable-features=Translate,MediaRouter,OptimizationHints,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable',
  '--disable-popup-blocking',
  '--no-default-browser-check',
  '--no-first-run',
  '--no-service-autorun',
  '--password-store=basic',
  '--use-mock-keychain',
  '--use-fake-device-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  '--force-color-profile=srgb',
  '--font-render-hinting=none',
  '--lang=en-US',
  `--host-resolver-rules=${NO_NETWORK}`,
];

/** Starts Chromium with a profile of its own in the temporary folder; ending it removes that again. */
export async function launchChromium({ visible = false }: ChromiumOptions = {}): Promise<Chromium> {
  const program = findChromium();
  if (program === undefined) {
    throw new Error('No Chromium is installed: install the Debian package chromium, or set CHROMIUM_PATH.');
  }
  const profile = await mkdtemp(path.join(tmpdir(), 'aftercall-chromium-'));
  const mode = visible ? ['--test-type'] : ['--headless=new', '--hide-scrollbars', '--mute-audio'];
  const child = spawn(program, [...ARGUMENTS, ...mode, `--user-data-dir=${profile}`, '--no-startup-window'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, LANGUAGE: 'en' },
  });
  const ended = new Promise<void>((resolve) => child.once('exit', resolve));
  const end = async () => {
    child.kill('SIGKILL');
    await ended;
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  };
  try {
    return {
      endpoint: await endpointOf(child),
      process: child,
      // Chromium hands it to the running one of this profile.
      openWindow: (url) =>
        void spawn(program, [`--user-data-dir=${profile}`, '--no-sandbox', `--app=${url}`], { stdio: 'ignore' }),
      [Symbol.asyncDispose]: end,
    };
  } catch (thrown) {
    await end();
    throw thrown;
  }
}

function endpointOf({ stderr }: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    stderr?.setEncoding('utf8').on('data', (text: string) => {
      if (said.length > 100_000) return;
      said += text;
      const [, endpoint] = /DevTools listening on (ws:\S+)/.exec(said) ?? [];
      if (endpoint !== undefined) resolve(endpoint);
    });
    stderr?.once('end', () => {
      reject(new Error(`Chromium ended before it was ready:\n${said.slice(-2_000)}`));
    });
  });
}
