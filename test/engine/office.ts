import { mkdirSync, writeFileSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { createEngine, readLedger, type Engine } from '../../main/engine/index.ts';
import type { Ports } from '../../main/engine/ports.ts';
import { createClock, createRandom } from '../../main/node/clock.ts';
import { createFiles } from '../../main/node/files.ts';
import { createHttp } from '../../main/node/http.ts';
import type { EngineEvent } from '../../shared/events.ts';
import type { LedgerCall, LedgerLine } from '../../shared/ledger.ts';
import { parseSettings, type Settings } from '../../shared/settings.ts';
import { temporaryFolder, type TemporaryFolder } from '../fakes/calls.ts';
import type { PipedriveSandbox } from '../sandbox/pipedrive/index.ts';

/** Settings as a user writes them, with everything that most tests want. */
export function settingsFor(
  folder: TemporaryFolder,
  sandbox: Pick<PipedriveSandbox, 'origin'>,
  change: Change = {},
): Settings {
  const written = {
    dataDir: './data',
    agent: { name: 'Ann', extensions: ['100'], country: 'US', ...change.agent },
    sources: [
      {
        id: 'pbx',
        format: 'asterisk-csv',
        path: './Master.csv',
        timeZone: 'UTC',
        recordings: { folder: './monitor', waitSeconds: 2 },
        ...change.source,
      },
      ...(change.others ?? []),
    ],
    accounts: [
      {
        id: 'sales',
        crm: 'pipedrive',
        baseUrl: sandbox.origin,
        credentials: { env: { apiToken: 'TOKEN' } },
        burst: 1_000,
      },
    ],
    logging: { mode: 'auto', account: 'sales', since: '2020-01-01T00:00:00Z', ...change.logging },
  };
  const parsed = parseSettings(written, folder.path);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

export interface Change {
  readonly agent?: Readonly<Record<string, unknown>>;
  readonly source?: Readonly<Record<string, unknown>>;
  /** More sources, as they are written. */
  readonly others?: readonly Readonly<Record<string, unknown>>[];
  readonly logging?: Readonly<Record<string, unknown>>;
}

/** An agent's machine: a call file, a recordings folder, an engine with the real ports. */
export interface TestOffice extends AsyncDisposable {
  readonly folder: TemporaryFolder;
  readonly settings: Settings;
  readonly callFile: string;
  readonly events: EngineEvent[];
  token: string;
  append(text: string): Promise<void>;
  engine(ports?: Partial<Ports>): Engine;
  /** One run to its end; the ledger with all calls. */
  once(ports?: Partial<Ports>): Promise<LedgerLine & { calls: readonly LedgerCall[] }>;
  ledger(): Promise<LedgerLine & { calls: readonly LedgerCall[] }>;
}

export function openOffice(sandbox: PipedriveSandbox, change: Change = {}): TestOffice {
  const folder = temporaryFolder();
  mkdirSync(folder.file('monitor'));
  const callFile = path.join(folder.path, 'Master.csv');
  writeFileSync(callFile, '');
  const settings = settingsFor(folder, sandbox, change);
  const events: EngineEvent[] = [];
  const http = createHttp();
  const engines: Engine[] = [];
  const office: TestOffice = {
    folder,
    settings,
    callFile,
    events,
    token: sandbox.token,
    append: (text) => appendFile(callFile, text),
    engine(change = {}) {
      const ports: Ports = {
        clock: createClock(),
        random: createRandom(),
        files: createFiles(),
        http,
        secrets: {
          read: () => Promise.resolve({ kind: 'found', fields: { apiToken: office.token } }),
          write: () => Promise.resolve({ kind: 'none' }),
          remove: () => Promise.resolve({ kind: 'none' }),
        },
        log: { write: () => undefined },
        ...change,
      };
      const engine = createEngine(ports, settings);
      engine.on((event) => events.push(event));
      engines.push(engine);
      return engine;
    },
    async once(change) {
      const engine = office.engine(change);
      const done = await engine.runOnce();
      await engine.stop();
      if (!done.ok) throw new Error(`${done.error.code}: ${done.error.message}`);
      return office.ledger();
    },
    async ledger() {
      const read = await readLedger(settings, { calls: true });
      if (!read.ok) throw new Error(read.error.message);
      return { ...read.value, calls: read.value.calls ?? [] };
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(engines.map((engine) => engine.stop()));
      await http[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
  return office;
}
