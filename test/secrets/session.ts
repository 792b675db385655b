import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PACKAGES = {
  'dbus-run-session': 'dbus',
  'gnome-keyring-daemon': 'gnome-keyring',
  'secret-tool': 'libsecret-tools',
};

function isInstalled(program: string): boolean {
  return (process.env['PATH'] ?? '').split(':').some((folder) => {
    try {
      accessSync(path.join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Debian packages that a real keyring session needs and this machine lacks. */
export const missingPackages = Object.entries(PACKAGES)
  .filter(([program]) => !isInstalled(program))
  .map(([, name]) => name);

const onLinux = process.platform === 'linux';
/** Where CI is set, a suite that needs a keyring fails without one; elsewhere it is skipped and its name says why. */
export const keyringRequired = onLinux && process.env['CI'] !== undefined && process.env['CI'] !== '';
export const skipKeyring = !onLinux || (missingPackages.length > 0 && !keyringRequired);
export const lackingPackages =
  onLinux && missingPackages.length > 0 ? ` (needs the Debian packages ${missingPackages.join(', ')})` : '';

/** What stands in for the dialog that asks a person for the keyring's password. Notes that it was opened. */
export type Dialog = 'nobody there' | 'open for two seconds';

export interface Session {
  /** Runs the script on a session bus of its own and answers its standard output. */
  run(
    script: string,
    more?: { bus?: 'no activation' | 'refuses the keyring'; env?: Record<string, string> },
  ): Promise<string>;
  /** Path of a file that exists once a dialog was opened. */
  readonly dialogOpened: string;
  readonly home: string;
  remove(): Promise<void>;
}

/** Opens (and at first use makes) the login keyring, as signing in at a desktop does. */
export const UNLOCK = 'printf password | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1';

const ASK = path.join(import.meta.dirname, 'ask.ts');

/** A shell line that asks our Secrets inside the session. */
export function ask(...questions: readonly (readonly unknown[])[]): string {
  const quoted = questions.map((question) => `'${JSON.stringify(question).replaceAll("'", `'\\''`)}'`);
  return `'${process.execPath}' '${ASK}' ${quoted.join(' ')}`;
}

const busConfig = (more: string) => `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/>${more}</policy></busconfig>`;

/** A home of its own with its own keyring files; several sessions one after the other see the same keyring. */
export async function createSession(dialog: Dialog): Promise<Session> {
  const home = await mkdtemp(path.join(tmpdir(), 'aftercall-keyring-'));
  const services = path.join(home, 'share', 'dbus-1', 'services');
  const prompter = path.join(home, 'prompter.sh');
  const dialogOpened = path.join(home, 'dialog-opened');
  await mkdir(path.join(home, 'run'), { mode: 0o700 });
  await mkdir(services, { recursive: true });
  await writeFile(
    prompter,
    `#!/bin/sh\ntouch '${dialogOpened}'\n${dialog === 'nobody there' ? '' : 'sleep 2; '}exit 1\n`,
  );
  await chmod(prompter, 0o755);
  const service = `[D-BUS Service]\nName=org.gnome.keyring.SystemPrompter\nExec=${prompter}\n`;
  await writeFile(path.join(services, 'org.gnome.keyring.SystemPrompter.service'), service);
  await writeFile(path.join(home, 'no activation'), busConfig(''));
  const refusing = busConfig('<deny send_destination="org.freedesktop.secrets"/>');
  await writeFile(path.join(home, 'refuses the keyring'), refusing);
  const environment = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    XDG_DATA_HOME: path.join(home, 'share'),
    XDG_CACHE_HOME: path.join(home, 'cache'),
    XDG_RUNTIME_DIR: path.join(home, 'run'),
  };
  return {
    home,
    dialogOpened,
    async run(script, { bus, env } = {}) {
      const config = bus === undefined ? [] : [`--config-file=${path.join(home, bus)}`];
      const options = { env: { ...environment, ...env }, timeout: 15_000, killSignal: 'SIGKILL' as const };
      const { stdout } = await run('dbus-run-session', [...config, '--', 'bash', '-ec', script], options);
      return stdout;
    },
    remove: () => rm(home, { recursive: true, force: true, maxRetries: 3 }),
  };
}
