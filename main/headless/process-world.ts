import { constants } from 'node:os';
import type { Output } from './output.ts';
import type { World } from './world.ts';

/** The signals that ask for an end in order. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** The world of a real process. `npm run` starts in the project's folder, but paths are meant from where the user is. */
export function processWorld(output: Output): World {
  const environment = process.env;
  const fromNpm = environment['npm_lifecycle_event'] === 'aftercall' ? environment['INIT_CWD'] : undefined;
  return {
    folder: fromNpm ?? process.cwd(),
    environment,
    output,
    engine: () => import('../engine/index.ts'),
    ports: async (settings, log) => (await import('./compose.ts')).createPorts({ settings, environment, log, output }),
    looking: async () => (await import('./compose.ts')).lookingPorts(),
    stopAsked,
  };
}

/** npm passes on a signal that the terminal has sent to the whole group: the echo is no second wish. Milliseconds. */
const ECHO = 500;

function stopAsked(): Promise<void> {
  return new Promise((resolve) => {
    let askedAt: number | undefined;
    const hear = (signal: (typeof SIGNALS)[number]) => {
      const now = performance.now();
      if (askedAt !== undefined && now - askedAt > ECHO) process.exit(128 + constants.signals[signal]);
      askedAt ??= now;
      resolve();
    };
    for (const signal of SIGNALS) process.on(signal, hear);
  });
}
