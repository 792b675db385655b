import type { EngineEvent, Health } from '../../shared/events.ts';
import type { Result } from '../../shared/result.ts';
import type { Settings } from '../../shared/settings.ts';
import { checkPaths } from './check-paths.ts';
import type { HeadlessEngine } from './engine.ts';
import { createProgress } from './progress.ts';
import { unsetVariables } from './secrets.ts';
import { settingsOf, tellProblems } from './settings-command.ts';
import { ledgerTable, printable } from './tables.ts';
import type { Command } from './usage.ts';
import { EXIT, type ExitCode, type World } from './world.ts';

type RunCommand = Extract<Command, { name: 'run' }>;

/** Joiners get this long to put things down; what is not done then is owed, and safe. Milliseconds. */
const STOP_LIMIT = 2_000;

/**
 * `run`: captures and delivers until a signal, or with `--once` until nothing more can be done. The last line on stdout is
 * the ledger, read after the engine has stopped, so it tells what the next run will find.
 */
export async function run(command: RunCommand, world: World): Promise<ExitCode> {
  const settings = await settingsOf(command.config, world);
  if (settings === undefined) return EXIT.refused;
  const problems = await checkPaths(settings);
  if (problems.length > 0) {
    tellProblems(command.config, problems, world);
    return EXIT.refused;
  }
  tellUnset(settings, world);
  const stopAsked = world.stopAsked();
  const { createEngine } = await world.engine();
  await using ports = await world.ports(settings, command.log);
  const engine = createEngine(ports, settings);
  const sight = { blind: false };
  using _health = engine.on((event: EngineEvent) => {
    if (event.event === 'health') sight.blind = cannotSee(event);
  });
  const failure = await work(engine, command, world, stopAsked);
  if (failure !== undefined) return failure;
  const code = await settle(settings, command, world);
  return code === EXIT.done && sight.blind ? EXIT.owed : code;
}

/** Something that should be read could not be: nothing may be owed, and nobody can say so. */
function cannotSee({ reasons }: Health): boolean {
  return reasons.some(({ scope, category }) => scope !== 'account' && category !== 'notice');
}

function tellUnset({ accounts }: Settings, { environment, output }: World): void {
  for (const { key, variable } of unsetVariables(accounts, environment)) {
    output.note(`${key}: the environment variable ${variable} is not set; calls are captured and wait`);
  }
}

/** Undefined when the work ended as it should. */
async function work(
  engine: HeadlessEngine,
  command: RunCommand,
  { output }: World,
  stopAsked: Promise<void>,
): Promise<ExitCode | undefined> {
  const progress = createProgress(output, () => engine.ledger({ calls: false }));
  using _listener = engine.on((event: EngineEvent) => {
    if (command.json) output.json(event);
    progress.note(event);
  });
  const begun: Promise<Result<unknown>> = command.once ? engine.runOnce() : engine.start();
  const stopped = stopAsked.then(() => undefined);
  const result = await Promise.race([begun, stopped]);
  if (result?.ok === true && !command.once) await stopped;
  await progress.end();
  await stop(engine, output.note);
  if (result === undefined || result.ok) return undefined;
  output.note(printable(result.error.message));
  return result.error.code === 'already_running' ? EXIT.refused : EXIT.unexpected;
}

async function stop(engine: HeadlessEngine, note: (text: string) => void): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), STOP_LIMIT);
  });
  const ended = await Promise.race([engine.stop(), limit]);
  clearTimeout(timer);
  if (ended === 'late') note('stopped before everything was put down; the next run goes on from there');
}

async function settle(settings: Settings, command: RunCommand, world: World): Promise<ExitCode> {
  const { readLedger, owes } = await world.engine();
  const ledger = await readLedger(settings, { calls: command.calls });
  if (!ledger.ok) {
    world.output.note(printable(ledger.error.message));
    return EXIT.unexpected;
  }
  if (command.json) world.output.json(ledger.value);
  else ledgerTable(ledger.value).forEach((line) => world.output.line(line));
  return owes(ledger.value) ? EXIT.owed : EXIT.done;
}
