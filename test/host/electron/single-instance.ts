import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import path from 'node:path';
import { systemCode } from '../../../shared/errors.ts';

type Told = (argv: string[], folder: string, data: unknown) => void;

const TELL_LIMIT = 2_000;

/** One run per data folder: a lock file with the holder's process id, and a socket beside it for those who come later. */
export class SingleInstance {
  held = false;
  readonly #told: Told;
  #server: Server | undefined;
  #lock = '';
  #telling: Promise<void> = Promise.resolve();

  constructor(told: Told) {
    this.#told = told;
  }

  /** False when another run has it; that one is told our arguments then. */
  request(folder: string, data: unknown): boolean {
    if (this.held) return true;
    this.#lock = path.join(folder, 'SingletonLock');
    const socket = path.join(folder, 'SingletonSocket');
    if (!this.#take()) {
      this.#telling = tell(socket, { argv: process.argv, folder: process.cwd(), data });
      return false;
    }
    this.held = true;
    rmSync(socket, { force: true });
    this.#server = createServer((from) => {
      let text = '';
      from.setEncoding('utf8').on('data', (part: string) => (text += part));
      from.on('end', () => {
        from.end();
        const {
          argv,
          folder: where,
          data: more,
        } = JSON.parse(text) as { argv: string[]; folder: string; data: unknown };
        this.#told(argv, where, more);
      });
    });
    this.#server.listen(socket);
    return true;
  }

  release(): void {
    if (!this.held) return;
    this.held = false;
    this.#server?.close();
    rmSync(this.#lock, { force: true });
  }

  /** Until the first run has been told. */
  told(): Promise<void> {
    return this.#telling;
  }

  #take(): boolean {
    try {
      writeFileSync(this.#lock, String(process.pid), { flag: 'wx' });
      return true;
    } catch (thrown) {
      if (systemCode(thrown) !== 'EEXIST') throw thrown;
    }
    if (isAlive(Number(readFileSync(this.#lock, 'utf8')))) return false;
    // Its holder was killed.
    rmSync(this.#lock);
    return this.#take();
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return pid !== process.pid;
  } catch (thrown) {
    return systemCode(thrown) === 'EPERM';
  }
}

/** A first run that does not listen, or ends meanwhile, is not waited for. */
function tell(socket: string, message: object): Promise<void> {
  return new Promise((resolve) => {
    const to = connect(socket, () => to.end(JSON.stringify(message)));
    to.setTimeout(TELL_LIMIT, () => to.destroy());
    to.resume();
    to.once('error', () => {
      to.destroy();
    });
    to.once('close', () => {
      resolve();
    });
  });
}
