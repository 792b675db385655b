/** The built command line as a process: what only a process can show. Built by `node test/build.ts`. */
import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { LedgerLine } from '../../shared/ledger.ts';
import { deskCalls, openDesk, rowOf, type Desk } from '../crash/desk.ts';
import { startPipedriveSandbox } from '../sandbox/pipedrive/index.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const CLI = path.join(ROOT, 'out/main/cli.js');
type Row = ReturnType<typeof deskCalls>[number];
/** Talk of two seconds with a recording, and a call that nobody answered. */
const [CONNECTED, , MISSED] = deskCalls(3) as [Row, Row, Row];

vi.setConfig({ testTimeout: 60_000 });

const opened: AsyncDisposableStack[] = [];
afterEach(async () => {
  for (const stack of opened.splice(0)) await stack.disposeAsync();
});

/** A desk with a sandbox CRM behind it; processes that are still there at the end of a test are killed. */
async function office() {
  const stack = new AsyncDisposableStack();
  opened.push(stack);
  const sandbox = stack.use(await startPipedriveSandbox());
  const desk = stack.use(openDesk(sandbox));
  const start = (args: readonly string[], env: Record<string, string> = {}) => {
    const child = spawn(process.execPath, [CLI, ...args], {
      cwd: desk.folder.path,
      env: { ...process.env, DESK_TOKEN: sandbox.token, ...env },
    });
    return stack.adopt(child, (process) => void process.kill('SIGKILL'));
  };
  return { sandbox, desk, start, run: (...args: string[]) => finished(start(args)) };
}

async function finished(child: ChildProcessWithoutNullStreams) {
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => (text[name] += chunk));
  }
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return {
    code,
    signal,
    ...text,
    lines: text.stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as LedgerLine),
  };
}

/** Resolves with the first line of stdout that names the event. */
async function saw(child: ChildProcessWithoutNullStreams, event: string): Promise<void> {
  for await (const line of createInterface({ input: child.stdout })) if (line.includes(`"event":"${event}"`)) return;
  throw new Error(`ended before ${event}`);
}

const runArguments = (desk: Desk) => ['run', '--config', desk.settingsFile, '--json'];

describe('aftercall run --once', () => {
  it('brings every call into the CRM, prints the ledger last and ends with 0; again, it finds nothing to do', async () => {
    const { sandbox, desk, run } = await office();
    await desk.write(CONNECTED);
    await desk.write(MISSED);
    const first = await run(...runArguments(desk), '--once', '--calls');
    const ledger = first.lines.at(-1);
    expect([first.code, ledger?.event, ledger?.found, ledger?.states.synced]).toEqual([0, 'ledger', 2, 2]);
    expect(ledger?.calls?.map(({ state, recording, crm }) => [state, recording?.state ?? null, crm?.account])).toEqual([
      ['synced', 'attached', 'sales'],
      ['synced', null, 'sales'],
    ]);
    const again = await run(...runArguments(desk), '--once');
    const { calls: _calls, ...balance } = ledger ?? {};
    expect([again.code, again.lines.at(-1), sandbox.state.callLogs.size]).toEqual([0, balance, 2]);
    const table = await run('ledger', '--config', 'settings.json', '--calls');
    expect([table.code, table.stdout.match(/ synced {2,}attached /g)?.length]).toEqual([0, 1]);
  });

  it('ends with 3 while something is owed, and never shows the token', async () => {
    const { sandbox, desk, start } = await office();
    appendFileSync(desk.callFile, rowOf(MISSED));
    const wrong = 'fedcba9876543210fedcba9876543210fedcba98';
    const ended = await finished(
      start([...runArguments(desk), '--once', '--log-level', 'debug'], { DESK_TOKEN: wrong }),
    );
    expect([ended.code, ended.lines.at(-1)?.states.queued, sandbox.state.callLogs.size]).toEqual([3, 1, 0]);
    expect(`${ended.stdout}${ended.stderr}`).not.toContain(wrong);
  });
});

describe('aftercall run', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'delivers what is written meanwhile and ends in order on %s',
    async (signal) => {
      const { sandbox, desk, start } = await office();
      const child = start(runArguments(desk));
      const ended = finished(child);
      await saw(child, 'ready');
      appendFileSync(desk.callFile, rowOf(MISSED));
      await expect.poll(() => sandbox.state.callLogs.size, { timeout: 10_000 }).toBe(1);
      await expect
        .poll(
          async () =>
            (await finished(start(['ledger', '--config', desk.settingsFile, '--json']))).lines[0]?.states.synced,
          { timeout: 10_000 },
        )
        .toBe(1);
      child.kill(signal);
      const { code, lines } = await ended;
      expect([code, lines.at(-1)?.event, lines.at(-1)?.states.synced]).toEqual([0, 'ledger', 1]);
    },
  );

  it('refuses a second run on the same folder, while ledger, detect and check go on', async () => {
    const { desk, start, run } = await office();
    appendFileSync(desk.callFile, rowOf(MISSED));
    const child = start(runArguments(desk));
    const ended = finished(child);
    await saw(child, 'ready');
    const [second, secondOnce, ledger, detect, check] = await Promise.all([
      run(...runArguments(desk)),
      run(...runArguments(desk), '--once'),
      run('ledger', '--config', desk.settingsFile, '--json'),
      run('detect', desk.callFile, '--json'),
      run('check', '--config', desk.settingsFile),
    ]);
    expect([second.code, second.stdout, secondOnce.code, ledger.code, detect.code, check.code]).toEqual([
      2,
      '',
      2,
      0,
      0,
      0,
    ]);
    expect(second.stderr).toMatch(/^Another run is using .+\n$/);
    child.kill('SIGTERM');
    expect((await ended).signal).toBe(null);
  });

  it('goes on without a reader of its events', async () => {
    const { sandbox, desk, start } = await office();
    const child = start(runArguments(desk));
    await saw(child, 'ready');
    child.stdout.destroy();
    for (const call of [MISSED, CONNECTED]) {
      appendFileSync(desk.callFile, rowOf(call));
      await expect
        .poll(() => [...sandbox.state.callLogs.values()].length, { timeout: 10_000 })
        .toBeGreaterThan(call === MISSED ? 0 : 1);
    }
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    expect((await exited)[1]).toBe(null);
  });

  it('ends at once with a second signal, but not with the echo of the first', async () => {
    const script = `
      const { processWorld } = await import(${JSON.stringify(path.join(ROOT, 'main/headless/process-world.ts'))});
      processWorld({}).stopAsked().then(() => console.log('{"event":"asked"}'));
      setInterval(() => {}, 1000);
      console.log('{"event":"listening"}');`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script]);
    const exited = once(child, 'exit');
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    await lines.next();
    child.kill('SIGINT');
    expect((await lines.next()).value).toBe('{"event":"asked"}');
    child.kill('SIGINT');
    await pause(700);
    expect(child.exitCode).toBe(null);
    child.kill('SIGINT');
    expect(await exited).toEqual([130, null]);
  });

  it('ends in order when the whole group is told, npm included', async () => {
    const { desk, start } = await office();
    const child = start(runArguments(desk));
    const ended = finished(child);
    await saw(child, 'ready');
    child.kill('SIGINT');
    child.kill('SIGINT');
    const { code, lines } = await ended;
    expect([code, lines.at(-1)?.event]).toEqual([0, 'ledger']);
  });

  it('writes its log where it is asked to, without names, numbers and secrets', async () => {
    const { sandbox, desk, run } = await office();
    await desk.write(CONNECTED);
    await run(...runArguments(desk), '--once', '--log-level', 'debug', '--log-file');
    const log = readFileSync(path.join(desk.folder.path, 'data/logs/aftercall.log'), 'utf8');
    expect(log).toMatch(/"event":"pipedrive_request","operation":"\w+"/);
    for (const secret of [sandbox.token, CONNECTED.to, desk.folder.path]) expect(log).not.toContain(secret);
  });
});

describe('bad settings', () => {
  it('end with 2, name the key and leave no trace', async () => {
    const { desk, run } = await office();
    const settings = JSON.parse(readFileSync(desk.settingsFile, 'utf8')) as { sources: { path: string }[] };
    const before = readdirSync(desk.folder.path).sort();
    const file = path.join(desk.folder.path, 'settings.json');
    writeFileSync(file, JSON.stringify({ ...settings, sources: [{ ...settings.sources[0], path: './gone.csv' }] }));
    const { code, stdout, stderr } = await run('run', '--config', 'settings.json', '--once', '--json');
    expect([code, stdout, stderr]).toEqual([
      2,
      '',
      `settings.json: sources[0].path: there is no file "${path.join(desk.folder.path, 'gone.csv')}"\n`,
    ]);
    expect(readdirSync(desk.folder.path).sort()).toEqual(before);
  });

  it('are found from the folder in which npm was called', async () => {
    const { desk } = await office();
    mkdirSync(path.join(desk.folder.path, 'below'));
    const env = { ...process.env, npm_lifecycle_event: 'aftercall', INIT_CWD: path.join(desk.folder.path, 'below') };
    const { status, stderr } = spawnSync(process.execPath, [CLI, 'ledger', '--config', '../settings.json'], {
      cwd: ROOT,
      env,
      encoding: 'utf8',
    });
    expect([status, stderr, existsSync(path.join(desk.folder.path, 'data'))]).toEqual([0, '', false]);
  });
});

describe('the weight of a start', () => {
  /** The chunks that are loaded before the first line of the program runs. */
  function loadedAtOnce(file: string, seen = new Set<string>()): Set<string> {
    if (seen.has(file)) return seen;
    seen.add(file);
    for (const [, target = ''] of readFileSync(file, 'utf8').matchAll(/^(?:import|export)[^\n]*? ?"(\.[^"]+)";$/gm)) {
      loadedAtOnce(path.resolve(path.dirname(file), target), seen);
    }
    return seen;
  }

  it('is without the network, the engine, the database and the keychain until a command needs them', () => {
    const files = [...loadedAtOnce(CLI)];
    const text = files.map((file) => readFileSync(file, 'utf8')).join('\n');
    expect([
      /from "better-sqlite3"|from "keytar"/.test(text),
      files.some((file) => /engine|http-/.test(path.basename(file))),
    ]).toEqual([false, false]);
    expect(files.reduce((sum, file) => sum + statSync(file).size, 0)).toBeLessThan(60_000);
  });

  it('of the ledger is without the network', () => {
    const chunks = path.join(path.dirname(CLI), 'chunks');
    const engine = readdirSync(chunks).filter((name) => /^(engine|ledger)-.*\.js$/.test(name));
    const files = engine.flatMap((name) => [...loadedAtOnce(path.join(chunks, name))]);
    expect([engine.length > 1, files.filter((file) => /\/(http|Metadata)/.test(file))]).toEqual([true, []]);
  });
});
