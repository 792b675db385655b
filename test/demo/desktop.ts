import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runProgram } from '../bench/harness.ts';
import { until } from '../e2e/driver/app.ts';
import { findElectron } from '../e2e/driver/electron-process.ts';
import { openKeyring } from '../e2e/driver/keyring.ts';
import { createWorld, show } from '../e2e/driver/start.ts';
import { findChromium } from '../host/chromium.ts';
import { CLI } from './build.ts';
import { callsFor, CALLS } from './office.ts';
import type { Paint } from './paint.ts';
import type { Stage } from './stage.ts';
import type { Terminal } from './terminal.ts';

export interface DesktopDemo {
  readonly stage: Stage;
  readonly terminal: Terminal;
  readonly paint: Paint;
  readonly signal: AbortSignal;
}

/** Entry of the demo's own keyring. */
const ENTRY = 'demo';
/** Between two calls, while somebody looks. Milliseconds. */
const PAUSE = 8_000;

/** What the desktop app lacks here to be shown; undefined: nothing. */
export function lackingForDesktop(): string | undefined {
  if (findElectron() === undefined && findChromium() === undefined) {
    return 'neither Electron’s binary nor a Chromium is here';
  }
  if (process.platform !== 'linux') return 'the demo has a keyring of its own on Linux only, and leaves yours alone';
  const missing = ['dbus-daemon', 'gnome-keyring-daemon'].filter(
    (program) => spawnSync(program, ['--version']).error !== undefined,
  );
  return missing.length === 0 ? undefined : `a keyring of its own needs ${missing.join(' and ')}`;
}

/** Whether a window can be seen here. */
export const hasScreen = (): boolean => (process.env['DISPLAY'] ?? '') !== '';

export const driverWords = (): string =>
  findElectron() === undefined
    ? 'the test host with an installed Chromium (Electron’s binary is not here)'
    : 'Electron';

/** As an agent of this phone who is asked about each call has set it up. */
function settingsOf({ phone, crm }: Stage): object {
  return {
    dataDir: './data',
    agent: { name: 'Ann', extensions: ['100'], country: 'US' },
    sources: [
      {
        ...{ id: 'pbx', format: 'asterisk-csv', path: phone.callFile, timeZone: 'UTC' },
        recordings: { folder: phone.recordings, waitSeconds: 10 },
      },
    ],
    accounts: [{ id: 'sales', crm: 'pipedrive', baseUrl: crm.origin, credentials: { keychain: ENTRY } }],
    logging: { mode: 'ask', account: 'sales', since: new Date(Date.now() - 3_600_000).toISOString() },
  };
}

/** One call, one click in the tray, one record with its recording; pictures of the windows are left behind. */
export async function oneClick({ stage, terminal, paint }: DesktopDemo): Promise<void> {
  await using world = await createWorld();
  const secrets = { [ENTRY]: { apiToken: stage.crm.token } };
  const app = await world.start({ settings: settingsOf(stage), secrets, args: ['--background'] });
  const [call] = CALLS;
  if (call === undefined) throw new Error('the office has no calls');
  await stage.phone.call(call);
  const picture = path.join(tmpdir(), 'aftercall-demo-wrap-up.png');
  const page = await app.page('window=wrap-up');
  await page.getByRole('button').first().waitFor();
  await page.screenshot({ path: picture });
  terminal.print('The phone made a call; the wrap-up window appeared, the tray offers it.');
  const clickedAt = Date.now();
  await app.chooseInTray(/^Log: /);
  const logged = await until('the record in the CRM', () => Promise.resolve(stage.crm.liveCallLogs()[0]));
  const took = logged.createdAt - clickedAt;
  await until('its recording', () => Promise.resolve(stage.crm.liveCallLogs()[0]?.has_recording));
  terminal.print(`One click in the tray: in the CRM after ${String(took)} ms, its recording with it.`);
  await app.clickTray();
  const calls = path.join(tmpdir(), 'aftercall-demo-calls.png');
  const list = await app.page('window=calls');
  await list.getByRole('grid').first().waitFor();
  await list.screenshot({ path: calls });
  terminal.print(paint('dim', `Pictures: ${picture}, ${calls}`), '');
  await app.quit();
}

/** The app on the screen, a phone that rings every few seconds, until the app is quit. */
export async function onTheScreen({ stage, terminal, paint, signal }: DesktopDemo): Promise<number> {
  await using keyring = await openKeyring(path.join(stage.folder, 'keyring'));
  await keyring.write(ENTRY, { apiToken: stage.crm.token });
  const profile = path.join(stage.folder, 'profile');
  await mkdir(profile, { recursive: true });
  const settings = path.join(profile, 'settings.json');
  await writeFile(settings, JSON.stringify(settingsOf(stage), null, 2));
  const { ended } = show(profile, [], keyring.env);
  const over = new AbortController();
  const closed = ended.then((code) => {
    over.abort();
    return code;
  });
  terminal.print(`A call ends every ${String(PAUSE / 1_000)} s. Quit Aftercall to end the demo.`);
  const done = AbortSignal.any([signal, over.signal]);
  for (const call of callsFor(1_000)) {
    if (done.aborted) break;
    await stage.phone.call(call, 2_000);
    await sleep(PAUSE, undefined, { signal: done }).catch((thrown: unknown) => {
      if (!done.aborted) throw thrown;
    });
  }
  await closed;
  terminal.print('', await runProgram(process.execPath, [CLI, 'ledger', '--config', settings]));
  const records = stage.crm.liveCallLogs().length;
  terminal.print(
    paint('bold', `The CRM holds ${String(records)} records, ${String(stage.crm.violations.length)} complaints.`),
  );
  return stage.crm.violations.length === 0 ? 0 : 1;
}
