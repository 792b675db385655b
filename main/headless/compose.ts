import path from 'node:path';
import type { Settings } from '../../shared/settings.ts';
import { HOST_ENTRY } from '../../shared/settings/recording-host.ts';
import type { Http, Ports } from '../engine/ports.ts';
import { createClock, createRandom } from '../node/clock.ts';
import { createFiles } from '../node/files.ts';
import { createLog } from '../node/log.ts';
import { createLogFile } from '../node/log-file.ts';
import type { Output } from './output.ts';
import { createHeadlessSecrets } from './secrets.ts';
import type { LogChoice } from './usage.ts';

/** What `detect` needs: eyes, no network, no secrets. */
export function lookingPorts(): Pick<Ports, 'files' | 'clock'> {
  return { files: createFiles(), clock: createClock() };
}

/** The ports of the headless run. HTTP and keychain are loaded when they are first used; disposing closes connections. */
export function createPorts(options: {
  settings: Settings;
  environment: Readonly<Record<string, string | undefined>>;
  log: LogChoice;
  output: Output;
}): Ports & AsyncDisposable {
  const { settings, environment, log: choice, output } = options;
  const sink = choice.toFile ? createLogFile(path.join(settings.dataDir, 'logs')) : output.note;
  const log = createLog({ level: choice.level, sink });
  const http = lazyHttp(environment);
  return {
    ...lookingPorts(),
    random: createRandom(),
    http,
    secrets: createHeadlessSecrets({
      accounts: [...settings.accounts, ...hostEntry(settings)],
      environment,
      keychain: async () => (await import('../node/secrets.ts')).createKeychainSecrets(),
      told: (secret) => log.hide(secret),
    }),
    log,
    [Symbol.asyncDispose]: () => http[Symbol.asyncDispose](),
  };
}

/** A quiet start needs no network: undici is loaded with the first request. */
function lazyHttp(env: NodeJS.ProcessEnv): Http & AsyncDisposable {
  let made: Promise<Http & AsyncDisposable> | undefined;
  const http = () => (made ??= import('../node/http.ts').then(({ createHttp }) => createHttp({ env })));
  return {
    send: async (request) => (await http()).send(request),
    async [Symbol.asyncDispose]() {
      if (made !== undefined) await (await made)[Symbol.asyncDispose]();
    },
  };
}

/** The recording host's variables are read like those of an account. */
function hostEntry({ recordingHost }: Settings) {
  return 'credentials' in recordingHost
    ? [{ id: HOST_ENTRY.replace(/^env:/, ''), credentials: recordingHost.credentials }]
    : [];
}
