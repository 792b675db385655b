import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { STATE_NAMES, type StateName } from '../../shared/call.ts';
import type { EngineEvent } from '../../shared/events.ts';
import type { Ledger, LedgerCall } from '../../shared/ledger.ts';
import { ok, type Result } from '../../shared/result.ts';
import type { Settings } from '../../shared/settings.ts';
import type { EngineModule } from '../../main/headless/engine.ts';
import { main } from '../../main/headless/main.ts';
import { createOutput } from '../../main/headless/output.ts';
import type { World } from '../../main/headless/world.ts';
import type { Ports } from '../../main/engine/ports.ts';

export function ledgerOf(states: Partial<Record<StateName, number>>, rejectedRecords = 0): Ledger {
  const all = Object.fromEntries(STATE_NAMES.map((name) => [name, states[name] ?? 0])) as Record<StateName, number>;
  return { found: Object.values(all).reduce((sum, count) => sum + count, 0), states: all, rejectedRecords };
}

export const aCall: LedgerCall = {
  id: 'c1',
  state: 'synced',
  reason: null,
  source: 'pbx',
  direction: 'outbound',
  remoteNumber: '+15550102',
  remoteRaw: '0015550102',
  remoteName: 'Zoë',
  localNumber: '100',
  startedAt: '2026-11-21T01:40:38Z',
  answeredAt: '2026-11-21T01:40:41Z',
  endedAt: '2026-11-21T01:40:47Z',
  talkSeconds: 66,
  outcome: 'connected',
  legs: 1,
  notes: [],
  recording: { path: '/r.wav', sha256: 'ab', seconds: 66.1, state: 'attached', reason: null },
  crm: { account: 'sales', id: 'CA1', url: 'https://x/1', contact: { id: '1', name: 'Jane', reason: 'same number' } },
};

/** What a test may change about the engine. */
export interface Script {
  ledger?: Ledger;
  calls?: readonly LedgerCall[];
  start?: () => Promise<Result<void>>;
  runOnce?: () => Promise<Result<Ledger>>;
  stop?: () => Promise<void>;
  readLedger?: EngineModule['readLedger'];
  detect?: EngineModule['detect'];
  detectKnown?: EngineModule['detectKnown'];
  assist?: EngineModule['assist'];
  check?: EngineModule['check'];
}

interface Heard {
  /** What the engine was asked, in order. */
  readonly asked: string[];
  emit: (event: EngineEvent) => void;
  settings: Settings | undefined;
}

function fakeEngine(script: Script): { module: EngineModule; heard: Heard } {
  const listeners = new Set<(event: EngineEvent) => void>();
  const heard: Heard = {
    asked: [],
    emit: (event) => listeners.forEach((listen) => listen(event)),
    settings: undefined,
  };
  const ledger = script.ledger ?? ledgerOf({});
  const line = (calls: boolean) => ({
    event: 'ledger' as const,
    ...ledger,
    ...(calls ? { calls: script.calls ?? [] } : {}),
  });
  const module: EngineModule = {
    createEngine(_ports, settings) {
      heard.settings = settings;
      return {
        start() {
          heard.asked.push('start');
          return script.start?.() ?? Promise.resolve(ok(undefined));
        },
        runOnce() {
          heard.asked.push('runOnce');
          return script.runOnce?.() ?? Promise.resolve(ok(ledger));
        },
        stop() {
          heard.asked.push('stop');
          return script.stop?.() ?? Promise.resolve();
        },
        ledger: ({ calls }) => Promise.resolve(line(calls)),
        on(listen) {
          listeners.add(listen);
          return { [Symbol.dispose]: () => void listeners.delete(listen) };
        },
      };
    },
    owes: ({ states, found }) => states.synced + states.excluded < found,
    readLedger(settings, options) {
      heard.asked.push('readLedger');
      return script.readLedger?.(settings, options) ?? Promise.resolve(ok(line(options.calls)));
    },
    detectKnown: script.detectKnown ?? (() => Promise.resolve([])),
    assist:
      script.assist ??
      ((_ports, place) =>
        Promise.resolve({ ok: true, value: { path: place, proposal: null, calls: [], rows: 0, rejected: [] } })),
    detect:
      script.detect ?? ((_ports, place) => Promise.resolve({ path: place, format: null, evidence: [], calls: [] })),
    check: script.check ?? (() => Promise.resolve({ ok: true, lines: [] })),
  };
  return { module, heard };
}

const files: Partial<Ports['files']> = {
  facts: (place) =>
    Promise.resolve(place.includes('nothing') ? undefined : { kind: 'file', size: 0, modifiedAt: 0, id: '1' }),
};

/** A folder with a call file, a folder of recordings and a settings file, and the commands over a fake engine. */
export function createWorld(script: Script = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'aftercall-headless-'));
  writeFileSync(path.join(folder, 'Master.csv'), '');
  const { module, heard } = fakeEngine(script);
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const written = { stdout: '', stderr: '' };
  stdout.on('data', (chunk: Buffer) => (written.stdout += chunk.toString()));
  stderr.on('data', (chunk: Buffer) => (written.stderr += chunk.toString()));
  let stop = (): void => undefined;
  const stopAsked = new Promise<void>((resolve) => (stop = resolve));
  const portsEnded: string[] = [];
  const world: World = {
    folder,
    environment: { TOKEN: 'secret' },
    output: createOutput(stdout, stderr),
    engine: () => Promise.resolve(module),
    ports: () =>
      Promise.resolve({
        [Symbol.asyncDispose]: () => Promise.resolve(void portsEnded.push('ended')),
      } as unknown as Ports & AsyncDisposable),
    looking: () => Promise.resolve({ files, clock: {} } as Pick<Ports, 'files' | 'clock'>),
    stopAsked: () => stopAsked,
  };
  return {
    folder,
    heard,
    portsEnded,
    /** As SIGTERM does. */
    stop: () => stop(),
    stderrSoFar: () => written.stderr,
    writeSettings(change: object = {}) {
      const settings = {
        agent: { extensions: ['100'], country: 'US', timeZone: 'UTC' },
        sources: [{ id: 'pbx', path: 'Master.csv' }],
        ...change,
      };
      writeFileSync(path.join(folder, 'settings.json'), JSON.stringify(settings));
    },
    async run(...args: string[]) {
      const code = await main(args, world);
      await world.output.flush();
      return { code, stdout: written.stdout, stderr: written.stderr };
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export const account = {
  id: 'sales',
  crm: 'pipedrive',
  baseUrl: 'https://acme.pipedrive.com',
  credentials: { env: { apiToken: 'TOKEN' } },
};
