import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const ASK = path.resolve(import.meta.dirname, '../../secrets/ask.ts');

/** A real keyring on a session bus of its own, open, for the apps of one world. Linux only. */
export interface Keyring extends AsyncDisposable {
  /** What an app needs in its environment to find it. */
  readonly env: Readonly<Record<string, string>>;
  /** Stores the secret fields of an entry, as signing in does. */
  write(entry: string, fields: Readonly<Record<string, string>>): Promise<void>;
  remove(entry: string): Promise<void>;
}

export async function openKeyring(home: string): Promise<Keyring> {
  const run = path.join(home, 'run');
  await mkdir(run, { recursive: true, mode: 0o700 });
  const base = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    XDG_RUNTIME_DIR: run,
    XDG_DATA_HOME: path.join(home, 'share'),
  };
  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1'], {
    env: base,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const env = { ...base, DBUS_SESSION_BUS_ADDRESS: await firstLine(bus, 'dbus-daemon') };
  // It goes to the background once the keyring is open, and ends with the bus.
  const daemon = spawn('gnome-keyring-daemon', ['--unlock', '--components=secrets'], {
    env,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  daemon.stdin.end('password');
  await succeeded(daemon, 'gnome-keyring-daemon');

  const ask = async (question: readonly unknown[]): Promise<void> => {
    const { stdout } = await promisify(execFile)(process.execPath, [ASK, JSON.stringify(question)], { env });
    const [answer = '{}'] = stdout.split('\n');
    const { kind } = JSON.parse(answer) as { readonly kind?: string };
    if (kind === 'unavailable') throw new Error(`The keyring refused: ${answer}`);
  };
  return {
    env: { DBUS_SESSION_BUS_ADDRESS: env.DBUS_SESSION_BUS_ADDRESS },
    write: (entry, fields) => ask(['write', entry, fields]),
    remove: (entry) => ask(['remove', entry]),
    async [Symbol.asyncDispose]() {
      await end(bus);
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

const missing = (name: string): Error =>
  new Error(`${name} cannot be started: install the Debian packages dbus and gnome-keyring.`);

function succeeded(child: ChildProcess, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('error', () => {
      reject(missing(name));
    });
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${name} ended with ${String(code)}.`));
    });
  });
}

/** The bus prints its address when it is there. */
function firstLine(child: ChildProcess, name: string): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('error', () => {
      reject(missing(name));
    });
    child.once('exit', () => {
      reject(new Error(`${name} ended before it was ready.`));
    });
    if (child.stdout !== null) createInterface({ input: child.stdout }).once('line', resolve);
  });
}
